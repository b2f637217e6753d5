"""What is wrong with a grid that was read: brackets that overlap or leave a gap, half a price, a column of nothing. Pure."""

from collections.abc import Iterator

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grid import Part
from galeon.tariffs.sheet import Basis
from galeon.tariffs.workbook.gridrows import OVER, UP_TO, At, Read
from galeon.tariffs.workbook.layout import ANY, FIRST_ZONE


def faults(read: Read) -> Iterator[At]:
    """Every fault of a grid, by the row and column of its block."""
    if not read.lines:
        yield At(0, 0, _no("lines_missing", "The table has no line of prices."))
        return
    yield from _brackets(read)
    for column in range(len(read.zones)):
        yield from _column(read, column)


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
            yield At(row, OVER, _no("brackets_overlap", message, over=_kg(over), end=_kg(ended)))
        elif over is not None and over > ended:
            message = "The bracket begins over {over}, but the one above it ends at {end}: nothing is priced between."
            yield At(row, OVER, _no("brackets_gap", message, over=_kg(over), end=_kg(ended)))
        if end is not None and end <= ended:
            message = "The bracket ends at {end}, where the one above it ends at {above}: they overlap."
            yield At(row, UP_TO, _no("brackets_overlap", message, end=_kg(end), above=_kg(ended)))
        ended = end if end is None else max(end, ended)


def _column(read: Read, column: int) -> Iterator[At]:
    filled = [row[column] is not None for row in read.cells]
    at = FIRST_ZONE + column
    zone = read.zones[column] or ANY
    if not any(filled):
        yield At(0, at, _no("column_empty", "Zone {zone} has a column, but no price in it.", zone=zone))
        return
    last = max(n for n, there in enumerate(filled) if there)
    for n, line in enumerate(read.lines):
        if filled[n]:
            continue
        below = n + 1 < len(read.lines) and filled[n + 1]
        if line.part is Part.FIRST:
            if below and read.lines[n + 1].basis is Basis.FIRST_CONTINUED:
                yield At(read.rows[n], at, _no("price_half", "The price of the first weight is missing."))
        elif n and read.lines[n - 1].part is Part.FIRST and filled[n - 1]:
            yield At(read.rows[n], at, _no("price_half", "The price of the line above needs one here."))
        elif n < last:
            message = "There is no price here, but one for heavier parcels: a gap. Zone {zone}, up to {weight}."
            yield At(read.rows[n], at, _no("price_gap", message, zone=zone, weight=_kg(line.to_milli or 0)))


def _kg(milli: int) -> str:
    whole, part = divmod(milli, 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
