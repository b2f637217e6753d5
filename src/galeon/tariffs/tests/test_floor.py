"""Where a sale is below cost: found at the edges of both lists' brackets, by zone, class and shape."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from galeon.tariffs.checks import floor, floor_probes
from galeon.tariffs.checks.floor import Shortfall
from galeon.tariffs.checks.floor_probes import PLAIN, Priced
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.sheet import Basis, Condition, Divisor, Measure, Rule, Sheet, Step, Unit, Value, Zone

AT = datetime(2026, 6, 15, tzinfo=UTC)
US = (Zone("us", "US"),)


def priced(*rules: Rule, name: str = "", zones: tuple[Zone, ...] = US, **columns: object) -> Priced:
    base: dict[str, object] = {"valid_from": date(2026, 1, 1), "currency": "CNY", "zones": zones, "rules": rules}
    sheet = Sheet(**{**base, **columns})  # type: ignore[arg-type]
    return Priced(Tariff(1, sheet), sheet, name)


def kg(amount_minor: int, **columns: object) -> Rule:
    return Rule(code="freight", basis=Basis.PER_KG, amount_minor=amount_minor, **columns)  # type: ignore[arg-type]


def ticket(amount_minor: int, option: str) -> Rule:
    return Rule(code=option, basis=Basis.PER_TICKET, amount_minor=amount_minor, option=option)


def same(minor: int, currency: str) -> int | None:
    return minor if currency == "CNY" else None


def found(sale: Priced, *costs: Priced) -> list[tuple[str, int, int, int]]:
    return [(s.zone, s.weight_g, s.sale_minor, s.cost_minor) for s in floor.shortfalls(sale, costs, AT, same)]


def test_a_bracket_that_is_too_cheap_is_told_at_both_its_ends_and_no_other() -> None:
    sale = priced(kg(1_000, weight_milli_to=2_000), kg(850, weight_milli_to=10_000), kg(900, weight_milli_to=30_000))
    assert found(sale, priced(kg(880), name="ups")) == [("us", 10_000, 8_500, 8_800), ("us", 2_001, 1_701, 1_761)]
    assert found(sale, priced(kg(850), name="ups")) == []


def test_the_costs_own_brackets_are_looked_at_too() -> None:
    cost = priced(kg(500, weight_milli_to=7_000), kg(1_500, weight_milli_to=7_500), kg(500))
    assert found(priced(kg(1_000, weight_milli_to=30_000)), cost) == [
        ("us", 7_500, 7_500, 11_250), ("us", 7_001, 7_001, 10_502),
    ]  # fmt: skip


def test_the_cheapest_supplier_that_goes_there_is_what_it_costs() -> None:
    sale = priced(kg(900, weight_milli_to=1_000))
    dear, far = priced(kg(1_200), name="dhl"), priced(kg(1), name="dpd", zones=(Zone("es", "ES"),))
    assert {s.supplier for s in floor.shortfalls(sale, [dear, far], AT, same)} == {"dhl"}
    assert found(sale, dear, priced(kg(800), name="ups")) == []
    assert found(sale, far) == []


def test_each_pair_of_zones_is_looked_at_once() -> None:
    zones = (Zone("near", "US"), Zone("far", "US", "995"))
    sale = priced(kg(1_000, zone="near"), kg(1_100, zone="far"), zones=zones)
    cost = priced(
        kg(900, zone="1"), kg(1_200, zone="2"), zones=(Zone("1", "US"), Zone("2", "US", "99501"), Zone("2", "US", "10"))
    )
    assert {zone for zone, *_ in found(sale, cost)} == {"near", "far"}  # 10 is near and costs 12.00
    assert {(zone, cost) for zone, weight, _, cost in found(sale, cost) if weight == 30_000} == {
        ("near", 36_000),
        ("far", 36_000),
    }


def test_a_bulky_box_is_told_where_only_the_cost_counts_volume() -> None:
    sale, cost = priced(kg(1_000, weight_milli_to=1_000)), priced(kg(900), divisors=(Divisor(divisor=5_000),))
    answers = floor.shortfalls(sale, [cost], AT, same)
    assert answers and all(s.is_bulky for s in answers)
    assert found(sale, priced(kg(900))) == []


def test_a_class_the_cost_asks_more_for_is_told_by_its_name() -> None:
    cost = priced(kg(900), kg(1_300, cargo_class="battery"))
    answers = floor.shortfalls(priced(kg(1_000, weight_milli_to=1_000)), [cost], AT, same)
    assert {s.cargo_class for s in answers} == {"battery"}


def test_a_list_by_the_pound_is_held_against_one_by_the_kilogram() -> None:
    pounds = {"unit": Unit.LB, "steps": (Step(step_milli=1_000),)}
    sale = priced(kg(400, weight_milli_to=10_000), **pounds)
    (shortfall,) = floor.shortfalls(sale, [priced(kg(900), name="ups")], AT, same)
    assert shortfall == Shortfall(
        zone="us",
        country="US",
        weight_g=4_535,
        sale_minor=4_000,
        cost_minor=4_082,
        supplier="ups",
        cargo_class="general",
    )  # 10 lb, and the grams that are still no more


def test_a_cost_without_a_rate_is_left_out() -> None:
    assert found(priced(kg(1)), priced(kg(900), currency="USD")) == []


def test_the_last_of_fifty_zones_with_400_brackets_is_looked_at_too() -> None:
    countries = [f"{a}{b}" for a in "ABCDE" for b in "ABCDEFGHIJ"]
    zones = tuple(Zone(country, country) for country in countries)
    rules = [kg(1_000, zone=country, weight_milli_to=n * 100) for country in countries[:-1] for n in range(1, 401)]
    low = [kg(100, zone=countries[-1], weight_milli_to=n * 100) for n in range(1, 401)]
    sale, cost = priced(*rules, *low, zones=zones), priced(kg(900), zones=zones)
    answers = floor.shortfalls(sale, [cost], AT, same)
    assert {s.zone for s in answers} == {countries[-1]}
    assert len(answers) == floor.FOUND_MAX
    assert floor.left_out(sale, [cost], AT) == 0


def test_where_too_much_would_be_asked_every_zone_gets_its_part_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    zones = tuple(Zone(f"z{n}", "US", f"{n:03d}") for n in range(100))
    rules = tuple(kg(1, zone=f"z{n}", weight_milli_to=w * 1_000) for n in range(100) for w in range(1, 31))
    sale, cost = priced(*rules, zones=zones), priced(kg(900))
    monkeypatch.setattr(floor_probes, "PRICES_MAX", 200)
    assert {s.zone for s in floor.shortfalls(sale, [cost], AT, same)} == {zone.code for zone in zones}
    assert (
        floor.left_out(sale, [cost], AT) == 100 * 61 - 100
    )  # the ends of 30 brackets, the gram after each, and the lightest


def test_an_option_that_costs_more_than_it_sells_for_is_told_by_its_name() -> None:
    sale = priced(kg(1_000), ticket(100, "residential"), ticket(900, "signature"))
    cost = priced(kg(900), ticket(9_100, "residential"), ticket(800, "signature"), ticket(500, "saturday"))
    assert {(s.ask.option, s.sale_minor, s.cost_minor) for s in floor.shortfalls(sale, [cost], AT, same)} == {
        ("residential", 200, 9_190), ("residential", 30_100, 36_100),
    }  # fmt: skip


def test_a_part_of_the_value_is_asked_for_with_values_in_the_currency_of_each_list() -> None:
    def insured(percent: str) -> Rule:
        return Rule(
            code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal(percent), value=Value.INSURED,
            option="insurance",
        )  # fmt: skip

    sale, cost = priced(kg(1_000), insured("0.1")), priced(kg(120), insured("2"), currency="USD")

    def by_eight(minor: int, currency: str) -> int:
        return minor if currency == "CNY" else minor * 8

    answers = floor.shortfalls(sale, [cost], AT, by_eight)
    assert {s.ask.option for s in answers} == {"insurance"}
    light = {s.ask.value_minor: (s.sale_minor, s.cost_minor) for s in answers if s.weight_g == 100}
    assert light == {10_000: (110, 296), 100_000: (200, 2_096), 1_000_000: (1_100, 20_096)}


@pytest.mark.parametrize(
    ("measure", "over"),
    [
        (Measure.LONGEST_MM, 1_210), (Measure.SECOND_MM, 760), (Measure.SHORTEST_MM, 500), (Measure.GIRTH_MM, 2_660),
        (Measure.SUM_MM, 900), (Measure.VOLUME_CM3, 100_000), (Measure.VOLUME_IN3, 10_000), (Measure.ACTUAL_G, 40_000),
        (Measure.AVERAGE_G, 40_000), (Measure.PIECES, 3),
    ],
)  # fmt: skip
def test_pieces_that_trip_a_condition_of_either_list_are_asked_for(measure: Measure, over: int) -> None:
    fee = Rule(code="odd", basis=Basis.PER_TICKET, amount_minor=90_000, when=(Condition(measure, over),))
    plain, odd = priced(kg(1_000)), priced(kg(900), fee)
    answers = floor.shortfalls(plain, [odd], AT, same)
    assert answers and all(s.ask != PLAIN for s in answers if s.weight_g <= 30_000)
    assert floor.shortfalls(odd, [priced(kg(900))], AT, same) == ()


def test_what_changes_within_the_dates_of_the_sale_is_looked_at_on_that_day() -> None:
    august = date(2026, 8, 1)
    cost = priced(kg(900, valid_to=august), kg(2_000, valid_from=august))
    answers = floor.shortfalls(priced(kg(1_000)), [cost], AT, same)
    assert {s.at for s in answers} == {datetime(2026, 7, 31, 16, tzinfo=UTC)}
    assert floor.shortfalls(priced(kg(1_000), valid_to=august), [cost], AT, same) == ()
    assert floor.shortfalls(priced(kg(1_000)), [cost], AT, same, until=datetime(2026, 7, 31, 16, tzinfo=UTC)) == ()


def test_a_fuel_percentage_that_rises_is_looked_at() -> None:
    fuel = Rule(code="fuel", basis=Basis.PERCENT, of=("freight",), fuel_table="ups")
    sheet = priced(kg(900), fuel).sheet
    table = Fuel([(date(2026, 1, 1), Decimal(5)), (date(2026, 9, 1), Decimal(20))], "Asia/Shanghai")
    cost = Priced(Tariff(2, sheet, {"ups": table}), sheet, "ups")
    answers = floor.shortfalls(priced(kg(1_000)), [cost], AT, same)
    assert {s.at for s in answers} == {datetime(2026, 8, 31, 16, tzinfo=UTC)}


def test_no_more_is_asked_or_told_than_a_person_waits_for() -> None:
    zones = tuple(Zone(f"z{n}", "US", f"{n:05d}") for n in range(1_000))
    rules = tuple(kg(1, zone=f"z{n}", weight_milli_to=w * 1_000) for n in range(1_000) for w in range(1, 31))
    sale, cost = priced(*rules, zones=zones), priced(kg(900))
    assert len(floor.shortfalls(sale, [cost], AT, same)) == floor.FOUND_MAX
