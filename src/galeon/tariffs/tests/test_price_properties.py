"""What holds whatever the shipment: sums, an independent calculation, and that heavier never costs less."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece, Price, half_up
from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Step
from galeon.tariffs.tests.case import Case, asked, per_kg, percent, sheet
from galeon.tariffs.tests.cases import CASES
from galeon.tariffs.tests.cases_surcharges import AREAS, FEDEX, UPS
from galeon.tariffs.tests.sheets import express, packet, priced, request

PIECES = st.lists(
    st.builds(Piece, st.integers(1, 20_000), st.integers(0, 600), st.integers(0, 500), st.integers(0, 400)),
    min_size=1,
    max_size=4,
)
STEPS = st.sampled_from([(Step(step_milli=1),), (Step(step_milli=500), Step(step_milli=1000, above_milli=21_000))])


def price(tariff: Tariff, pieces: list[Piece], **changes: object) -> Price | None:
    asked = request(*pieces, **changes)
    answer = tariff.price(asked, str(tariff.zone(asked.country, asked.postcode)))
    return answer if isinstance(answer, Price) else None


EXPRESS = Tariff(1, express())
PACKET = Tariff(2, packet())
COMPILED = {case.name: case.tariff() for case in CASES}
FIRST = {case.name: case.priced() for case in CASES}
CARRIERS = [Tariff(3, UPS, areas=AREAS), Tariff(4, FEDEX, areas=AREAS)]


@st.composite
def falling_rates(draw: st.DrawFn) -> Sheet:
    """Freight by the kilogram, cheaper the heavier, charged at the start of the next bracket where that costs less."""
    ends = sorted(draw(st.sets(st.integers(1, 60).map(lambda n: n * 500), min_size=1, max_size=5)))
    rates = sorted(
        draw(st.lists(st.integers(100, 9_000), min_size=len(ends) + 1, max_size=len(ends) + 1)), reverse=True
    )
    bases = draw(st.lists(st.integers(0, 3_000), min_size=len(rates), max_size=len(rates)))
    rows = [
        per_kg(rate, weight_milli_to=end, first_minor=base)
        for rate, end, base in zip(rates, [*ends, None], bases, strict=True)
    ]
    return sheet(*rows, percent("12.5", "freight"), steps=draw(STEPS), cheaper_bracket=True)


@given(PIECES)
def test_the_lines_sum_to_the_total_and_everything_is_an_integer(pieces: list[Piece]) -> None:
    for tariff in (EXPRESS, *CARRIERS):
        found = price(tariff, pieces)
        if found is None:
            continue
        assert found.total_minor == sum(line.amount_minor for line in found.lines)
        assert len({line.code for line in found.lines}) == len(found.lines)
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


@given(falling_rates(), st.integers(1, 40_000), st.integers(1, 20_000))
def test_with_the_cheaper_bracket_a_heavier_shipment_never_costs_less_across_brackets(
    version: Sheet, weight_g: int, more_g: int
) -> None:
    tariff = Tariff(1, version)
    lighter, heavier = [tariff.price(asked(Piece(grams)), "1") for grams in (weight_g, weight_g + more_g)]
    assert isinstance(lighter, Price)
    assert isinstance(heavier, Price)
    assert lighter.total_minor <= heavier.total_minor


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=3), STEPS, st.integers(0, 60_000), st.integers(1, 90_000))
def test_graduated_freight_never_falls_and_agrees_with_decimals(
    ends: list[int], steps: tuple[Step, ...], less_g: int, weight_g: int
) -> None:
    limits = sorted(set(ends))
    rates = [5_000, 4_000, 3_000, 2_000][: len(limits) + 1]
    rows = [
        Rule(code="freight", basis=Basis.GRADUATED, amount_minor=rate, weight_milli_to=end)
        for rate, end in zip(rates, [*limits, None], strict=True)
    ]
    tariff = Tariff(1, sheet(*rows, steps=steps))
    found = tariff.price(asked(Piece(weight_g)), "1")
    assert isinstance(found, Price)
    expected = Decimal(0)
    for start, end, rate in zip([0, *limits], [*limits, 10**9], rates, strict=True):
        expected += max(min(found.charge_weight_g, end) - start, 0) * Decimal(rate) / 1000
    assert found.total_minor == expected.to_integral_value(ROUND_HALF_UP)
    lighter = tariff.price(asked(Piece(max(weight_g - less_g, 1))), "1")
    assert isinstance(lighter, Price)
    assert lighter.total_minor <= found.total_minor


@given(PIECES, STEPS, st.booleans(), st.booleans(), st.integers(0, 2_000))
def test_the_charge_weight_is_never_below_what_was_weighed(
    pieces: list[Piece], steps: tuple[Step, ...], by_piece: bool, rounds: bool, least_milli: int
) -> None:
    version = sheet(
        per_kg(100), steps=steps, divisors=(Divisor(divisor=5000),), volumetric_by_piece=by_piece, round_by_piece=rounds,
        weight_milli_min=least_milli,
    )  # fmt: skip
    found = Tariff(1, version).price(asked(*pieces), "1")
    assert isinstance(found, Price)
    volumes = [Decimal(p.length_mm * p.width_mm * p.height_mm) / 5000 for p in pieces]
    actual = Decimal(sum(p.weight_g for p in pieces))
    each = [max(Decimal(p.weight_g), volume) for p, volume in zip(pieces, volumes, strict=True)]
    exact = sum(each, Decimal(0)) if by_piece else max(actual, sum(volumes, Decimal(0)))
    exact = max(exact, Decimal(least_milli))
    assert found.charge_weight_g >= exact
    if not rounds:
        step = next(s.step_milli for s in reversed(steps) if exact > s.above_milli)
        assert found.charge_weight_g < exact + step


@given(st.permutations(CASES))
def test_a_price_does_not_depend_on_what_was_priced_before(cases: list[Case]) -> None:
    """One compiled version asked many times answers as if asked for the first time."""
    for case in cases:
        again = COMPILED[case.name].price(case.request, _zone(case, COMPILED[case.name]))
        assert again == FIRST[case.name]


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


def _zone(case: Case, tariff: Tariff) -> str:
    return str(tariff.zone(case.request.country, case.request.postcode, case.request.region, case.request.origin))
