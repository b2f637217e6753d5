"""Money that came in and went out, told by mode: what a customer's payment paid, what a supplier's bill was for. Pure.

A bank knows no modes. A payment's money is told by the charges of the statements it pays, pro rata to the cent; a mode whose
charges on a statement are below zero has no part of it. What is neither (refunds, cash on delivery, fees) is "other".
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

    source: its journal. cash_minor: what moved, above zero came in. whole_minor: what it counts for, in the money of its
    debts; of that, part_minor pays the debt target. column: the mode, or `other`; weight: of it on the debt.
    """

    source: str
    side: str
    entity_id: int
    month: date
    currency: str
    cash_minor: int
    whole_minor: int
    target: int
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


def by_mode(pieces: Iterable[Piece], moved: Iterable[Total]) -> list[CashMonth]:
    """Each month of each company and currency in which money moved, in that order; its total is the book's own."""
    told: dict[tuple[int, str, str], dict[tuple[str, str], int]] = {}
    for mine in _by_source(pieces):
        first = mine[0]
        sums = told.setdefault((first.entity_id, first.currency, first.month.isoformat()[:7]), {})
        for column, minor in _told(mine).items():
            sums[first.side, column] = sums.get((first.side, column), 0) + minor
    left: dict[tuple[int, str, str], int] = {key: -sum(sums.values()) for key, sums in told.items()}
    for t in moved:
        if t.book in CASH:
            key = (t.entity_id, t.currency, by_month(t))
            left[key] = left.get(key, 0) + t.amount_minor
    for key, minor in left.items():
        told.setdefault(key, {})["other", OTHER] = minor
    return [month for key in sorted(told) if (month := _month(key, told[key])).flows]


def _by_source(pieces: Iterable[Piece]) -> list[list[Piece]]:
    found: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        found.setdefault((piece.source, piece.currency), []).append(piece)
    return list(found.values())


def _told(pieces: Sequence[Piece]) -> dict[str, int]:
    """The columns of one payment's money: they sum to what moved."""
    debts: dict[int, list[Piece]] = {}
    for piece in pieces:
        debts.setdefault(piece.target, []).append(piece)
    sums: dict[str, int] = {}
    for debt in debts.values():
        columns = [piece.column for piece in debt]
        parts = shares(debt[0].part_minor, [piece.weight for piece in debt], columns)
        for column, part in zip(columns, parts, strict=True):
            sums[column] = sums.get(column, 0) + part
    unused = pieces[0].whole_minor - sum(sums.values())
    if unused:
        sums[UNUSED] = unused
    # in the money that moved, which may be another than that of the debts
    ranked = sorted(sums)
    return dict(zip(ranked, shares(pieces[0].cash_minor, [sums[c] for c in ranked], ranked), strict=True))


def _month(key: tuple[int, str, str], sums: dict[tuple[str, str], int]) -> CashMonth:
    flows = (Flow(side, tuple(Cell(c, sums.get((side, c), 0)) for c in COLUMNS)) for side in SIDES)
    return CashMonth(*key, tuple(flow for flow in flows if any(cell.minor for cell in flow.cells)))
