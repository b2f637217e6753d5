"""Worksheets to blocks: the rows from one mark (#zones) to the next. Pure."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids import cells
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.workbook.codec import NUMBERS
from galeon.tariffs.workbook.faults import CellFault, cell_name
from galeon.tariffs.workbook.gridrows import OVER
from galeon.tariffs.workbook.layout import BY_MARK, GRID, HEAD, LIKE, LINES, LIST, MARK, Column, Table
from galeon.tariffs.workbook.package import Page

MARKS = frozenset({LIST, GRID, *BY_MARK})
_KEYED = {column.name for column in (*HEAD, *LIKE) if column.kind in NUMBERS}


class Block(Struct, frozen=True):
    """page: the worksheet's name; top: the row of the mark, from 0; rows: from the mark on."""

    page: str
    top: int
    mark: str
    rows: list[list[Raw]]

    def columns(self, table: Table) -> dict[int, Column]:
        """Position -> column of a table, as the row of the mark names them."""
        known = {column.name: column for column in table.columns}
        return {at: known[name] for at, raw in enumerate(self.rows[0]) if (name := cells.text(raw)) in known}

    def data(self) -> Iterator[tuple[int, list[Raw]]]:
        """The rows below the titles that say something, with their number in the block."""
        for n, row in enumerate(self.rows[2:], start=2):
            if not all(cells.is_empty(cell) for cell in row[1:]):
                yield n, row


def blocks(pages: Sequence[Page]) -> tuple[list[Block], list[CellFault]]:
    """Every block, and what keeps the workbook from being read at all."""
    found: list[Block] = []
    faults: list[CellFault] = []
    for page in pages:
        marks = [n for n, row in enumerate(page.rows) if _mark(row) not in ("", LINES)]
        if not marks:
            message = "No row of this worksheet begins with {mark}: it is no part of a price list. Delete it."
            faults.append(CellFault(page.name, "", _no("sheet_unknown", message, mark=MARK)))
            continue
        for begin, end in zip(marks, [*marks[1:], len(page.rows)], strict=True):
            block = Block(page.name, begin, _mark(page.rows[begin]), page.rows[begin:end])
            if block.mark in MARKS:
                found.append(block)
                faults += _table_faults(block)
            elif block.mark != MARK:
                message = "“{text}” is no table of a price list."
                refusal = _no("table_unknown", message, text=cells.shown(block.mark))
                faults.append(CellFault(page.name, cell_name(begin, 0), refusal))
    return found, faults


def _mark(row: Sequence[Raw]) -> str:
    said = row[0].strip().casefold() if isinstance(row[0], str) else ""
    return said if said.startswith(MARK) else ""


def _table_faults(block: Block) -> Iterator[CellFault]:
    """Columns without a code or with a wrong one, and a row of titles that is none."""
    table = BY_MARK.get(block.mark)
    if table is None:
        return
    names = [cells.text(raw) for raw in block.rows[0]]
    known = {column.name for column in table.columns}
    for at, name in enumerate(names):
        if at and name and (name not in known or names.index(name) != at):
            message = "“{text}” is no column of this table, or stands twice in it."
            yield CellFault(
                block.page, cell_name(block.top, at), _no("column_unknown", message, text=cells.shown(name))
            )
    titles = block.rows[1] if len(block.rows) > 1 else []
    if any(
        name and (at >= len(titles) or not isinstance(titles[at], str) or not titles[at])
        for at, name in enumerate(names)
        if at
    ):
        message = "Below the row of codes stands a row of titles, one above each column: it is missing or not whole."
        yield CellFault(block.page, cell_name(block.top + 1, 1), _no("titles_missing", message))
    for n, row in enumerate(block.rows[2:], start=2):
        for at, raw in enumerate(row):
            if at and not cells.is_empty(raw) and (at >= len(names) or not names[at]):
                message = "This column has no code in the row that begins with {mark}."
                yield CellFault(
                    block.page, cell_name(block.top + n, at), _no("column_uncoded", message, mark=block.mark)
                )


def number_texts(found: Sequence[Block]) -> Iterator[tuple[object, Raw]]:
    """((worksheet, cell), text) of every text that stands where a number belongs."""
    for block in found:
        columns = block.columns(BY_MARK[block.mark]) if block.mark in BY_MARK else {}
        numbers = {at for at, column in columns.items() if column.kind in NUMBERS}
        lines = False
        for n, row in enumerate(block.rows):
            lines = lines or (block.mark == GRID and cells.text(row[0]) == LINES)
            for at, raw in enumerate(row):
                if isinstance(raw, str) and raw and _is_number(block, n, at, numbers, lines, row):
                    yield (block.page, cell_name(block.top + n, at)), raw


def _is_number(block: Block, n: int, at: int, numbers: set[int], lines: bool, row: Sequence[Raw]) -> bool:
    if block.mark in BY_MARK:
        return n > 1 and at in numbers
    if lines:
        return at >= OVER and cells.text(row[0]) != LINES
    return at == 2 and cells.text(row[0]) in _KEYED


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
