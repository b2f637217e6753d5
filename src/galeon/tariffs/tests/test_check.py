from datetime import date
from decimal import Decimal

import pytest

from galeon.tariffs.checks.check import check
from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Step, Zone
from galeon.tariffs.tests.sheets import express, flat, packet

JULY_1, JULY_2 = date(2026, 7, 1), date(2026, 7, 2)


def freight(**columns: object) -> Rule:
    base = {"code": "freight", "basis": Basis.PER_TICKET, "amount_minor": 100}
    return Rule(**{**base, **columns})  # type: ignore[arg-type]


def fuel(**columns: object) -> Rule:
    base = {"code": "fuel", "basis": Basis.PERCENT, "percent": Decimal(20), "of": ("freight",)}
    return Rule(**{**base, **columns})  # type: ignore[arg-type]


@pytest.mark.parametrize("sheet", [express(), packet(), flat()])
def test_sound_lists_pass(sheet: Sheet) -> None:
    assert check(sheet) == ()


@pytest.mark.parametrize(
    ("sheet", "code", "field"),
    [
        (flat(currency="cny"), "currency_unknown", "currency"),
        (flat(timezone="Mars/Olympus"), "timezone_unknown", "timezone"),
        (flat(valid_to=date(2026, 1, 1)), "dates_reversed", "valid_to"),
        (flat(divisors=(Divisor(divisor=0),)), "divisor_invalid", "divisors[0].divisor"),
        (flat(weight_milli_min=-1), "weight_invalid", "weight_milli_min"),
        (flat(zones=()), "zones_missing", "zones"),
        (flat(zones=(Zone("1", "USA"),)), "country_unknown", "zones[0].country"),
        (flat(zones=(Zone("1", "US"), Zone("2", "US"))), "zone_twice", "zones[1]"),
        (flat(steps=(Step(step_milli=500, above_milli=100),)), "steps_missing", "steps"),
        (flat(steps=(Step(step_milli=0),)), "step_invalid", "steps"),
        (flat(steps=(Step(step_milli=500), Step(step_milli=100, above_milli=20_700))), "step_misplaced", "steps"),
        (flat(rules=(freight(zone="9"),)), "zone_unknown", "rules[0].zone"),
        (flat(rules=(freight(amount_minor=-1),)), "amount_invalid", "rules[0].amount_minor"),
        (flat(rules=(freight(code="Freight!"),)), "code_invalid", "rules[0].code"),
        (flat(rules=(freight(basis=Basis.FIRST_CONTINUED, first_milli=500),)), "weight_invalid", "rules[0].step_milli"),
        (flat(rules=(freight(weight_milli_to=0),)), "weight_invalid", "rules[0].weight_milli_to"),
        (flat(rules=(fuel(), freight())), "of_unknown", "rules[0].of"),
        (flat(rules=(freight(), fuel(of=()))), "of_missing", "rules[1].of"),
        (flat(rules=(freight(), fuel(percent=Decimal("0.00001")))), "percent_invalid", "rules[1].percent"),
        (flat(rules=(freight(), freight())), "rule_twice", "rules[1]"),
        (flat(rules=(freight(), fuel(valid_to=JULY_2), fuel(valid_from=JULY_1))), "rule_twice", "rules[2]"),
        (flat(rules=()), "freight_missing", "rules"),
        (flat(zones=(Zone("1", "US"), Zone("2", "CA")), rules=(freight(zone="1"),)), "freight_missing", "rules"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_field(sheet: Sheet, code: str, field: str) -> None:
    assert (code, field) in [(fault.code, fault.field) for fault in check(sheet)]


def test_all_faults_are_told_at_once() -> None:
    faults = check(flat(currency="x", divisors=(Divisor(divisor=-5),), rules=(freight(amount_minor=-1),)))
    assert [fault.code for fault in faults] == ["currency_unknown", "divisor_invalid", "amount_invalid"]
