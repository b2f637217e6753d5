"""The order form: field names are the paths a refusal names, so that each "no" stands beside its field."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Self

from babel.numbers import get_currency_precision
from django.http import QueryDict
from django.utils.translation import gettext as _

from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of
from galeon.waybills.orders import Address, Extras, Order, OrderItem, OrderParcel, Taxes
from galeon.web import formats

ROW = re.compile(r"(parcels|items)\[(\d{1,9})\]\.")
KILO, CENTI = Decimal(1000), Decimal(10)
OPTION = "options."


class OrderForm:
    """What was typed, as an `Order`, and what is wrong with it by field; currency: the account's, of what is insured."""

    def __init__(self, typed: Mapping[str, str], currency: str, faults: Sequence[Refusal] = ()) -> None:
        self.typed = typed
        self.currency = currency
        self.faults: dict[str, list[str]] = {}
        self.general: list[str] = []
        self.order = self._order()
        self.misread = frozenset(self.faults)
        self.refuse(faults)

    @classmethod
    def of(cls, query: QueryDict, currency: str) -> Self:
        """The form as posted; of a field sent twice the last counts."""
        return cls({name: query.get(name, "") for name in query}, currency)

    @property
    def parcel_rows(self) -> list[int]:
        """Positions of the parcels on the form, at least one."""
        return self._rows("parcels")

    @property
    def item_rows(self) -> list[int]:
        """Positions of the lines of goods on the form, at least one."""
        return self._rows("items")

    def refuse(self, faults: Sequence[Refusal]) -> None:
        """Put each refusal beside its field; one without a field on this form stands above it."""
        for fault in faults:
            field = self._field(fault.field or "")
            if field in self.misread:  # it says so already: what became of it is 0
                continue
            if field:
                self.faults.setdefault(field, []).append(fault.text())
            else:
                self.general.append(fault.text())

    def _field(self, path: str) -> str:
        """The field a refusal's path means: it counts the rows that there are, the form keeps the numbers it had."""
        first = {
            "consignee.street": "consignee.street[0]",
            "parcels": f"parcels[{self.parcel_rows[0]}].weight_g",
            "items": f"items[{self.item_rows[0]}].title",
        }
        if path in FIELDS or path in first:
            return first.get(path, path)
        if path.startswith("options"):
            return "options"
        if (hit := ROW.match(path)) is None:
            return ""
        rows = self._rows(hit[1])
        return f"{hit[1]}[{rows[int(hit[2])]}].{path[hit.end() :]}" if int(hit[2]) < len(rows) else ""

    def _rows(self, kind: str) -> list[int]:
        found = sorted({int(m[2]) for name in self.typed if (m := ROW.match(name)) and m[1] == kind})
        return found or [0]

    def text(self, name: str) -> str:
        """What stands in a field, without blank ends."""
        return self.typed.get(name, "").strip()

    def _number(self, name: str, factor: Decimal) -> int:
        """A decimal field in whole units; as the reader writes it. Not a number, or finer than a unit: a fault, and 0."""
        typed = self.text(name)
        if not typed:
            return 0
        number = decimal_of(typed, formats.language())
        if number is None:
            self.faults.setdefault(name, []).append(_("This is not a number."))
            return 0
        value = number * factor
        if value != value.to_integral_value():
            self.faults.setdefault(name, []).append(_("That is finer than we can measure."))
        return int(value)

    @property
    def options(self) -> tuple[str, ...]:
        """The codes of the boxes that are ticked."""
        return tuple(sorted(name[len(OPTION) :] for name in self.typed if name.startswith(OPTION) and self.typed[name]))

    def _money(self, name: str, currency: str) -> int:
        factor = get_currency_precision(currency) if re.fullmatch("[A-Z]{3}", currency) else 2
        return self._number(name, Decimal(10) ** factor)

    def _order(self) -> Order:
        text = self.text
        return Order(
            reference=text("reference"),
            service=text("service"),
            cargo_class=text("cargo_class") or "general",
            consignee=Address(
                name=text("consignee.name"), company=text("consignee.company"), country=text("consignee.country").upper(),
                state=text("consignee.state"), city=text("consignee.city"), postcode=text("consignee.postcode"),
                street=tuple(line for n in range(3) if (line := text(f"consignee.street[{n}]"))),
                phone=text("consignee.phone"), email=text("consignee.email"), tax_id=text("consignee.tax_id"),
            ),
            parcels=tuple(self._parcel(f"parcels[{n}]") for n in self.parcel_rows),
            items=tuple(self._item(f"items[{n}]") for n in self.item_rows),
            taxes=Taxes(ioss=text("taxes.ioss"), incoterm=text("taxes.incoterm") if text("taxes.incoterm") == "DDP" else "DAP"),
            extras=Extras(
                options=self.options, insured_minor=self._money("insured_minor", self.currency),
                cod_minor=self._money("cod_minor", self.currency),
            ),
        )  # fmt: skip

    def _parcel(self, at: str) -> OrderParcel:
        sides = (self._number(f"{at}.{side}", CENTI) for side in ("length_mm", "width_mm", "height_mm"))
        return OrderParcel(self._number(f"{at}.weight_g", KILO), *sides)

    def _item(self, at: str) -> OrderItem:
        currency = self.text("currency") or "USD"
        return OrderItem(
            title=self.text(f"{at}.title"),
            hs_code=self.text(f"{at}.hs_code"),
            quantity=self._number(f"{at}.quantity", Decimal(1)),
            unit_value_minor=self._money(f"{at}.unit_value_minor", currency),
            currency=currency,
            origin_country=self.text(f"{at}.origin_country").upper(),
        )


FIELDS = frozenset(
    (
        "reference", "service", "cargo_class", "consignee.name", "consignee.company", "consignee.country", "consignee.state",
        "consignee.city", "consignee.postcode", "consignee.street[0]", "consignee.street[1]", "consignee.street[2]",
        "consignee.phone", "consignee.email", "consignee.tax_id", "taxes.ioss", "taxes.incoterm", "currency", "insured_minor", "cod_minor",
    )
)  # fmt: skip
