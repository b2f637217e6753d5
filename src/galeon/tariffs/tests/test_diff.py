from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.tariffs.grids.diff import Kind, diff, summary, text
from galeon.tariffs.grids.grid import canonical
from galeon.tariffs.sheet import Basis, Divisor, Minimum, Rule, Sheet, Step, Unit, Zone
from galeon.tariffs.tests.sheets import express
from galeon.tariffs.tests.spreadsheets import economy
from galeon.tariffs.tests.strategies import sheets


def rate(zone: str, to: int | None, amount: int, **more: object) -> Rule:
    columns = {"code": "freight", "basis": Basis.PER_KG, "zone": zone, "weight_milli_to": to, "amount_minor": amount}
    return Rule(**{**columns, **more})


def list_of(*rules: Rule, **more: object) -> Sheet:
    zones = (Zone("DE", "DE"), Zone("FR", "FR"))
    return Sheet(**{"valid_from": date(2026, 1, 1), "currency": "CNY", "zones": zones, "rules": rules, **more})


def told(before: Sheet, after: Sheet, language: str = "en") -> list[str]:
    return [text(change, language) for change in diff(before, after)]


def test_a_dearer_bracket_is_told_by_zone_and_weight_with_its_percentage() -> None:
    before = list_of(rate("DE", 2_000, 5_000), rate("DE", 5_000, 4_800), rate("DE", 30_000, 4_500))
    after = list_of(rate("DE", 2_000, 5_000), rate("DE", 5_000, 5_150), rate("DE", 30_000, 4_410))
    assert told(before, after) == ["DE 2–5 kg: 48.00 → 51.50, +7.3 %", "DE 5–30 kg: 45.00 → 44.10, −2 %"]
    assert told(before, after, "es")[0] == "DE 2–5 kg: 48,00 → 51,50, +7,3 %"


def test_a_bracket_that_was_only_split_or_merged_changes_nothing() -> None:
    whole = list_of(rate("DE", 5_000, 4_800), rate("DE", 30_000, 4_500))
    split = list_of(rate("DE", 2_000, 4_800), rate("DE", 5_000, 4_800), rate("DE", 30_000, 4_500))
    assert diff(whole, split) == diff(split, whole) == []


def test_of_a_bracket_that_was_split_only_the_half_that_changed_is_told() -> None:
    whole = list_of(rate("DE", 5_000, 4_800))
    split = list_of(rate("DE", 2_000, 5_000), rate("DE", 5_000, 4_800))
    assert told(whole, split) == ["DE up to 2 kg: 48.00 → 50.00, +4.2 %"]
    assert told(split, whole) == ["DE up to 2 kg: 50.00 → 48.00, −4 %"]


def test_neighbouring_stretches_that_changed_alike_are_one_line() -> None:
    before = list_of(rate("DE", 1_000, 4_800), rate("DE", 5_000, 4_800))
    assert told(before, list_of(rate("DE", 2_000, 5_000), rate("DE", 5_000, 5_000))) == [
        "DE up to 5 kg: 48.00 → 50.00, +4.2 %"
    ]


def test_first_and_further_weight_are_told_apart() -> None:
    before = express()
    first, *others = before.rules
    after = replace(before, rules=(replace(first, first_minor=14_000, amount_minor=3_000), *others))
    assert told(before, after) == [
        "up to 70 kg, first 0.5 kg: 135.00 → 140.00, +3.7 %",
        "up to 70 kg, each further 0.5 kg: 31.50 → 30.00, −4.8 %",
    ]


def test_weights_that_came_and_went_are_told_with_their_price() -> None:
    before = list_of(rate("DE", 5_000, 4_800), rate("FR", None, 900, first_minor=100))
    after = list_of(rate("DE", 10_000, 4_800))
    assert told(before, after) == ["DE 5–10 kg: new, 48.00 per kg", "FR: gone, was 1.00 + 9.00 per kg"]


def test_another_way_of_charging_shows_both() -> None:
    flat = rate("DE", 5_000, 12_000, basis=Basis.PER_TICKET)
    assert told(list_of(rate("DE", 5_000, 4_800)), list_of(flat)) == ["DE up to 5 kg: 48.00 per kg → 120.00"]


def test_terms_of_a_fee_are_told_once_for_all_its_zones() -> None:
    before = list_of(
        rate("DE", None, 1),
        rate("FR", None, 2),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal(20), of=("freight",)),
    )
    after = list_of(
        rate("DE", None, 1, fuelable=True), rate("FR", None, 2, fuelable=True),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=("freight",), max_minor=90_000),
    )  # fmt: skip
    assert told(before, after) == [
        "DE, FR: Carries fuel: no → yes", "Fuel surcharge: Percent: 20 → 21.5", "Fuel surcharge: At most: – → 900.00",
    ]  # fmt: skip


def test_zones_and_countries_that_came_went_and_moved() -> None:
    before = list_of(zones=(Zone("1", "US"), Zone("1", "MX"), Zone("2", "DE"), Zone("3", "FR"), Zone("1", "CA")))
    after = list_of(
        zones=(Zone("1", "US"), Zone("2", "MX"), Zone("2", "DE"), Zone("4", "NO"), Zone("1", "ES", "35", "38"))
    )
    assert told(before, after) == [
        "Zone 3 is gone", "Zone 4 is new", "MX: from zone 1 to zone 2", "ES 35–38: new in zone 1",
        "CA: no longer served, was in zone 1",
    ]  # fmt: skip


def test_head_steps_divisors_and_minimums() -> None:
    before = list_of(divisors=(Divisor(divisor=5000),))
    after = list_of(
        divisors=(Divisor(divisor=6000),), steps=(Step(step_milli=500),), weight_milli_min=50, cheaper_bracket=True,
        minimums=(Minimum(weight_milli=11_000),), valid_to=date(2027, 1, 1),
    )  # fmt: skip
    assert told(before, after) == [
        "Until before: – → 1 Jan 2027", "Least charge weight: 0 → 0.05", "Cheaper next bracket: no → yes",
        "Volumetric divisors: gone, was Divisor 5,000", "Volumetric divisors: new, Divisor 6,000",
        "Minimum weights: new, Least weight of a piece, kg 11",
        "Rounding steps: gone, was Rounded up to kg 0.001", "Rounding steps: new, Rounded up to kg 0.5",
    ]  # fmt: skip


def test_weights_of_a_list_by_the_pound_are_told_in_pounds() -> None:
    before, after = (list_of(rate("DE", 5_000, amount), unit=Unit.LB) for amount in (100, 110))
    assert told(before, after) == ["DE up to 5 lb: 1.00 → 1.10, +10 %"]


def test_the_summary_counts_ups_and_downs_and_names_the_steepest() -> None:
    before = economy()
    rules = [
        replace(rule, amount_minor=rule.amount_minor * (110 if rule.zone == "1" else 95) // 100)
        for rule in before.rules
    ]
    rules[-1] = replace(rules[-1], amount_minor=3_200)
    found = summary(diff(before, replace(before, rules=tuple(rules), note="dearer")))
    assert (found.up, found.down, found.other) == (4, 3, 0)
    assert found.most_up is not None
    assert (found.most_up.percent, text(found.most_up, "en")) == (
        Decimal(100),
        "Registration fee: 16.00 → 32.00, +100 %",
    )
    assert found.most_down is not None
    assert found.most_down.percent == Decimal("-5.0")


def test_from_nothing_there_is_no_percentage() -> None:
    assert told(list_of(rate("DE", None, 0)), list_of(rate("DE", None, 500))) == ["DE: 0.00 → 5.00"]


@given(sheets())
def test_the_order_of_rows_is_no_difference(sheet: Sheet) -> None:
    assert diff(sheet, sheet) == []
    assert diff(sheet, replace(sheet, rules=canonical(sheet.rules))) == []


@given(sheets(), st.integers(1, 500), st.data())
def test_one_price_that_went_up_is_one_change_that_goes_down_again(
    sheet: Sheet, more: int, data: st.DataObject
) -> None:
    priced = [n for n, rule in enumerate(sheet.rules) if rule.basis is not Basis.PERCENT and rule.value is None]
    index = data.draw(st.sampled_from(priced))
    rules = list(sheet.rules)
    rules[index] = replace(rules[index], amount_minor=rules[index].amount_minor + more)
    dearer = replace(sheet, rules=tuple(rules))
    [up], [down] = diff(sheet, dearer), diff(dearer, sheet)
    assert up.kind is down.kind is Kind.PRICE
    assert (up.before, up.after) == (down.after, down.before)
    assert isinstance(up.before, int)
    assert up.after == up.before + more


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
@settings(max_examples=40)
@given(st.tuples(sheets(), sheets()))
def test_every_change_can_be_told_in_every_language(language: str, both: tuple[Sheet, Sheet]) -> None:
    for line in told(*both, language):
        assert line
        assert "{" not in line
