import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.kernel.refusal import Refusal
from galeon.tariffs import paste
from galeon.tariffs.grid import to_grids
from galeon.tariffs.holes import holes
from galeon.tariffs.tests.spreadsheets import economy

CELLS = st.lists(st.lists(st.none() | st.integers(0, 10**9), min_size=2, max_size=2), min_size=1, max_size=5).filter(
    lambda rows: rows[-1] != [None, None]
)


def test_a_rectangle_from_a_spreadsheet_becomes_prices() -> None:
    assert paste.rectangle("95,00\t48,00\r\n1.090,50\t\r\n", "CNY") == ((9_500, 4_800), (109_050, None))
    assert paste.rectangle("¥95.00\t48", "CNY") == ((9_500, 4_800),)
    assert paste.rectangle("95\n48\t1", "JPY") == ((95, None), (48, 1))


def test_each_cell_that_is_no_price_is_told_and_nothing_is_taken() -> None:
    found = paste.rectangle("95\tx\n-1\t1.234,567", "CNY")
    assert [(fault.line, fault.column, fault.refusal.code) for fault in found] == [
        (0, 1, "cell_not_number"), (1, 0, "cell_negative"), (1, 1, "cell_too_fine"),
    ]  # fmt: skip


def test_two_ways_to_write_decimals_are_refused_at_both_cells() -> None:
    found = paste.rectangle("1,5\t2\n3\t1.5", "CNY")
    assert [(fault.line, fault.column, fault.refusal.code) for fault in found] == [
        (0, 0, "marks_mixed"),
        (1, 1, "marks_mixed"),
    ]


def test_too_many_cells_at_once_are_refused() -> None:
    [fault] = paste.rectangle("1\t" * 100_001, "CNY")
    assert fault.refusal.code == "paste_too_large"


def test_a_rectangle_is_laid_over_a_grid_and_may_not_stick_out() -> None:
    [grid], _rest = to_grids(economy().rules)
    laid = paste.put(grid, ((1, 2), (3, None)), 1, 0)
    assert not isinstance(laid, Refusal)
    assert laid.cells == ((9_500, 4_800), (1, 2), (3, None))
    for line, column in ((2, 0), (0, 1), (-1, 0)):
        refused = paste.put(grid, ((1, 2), (3, None)), line, column)
        assert isinstance(refused, Refusal)
        assert refused.code == "paste_outside"


def test_a_hole_that_pasting_left_is_found() -> None:
    [grid], _rest = to_grids(economy().rules)
    laid = paste.put(grid, ((None,),), 1, 1)
    assert [(hole.line, hole.column, hole.refusal.code) for hole in holes(laid)] == [(1, 1, "price_gap")]
    emptied = paste.put(grid, ((None,),) * 3, 0, 1)
    assert [(hole.line, hole.column, hole.refusal.code) for hole in holes(emptied)] == [(None, 1, "column_empty")]
    ended = paste.put(grid, ((None,),), 2, 1)
    assert list(holes(ended)) == []


@pytest.mark.parametrize("mark", [",", "."])
@given(CELLS)
def test_what_is_copied_out_can_be_pasted_in(mark: str, rows: list) -> None:
    assert paste.rectangle(paste.tsv(rows, "CNY", mark), "CNY") == tuple(map(tuple, rows))
