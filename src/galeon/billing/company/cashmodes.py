"""Money that came in and went out, told by mode: what a customer's payment paid, what a supplier's bill was for. Pure.

A bank knows no modes. A payment's money is told by the charges of the statements it pays, pro rata to the cent; a mode whose
charges on a statement are below zero has no part of it. What is neither (refunds, cash on delivery, fees) is "other".

A part is told in the month in which it was allocated: what a payment pays later stays "unused" in the payment's own month,
and moves from there to its modes in the later one, which comes to nothing in sum. So no month changes by what is done after.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from galeon.billing.company.figures import CASH, SEGMENTS, Cell, by_month
from galeon.billing.costs.allocate import shares
from galeon.ledger.reads import Total

UNUSED, OTHER = "unused", "other"
COLUMNS = (*SEGMENTS, UNUSED, OTHER)
SIDES = ("received", "paid", "other")


class Piece(Struct, frozen=True):
    """What a payment pays of a debt that has something of a mode.

    source: its journal; month: in which it was booked. cash_minor: what moved, above zero came in. whole_minor: what it
    counts for, in the money of its debts; of that, part_minor was allocated to the debt target in the month `placed` (below
    zero: taken back). column: the mode, or `other`; weight: of it on the debt.
    """

    source: str
    side: str
    entity_id: int
    month: date
    currency: str
    cash_minor: int
    whole_minor: int
    target: int
    placed: date
    part_minor: int
    column: str
    weight: int


class Flow(Struct, frozen=True):
    """One side of a month: cells in the order of COLUMNS, signed as the cash moved."""

    side: str
    cells: tuple[Cell, ...]

    @property
    def total_minor(self) -> int:
        """All of its columns."""
        return sum(cell.minor for cell in self.cells)


class CashMonth(Struct, frozen=True):
    """What moved at the bank, in the till and in wallets of a company in a month, in one currency."""

    entity_id: int
    currency: str
    month: str
    flows: tuple[Flow, ...]

    @property
    def total_minor(self) -> int:
        """By how much the money there changed."""
        return sum(flow.total_minor for flow in self.flows)


def by_mode(pieces: Iterable[Piece], moved: Iterable[Total], first: date) -> list[CashMonth]:
    """Each month from `first` of each company and currency in which money moved, or was told anew, in that order; its total
    is the book's own.
    """
    told: dict[tuple[int, str, str], dict[tuple[str, str], int]] = {}
    for mine in _by_source(pieces):
        one = mine[0]
        for month, changes in _months(mine).items():
            if month < first:
                continue
            sums = told.setdefault((one.entity_id, one.currency, month.isoformat()[:7]), {})
            for column, minor in changes.items():
                sums[one.side, column] = sums.get((one.side, column), 0) + minor
    left: dict[tuple[int, str, str], int] = {key: -sum(sums.values()) for key, sums in told.items()}
    for t in moved:
        if t.book in CASH:
            key = (t.entity_id, t.currency, by_month(t))
            left[key] = left.get(key, 0) + t.amount_minor
    for key, minor in left.items():
        told.setdefault(key, {})["other", OTHER] = minor
    return [found for key in sorted(told) if (found := _month(key, told[key])).flows]


def _by_source(pieces: Iterable[Piece]) -> list[list[Piece]]:
    found: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        found.setdefault((piece.source, piece.currency), []).append(piece)
    return list(found.values())


def _months(pieces: Sequence[Piece]) -> dict[date, dict[str, int]]:
    """By month, how one payment's money is told otherwise than at the end of the month before; all months sum to what moved."""
    changes: dict[date, dict[str, int]] = {}
    before: dict[str, int] = {}
    for month in sorted({pieces[0].month, *(piece.placed for piece in pieces)}):
        now = _told([piece for piece in pieces if piece.placed <= month], pieces[0])
        changes[month] = {column: now.get(column, 0) - before.get(column, 0) for column in {*before, *now}}
        before = now
    return changes


def _told(pieces: Sequence[Piece], payment: Piece) -> dict[str, int]:
    """The columns of one payment's money, of what was allocated until then: they sum to what moved."""
    debts: dict[int, dict[date, list[Piece]]] = {}
    for piece in pieces:
        debts.setdefault(piece.target, {}).setdefault(piece.placed, []).append(piece)
    sums: dict[str, int] = {}
    for debt in debts.values():
        modes = next(iter(debt.values()))
        columns = [piece.column for piece in modes]
        paid = sum(placed[0].part_minor for placed in debt.values())
        for column, part in zip(columns, shares(paid, [piece.weight for piece in modes], columns), strict=True):
            sums[column] = sums.get(column, 0) + part
    sums = {column: part for column, part in sums.items() if part}
    unused = payment.whole_minor - sum(sums.values())
    if unused:
        sums[UNUSED] = unused
    # in the money that moved, which may be another than that of the debts
    ranked = sorted(sums)
    return dict(zip(ranked, shares(payment.cash_minor, [sums[c] for c in ranked], ranked), strict=True))


def _month(key: tuple[int, str, str], sums: dict[tuple[str, str], int]) -> CashMonth:
    flows = (Flow(side, tuple(Cell(c, sums.get((side, c), 0)) for c in COLUMNS)) for side in SIDES)
    return CashMonth(*key, tuple(flow for flow in flows if any(cell.minor for cell in flow.cells)))
