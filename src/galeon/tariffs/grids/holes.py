"""Prices a grid should have and has not: a gap in a column, half a price, a column of nothing. Pure.

A bracket without a price would silently take the next heavier one's, and a first weight without one would be free.
"""

from collections.abc import Iterator

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids.grid import Grid, Part
from galeon.tariffs.sheet import Basis


class Hole(Struct, frozen=True):
    """An empty cell that must not be; line None: the column as a whole."""

    line: int | None
    column: int
    refusal: Refusal


def holes(grid: Grid) -> Iterator[Hole]:
    """Every hole of a grid, column by column."""
    for column in range(len(grid.zones)):
        yield from _column(grid, column)


def _column(grid: Grid, column: int) -> Iterator[Hole]:
    filled = [row[column] is not None for row in grid.cells]
    zone = grid.zones[column] or "*"
    if not any(filled):
        yield Hole(None, column, _no("column_empty", "Zone {zone} has a column, but no price in it.", zone=zone))
        return
    last = max(n for n, there in enumerate(filled) if there)
    for n, line in enumerate(grid.lines):
        if filled[n]:
            continue
        if line.part is Part.FIRST:
            if n + 1 < len(grid.lines) and filled[n + 1] and grid.lines[n + 1].basis is Basis.FIRST_CONTINUED:
                yield Hole(n, column, _no("price_half", "The price of the first weight is missing."))
        elif n and grid.lines[n - 1].part is Part.FIRST and filled[n - 1]:
            yield Hole(n, column, _no("price_half", "The price of the line above needs one here."))
        elif n < last:
            message = "There is no price here, but one for heavier parcels: a gap. Zone {zone}, up to {weight}."
            yield Hole(n, column, _no("price_gap", message, zone=zone, weight=milli_text(line.to_milli or 0)))


def milli_text(milli: int) -> str:
    """2500 -> 2.5."""
    whole, part = divmod(milli, 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
