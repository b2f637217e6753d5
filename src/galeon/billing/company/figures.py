"""Profit and loss, trial balance and cash out of the book's monthly sums. Pure.

Amounts are minor units as people read them: revenue and what costs come to above zero, a result above zero was earned.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from galeon.ledger.chart import CHART
from galeon.ledger.reads import Total

Converted = Callable[[int, str, str, date], int | None]
KINDS = {line.code: line.kind for line in CHART}
CASH = ("bank", "cash", "wallets", "transit", "unidentified")
SEGMENTS = ("express", "consolidated", "overseas", "")


class Cell(Struct, frozen=True):
    """What a row comes to in a column."""

    column: str
    minor: int


class Row(Struct, frozen=True):
    """An account of the book (and where told, a mode): its cells in the order of the columns, and their sum."""

    book: str
    segment: str
    cells: tuple[Cell, ...]

    @property
    def total_minor(self) -> int:
        """All of its columns."""
        return sum(cell.minor for cell in self.cells)


class Result(Struct, frozen=True):
    """Revenue, costs and what is left, in one currency."""

    currency: str
    columns: tuple[str, ...]
    revenue: tuple[Row, ...]
    costs: tuple[Row, ...]
    earned: Row


class Lacking(Struct, frozen=True, order=True):
    """Money that is left out because its currency has no rate."""

    currency: str
    minor: int


class Balance(Struct, frozen=True):
    """A line of the trial balance: one of both is 0."""

    book: str
    segment: str
    currency: str
    debit_minor: int
    credit_minor: int


class Cash(Struct, frozen=True):
    """Money of one account of the book in one currency, at the ends of months."""

    entity_id: int
    book: str
    currency: str
    before_minor: int
    ends: tuple[Cell, ...]


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def by_month(total: Total) -> str:
    """The column of its month."""
    return total.month.isoformat()[:7]


def by_mode(total: Total) -> str:
    """The column of its mode."""
    return total.segment


def converted(
    totals: Iterable[Total], currency: str, rates: Converted, today: date
) -> tuple[list[Total], list[Lacking]]:
    """The sums in one currency, each by the rate of its month's last day (today's in the running month), and what has none."""
    found: list[Total] = []
    lacking: dict[str, int] = {}
    for t in totals:
        minor = rates(t.amount_minor, t.currency, currency, min(month_end(t.month), today))
        if minor is None:
            lacking[t.currency] = lacking.get(t.currency, 0) + t.amount_minor
        else:
            found.append(Total(t.entity_id, t.book, t.segment, currency, t.month, minor))
    return found, sorted(Lacking(currency, -minor) for currency, minor in lacking.items())


def results(totals: Sequence[Total], column_of: Callable[[Total], str], columns: Sequence[str]) -> list[Result]:
    """Profit and loss for each currency the sums are in, columns as named."""
    mine = [t for t in totals if KINDS.get(t.book) in ("revenue", "expense")]
    return [
        _result(currency, [t for t in mine if t.currency == currency], column_of, tuple(columns))
        for currency in sorted({t.currency for t in mine})
    ]


def _result(
    currency: str, totals: Sequence[Total], column_of: Callable[[Total], str], columns: tuple[str, ...]
) -> Result:
    sums: dict[tuple[str, str], int] = {}
    for t in totals:
        sums[t.book, column_of(t)] = sums.get((t.book, column_of(t)), 0) + t.amount_minor
    books = {book for book, _ in sums}

    def row(book: str, sign: int) -> Row:
        return Row(book, "", tuple(Cell(c, sign * sums.get((book, c), 0)) for c in columns))

    revenue = tuple(row(line.code, -1) for line in CHART if line.kind == "revenue" and line.code in books)
    costs = tuple(row(line.code, 1) for line in CHART if line.kind == "expense" and line.code in books)
    left = (
        Cell(c, sum(r.cells[n].minor for r in revenue) - sum(r.cells[n].minor for r in costs))
        for n, c in enumerate(columns)
    )
    return Result(currency, columns, revenue, costs, Row("", "", tuple(left)))


def balances(totals: Iterable[Total]) -> list[Balance]:
    """The trial balance: every account of the book that is not even, in the chart's order, by currency."""
    sums: dict[tuple[str, str, str], int] = {}
    for t in totals:
        key = (t.currency, t.book, t.segment)
        sums[key] = sums.get(key, 0) + t.amount_minor
    order = {line.code: n for n, line in enumerate(CHART)}
    ranked = sorted(sums.items(), key=lambda one: (one[0][0], order.get(one[0][1], 99), one[0][2]))
    return [
        Balance(book, segment, currency, max(minor, 0), max(-minor, 0))
        for (currency, book, segment), minor in ranked
        if minor
    ]


def cash(before: Iterable[Total], moved: Iterable[Total], months: Sequence[str]) -> list[Cash]:
    """What lay at the bank, in the till and in wallets before the first month, and at the end of each."""
    opening: dict[tuple[int, str, str], int] = {}
    moves: dict[tuple[int, str, str, str], int] = {}
    for t in before:
        if t.book in CASH:
            opening[t.entity_id, t.book, t.currency] = (
                opening.get((t.entity_id, t.book, t.currency), 0) + t.amount_minor
            )
    for t in moved:
        if t.book in CASH:
            key = (t.entity_id, t.book, t.currency, by_month(t))
            moves[key] = moves.get(key, 0) + t.amount_minor
    keys = sorted({*opening, *(key[:3] for key in moves)}, key=lambda k: (k[0], CASH.index(k[1]), k[2]))
    return [_cash(key, opening.get(key, 0), moves, months) for key in keys]


def _cash(
    key: tuple[int, str, str], before: int, moves: dict[tuple[int, str, str, str], int], months: Sequence[str]
) -> Cash:
    ends: list[Cell] = []
    stands = before
    for month in months:
        stands += moves.get((*key, month), 0)
        ends.append(Cell(month, stands))
    return Cash(*key, before, tuple(ends))
