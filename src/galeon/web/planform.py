"""The planner's form: read from the address, so that a plan can be sent to somebody else as a link.

Numbers are written as the reader's language writes them, and the address says in which (`in`): a link opened in another
language means the same.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
from babel.numbers import get_currency_precision
from django.http import QueryDict
from django.utils.translation import gettext as _

from galeon.intake.planning import terms
from galeon.intake.planning.check import DESTINATIONS_MAX
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of, language_code, number
from galeon.web import formats
from galeon.web.planfields import FIELDS, Asked, Kind, Text

TYPED_MAX = 40


class Field(msgspec.Struct, frozen=True):
    """A field as it is drawn."""

    name: str
    label: Text
    value: str
    unit: str
    hint: Text
    span: str
    faults: tuple[str, ...]
    is_numeric: bool
    is_required: bool

    @property
    def id(self) -> str:
        """Its id on the page."""
        return f"f-{self.name}"


class PlanForm:
    """What was typed, as a `PlanEnquiry`, and what is wrong with it by field."""

    def __init__(self, query: QueryDict, currency: str) -> None:
        self.typed = {name: query.get(name, "")[:TYPED_MAX].strip() for name in query}
        self.services = tuple(code[:24] for code in query.getlist("service") if code)
        self.currency = currency
        self.faults: dict[str, list[str]] = {}
        self.general: list[str] = []
        self._written = language_code(self.typed.get("in") or formats.language())
        self._numbers = {asked.name: self._number(asked) for asked in FIELDS.values()}
        self.is_asked = bool(self.typed.get("weight") or self.typed.get("orders") or self.typed.get("country0"))
        self.enquiry = self._enquiry()
        self._misread = frozenset(self.faults)

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Put each refusal beside its field; one without a field on this form stands above it."""
        for refusal in refusals:
            name = _FIELD_OF.get(refusal.field or "", "")
            if name in self._misread:
                continue
            if name:
                self.faults.setdefault(name, []).append(refusal.text())
            else:
                self.general.append(refusal.text())

    @property
    def wrong(self) -> int:
        """How many things are to be mended."""
        return sum(map(len, self.faults.values())) + len(self.general)

    def group(self, name: str) -> list[Field]:
        """The fields of one part of the form, as they are drawn."""
        return [self.field(asked) for asked in FIELDS.values() if asked.group == name]

    @property
    def goods(self) -> list[Field]:
        """The unit."""
        return self.group("sku")

    @property
    def demand(self) -> list[Field]:
        """What is sold."""
        return self.group("demand")

    @property
    def stock(self) -> list[Field]:
        """How stock overseas follows."""
        return self.group("stock")

    @property
    def carton(self) -> list[Field]:
        """The carton."""
        return self.group("carton")

    @property
    def border(self) -> list[Field]:
        """Duty, VAT, entries and capital."""
        return self.group("border")

    @property
    def is_detailed(self) -> bool:
        """Whether anything stands in the parts that are folded away at first."""
        further = [a.name for a in FIELDS.values() if a.group in ("stock", "carton", "border")]
        return bool(self.services) or any(self.typed.get(name) or name in self.faults for name in further)

    @property
    def places(self) -> list[tuple[str, str, tuple[str, ...], Field, Field]]:
        """The rows of destinations: the name of the country's field, its value and faults, postcode, share."""
        return [
            (
                f"country{n}", self.text(f"country{n}").upper(), tuple(self.faults.get(f"country{n}", ())),
                self.field(Asked(f"postcode{n}", _("Postcode"), kind=Kind.TEXT, span="span-3 half")),
                self.field(Asked(f"share{n}", _("Share of the orders"), kind=Kind.WHOLE, unit="%", span="span-3 half")),
            )
            for n in range(DESTINATIONS_MAX)
        ]  # fmt: skip

    @property
    def has_more_places(self) -> bool:
        """Whether the rows below the first are in use."""
        return any(self.text(f"country{n}") or f"country{n}" in self.faults for n in range(1, DESTINATIONS_MAX))

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, "")

    def field(self, asked: Asked) -> Field:
        """A field with its value as the reader writes it, unless it could not be read."""
        return Field(
            name=asked.name, label=asked.label, value=self._shown(asked), unit=asked.unit or self._unit(asked.kind),
            hint=asked.hint, span=asked.span, faults=tuple(self.faults.get(asked.name, ())),
            is_numeric=asked.kind is not Kind.TEXT, is_required=asked.is_required,
        )  # fmt: skip

    def _shown(self, asked: Asked) -> str:
        typed = self.text(asked.name)
        if asked.kind is Kind.TEXT or asked.name in self._misread:
            return typed
        read = decimal_of(typed, self._written) if typed else None
        if read is None:
            if typed or self.is_asked or asked.initial is None:
                return typed
            read = asked.initial
        return number(read, formats.language())

    def _unit(self, kind: Kind) -> str:
        return {Kind.KG: "kg", Kind.CM: "cm", Kind.PERCENT: "%", Kind.MONEY: self.currency}.get(kind, "")

    def _number(self, asked: Asked) -> int | None:
        """A number in whole units of its kind; None where nothing is typed. Misread: a fault, and None."""
        typed = self.text(asked.name)
        if not typed:
            return None
        read = decimal_of(typed, self._written)
        if read is None:
            self.faults[asked.name] = [_("This is not a number.")]
            return None
        value = read * self._factor(asked.kind)
        if value != value.to_integral_value():
            self.faults[asked.name] = [_("That is finer than we can measure.")]
            return None
        return int(value)

    def _factor(self, kind: Kind) -> Decimal:
        if kind is Kind.MONEY:
            return Decimal(10) ** get_currency_precision(self.currency)
        return {Kind.KG: Decimal(1000), Kind.CM: Decimal(10), Kind.PERCENT: Decimal(100)}.get(kind, Decimal(1))

    def _enquiry(self) -> terms.PlanEnquiry:
        has_carton = any(self.text(asked.name) for asked in FIELDS.values() if asked.group == "carton")
        return terms.PlanEnquiry(
            sku=terms.Sku(**{**self._of("sku", 0), "cargo_class": self.text("cargo") or "general"}),  # type: ignore[arg-type]
            destinations=self._destinations(),
            demand=terms.Demand(**{"orders_month": 0, **self._of("demand")}),
            carton=terms.Carton(**self._of("carton", 0)) if has_carton else None,
            border=terms.Border(**self._of("border")), holding=terms.Holding(**self._of("holding")),
            services=self.services,
        )  # fmt: skip

    def _of(self, part: str, missing: int | None = None) -> dict[str, int]:
        """The numbers of one part of the enquiry. missing: what an empty field is; None = as the enquiry has it."""
        found: dict[str, int] = {}
        for path, asked in FIELDS.items():
            where, _dot, name = path.partition(".")
            value = self._numbers[asked.name]
            value = missing if value is None else value
            if where == part and value is not None:
                found[name] = value
        return found

    def _destinations(self) -> tuple[terms.Destination, ...]:
        rows = [n for n in range(DESTINATIONS_MAX) if n == 0 or self.text(f"country{n}")]
        found = []
        for n in rows:
            share = self._number(Asked(f"share{n}", "", kind=Kind.WHOLE))
            whole = share is None and len(rows) == 1
            country, postcode = self.text(f"country{n}").upper(), self.text(f"postcode{n}")
            found.append(
                terms.Destination(country=country, postcode=postcode, share_percent=100 if whole else share or 0)
            )
        return tuple(found)


_FIELD_OF: Mapping[str, str] = {
    **{path: asked.name for path, asked in FIELDS.items()},
    "sku.cargo_class": "cargo",
    "destinations": "country0",
    **{
        f"destinations[{n}].{path}": f"{name}{n}"
        for n in range(DESTINATIONS_MAX)
        for path, name in (("country", "country"), ("postcode", "postcode"), ("share_percent", "share"))
    },
}
"""Where on the form a refusal's path stands."""
