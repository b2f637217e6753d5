from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from galeon.tariffs.compile import Tariff
from galeon.tariffs.price import Piece, Price, half_up
from galeon.tariffs.tests.sheets import express, packet, priced, request

PIECES = st.lists(
    st.builds(Piece, st.integers(1, 20_000), st.integers(0, 600), st.integers(0, 500), st.integers(0, 400)),
    min_size=1,
    max_size=4,
)


def price(tariff: Tariff, pieces: list[Piece], **changes: object) -> Price | None:
    asked = request(*pieces, **changes)
    answer = tariff.price(asked, str(tariff.zone(asked.country, asked.postcode)))
    return answer if isinstance(answer, Price) else None


EXPRESS = Tariff(1, express())
PACKET = Tariff(2, packet())


@given(PIECES)
def test_the_lines_sum_to_the_total_and_everything_is_an_integer(pieces: list[Piece]) -> None:
    found = price(EXPRESS, pieces)
    if found is None:
        return
    assert found.total_minor == sum(line.amount_minor for line in found.lines)
    numbers = [found.total_minor, found.actual_g, found.volumetric_g, found.charge_weight_g]
    assert {type(n) for n in [*numbers, *(line.amount_minor for line in found.lines)]} == {int}


@given(PIECES, st.integers(1, 5_000))
def test_a_heavier_shipment_never_costs_less_within_one_bracket(pieces: list[Piece], more_g: int) -> None:
    lighter = price(EXPRESS, pieces)
    heavier = price(EXPRESS, [Piece(pieces[0].weight_g + more_g, *_sides(pieces[0])), *pieces[1:]])
    if heavier is not None:
        assert lighter is not None
        assert lighter.total_minor <= heavier.total_minor
        assert lighter.charge_weight_g <= heavier.charge_weight_g


@given(PIECES)
def test_an_independent_decimal_sum_agrees(pieces: list[Piece]) -> None:
    found = price(EXPRESS, pieces)
    volume = Decimal(sum(p.length_mm * p.width_mm * p.height_mm for p in pieces)) / 5000
    exact = max(Decimal(sum(p.weight_g for p in pieces)), volume)
    step = 500 if exact <= 21_000 else 1_000
    charge = (exact / step).to_integral_value(ROUND_CEILING) * step
    if charge > 70_000:
        assert found is None
        return
    further = max(Decimal(0), ((charge - 500) / 500).to_integral_value(ROUND_CEILING))
    freight = 13_500 + further * 3_150
    fuel = (freight * Decimal("0.215")).to_integral_value(ROUND_HALF_UP)
    assert found is not None
    assert (found.charge_weight_g, found.total_minor) == (int(charge), int(freight + 16_800 + fuel))


@given(st.integers(1, 2_000))
def test_per_kg_agrees_with_decimals_half_up(weight_g: int) -> None:
    found = priced(packet(), Piece(weight_g))
    expected = (Decimal(9_500) * max(weight_g, 50) / 1_000).to_integral_value(ROUND_HALF_UP)
    assert found.lines[0].amount_minor == expected


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_half_up_is_decimals_half_up(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    # 28 digits cannot hide or make a half of these sizes: a half is k + 1/2 exactly, the nearest other is 1e-6 away.
    assert half_up(numerator, denominator) == exact.to_integral_value(ROUND_HALF_UP)


def _sides(piece: Piece) -> tuple[int, int, int]:
    return piece.length_mm, piece.width_mm, piece.height_mm
