"""Every worked case, to the cent, with its reasons."""

import pytest

from galeon.tariffs.checks.check import check
from galeon.tariffs.price import Price
from galeon.tariffs.tests.case import Case
from galeon.tariffs.tests.cases import CASES
from galeon.tariffs.words.reasons import reason_text, weight_text

IDS = [case.name for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_case_costs_what_it_must(case: Case) -> None:
    price = case.priced()
    assert isinstance(price, Price), price
    assert {line.code: line.amount_minor for line in price.lines} == dict(case.lines)
    assert [line.code for line in price.lines] == list(case.lines)
    assert (price.total_minor, price.charge_weight_g) == (case.total_minor, case.charge_g)
    if case.unit_minor is not None:
        assert price.unit_minor == case.unit_minor


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_case_says_why(case: Case) -> None:
    price = case.priced()
    assert isinstance(price, Price), price
    told = {line.code: reason_text(line.reason, "en") for line in price.lines}
    assert {code: told[code] for code in case.reasons} == dict(case.reasons)
    if case.weight:
        assert weight_text(price, "en") == case.weight


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_case_is_a_sound_list(case: Case) -> None:
    assert check(case.sheet) == ()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_each_line_names_the_row_it_was_made_by(case: Case) -> None:
    price = case.priced()
    assert isinstance(price, Price), price
    assert [case.sheet.rules[line.rule or 0].code for line in price.lines] == list(case.lines)


def test_no_two_cases_say_the_same() -> None:
    assert len(set(IDS)) == len(IDS)
