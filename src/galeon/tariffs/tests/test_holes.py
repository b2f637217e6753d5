from msgspec.structs import replace

from galeon.tariffs.grids.grid import Grid, to_grids
from galeon.tariffs.grids.holes import holes
from galeon.tariffs.tests.spreadsheets import economy


def emptied(*lines: int) -> Grid:
    """The freight of `economy` without zone 2's prices in these lines."""
    [grid], _rest = to_grids(economy().rules)
    rows = [(row[0], None) if n in lines else row for n, row in enumerate(grid.cells)]
    return replace(grid, cells=tuple(rows))


def test_a_gap_below_a_heavier_price_is_found_and_a_column_that_ends_early_is_none() -> None:
    assert [(hole.line, hole.column, hole.refusal.code) for hole in holes(emptied(1))] == [(1, 1, "price_gap")]
    assert [(hole.line, hole.column, hole.refusal.code) for hole in holes(emptied(0, 1, 2))] == [
        (None, 1, "column_empty")
    ]
    assert list(holes(emptied(2))) == []
