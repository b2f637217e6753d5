"""A rectangle of cells between a grid and a spreadsheet's clipboard: tab-separated text. Pure."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.tariffs import cells
from galeon.tariffs.grid import Grid

CELLS_MAX = 100_000
Values = tuple[tuple[int | None, ...], ...]


class PasteFault(Struct, frozen=True):
    """What is wrong with one pasted cell; line and column count from 0 within what was pasted."""

    line: int
    column: int
    refusal: Refusal


def rectangle(text: str, currency: str) -> Values | tuple[PasteFault, ...]:
    """Pasted text as minor units, None = empty; decimal comma or point, thousands and currency signs, but one way only."""
    rows = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")]
    if sum(map(len, rows)) > CELLS_MAX:
        return (PasteFault(0, 0, _no("paste_too_large", "At most {max} cells at once.", max=str(CELLS_MAX))),)
    mark = cells.mark_of(((n, m), raw) for n, row in enumerate(rows) for m, raw in enumerate(row))
    if isinstance(mark, cells.Mixed):
        return tuple(_disagreeing(mark))
    width = max(map(len, rows))
    faults: list[PasteFault] = []
    values: list[tuple[int | None, ...]] = []
    for n, row in enumerate(rows):
        found = [cells.minor(raw, currency, mark) for raw in row]
        faults += [PasteFault(n, m, one) for m, one in enumerate(found) if isinstance(one, Refusal)]
        whole = [None if isinstance(one, Refusal) else one for one in found]
        values.append((*whole, *[None] * (width - len(whole))))
    return tuple(faults) if faults else tuple(values)


def _disagreeing(mark: cells.Mixed) -> list[PasteFault]:
    faults = []
    for place in (mark.comma_at, mark.point_at):
        if isinstance(place, tuple):
            refusal = cells.mixed(mark, _place(mark.comma_at), _place(mark.point_at))
            faults.append(PasteFault(place[0], place[1], refusal))
    return faults


def _place(at: object) -> str:
    return f"{at[0] + 1}/{at[1] + 1}" if isinstance(at, tuple) else ""


def put(grid: Grid, values: Sequence[Sequence[int | None]], line: int, column: int) -> Grid | Refusal:
    """The grid with a rectangle laid over it, its first cell at (line, column); refused where it would stick out."""
    height, width = len(values), max(map(len, values), default=0)
    if line < 0 or column < 0 or line + height > len(grid.lines) or column + width > len(grid.zones):
        return _no(
            "paste_outside", "What was pasted has {lines} lines and {columns} columns; from this cell on there is less.",
            lines=str(height), columns=str(width),
        )  # fmt: skip
    rows = [list(row) for row in grid.cells]
    for n, row in enumerate(values):
        rows[line + n][column : column + len(row)] = row
    return replace(grid, cells=tuple(map(tuple, rows)))


def tsv(rows: Sequence[Sequence[int | None]], currency: str, mark: str = ".") -> str:
    """Cells as text a spreadsheet takes from the clipboard; mark: the decimal sign of the reader's spreadsheet."""
    return "\n".join("\t".join(_written(value, currency, mark) for value in row) for row in rows)


def _written(value: int | None, currency: str, mark: str) -> str:
    return "" if value is None else f"{cells.major(value, currency):f}".replace(".", mark)


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cells", message=message, params=params)
