"""Where a sale is below cost: found at the edges of both lists' brackets, by zone, class and shape."""

from datetime import UTC, date, datetime

from galeon.tariffs import floor
from galeon.tariffs.compile import Tariff
from galeon.tariffs.floor import Priced, Shortfall
from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Step, Unit, Zone

AT = datetime(2026, 6, 15, tzinfo=UTC)
US = (Zone("us", "US"),)


def priced(*rules: Rule, name: str = "", zones: tuple[Zone, ...] = US, **columns: object) -> Priced:
    base: dict[str, object] = {"valid_from": date(2026, 1, 1), "currency": "CNY", "zones": zones, "rules": rules}
    sheet = Sheet(**{**base, **columns})  # type: ignore[arg-type]
    return Priced(Tariff(1, sheet), sheet, name)


def kg(amount_minor: int, **columns: object) -> Rule:
    return Rule(code="freight", basis=Basis.PER_KG, amount_minor=amount_minor, **columns)  # type: ignore[arg-type]


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


def test_no_more_is_asked_or_told_than_a_person_waits_for() -> None:
    zones = tuple(Zone(f"z{n}", "US", f"{n:05d}") for n in range(1_000))
    rules = tuple(kg(1, zone=f"z{n}", weight_milli_to=w * 1_000) for n in range(1_000) for w in range(1, 31))
    sale, cost = priced(*rules, zones=zones), priced(kg(900))
    assert len(floor.shortfalls(sale, [cost], AT, same)) == floor.FOUND_MAX
