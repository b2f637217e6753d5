"""Rows of a sheet to orders. Rows that follow each other with one reference are one order: more goods, more parcels. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

import msgspec
from babel.numbers import get_currency_precision

from galeon.intake.sheet.columns import BY_KEY
from galeon.kernel.refusal import Refusal
from galeon.waybills.orders import Address, Order, OrderItem, OrderParcel, Taxes

NUMBER_ABS_MAX = Decimal(10) ** 13
Cells = Mapping[str, str]


class Line(msgspec.Struct, frozen=True):
    """One row below the head: its number in the sheet (from 1) and its cells by column."""

    no: int
    cells: dict[str, str]


class Draft(msgspec.Struct, frozen=True):
    """Rows that make one order. at: field path of the order -> row number; faults: what could not be read."""

    lines: tuple[Line, ...]
    order: Order
    at: dict[str, int]
    faults: tuple[Refusal, ...]

    def row_of(self, field: str | None) -> int:
        """The row a field stands in; the order's first row when it does not say."""
        return self.at.get((field or "").split(".")[0], self.lines[0].no)


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Neighbours with the same reference belong together; an empty reference goes on with the order before it."""
    groups: list[list[Line]] = []
    for line in lines:
        reference = line.cells.get("reference", "").strip()
        if groups and (not reference and _goes_on(line) or reference and reference == _reference(groups[-1])):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _reference(group: Sequence[Line]) -> str:
    return group[0].cells.get("reference", "").strip()


def _goes_on(line: Line) -> bool:
    """True when a row without a reference names no recipient of its own either."""
    return not any(line.cells.get(key, "").strip() for key in ("name", "country", "service"))


def draft(lines: Sequence[Line], countries: Mapping[str, str]) -> Draft:
    """One order of these rows. countries: name in any language, casefolded, or alpha-2 -> alpha-2."""
    faults: list[Refusal] = []
    at: dict[str, int] = {}
    first = lines[0].cells
    parcels, items = [], []
    for line in lines:
        if line is lines[0] or line.cells.get("weight_kg", "").strip():
            at[f"parcels[{len(parcels)}]"] = line.no
            parcels.append(_parcel(line.cells, len(parcels), faults))
        at[f"items[{len(items)}]"] = line.no
        items.append(_item(line.cells, len(items), len(parcels), first, countries, faults))
    order = Order(
        reference=_cell(first, "reference"),
        service=_cell(first, "service"),
        cargo_class=_cell(first, "cargo_class").lower() or "general",
        consignee=_address(first, countries),
        parcels=tuple(parcels),
        items=tuple(items),
        taxes=Taxes(ioss=_cell(first, "ioss"), incoterm=_incoterm(first, faults)),
    )
    return Draft(tuple(lines), order, at, tuple(faults))


def _cell(cells: Cells, key: str) -> str:
    return cells.get(key, "").strip()


def _country(text: str, countries: Mapping[str, str]) -> str:
    return countries.get(text.casefold(), text.upper()[:40])


def _address(cells: Cells, countries: Mapping[str, str]) -> Address:
    street = tuple(line for key in ("street", "street2") if (line := _cell(cells, key)))
    return Address(
        name=_cell(cells, "name"), company=_cell(cells, "company"), phone=_cell(cells, "phone"), email=_cell(cells, "email"),
        country=_country(_cell(cells, "country"), countries), state=_cell(cells, "state"), city=_cell(cells, "city"),
        postcode=_cell(cells, "postcode"), street=street, house_number=_cell(cells, "house_number"),
    )  # fmt: skip


def _parcel(cells: Cells, n: int, faults: list[Refusal]) -> OrderParcel:
    weight_g = _whole(cells, "weight_kg", 1000, faults, parcel=n)
    sides = [_whole(cells, key, 10, faults, parcel=n) for key in ("length_cm", "width_cm", "height_cm")]
    return OrderParcel(weight_g, *sides)


def _item(
    cells: Cells, n: int, parcel_no: int, first: Cells, countries: Mapping[str, str], faults: list[Refusal]
) -> OrderItem:
    currency = (_cell(cells, "currency") or _cell(first, "currency")).upper()
    places = get_currency_precision(currency) if len(currency) == 3 else 2
    origin = _cell(cells, "origin_country")
    return OrderItem(
        title=_cell(cells, "title"), title_local=_cell(cells, "title_local"), sku=_cell(cells, "sku"),
        hs_code=_cell(cells, "hs_code"), quantity=_whole(cells, "quantity", 1, faults, item=n),
        unit_value_minor=_whole(cells, "unit_value", 10**places, faults, item=n), currency=currency,
        origin_country=_country(origin, countries) if origin else "", parcel_no=parcel_no,
    )  # fmt: skip


def _incoterm(cells: Cells, faults: list[Refusal]) -> str:
    text = _cell(cells, "incoterm").upper() or "DAP"
    if text not in ("DAP", "DDP"):
        faults.append(Refusal(code="incoterm", field="taxes.incoterm", message="Duties are DAP or DDP."))
        return "DAP"
    return text


def _whole(cells: Cells, key: str, factor: int, faults: list[Refusal], **place: int) -> int:
    """A number in whole units (g, mm, minor units); comma or point. A fault and 0 when it is none, or too fine."""
    text = _cell(cells, key)
    if not text:
        return 0
    field = BY_KEY[key].field.format(**{"parcel": 0, "item": 0, **place})
    try:
        value = Decimal(_pointed(text)) * factor
        if not value.is_finite() or abs(value) > NUMBER_ABS_MAX:
            raise InvalidOperation
    except InvalidOperation:
        faults.append(Refusal(code="not_a_number", field=field, message="“{text}” is not a number.", params={"text": text[:40]}))
        return 0
    if value != value.to_integral_value():
        message = "“{text}” is finer than we can measure."
        faults.append(Refusal(code="too_fine", field=field, message=message, params={"text": text[:40]}))
    return int(value)


def _pointed(text: str) -> str:
    """1.234,50 and 1,234.50 -> 1234.50: the last sign is the decimal one; a single comma is one too."""
    text = text.replace(" ", "").replace("\u00a0", "")
    if "," in text and "." in text:
        thousands = "," if text.rfind(".") > text.rfind(",") else "."
        text = text.replace(thousands, "")
    return text.replace(",", ".")
