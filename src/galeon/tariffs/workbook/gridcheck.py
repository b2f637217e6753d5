"""What is wrong with a grid that was read: brackets that overlap or leave a gap, prices that are missing. Pure."""

from collections.abc import Iterator

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids.grid import Grid, Part
from galeon.tariffs.grids.holes import holes, milli_text
from galeon.tariffs.sheet import Basis, Rule
from galeon.tariffs.workbook.gridrows import OVER, UP_TO, At, Read
from galeon.tariffs.workbook.layout import FIRST_ZONE

_ANY = Rule(code="freight", basis=Basis.PER_KG)


def faults(read: Read) -> Iterator[At]:
    """Every fault of a grid, by the row and column of its block."""
    if not read.lines:
        yield At(0, 0, _no("lines_missing", "The table has no line of prices."))
        return
    yield from _brackets(read)
    for hole in holes(Grid(_ANY, read.zones, read.lines, read.cells)):
        yield At(0 if hole.line is None else read.rows[hole.line], FIRST_ZONE + hole.column, hole.refusal)


def _brackets(read: Read) -> Iterator[At]:
    ended: int | None = 0
    for line, over, row in zip(read.lines, read.overs, read.rows, strict=True):
        if line.part is Part.FIRST:
            continue
        if ended is None:
            yield At(
                row,
                UP_TO,
                _no("bracket_after_end", "The bracket above has no upper end: nothing is left for this one."),
            )
            return
        end = line.to_milli
        if over is not None and over < ended:
            message = "The bracket begins over {over}, but the one above it ends only at {end}: they overlap."
            yield At(row, OVER, _no("brackets_overlap", message, over=milli_text(over), end=milli_text(ended)))
        elif over is not None and over > ended:
            message = "The bracket begins over {over}, but the one above it ends at {end}: nothing is priced between."
            yield At(row, OVER, _no("brackets_gap", message, over=milli_text(over), end=milli_text(ended)))
        if end is not None and end <= ended:
            message = "The bracket ends at {end}, where the one above it ends at {above}: they overlap."
            yield At(row, UP_TO, _no("brackets_overlap", message, end=milli_text(end), above=milli_text(ended)))
        ended = end if end is None else max(end, ended)


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
