"""Rows of a sheet to orders. Rows with one reference are one order: more goods, more parcels. Pure."""

import re
from collections.abc import Mapping, Sequence

import msgspec
from babel.numbers import get_currency_precision

from galeon.intake.sheet.cells import NotANumberError, UnclearError, digits, number, plain, postcode
from galeon.intake.sheet.columns import BY_KEY, OF_ORDER
from galeon.kernel.refusal import Refusal
from galeon.waybills.orders import Address, Extras, Order, OrderItem, OrderParcel, Taxes

Cells = Mapping[str, str]


class Line(msgspec.Struct, frozen=True):
    """One row below the head: its number in the sheet (from 1) and its cells by column (`?...`: the merchant's own)."""

    no: int
    cells: dict[str, str]


class Wrong(msgspec.Struct, frozen=True):
    """One reason, at a row of the sheet (its number there)."""

    row: int
    refusal: Refusal


class Draft(msgspec.Struct, frozen=True):
    """Rows that make one order. at: field path of the order -> row number; wrong: what could not be read."""

    lines: tuple[Line, ...]
    order: Order
    at: dict[str, int]
    wrong: tuple[Wrong, ...]

    def row_of(self, field: str | None) -> int:
        """The row a field stands in; the order's first row when it does not say."""
        return self.at.get((field or "").split(".")[0], self.lines[0].no)


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Rows of one reference belong together wherever they stand; an empty one goes on with the order above it."""
    groups: list[list[Line]] = []
    known: dict[str, list[Line]] = {}
    last: list[Line] | None = None
    for line in lines:
        reference = plain(line.cells.get("reference", ""))
        group = known.get(reference) if reference else last if _goes_on(line) else None
        if group is None:
            group = []
            groups.append(group)
        group.append(line)
        last = group
        if reference:
            known[reference] = group
    return groups


def _goes_on(line: Line) -> bool:
    """True when a row without a reference names no recipient of its own either."""
    return not any(line.cells.get(key, "").strip() for key in ("name", "country", "service"))


def draft(lines: Sequence[Line], countries: Mapping[str, str], account_currency: str) -> Draft:
    """One order of these rows. account_currency: of what is insured and collected. countries: name in any language, casefolded, or alpha-2 -> alpha-2."""
    wrong: list[Wrong] = _differences(lines)
    at: dict[str, int] = {}
    first = lines[0].cells
    parcels: list[OrderParcel] = []
    items: list[OrderItem] = []
    for line in lines:
        faults: list[Refusal] = []
        if line is lines[0] or _cell(line.cells, "weight_kg"):
            at[f"parcels[{len(parcels)}]"] = line.no
            parcels.append(_parcel(line.cells, len(parcels), faults))
        at[f"items[{len(items)}]"] = line.no
        items.append(_item(line.cells, len(items), len(parcels), first, countries, faults))
        wrong += [Wrong(line.no, fault) for fault in faults]
    faults = []
    order = Order(
        reference=digits(first.get("reference", "")),
        service=_code(first, "service"),
        cargo_class=_code(first, "cargo_class").lower() or "general",
        consignee=_address(first, countries),
        parcels=tuple(parcels),
        items=tuple(items),
        taxes=Taxes(ioss=_code(first, "ioss"), incoterm=_incoterm(first, faults)),
        extras=_extras(first, account_currency, faults),
    )
    wrong += [Wrong(lines[0].no, fault) for fault in faults]
    return Draft(tuple(lines), order, at, tuple(wrong))


def _differences(lines: Sequence[Line]) -> list[Wrong]:
    """Rows of one reference that name another recipient or service: two orders under one number, not one order."""
    first, found = lines[0], []
    for line in lines[1:]:
        for key in OF_ORDER:
            here, there = _cell(line.cells, key), _cell(first.cells, key)
            if here and here.casefold() != there.casefold():
                message = "Row {row} has the same reference, but “{other}” here."
                params = {"row": str(first.no), "other": there[:40] or "–"}
                fault = Refusal(code="rows_differ", field=BY_KEY[key].field, message=message, params=params)
                found.append(Wrong(line.no, fault))
    return found


def _cell(cells: Cells, key: str) -> str:
    return cells.get(key, "").strip()


def _code(cells: Cells, key: str) -> str:
    """A cell that holds a code, typed full-width or not."""
    return plain(cells.get(key, ""))


def _country(text: str, countries: Mapping[str, str]) -> str:
    return countries.get(text.casefold(), text.upper()[:40])


def _address(cells: Cells, countries: Mapping[str, str]) -> Address:
    street = tuple(line for key in ("street", "street2") if (line := _cell(cells, key)))
    country = _country(_code(cells, "country"), countries)
    return Address(
        name=_cell(cells, "name"), company=_cell(cells, "company"), phone=digits(cells.get("phone", "")),
        email=_cell(cells, "email"), country=country, state=_cell(cells, "state"), city=_cell(cells, "city"),
        postcode=postcode(cells.get("postcode", ""), country), street=street,
        house_number=digits(cells.get("house_number", "")),
    )  # fmt: skip


def _parcel(cells: Cells, n: int, faults: list[Refusal]) -> OrderParcel:
    weight_g = _whole(cells, "weight_kg", 1000, faults, parcel=n)
    sides = [_whole(cells, key, 10, faults, parcel=n) for key in ("length_cm", "width_cm", "height_cm")]
    return OrderParcel(weight_g, *sides)


def _item(
    cells: Cells, n: int, parcel_no: int, first: Cells, countries: Mapping[str, str], faults: list[Refusal]
) -> OrderItem:
    currency = (_code(cells, "currency") or _code(first, "currency")).upper()
    places = get_currency_precision(currency) if len(currency) == 3 else 2
    origin = _code(cells, "origin_country")
    return OrderItem(
        title=_cell(cells, "title"), title_local=_cell(cells, "title_local"), sku=_cell(cells, "sku"),
        hs_code=digits(cells.get("hs_code", "")), quantity=_whole(cells, "quantity", 1, faults, item=n),
        unit_value_minor=_whole(cells, "unit_value", 10**places, faults, item=n), currency=currency,
        origin_country=_country(origin, countries) if origin else "", parcel_no=parcel_no,
    )  # fmt: skip


def _extras(cells: Cells, currency: str, faults: list[Refusal]) -> Extras:
    """Options by their codes, parted by commas, semicolons or blanks; amounts in the account's currency."""
    codes = re.split(r"[\s,;，、；]+", _code(cells, "options").lower())
    insured, cod = (_whole(cells, key, 10 ** get_currency_precision(currency), faults) for key in ("insured", "cod"))
    return Extras(options=tuple(code for code in codes if code), insured_minor=insured, cod_minor=cod)


def _incoterm(cells: Cells, faults: list[Refusal]) -> str:
    text = _code(cells, "incoterm").upper() or "DAP"
    if text not in ("DAP", "DDP"):
        faults.append(Refusal(code="incoterm", field="taxes.incoterm", message="Duties are DAP or DDP."))
        return "DAP"
    return text


def _whole(cells: Cells, key: str, factor: int, faults: list[Refusal], **place: int) -> int:
    """A number in whole units (g, mm, minor units). A fault and 0 when it is none, unclear, or finer than the unit."""
    text = _cell(cells, key)
    if not text:
        return 0
    field = BY_KEY[key].field.format(**{"parcel": 0, "item": 0, **place})
    params = {"text": text[:40]}
    try:
        value = number(text) * factor
    except NotANumberError:
        faults.append(Refusal(code="not_a_number", field=field, message="“{text}” is not a number.", params=params))
        return 0
    except UnclearError:
        message = "“{text}” may mean two numbers: write it with a decimal point, or without any sign."
        faults.append(Refusal(code="unclear_number", field=field, message=message, params=params))
        return 0
    if value != value.to_integral_value():
        message = "“{text}” is finer than we can measure."
        faults.append(Refusal(code="too_fine", field=field, message=message, params=params))
    return int(value)
