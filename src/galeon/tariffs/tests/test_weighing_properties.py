"""The short ways of weighing against the long one, and the long one against plain fractions."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from galeon.tariffs.engine.weighing import Scale
from galeon.tariffs.engine.weighing_pieces import weigh_pieces
from galeon.tariffs.price import Piece
from galeon.tariffs.sheet import Condition, Divisor, Lengths, Measure, Minimum, Sheet, Step, Unit
from galeon.tariffs.tests.case import asked, per_kg, sheet

SIDES = st.integers(0, 1_200)
PIECES = st.lists(st.builds(Piece, st.integers(1, 40_000), SIDES, SIDES, SIDES), min_size=1, max_size=4)
STEPS = ((Step(step_milli=1),), (Step(step_milli=500), Step(step_milli=1000, above_milli=21_000)))
PLAIN = st.builds(
    lambda unit, lengths, by_piece, least, steps, has_volume: sheet(
        per_kg(1), unit=unit, lengths=lengths, volumetric_by_piece=by_piece, weight_milli_min=least, steps=steps,
        divisors=((Divisor(divisor=5000 if unit is Unit.KG else 139),) if has_volume else ()),
    ),
    st.sampled_from(Unit), st.sampled_from(Lengths), st.booleans(), st.integers(0, 3_000), st.sampled_from(STEPS),
    st.booleans(),
)  # fmt: skip
WHEN = st.sampled_from([(), (Condition(Measure.SUM_MM, 900),), (Condition(Measure.ACTUAL_G, 5_000),)])
DIVISORS = st.lists(
    st.builds(
        lambda divisor, when, over, share: Divisor(
            divisor=divisor, when=when, over_actual_percent=over, share_percent=share
        ),
        st.sampled_from([5000, 6000, 7000]), WHEN, st.sampled_from([0, 100, 150]), st.sampled_from([100, 50, 33]),
    ),
    max_size=3,
)  # fmt: skip
MINIMUMS = st.lists(
    st.builds(lambda w, when: Minimum(weight_milli=w, when=when), st.integers(1, 30_000), WHEN), max_size=2
)


@given(PLAIN, PIECES)
def test_the_short_ways_weigh_as_the_long_one(version: Sheet, pieces: list[Piece]) -> None:
    scale, request = Scale(version, version.divisors, ()), asked(*pieces)
    long = weigh_pieces(scale, request)
    # What the heaviest piece is charged as is asked for only where the list has a limit, which needs the long way.
    assert structs.replace(scale.weigh(request), heaviest=0) == structs.replace(long, heaviest=0)


@given(DIVISORS, MINIMUMS, st.booleans(), st.booleans(), st.sampled_from(STEPS), st.integers(0, 9_000), PIECES)
def test_the_long_way_weighs_as_fractions_do(
    divisors: list[Divisor], minimums: list[Minimum], is_by_piece: bool, rounds: bool, steps: tuple[Step, ...], least: int,
    pieces: list[Piece],
) -> None:  # fmt: skip
    share = divisors[0].share_percent if divisors else 100
    rows = tuple(divisors if is_by_piece else [structs.replace(row, share_percent=share) for row in divisors])
    version = sheet(
        per_kg(1), divisors=rows, minimums=tuple(minimums), volumetric_by_piece=is_by_piece, round_by_piece=rounds,
        steps=steps, weight_milli_min=least,
    )  # fmt: skip
    found = Scale(version, rows, ()).weigh(asked(*pieces)).charge_milli
    if is_by_piece:
        each = [max(_sum([piece], rows), _least(piece, minimums)) for piece in pieces]
        exact, rounded = sum(each, Fraction(0)), sum(_up(weight, steps) for weight in each)
        expected = rounded if rounds and len(pieces) > 1 else _up(exact, steps)
        assert found == (max(expected, _up(Fraction(least), steps)) if exact < least else expected)
    elif not minimums and not (rounds and len(pieces) > 1):
        assert found == _up(max(_sum(pieces, rows), Fraction(least)), steps)


def _sum(pieces: Sequence[Piece], divisors: Sequence[Divisor]) -> Fraction:
    """The greater weight of pieces compared together: each divisor takes those it fits of what the others left."""
    actual, volumetric, left, share = Fraction(sum(p.weight_g for p in pieces)), Fraction(0), list(pieces), 100
    for row in divisors:
        fits = [p for p in left if not row.when or any(_holds(p, bound) for bound in row.when)]
        weight = sum((Fraction(p.length_mm * p.width_mm * p.height_mm, row.divisor) for p in fits), Fraction(0))
        if row.over_actual_percent and weight * 100 <= row.over_actual_percent * sum(p.weight_g for p in fits):
            continue
        if fits:
            volumetric, share = volumetric + weight, row.share_percent
            left = [p for p in left if p not in fits]
    return actual if volumetric <= actual else actual + (volumetric - actual) * share / 100


def _least(piece: Piece, minimums: Sequence[Minimum]) -> Fraction:
    held = [row.weight_milli for row in minimums if not row.when or any(_holds(piece, bound) for bound in row.when)]
    return Fraction(max(held, default=0))


def _holds(piece: Piece, bound: Condition) -> bool:
    total = piece.length_mm + piece.width_mm + piece.height_mm
    return (total if bound.measure is Measure.SUM_MM else piece.weight_g) > bound.over


def _up(exact: Fraction, steps: Sequence[Step]) -> int:
    step = next(row.step_milli for row in reversed(steps) if exact > row.above_milli)
    return ceil(exact / step) * step
