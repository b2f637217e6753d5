"""What is true of a piece, at the edges; and that the short look at small pieces never hides a condition that is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.tariffs.engine.conditions import ORDER, Sizer, any_true, hint_of
from galeon.tariffs.price import Piece
from galeon.tariffs.sheet import Condition, Measure

SIZER = Sizer(frozenset(Measure), lambda p: p.length_mm * p.width_mm * p.height_mm, lambda p: p.length_mm)
SIDES = st.integers(0, 400)
PIECES = st.lists(st.builds(Piece, st.integers(0, 400), SIDES, SIDES, SIDES), min_size=1, max_size=3)
HINTED = [m for m in Measure if m.endswith("_mm")] + [Measure.ACTUAL_G, Measure.AVERAGE_G]
CONDITIONS = st.lists(st.builds(Condition, st.sampled_from(HINTED), st.integers(0, 2_500)), min_size=1, max_size=3)


def measured(piece: Piece) -> dict[Measure, int]:
    return dict(zip(ORDER, SIZER.facts([piece])[0], strict=True))


def test_sides_are_sorted_and_girth_is_the_longest_and_twice_the_others() -> None:
    facts = measured(Piece(1, 200, 1_000, 300))
    assert [facts[m] for m in (Measure.LONGEST_MM, Measure.SECOND_MM, Measure.SHORTEST_MM)] == [1_000, 300, 200]
    assert (facts[Measure.GIRTH_MM], facts[Measure.SUM_MM]) == (2_000, 1_500)


def test_a_condition_is_over_its_lower_end_and_up_to_its_upper() -> None:
    test = any_true((Condition(Measure.LONGEST_MM, 1_000, 1_200),))
    assert test is not None
    assert [test(SIZER.facts([Piece(1, side)])[0]) for side in (1_000, 1_001, 1_200, 1_201)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(("volume_mm3", "is_over"), [(28_316_846, False), (28_316_847, True)])
def test_a_cubic_foot_is_1728_cubic_inches_exactly(volume_mm3: int, is_over: bool) -> None:
    assert (measured(Piece(1, volume_mm3, 1, 1))[Measure.VOLUME_IN3] > 1_728) is is_over


def test_of_several_conditions_one_is_enough() -> None:
    test = any_true((Condition(Measure.LONGEST_MM, 1_000), Condition(Measure.ACTUAL_G, 25_000)))
    assert test is not None
    assert [test(SIZER.facts([piece])[0]) for piece in (Piece(1), Piece(25_001), Piece(1, 1_001))] == [
        False,
        True,
        True,
    ]


@given(PIECES, CONDITIONS)
def test_a_short_look_never_hides_what_is_true(pieces: list[Piece], when: list[Condition]) -> None:
    test, hint = any_true(when), hint_of(when)
    assert test is not None
    assert hint is not None
    assert hint(pieces) or not any(test(facts) for facts in SIZER.facts(pieces))


def test_no_short_look_is_taken_at_volumes_and_counts() -> None:
    assert hint_of(()) is None
    assert hint_of((Condition(Measure.PIECES, 1),)) is None
    assert hint_of((Condition(Measure.LONGEST_MM, 1), Condition(Measure.VOLUMETRIC_G, 1))) is None
