"""Where in a workbook each field of a sheet stands, so that a fault of the sheet is told at its cell. Pure."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids.grid import Grid, Part, placed
from galeon.tariffs.workbook.blocks import Block
from galeon.tariffs.workbook.faults import CellFault, cell_name
from galeon.tariffs.workbook.gridrows import STEP, UP_TO
from galeon.tariffs.workbook.layout import FIRST_ZONE, LIKE

_FIELD = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\.([a-z_]+))?.*")
_LIKE = {column.name for column in LIKE}


class RowPlace(Struct, frozen=True):
    """A row of a table; columns: position by field."""

    page: str
    row: int
    columns: dict[str, int]

    def cell(self, field: str) -> str:
        """The cell of a field of it."""
        return cell_name(self.row, self.columns.get(field, 1))


class GridPlace(Struct, frozen=True):
    """A price of a grid: the row and column of its cell, the rows of the first weight above it and of the zones."""

    page: str
    row: int
    column: int
    first: int
    head: int
    keys: dict[str, int]

    def cell(self, field: str) -> str:
        """The cell of a field of its rule."""
        match field:
            case "zone":
                return cell_name(self.head, self.column)
            case "weight_milli_to":
                return cell_name(self.row, UP_TO)
            case "step_milli":
                return cell_name(self.row, STEP)
            case "first_milli":
                return cell_name(self.first, STEP)
            case "first_minor":
                return cell_name(self.first, self.column)
        if field in self.keys:
            return cell_name(self.keys[field], 2)
        return cell_name(self.row, self.column)


class GridPlaces(Struct, frozen=True):
    """A whole grid that was read. head: the row of its zones in the block; rows: of its lines, below the head."""

    grid: Grid
    block: Block
    head: int
    rows: tuple[int, ...]

    def place(self, nth: int) -> GridPlace:
        """Where the grid's nth rule stands. Looked up for a fault only: a list has 100,000 of them, and mostly no fault."""
        _rule, line, column = next(islice(placed(self.grid), nth, None))
        head, lines = self.block.top + self.head, self.grid.lines
        first = line - 1 if line and lines[line - 1].part is Part.FIRST else line
        keys = {
            str(row[0]): self.block.top + n for n, row in enumerate(self.block.rows[: self.head]) if row[0] in _LIKE
        }
        return GridPlace(
            self.block.page, head + self.rows[line], FIRST_ZONE + column, head + self.rows[first], head, keys
        )


class Places:
    """head: row by key; tables: the rows of zones, steps, divisors and minimums; zones: the first row of each by code;
    rules: for each stretch of the list's rules the position it ends before, and where it stands."""

    def __init__(self) -> None:
        self.head: dict[str, tuple[str, int]] = {}
        self.tables: dict[str, list[RowPlace]] = {}
        self.zones: dict[str, RowPlace] = {}
        self.rules: list[tuple[int, RowPlace | GridPlaces]] = []

    def fault(self, refusal: Refusal) -> CellFault:
        """A refusal of the sheet's check, at its cell."""
        match = _FIELD.fullmatch(refusal.field or "")
        name, index, field = match.groups() if match else ("", None, None)
        if name in self.head:
            page, row = self.head[name]
            return CellFault(page, cell_name(row, 2), refusal)
        rows = self.tables.get(name, [])
        place = self._row(name, int(index)) if index is not None else None
        if place is not None:
            return CellFault(place.page, place.cell(field or ""), refusal)
        return self._whole(rows, refusal)

    def _row(self, name: str, index: int) -> RowPlace | GridPlace | None:
        if name != "rules":
            rows = self.tables.get(name, [])
            return rows[index] if index < len(rows) else None
        at = bisect_right(self.rules, index, key=lambda stretch: stretch[0])
        if at == len(self.rules):
            return None
        stands = self.rules[at][1]
        return stands if isinstance(stands, RowPlace) else stands.place(index - (self.rules[at - 1][0] if at else 0))

    def _whole(self, rows: Sequence[RowPlace], refusal: Refusal) -> CellFault:
        """A fault of no one row: at the place that names its zone, or where the table begins."""
        place = self.zones.get(refusal.params.get("zone", ""))
        if place is not None:
            return CellFault(place.page, place.cell("code"), refusal)
        return CellFault(rows[0].page if rows else "", "", refusal)
