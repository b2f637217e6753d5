"""Rows of a supplier's sheet to lines, by a layout. Pure; exact by Decimal.

Amounts come as 1,234.50, 1.234,50, 12,50-, (12.50); weights in kilograms, grams, pounds (453.59237 g) or ounces.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from msgspec import Struct

from galeon.billing.suppliers.layout import DayOrder, DecimalMark, Layout
from galeon.kernel.refusal import Refusal
from galeon.waybills.numbers import NUMBER_MAX, normal

GRAMS = {"kg": Decimal(1000), "g": Decimal(1), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
UNITS = {"K": "kg", "KG": "kg", "KGS": "kg", "L": "lb", "LB": "lb", "LBS": "lb", "O": "oz", "OZ": "oz", "G": "g"}
AMOUNT_ABS_MAX = Decimal(10) ** 12
WEIGHT_MAX_G = 2_000_000_000
_NOISE = re.compile(r"[\s'’\u00a0\u202f]|[A-Z]{3}|[€$£¥]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Read(Struct, frozen=True):
    """A line as read. amount: in the currency's own units; number, billed_on, due_on, total: "" or None where the sheet is silent."""

    row: int
    tracking: str
    others: tuple[str, ...]
    code: str
    description: str
    amount: Decimal
    billed_g: int | None
    day: date | None
    currency: str
    number: str
    billed_on: date | None
    due_on: date | None
    total: Decimal | None


class Fault(Struct, frozen=True):
    """What is wrong in a row (from 1, as a spreadsheet counts; 0 = the file as a whole)."""

    row: int
    refusal: Refusal


def read(rows: Iterable[Sequence[str]], layout: Layout) -> Iterator[Read | Fault]:
    """The lines below the head; blank rows are left out, a row that cannot be read is a fault."""
    for row, cells in enumerate(rows, start=1):
        if row > layout.head_rows and any(cell.strip() for cell in cells):
            yield line(row, cells, layout)


def line(row: int, cells: Sequence[str], layout: Layout) -> Read | Fault:
    """One row. Faults: amount, weight, weight_unit, day, number_too_long."""
    told = _Cells(cells, layout)
    amount = decimal(told.at(layout.amount), layout.decimal)
    if amount is None or abs(amount) > AMOUNT_ABS_MAX:
        return _fault(row, "amount", "This is no amount: {cell}", told.at(layout.amount))
    tracking = number(told.at(layout.tracking))
    others = tuple(dict.fromkeys(n for at in layout.others if (n := number(told.at(at))) and n != tracking))
    if not tracking and layout.others:
        tracking, others = _instead(number(told.at(layout.others[0])), others)
    if len(tracking) > NUMBER_MAX:
        return _fault(row, "tracking", "A number has at most 64 characters: {cell}", tracking)
    weight = _weight(told, layout)
    if isinstance(weight, str):
        return _fault(row, "weight", "This is no weight: {cell}", weight)
    days = [day(told.at(at), layout.day_order) for at in (layout.day, layout.billed_on, layout.due_on)]
    if wrong := next((d for d in days if isinstance(d, str)), None):
        return _fault(row, "day", "This is not a day: {cell}", wrong)
    on, billed_on, due_on = [d if isinstance(d, date) else None for d in days]
    return Read(
        row, tracking, tuple(n for n in others if len(n) <= NUMBER_MAX),
        " ".join(c for at in layout.code if (c := told.at(at)))[:40], told.at(layout.description)[:120], amount, weight, on,
        told.at(layout.currency).upper()[:8], told.at(layout.number)[:80], billed_on, due_on,
        decimal(told.at(layout.total), layout.decimal) if layout.total is not None else None,
    )  # fmt: skip


def _instead(first: str, others: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A fee of a whole shipment stands under its leading number."""
    return first, tuple(n for n in others if n != first)


class _Cells:
    """A row's cells by their place; what is not there is empty."""

    def __init__(self, cells: Sequence[str], layout: Layout) -> None:
        self._cells = cells
        self.unit_at, self.unit = layout.weight_unit_at, layout.weight_unit

    def at(self, place: int | None) -> str:
        if place is None or place >= len(self._cells):
            return ""
        return "".join(c if c.isprintable() else " " for c in self._cells[place]).strip()


def _weight(told: _Cells, layout: Layout) -> int | str | None:
    """Grams, None where there is none (0 is none), or the cell that is no weight."""
    cell = told.at(layout.weight)
    if not cell:
        return None
    unit: str = told.unit
    if told.unit_at is not None:
        unit = UNITS.get(told.at(told.unit_at).upper(), "kg")
    value = decimal(cell, layout.decimal)
    if value is None or value < 0:
        return cell
    grams = int((value * GRAMS[unit]).to_integral_value(ROUND_HALF_UP))
    return cell if grams > WEIGHT_MAX_G else grams or None


def decimal(cell: str, mark: DecimalMark) -> Decimal | None:
    """The number in a cell; None for what is none."""
    bare = _NOISE.sub("", cell.replace("\N{MINUS SIGN}", "-"))
    is_below = bare.endswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("()").removesuffix("-") if is_below else bare
    bare = bare.replace("." if mark == "," else ",", "").replace(",", ".")
    if not _NUMBER.fullmatch(bare):
        return None
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return -value if is_below else value


def number(cell: str) -> str:
    """A number as the directory of waybills looks it up."""
    return normal(cell.removesuffix(".0")) if cell else ""


def day(cell: str, order: DayOrder) -> date | str | None:
    """A day; None for an empty cell, or the cell that is no day. A year first is always a year first."""
    if not cell:
        return None
    if compact := _COMPACT.fullmatch(cell):
        year, month, dom = map(int, compact.groups())
    elif parts := _DAY.fullmatch(cell):
        one, two, three = map(int, parts.groups())
        if len(parts[1]) == 4 or order == "ymd":
            year, month, dom = one, two, three
        else:
            month, dom, year = (one, two, three) if order == "mdy" else (two, one, three)
    else:
        return cell
    try:
        found = date(year + 2000 if year < 100 else year, month, dom)
    except ValueError:
        return cell
    return found if 2000 <= found.year <= 2100 else cell


def _fault(row: int, field: str, message: str, cell: str) -> Fault:
    return Fault(row, Refusal(code=f"bill_{field}", field=field, message=message, params={"cell": cell[:60]}))
