"""How pieces become a charge weight: divisors, parts of the volume, least and greatest weights, rounding."""

from datetime import UTC, date, datetime

import pytest

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece, Price, PriceRequest
from galeon.tariffs.sheet import Condition, Divisor, Lengths, Measure, Minimum, Sheet, Step, Unit
from galeon.tariffs.tests.case import asked, kg, per_kg, sheet
from galeon.tariffs.words.reasons import reason_text, weight_text

SUM = Measure.SUM_MM


def answer(version: Sheet, request: PriceRequest) -> Price | Refusal:
    return Tariff(1, version).price(request, "1")


def charged(version: Sheet, *pieces: Piece, **changes: object) -> int:
    price = answer(version, asked(*pieces, **changes))
    assert isinstance(price, Price), price
    return price.charge_weight_g


def told(version: Sheet, *pieces: Piece) -> tuple[str, str]:
    price = answer(version, asked(*pieces))
    assert isinstance(price, Price), price
    return weight_text(price, "en"), reason_text(price.lines[0].reason, "en")


def by(*divisors: Divisor, **columns: object) -> Sheet:
    return sheet(per_kg(100), divisors=divisors, **columns)


def test_volume_counts_only_where_the_sides_sum_to_more_than_90_cm() -> None:
    version = by(Divisor(divisor=6000, when=(Condition(SUM, 900),)))
    assert [charged(version, piece) for piece in (kg("1", "30", "30", "30"), kg("1", "30", "30", "30.1"))] == [
        1_000,
        4_515,
    ]


def test_of_several_divisors_that_fit_the_first_counts() -> None:
    version = by(Divisor(divisor=5000, when=(Condition(SUM, 900),)), Divisor(divisor=8000))
    assert [charged(version, piece) for piece in (kg("1", "40", "30", "30"), kg("1", "20", "20", "30"))] == [
        7_200,
        1_500,
    ]


def test_volume_counts_only_beyond_one_and_a_half_times_the_actual_weight() -> None:
    version = by(Divisor(divisor=5000, over_actual_percent=150))
    box = (50, 40, 30)  # 12 kg by volume
    assert [charged(version, kg(weight, *map(str, box))) for weight in ("8", "7.999")] == [8_000, 12_000]


def test_half_of_what_volume_exceeds_the_actual_weight_is_charged() -> None:
    version = by(Divisor(divisor=5000, share_percent=50), steps=(Step(step_milli=100),))
    assert charged(version, kg("10", "50", "40", "40")) == 13_000
    assert told(version, kg("10", "52", "41", "33")) == (
        "actual 10 kg + 50% of what volumetric 14.071 kg = 70,356 cm³ / 5000 is above it",
        "12.1 kg (12.036 kg rounded up to 0.1 kg): 1.00 per kg",
    )


def test_a_part_of_the_volume_is_reckoned_from_the_scale_and_the_least_weight_looked_at_after() -> None:
    columns = {"minimums": (Minimum(weight_milli=5_000),)}
    boxes = [kg("1", "40", "30", "50"), kg("1", "40", "30", "20"), kg("8", "40", "30", "50")]
    for by_piece in (False, True):
        version = by(Divisor(divisor=5000, share_percent=50), volumetric_by_piece=by_piece, **columns)
        assert [charged(version, box) for box in boxes] == [6_500, 5_000, 10_000]


def test_a_divisor_is_for_its_zone_class_and_days() -> None:
    version = by(
        Divisor(divisor=5000, cargo_class="battery"),
        Divisor(divisor=6000, valid_from=date(2026, 7, 1)),
    )
    box, july = kg("1", "50", "40", "30"), datetime(2026, 7, 2, tzinfo=UTC)
    assert charged(version, box) == 1_000
    assert charged(version, box, cargo_class="battery") == 12_000
    assert charged(version, box, at=july) == 10_000
    assert charged(version, box, at=july, cargo_class="battery") == 12_000


def test_a_ticket_compares_sums_and_a_list_by_piece_each_piece() -> None:
    heavy, bulky = kg("10", "10", "10", "10"), kg("1", "50", "50", "50")
    assert charged(by(Divisor(divisor=5000)), heavy, bulky) == 25_200
    assert charged(by(Divisor(divisor=5000), volumetric_by_piece=True), heavy, bulky) == 35_000


def test_each_piece_may_be_rounded_up_by_itself() -> None:
    steps = (Step(step_milli=500),)
    pieces = kg("10.2"), kg("11.1")
    assert charged(sheet(per_kg(100), steps=steps), *pieces) == 21_500
    version = sheet(per_kg(100), steps=steps, round_by_piece=True)
    assert charged(version, *pieces) == 22_000
    assert told(version, *pieces)[1] == "22 kg (21.3 kg, each of 2 pieces rounded up to 0.5 kg): 1.00 per kg"
    assert told(version, pieces[0])[1] == "10.5 kg (10.2 kg rounded up to 0.5 kg): 1.00 per kg"


def test_a_ticket_has_a_least_weight() -> None:
    version = sheet(per_kg(100), weight_milli_min=50)
    assert charged(version, kg("0.008")) == 50
    assert told(version, kg("0.008")) == ("least charge weight 0.05 kg; actual 0.008 kg", "0.05 kg: 1.00 per kg")


def test_nothing_on_the_scale_is_not_the_least_weight() -> None:
    refused = answer(sheet(per_kg(100), weight_milli_min=50), asked(Piece(0)))
    assert isinstance(refused, Refusal)
    assert refused.code == "weight_missing"


def test_where_shipments_have_many_pieces_each_weighs_11_kg_at_least() -> None:
    version = sheet(per_kg(100), minimums=(Minimum(weight_milli=11_000, when=(Condition(Measure.PIECES, 1),)),))
    assert charged(version, kg("5")) == 5_000
    assert charged(version, kg("5"), kg("12"), kg("11")) == 34_000


def test_of_several_least_weights_the_greatest_counts() -> None:
    long = Minimum(weight_milli=18_000, when=(Condition(Measure.LONGEST_MM, 1_210),))
    large = Minimum(weight_milli=40_000, when=(Condition(Measure.GIRTH_MM, 3_000),))
    version = sheet(per_kg(100), minimums=(large, long))
    assert [charged(version, kg("5", length, "60", "40")) for length in ("121", "121.1", "150")] == [
        40_000, 40_000, 40_000,
    ]  # fmt: skip
    assert [charged(version, kg("5", length, "20", "20")) for length in ("121", "121.1")] == [5_000, 18_000]


def test_no_piece_may_be_charged_as_more_than_the_list_takes() -> None:
    version = by(Divisor(divisor=5000), piece_milli_max=30_000)
    assert charged(version, kg("30"), kg("30")) == 60_000
    for piece in (kg("30.001"), kg("1", "60", "50", "50.1")):
        refused = answer(version, asked(kg("1"), piece))
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.params) == ("piece_over_limit", {"limit": "30", "unit": "kg"})


@pytest.mark.parametrize(
    ("lengths", "sides", "charge_g"),
    [
        (Lengths.EXACT, ("50.1", "40", "30"), 12_024),
        (Lengths.NEAREST, ("50.4", "40", "30"), 12_000),
        (Lengths.NEAREST, ("50.5", "40", "30"), 12_240),
        (Lengths.UP, ("50.1", "40", "30"), 12_240),
        (Lengths.UP, ("50", "40", "30"), 12_000),
    ],
)
def test_sides_are_read_as_the_list_says(lengths: Lengths, sides: tuple[str, str, str], charge_g: int) -> None:
    assert charged(by(Divisor(divisor=5000), lengths=lengths), kg("1", *sides)) == charge_g


def test_a_pound_is_453_59237_g_exactly() -> None:
    version = sheet(per_kg(100), unit=Unit.LB, steps=(Step(step_milli=1000),), currency="USD")
    price = answer(version, asked(Piece(45_359_237)))
    assert isinstance(price, Price)
    assert (price.total_minor, price.charge_weight_g) == (10_000_000, 45_359_237)
    heavier = answer(version, asked(Piece(45_359_238)))
    assert isinstance(heavier, Price)
    assert heavier.total_minor == 10_000_100


def test_exact_inches_are_25_4_mm() -> None:
    version = by(Divisor(divisor=139), unit=Unit.LB, steps=(Step(step_milli=1),), currency="USD")
    price = answer(version, asked(Piece(1, 254, 254, 254)))  # 1000 in3 / 139 = 7.194245 lb
    assert isinstance(price, Price)
    assert (price.total_minor, price.volumetric_g) == (720, 3_263)
    assert weight_text(price, "en") == "volumetric 7.194 lb = 1,000 in³ / 139; actual 0.002 lb"


def test_what_lies_a_hair_above_a_step_is_shown_to_lie_above_it() -> None:
    version = by(Divisor(divisor=5000), steps=(Step(step_milli=500),))
    hair = Piece(100, 72_500_001, 1, 1)
    assert told(version, hair)[1] == "15 kg (14.501 kg rounded up to 0.5 kg): 1.00 per kg"


def test_the_average_piece_is_the_tickets() -> None:
    version = sheet(per_kg(100), minimums=(Minimum(weight_milli=40_000, when=(Condition(Measure.AVERAGE_G, 25_000),)),))
    assert charged(version, kg("20"), kg("30")) == 50_000
    assert charged(version, kg("20"), kg("30.001")) == 80_000
