"""No name is longer than the database keeps: it is a fault like any other."""

from datetime import date

import msgspec

from galeon.tariffs.checks.check import check
from galeon.tariffs.sheet import Divisor
from galeon.tariffs.tests.sheets import express


def fields(**changes: object) -> set[str | None]:
    return {fault.field for fault in check(msgspec.structs.replace(express(), **changes))}


def test_long_names_and_notes_are_faults() -> None:
    sheet = express()
    rule, zone = sheet.rules[1], sheet.zones[0]
    long = "x" * 40
    replace = msgspec.structs.replace
    assert fields() == set()
    assert fields(note="x" * 201) == {"note"}
    assert fields(zones=(replace(zone, origin=long),)) == {"zones[0].origin"}
    assert "divisors[0].cargo_class" in fields(divisors=(Divisor(divisor=5_000, cargo_class=long),))
    for name in ("cargo_class", "origin"):
        rules = (*sheet.rules[:1], replace(rule, **{name: long}), *sheet.rules[2:])
        assert f"rules[1].{name}" in fields(rules=rules)


def test_days_before_and_after_anybodys_prices_are_faults() -> None:
    sheet = express()
    rules = (msgspec.structs.replace(sheet.rules[0], valid_to=date(9999, 12, 31)), *sheet.rules[1:])
    assert "valid_from" in fields(valid_from=date(1, 1, 1))
    assert "rules[0].valid_to" in fields(rules=rules)
