"""A grid's lines as rows of cells, and back with a fault at each cell that cannot be meant. Pure.

The first row names the zones from column FIRST_ZONE on; then a row a line: kind, title, over, up to, first weight or step,
prices. Over is what the line before ends at: a gap or an overlap is seen by it.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids import cells
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.grids.grid import Cells, Grid, Line, Part
from galeon.tariffs.sheet import Basis
from galeon.tariffs.workbook.layout import (
    ANY,
    BASIS_OF,
    FIRST_ZONE,
    GRID_TITLES,
    KIND_OF,
    LINE_TITLES,
    LINES,
    LineKind,
)  # fmt: skip

KIND, TITLE, OVER, UP_TO, STEP = range(FIRST_ZONE)
Row = list[str | Decimal | None]


class At(Struct, frozen=True):
    """A fault in a block of rows; row and column count from 0 within it."""

    row: int
    column: int
    refusal: Refusal


def rows(grid: Grid, currency: str, title: Callable[[str], str]) -> Iterator[Row]:
    """The head row, then a row a line. title: a msgid of ours in the reader's language."""
    yield [LINES, *(title(msgid) for msgid in GRID_TITLES), *(zone or ANY for zone in grid.zones)]
    over = 0
    for line, prices in zip(grid.lines, grid.cells, strict=True):
        kind = kind_of(line)
        row: Row = [kind.value, title(LINE_TITLES[kind]), None, None, None]
        if line.part is Part.FIRST:
            row[STEP] = _kg(line.first_milli) if kind is LineKind.FIRST else None
        else:
            row[OVER] = _kg(over)
            row[UP_TO] = None if line.to_milli is None else _kg(line.to_milli)
            row[STEP] = _kg(line.step_milli) if kind is LineKind.FURTHER else None
            over = line.to_milli or over
        yield [*row, *(None if price is None else cells.major(price, currency) for price in prices)]


def kind_of(line: Line) -> LineKind:
    """What a line of a grid is called."""
    if line.part is Part.AMOUNT:
        return KIND_OF[line.basis]
    return LineKind.FIRST if line.basis is Basis.FIRST_CONTINUED else LineKind.BASE


def _kg(milli: int) -> Decimal:
    return Decimal(milli).scaleb(-3)


class Read(Struct, frozen=True):
    """What a block of rows says: columns and lines of a grid, the row each line stands in and where it says it begins."""

    zones: tuple[str, ...]
    lines: tuple[Line, ...]
    cells: Cells
    rows: tuple[int, ...]
    overs: tuple[int | None, ...]


def read(block: Sequence[Sequence[Raw]], currency: str, mark: str) -> tuple[Read, list[At]]:
    """The grid of a block, whose first row is its head; with faults it is good for nothing else."""
    reader = _Reader(block[0], currency, mark)
    for n, row in enumerate(block[1:], start=1):
        if not all(cells.is_empty(cell) for cell in row):
            reader.take(n, row)
    return reader.done(), reader.faults


class _Reader:
    """Line after line; a first weight or a base waits for the line below it."""

    def __init__(self, head: Sequence[Raw], currency: str, mark: str) -> None:
        self._currency, self._mark = currency, mark
        self._zones, self.faults = _zones(head)
        self._lines: list[Line] = []
        self._prices: list[tuple[int | None, ...]] = []
        self._rows: list[int] = []
        self._overs: list[int | None] = []
        self._above: tuple[int, LineKind, int] | None = None

    def take(self, n: int, row: Sequence[Raw]) -> None:
        """Read the row that is the nth of the block."""
        kind = _kind(row[KIND])
        if kind is None:
            self.faults.append(At(n, KIND, _no_kind(row[KIND])))
            self._above = None
            return
        weights = {column: cells.milli(_cell(row, column), self._mark) for column in (OVER, UP_TO, STEP)}
        self.faults += [At(n, column, found) for column, found in weights.items() if isinstance(found, Refusal)]
        milli = {column: found if isinstance(found, int) else None for column, found in weights.items()}
        amounts, wrong = _prices(row, len(self._zones), self._currency, self._mark)
        self.faults += [At(n, column, found) for column, found in wrong]
        if kind in (LineKind.FIRST, LineKind.BASE):
            self._leave_alone()
            self._above = (n, kind, milli[STEP] or 0)
            self._lines.append(Line(Basis.PER_KG, None, milli[STEP] or 0, 0, Part.FIRST))
        else:
            self._pair(n, kind, milli)
        self._prices.append(amounts)
        self._rows.append(n)
        self._overs.append(milli[OVER])

    def _pair(self, n: int, kind: LineKind, milli: dict[int, int | None]) -> None:
        line, pair = _line(kind, milli, self._above)
        self.faults += [At(n if self._above is None else self._above[0], KIND, refusal) for refusal in pair]
        if self._above is not None:
            self._lines[-1] = replace(line, part=Part.FIRST)
        self._above = None
        self._lines.append(line)

    def _leave_alone(self) -> None:
        if self._above is not None:
            self.faults.append(At(self._above[0], KIND, _alone(self._above[1])))
        self._above = None

    def done(self) -> Read:
        """What was read."""
        self._leave_alone()
        return Read(self._zones, tuple(self._lines), tuple(self._prices), tuple(self._rows), tuple(self._overs))


def _line(
    kind: LineKind, milli: dict[int, int | None], above: tuple[int, LineKind, int] | None
) -> tuple[Line, list[Refusal]]:
    """The line, and why it does not go with the first weight or base above it."""
    first = above[2] if above and above[1] is LineKind.FIRST else 0
    step = (milli[STEP] or 0) if kind is LineKind.FURTHER else 0
    line = Line(BASIS_OF[kind], milli[UP_TO], first, step)
    if kind is LineKind.FURTHER and (above is None or above[1] is not LineKind.FIRST):
        return line, [
            _no("line_first_missing", "A line for each further step needs the line of its first weight above it.")
        ]
    if above is not None and above[1] is LineKind.FIRST and kind is not LineKind.FURTHER:
        return line, [_alone(LineKind.FIRST)]
    return line, []


def _zones(head: Sequence[Raw]) -> tuple[tuple[str, ...], list[At]]:
    names = [cells.text(cell) for cell in head[FIRST_ZONE:]]
    while names and not names[-1]:
        names.pop()
    faults = []
    seen: dict[str, int] = {}
    for n, name in enumerate(names, start=FIRST_ZONE):
        if not name:
            message = "A column of prices needs its zone here; * is any zone."
            faults.append(At(0, n, _no("column_no_zone", message)))
        elif name in seen:
            faults.append(At(0, n, _no("column_twice", "Zone {zone} has a column already.", zone=name)))
        seen.setdefault(name, n)
    if not names:
        faults.append(At(0, FIRST_ZONE, _no("columns_missing", "The table names no zone.")))
    return tuple("" if name == ANY else name for name in names), faults


def _cell(row: Sequence[Raw], column: int) -> Raw:
    return row[column] if column < len(row) else None


def _kind(raw: Raw) -> LineKind | None:
    said = cells.text(raw).casefold()
    return next((kind for kind in LineKind if kind.value == said), None)


def _no_kind(raw: Raw) -> Refusal:
    message = "Each line says here what it is, one of: {choices}. It says “{text}”."
    params = {"choices": ", ".join(LineKind), "text": cells.shown(cells.text(raw))}
    return Refusal(code="line_kind_unknown", field="cell", message=message, params=params)


def _alone(kind: LineKind) -> Refusal:
    if kind is LineKind.FIRST:
        return _no("line_alone", "A first weight needs the line of each further step below it.")
    return _no("line_alone", "A base needs the line it is added to below it.")


def _prices(
    row: Sequence[Raw], width: int, currency: str, mark: str
) -> tuple[tuple[int | None, ...], list[tuple[int, Refusal]]]:
    found = [cells.minor(raw, currency, mark) for raw in row[FIRST_ZONE : FIRST_ZONE + width]]
    wrong = [(n, one) for n, one in enumerate(found, start=FIRST_ZONE) if isinstance(one, Refusal)]
    for n, raw in enumerate(row[FIRST_ZONE + width :], start=FIRST_ZONE + width):
        if not cells.is_empty(raw):
            wrong.append((n, _no("column_no_zone", "A column of prices needs its zone here; * is any zone.")))
    prices = tuple(None if isinstance(one, Refusal) else one for one in found)
    return (*prices, *[None] * (width - len(prices))), wrong


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
