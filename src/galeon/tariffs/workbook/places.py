"""Where in a workbook each field of a sheet stands, so that a fault of the sheet is told at its cell. Pure."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grid import Grid, Part, placed
from galeon.tariffs.sheet import Rule
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


class Places:
    """head: row by key; tables: the rows of zones, steps, divisors and minimums; zones: the first row of each by code;
    rules: in the list's order."""

    def __init__(self) -> None:
        self.head: dict[str, tuple[str, int]] = {}
        self.tables: dict[str, list[RowPlace]] = {}
        self.zones: dict[str, RowPlace] = {}
        self.rules: Sequence[RowPlace | GridPlace] = []

    def placed(self, grid: Grid, block: Block, head: int, rows: Sequence[int]) -> Iterator[tuple[Rule, GridPlace]]:
        """The rules of a grid that was read, each with its place. rows: of the grid's lines, below `head`."""
        top = block.top
        keys = {str(row[0]): top + n for n, row in enumerate(block.rows[:head]) if row[0] in _LIKE}
        firsts = [rows[n - 1] if n and grid.lines[n - 1].part is Part.FIRST else rows[n] for n in range(len(rows))]
        for rule, line, column in placed(grid):
            yield (
                rule,
                GridPlace(
                    block.page,
                    top + head + rows[line],
                    FIRST_ZONE + column,
                    top + head + firsts[line],
                    top + head,
                    keys,
                ),
            )

    def fault(self, refusal: Refusal) -> CellFault:
        """A refusal of the sheet's check, at its cell."""
        match = _FIELD.fullmatch(refusal.field or "")
        name, index, field = match.groups() if match else ("", None, None)
        if name in self.head:
            page, row = self.head[name]
            return CellFault(page, cell_name(row, 2), refusal)
        rows = self.rules if name == "rules" else self.tables.get(name, [])
        if index is not None and int(index) < len(rows):
            place = rows[int(index)]
            return CellFault(place.page, place.cell(field or ""), refusal)
        return self._whole(rows, refusal)

    def _whole(self, rows: Sequence[RowPlace | GridPlace], refusal: Refusal) -> CellFault:
        """A fault of no one row: at the place that names its zone, or where the table begins."""
        place = self.zones.get(refusal.params.get("zone", ""))
        if place is not None:
            return CellFault(place.page, place.cell("code"), refusal)
        return CellFault(rows[0].page if rows else "", "", refusal)
