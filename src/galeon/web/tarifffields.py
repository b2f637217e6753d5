"""The fields of the editor's panels as its scripts draw them: name, label, kind, and for which basis each counts."""

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct

from galeon.tariffs.models import AreaTable, FuelTable
from galeon.tariffs.sheet import Basis, Lengths
from galeon.web import labels, tariffwords
from galeon.web.tariffwords import Text

Option = tuple[str, str]
WEIGHED = (Basis.FIRST_CONTINUED, Basis.PER_KG, Basis.GRADUATED, Basis.PER_TICKET)
AMOUNT = (*WEIGHED, Basis.PER_PIECE, Basis.PER_CBM, Basis.PER_CONTAINER)
PERCENTS = (Basis.PERCENT, Basis.PERCENT_OF_VALUE)


class Field(Struct, frozen=True, omit_defaults=True):
    """One field. kind: text, minor, milli, int, decimal, date, bool, select, names, when; bases: () = always; empty: what
    an empty decimal counts as; nullable: empty is null; blank: a zero is shown empty."""

    name: str
    label: str
    kind: str = "text"
    bases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    hint: str = ""
    unit: str = ""
    span: str = "span-4"
    max: int = 0
    empty: str = "0"
    nullable: bool = False
    blank: bool = False
    list: str = ""


def options(names: Mapping[str, Text], *empty: str) -> tuple[Option, ...]:
    """Choices of a select, the empty one first."""
    return (*(("", text) for text in empty), *((str(code), str(text)) for code, text in names.items()))


def rule_fields(currency: str, unit: str, zones: bool = True) -> list[Field]:
    """Every column of a surcharge."""
    fuels = {code: code for code in FuelTable.objects.order_by("code").values_list("code", flat=True)}
    areas = {code: code for code in AreaTable.objects.order_by("code").values_list("code", flat=True)}
    return [
        Field("code", _("Fee"), max=32, hint=_("small letters, such as remote")),
        Field("basis", _("Counted"), "select", options=options(tariffwords.BASES), span="span-8"),
        Field("first_minor", _("First price or base"), "minor", (*WEIGHED[:3], Basis.PER_CBM), unit=currency, blank=True),
        Field("first_milli", _("First weight"), "milli", (Basis.FIRST_CONTINUED,), unit=unit),
        Field("amount_minor", _("Amount"), "minor", AMOUNT, unit=currency),
        Field("step_milli", _("For each further"), "milli", (Basis.FIRST_CONTINUED,), unit=unit),
        Field("percent", _("Percent"), "decimal", PERCENTS, unit="%", hint=_("or by a fuel table")),
        Field("fuel_table", _("Fuel table"), "select", (Basis.PERCENT,), options=options(fuels, "–")),
        Field("of", _("Of the fees"), "names", (Basis.PERCENT,), hint=_("codes; fuelable = every fee marked so"), list="fees"),
        Field("value", _("Of the value"), "select", (Basis.PERCENT_OF_VALUE, Basis.AT_COST), options=options(tariffwords.VALUES, "–"), nullable=True),
        Field("container", _("Container"), "text", (Basis.PER_CONTAINER,), max=8, hint="40HC"),
        Field("min_minor", _("Minimum"), "minor", unit=currency, blank=True),
        Field("max_minor", _("At most"), "minor", unit=currency, nullable=True),
        Field("factor", _("Times"), "decimal", empty="1"),
        Field("weight_milli_to", _("Weights up to"), "milli", WEIGHED, unit=unit, nullable=True),
        Field("zone", _("Zone"), max=16, list="zones", hint=_("empty = every zone")),
        Field("cargo_class", _("Cargo class"), "select", options=options(labels.CARGO_CLASSES, _("every class"))),
        Field("option", _("Only if asked for"), max=24, list="asked", hint=_("such as residential")),
        Field("area", _("Area table"), "select", options=options(areas, "–")),
        Field("tier", _("Tier"), max=12, hint=_("empty = any tier of the table")),
        Field("origin", _("Origin"), max=12),
        Field("valid_from", _("Counts from"), "date"),
        Field("valid_to", _("Until before"), "date"),
        Field("group", _("Group"), max=24, hint=_("of a group only one is paid")),
        Field("takes", _("Pays"), "select", options=options(tariffwords.TAKES, "–"), nullable=True),
        Field("event", _("Charged when"), "select", options=options(tariffwords.EVENTS, _("weighed in"))),
        Field("bearer", _("Paid by"), "select", options=options(tariffwords.BEARERS), hint=_("ours only with another event")),
        Field("fuelable", _("Fuel surcharge is taken of it too"), "bool", span="span-12"),
        Field("when", _("Only if any of these is true of a piece"), "when"),
    ]  # fmt: skip


def head_fields() -> list[Field]:
    """The head of a version."""
    lengths: dict[str, Text] = {
        Lengths.EXACT: _("as measured"), Lengths.NEAREST: _("rounded to whole cm"), Lengths.UP: _("rounded up to whole cm"),
    }  # fmt: skip
    return [
        Field("valid_from", _("In force from"), "date"),
        Field("valid_to", _("Until before"), "date", hint=_("empty = until the next version")),
        Field("timezone", _("Time zone"), max=40, list="timezones"),
        Field("unit", _("Weighs in"), "select", options=options({"kg": "kg", "lb": "lb"})),
        Field("lengths", _("Sides are read"), "select", options=options(lengths)),
        Field("weight_milli_min", _("Least charge weight"), "milli", unit="kg", blank=True),
        Field("piece_milli_max", _("No piece above"), "milli", unit="kg", nullable=True),
        Field("volumetric_by_piece", _("Compare volume and weight piece by piece"), "bool", span="span-12"),
        Field("round_by_piece", _("Round each piece up, then add"), "bool", span="span-12"),
        Field("cheaper_bracket", _("Bill at the start of the next bracket where that is cheaper"), "bool", span="span-12"),
        Field("note", _("Note for colleagues"), max=200, span="span-12"),
    ]  # fmt: skip


def weight_fields(unit: str) -> dict[str, list[Field]]:
    """Divisors and least weights."""
    return {
        "divisors": [
            Field("divisor", _("Divisor"), "int", hint=_("cm³ per kg; in³ per lb")),
            Field("zone", _("Zone"), max=16, list="zones"),
            Field("cargo_class", _("Cargo class"), "select", options=options(labels.CARGO_CLASSES, _("every class"))),
            Field("over_actual_percent", _("Only above % of the actual weight"), "int", unit="%", blank=True),
            Field("share_percent", _("Charge of the excess"), "int", unit="%"),
            Field("valid_from", _("Counts from"), "date"),
            Field("valid_to", _("Until before"), "date"),
            Field("when", _("Only if any of these is true of a piece"), "when"),
        ],
        "minimums": [
            Field("weight_milli", _("A piece counts at least"), "milli", unit=unit),
            Field("when", _("Only if any of these is true of a piece"), "when"),
        ],
    }


def encoded(value: object) -> str:
    """Anything of these as JSON for a page's script block."""
    return msgspec.json.encode(value).decode()
