from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece
from galeon.tariffs.sheet import Basis, Divisor, Rule, Step, Zone
from galeon.tariffs.tests.sheets import ask, express, flat, lines, packet, priced
from galeon.tariffs.why import FirstContinued, Percent, PerKg

BIG_BOX = Piece(11_300, 520, 410, 330)


def test_a_registered_packet_of_128_g_to_the_us_costs_28_16() -> None:
    price = priced(packet(), Piece(128))
    assert lines(price) == {"freight": 1_216, "registration": 1_600}
    assert (price.total_minor, price.charge_weight_g, price.volumetric_g) == (2_816, 128, 0)
    assert price.lines[0].reason == PerKg("CNY", 128, 128, 1, 9_500, 2_000)


def test_a_light_big_box_pays_its_volume_and_fuel_rounds_half_up() -> None:
    price = priced(express(), BIG_BOX)
    assert (price.actual_g, price.volumetric_g, price.charge_weight_g) == (11_300, 14_071, 14_500)
    assert lines(price) == {"freight": 101_700, "remote": 16_800, "fuel": 21_866}
    assert price.total_minor == 140_366
    assert price.lines[0].reason == FirstContinued("CNY", 14_500, 14_071, 500, 500, 13_500, 500, 28, 3_150)
    assert price.lines[2].reason == Percent("CNY", "21.5", ("freight",), 101_700)


def test_fuel_is_taken_of_the_remote_fee_only_where_the_list_says_so() -> None:
    price = priced(express(fuel_of=("freight", "remote")), BIG_BOX)
    assert lines(price)["fuel"] == 25_478
    assert price.total_minor == 143_978


def test_the_exact_volume_counts_before_rounding() -> None:
    assert priced(express(), Piece(100, 500, 500, 290)).charge_weight_g == 14_500
    one_cubic_millimetre_more = Piece(100, 72_500_001, 1, 1)
    assert priced(express(), one_cubic_millimetre_more).charge_weight_g == 15_000


def test_ems_to_singapore_does_not_count_volume() -> None:
    """190.00 first and 45.00 each further 0.5 kg at a discount of 0.49, and 4.00 a ticket: 0.567 kg is 119.15."""
    ems = flat(
        zones=(Zone("sg", "SG"),),
        steps=(Step(step_milli=500),),
        rules=(
            Rule(
                code="freight", basis=Basis.FIRST_CONTINUED,
                first_minor=9_310, first_milli=500, step_milli=500, amount_minor=2_205,
            ),
            Rule(code="ticket", basis=Basis.PER_TICKET, amount_minor=400),
        ),
    )  # fmt: skip
    price = priced(ems, Piece(567, 555, 500, 305), country="SG")
    assert (price.charge_weight_g, price.total_minor) == (1_000, 11_915)


@pytest.mark.parametrize(
    ("first_minor", "first_milli", "step_minor", "step_milli", "weight_g", "total_minor"),
    [
        (700, 100, 450, 100, 350, 2_050),  # small packet, postal tariff
        (10_000, 5_000, 2_000, 1_000, 5_300, 12_000),  # M-bag
        (13_000, 500, 4_000, 500, 1_200, 21_000),  # EMS goods to Taiwan
        (13_000, 500, 4_000, 500, 500, 13_000),  # exactly the first weight
        (13_000, 500, 4_000, 500, 501, 17_000),  # one gram more
    ],
)
def test_each_begun_step_counts(
    first_minor: int, first_milli: int, step_minor: int, step_milli: int, weight_g: int, total_minor: int
) -> None:
    rule = Rule(
        code="freight", basis=Basis.FIRST_CONTINUED,
        first_minor=first_minor, first_milli=first_milli, amount_minor=step_minor, step_milli=step_milli,
    )  # fmt: skip
    assert priced(flat(rules=(rule,)), Piece(weight_g)).total_minor == total_minor


def test_the_whole_weight_pays_the_rate_of_its_bracket() -> None:
    brackets = flat(
        rules=tuple(
            Rule(code="freight", basis=Basis.PER_KG, amount_minor=rate, weight_milli_to=to_g)
            for to_g, rate in ((20_999, 4_200), (44_999, 3_600), (70_999, 3_300))
        )
    )
    totals = [priced(brackets, Piece(g)).total_minor for g in (20_500, 20_999, 21_000, 45_000)]
    assert totals == [86_100, 88_196, 75_600, 148_500]
    assert ask(brackets, Piece(71_000)) == Refusal(
        code="weight_over_last_bracket",
        field="weight",
        message="The charge weight of {weight} kg is over {limit} kg, where the price list for this destination ends.",
        params={"weight": "71", "limit": "70.999"},
    )


def test_the_rounding_step_millirows_above_21_kg() -> None:
    weights = [priced(express(), Piece(g)).charge_weight_g for g in (20_501, 21_000, 21_001, 22_300)]
    assert weights == [21_000, 21_000, 22_000, 23_000]


def test_a_light_packet_is_charged_the_least_weight() -> None:
    price = priced(packet(), Piece(8))
    assert (price.actual_g, price.charge_weight_g, lines(price)["freight"]) == (8, 50, 475)


def test_fuel_changes_at_midnight_of_the_place_not_of_the_server() -> None:
    rules = (
        Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=100_000),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal(20), of=("freight",), valid_to=date(2026, 7, 1)),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal(21), of=("freight",), valid_from=date(2026, 7, 1)),
    )
    tariff = flat(rules=rules)
    shanghai = timezone(timedelta(hours=8))
    june = datetime(2026, 6, 30, 23, 59, tzinfo=shanghai)
    assert priced(tariff, Piece(1_000), at=june).total_minor == 120_000
    assert priced(tariff, Piece(1_000), at=datetime(2026, 7, 1, tzinfo=shanghai)).total_minor == 121_000
    assert priced(tariff, Piece(1_000), at=june.astimezone(UTC)).total_minor == 120_000
    assert priced(tariff, Piece(1_000), at=datetime(2026, 6, 30, 16, 0, tzinfo=UTC)).total_minor == 121_000


def test_volume_may_be_compared_piece_by_piece() -> None:
    heavy, bulky = Piece(10_000, 100, 100, 100), Piece(1_000, 500, 500, 500)
    by_ticket = flat(divisors=(Divisor(divisor=5000),))
    by_piece = flat(divisors=(Divisor(divisor=5000),), volumetric_by_piece=True)
    assert priced(by_ticket, heavy, bulky).charge_weight_g == 25_200
    assert priced(by_piece, heavy, bulky).charge_weight_g == 35_000


def test_islands_are_told_by_postcode_and_pay_their_own_rate() -> None:
    assert lines(priced(packet(), Piece(400), country="ES", postcode="28013"))["freight"] == 3_520
    assert lines(priced(packet(), Piece(400), country="ES", postcode="35 001"))["freight"] == 4_800
    assert lines(priced(packet(), Piece(501), country="ES", postcode="08001"))["freight"] == 4_108


def test_the_longest_postcode_prefix_decides() -> None:
    tariff = Tariff(1, flat(zones=(Zone("gb", "GB"), Zone("b", "GB", "B"), Zone("bt", "GB", "BT"))))
    assert [tariff.zone("GB", code) for code in ("bt1 1aa", "B1 1AA", "SW1A 1AA", "")] == ["bt", "b", "gb", "gb"]
    assert tariff.zone("FR", "75001") is None


def test_a_battery_pays_its_own_registration() -> None:
    assert lines(priced(packet(), Piece(128), cargo_class="battery"))["registration"] == 2_100


def test_a_class_without_freight_is_refused() -> None:
    rules = (Rule(code="freight", basis=Basis.PER_KG, amount_minor=9_500, cargo_class="general"),)
    answer = ask(flat(rules=rules), Piece(100), cargo_class="liquid")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == ("cargo_class_not_carried", "cargo_class")
    assert answer.params == {"cargo_class": "liquid"}


def test_no_weight_no_price() -> None:
    answer = ask(flat(), Piece(0))
    assert isinstance(answer, Refusal)
    assert answer.code == "weight_missing"


def test_a_reason_is_data_that_survives_the_wire() -> None:
    reason = priced(express(), BIG_BOX).lines[0].reason
    assert msgspec.to_builtins(reason) == {
        "kind": "first_continued", "currency": "CNY", "weight_g": 14_500, "from_g": 14_071, "round_g": 500,
        "first_g": 500, "first_minor": 13_500, "step_g": 500, "steps": 28, "step_minor": 3_150,
    }  # fmt: skip
