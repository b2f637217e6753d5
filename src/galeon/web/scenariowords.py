"""A what-if in the reader's words: what would change, for which waybills, and what the rows of its tables are called."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from galeon.decisions import reads
from galeon.decisions.ask import Ask
from galeon.decisions.change import Change, Sides
from galeon.decisions.result import NamedExtra
from galeon.decisions.tally import BANDS_G
from galeon.kernel import wording
from galeon.parties.models import Account, Level
from galeon.tariffs.words.reasons import fee_name
from galeon.web import formats, labels, names

DIMENSIONS: Mapping[str, labels.Text] = {
    "service": gettext_lazy("By service"),
    "zone": gettext_lazy("By zone"),
    "band": gettext_lazy("By charge weight"),
    "account": gettext_lazy("By account"),
    "level": gettext_lazy("By level"),
}
STATES: Mapping[str, tuple[labels.Text, str]] = {
    "waiting": (gettext_lazy("waiting"), "warn"),
    "running": (gettext_lazy("being priced"), "accent"),
    "done": (gettext_lazy("priced"), "ok"),
    "cancelled": (gettext_lazy("cancelled"), "muted"),
    "failed": (gettext_lazy("failed"), "bad"),
}


class Names(msgspec.Struct, frozen=True):
    """What accounts (by code) and levels are called."""

    accounts: dict[str, str]
    levels: dict[str, str]


def known_names() -> Names:
    """All of them, in two queries."""
    return Names(
        dict(Account.objects.filter(is_house=False).values_list("code", "name")),
        dict(Level.objects.values_list("code", "name")),
    )


def title(scenario: reads.Told) -> str:
    """The name it was given, else what it changes."""
    return (
        scenario.name or "; ".join(changes(scenario.ask.change)) or _("As it is: today's prices, and what was charged")
    )


def percent(value: Decimal) -> str:
    """23 -> 23 %, as the language writes numbers."""
    return f"{wording.number(value, formats.language())} %"


def changes(change: Change) -> list[str]:
    """Each change as a short sentence."""
    said = []
    for version_id in change.versions:
        version = reads.version(version_id)
        name = f"{version.code} v{version.no}" if version else f"v{version_id}"
        said.append(_("{version} in place of its list").format(version=name))
    if change.fuel_percent is not None:
        where = change.fuel_table or _("every fuel percentage")
        said.append(_("Fuel {percent} in place of {table}").format(percent=percent(change.fuel_percent), table=where))
    if change.divisor_to is not None:
        said.append(_divisor(change.divisor_from, change.divisor_to))
    if change.level_to:
        said.append(_level(change))
    if change.rise_percent:
        said.append(_("Every amount {percent}").format(percent=signed_percent(change.rise_percent)))
    if change.alters_sheets and change.sides is not Sides.SALE:
        said.append(_("in suppliers' costs") if change.sides is Sides.COST else _("in sale and cost"))
    return said


def _divisor(before: int, then: int) -> str:
    if not then:
        return _("Volume does not count")
    if before:
        return _("Divisor {before} → {then}").format(before=before, then=then)
    return _("Divisor {then} everywhere").format(then=then)


def _level(change: Change) -> str:
    level = Level.objects.filter(pk=change.level_to).values_list("name", flat=True).first() or change.level_to
    if change.account_id:
        whose = Account.objects.filter(pk=change.account_id).values_list("name", flat=True).first() or ""
    else:
        whose = Level.objects.filter(pk=change.level_from).values_list("name", flat=True).first() or change.level_from
    return _("{whose} at level {level}").format(whose=whose, level=level)


def filters(ask: Ask) -> list[str]:
    """Which waybills: the period, and what it was narrowed to."""
    said = [f"{formats.full_day(ask.first_day)} – {formats.full_day(ask.last_day)}"]
    if ask.service_id:
        said.append(names.service(ask.service_id))
    if ask.account_id:
        said.append(Account.objects.filter(pk=ask.account_id).values_list("name", flat=True).first() or "")
    if ask.level:
        said.append(Level.objects.filter(pk=ask.level).values_list("name", flat=True).first() or ask.level)
    return said


def signed_percent(value: Decimal) -> str:
    """+3 %, −2.5 %."""
    shown = wording.number(value, formats.language()).replace("-", wording.MINUS)
    return f"{'+' if value > 0 else ''}{shown} %"


def row_name(dimension: str, key: str, known: Names) -> tuple[str, str]:
    """What a row of a table is called, and a note beside it."""
    if dimension == "band":
        return _band(key), ""
    if dimension == "account":
        return known.accounts.get(key, key), key
    if dimension == "level":
        return known.levels.get(key, key), ""
    if dimension == "zone":
        service, _space, zone = key.partition(" ")
        return (_("Zone {zone}").format(zone=zone), service) if zone else (_("Without a zone"), "")
    return key, ""


def list_name(dimension: str, key: str, known: Names) -> str:
    """What a list of waybills is called."""
    if dimension == "all":
        return _("All waybills")
    if dimension == "refused":
        return _("Waybills without a price")
    if dimension == "below":
        return _("Waybills sold below cost")
    name, note = row_name(dimension, key, known)
    return f"{name} · {note}" if note else name


def _band(key: str) -> str:
    language = formats.language()
    if key == "0":
        return _("Without a price")
    if not key:
        return _("over {weight} kg").format(weight=wording.number(Decimal(BANDS_G[-1]) / 1000, language))
    upper = int(key)
    index = BANDS_G.index(upper) if upper in BANDS_G else 0
    shown = wording.number(Decimal(upper) / 1000, language)
    if index == 0:
        return _("up to {weight} kg").format(weight=shown)
    return f"{wording.number(Decimal(BANDS_G[index - 1]) / 1000, language)} – {shown} kg"


def extra_name(named: NamedExtra) -> str:
    """Why what was charged is not today's price."""
    if named.kind == "not_charged":
        return _("Weighed, but nothing was charged")
    if named.kind == "no_price_now":
        return _("Charged, but there is no price for it today")
    if named.kind == "priced_otherwise":
        return _("Charged by another price: a version, level or table that held then, or was put right since")
    return _("{fee}, charged beside the weight").format(fee=fee_name(named.code, formats.language()))
