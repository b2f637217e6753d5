"""The worked cases in bulk: one run of all of them, the same cents and the same reasons as one by one."""

import pytest
from msgspec import structs

from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.tests.cases import CASES
from galeon.tariffs.tests.runs import Answer, in_bulk
from galeon.tariffs.words.reasons import reason_text, weight_text

TARIFFS = {n: case.tariff(n) for n, case in enumerate(CASES, 1)}
ASKED = [structs.replace(case.request, service_id=n) for n, case in enumerate(CASES, 1)]


def answer(asked: PriceRequest) -> Answer:
    """By the case's own list: its number stands in for the service."""
    tariff = TARIFFS[asked.service_id]
    zone = tariff.zone(asked.country, asked.postcode, asked.region, asked.origin)
    assert zone is not None
    return tariff.price(asked, zone)


@pytest.mark.django_db
def test_every_worked_case_costs_in_bulk_what_it_must_and_says_why() -> None:
    found = in_bulk(ASKED, answer)
    assert len(found) == len(CASES) > 20
    for case, price, one in zip(CASES, found, map(answer, ASKED), strict=True):
        assert isinstance(price, Price), (case.name, price)
        assert price == one, case.name
        assert {line.code: line.amount_minor for line in price.lines} == dict(case.lines), case.name
        assert (price.total_minor, price.charge_weight_g) == (case.total_minor, case.charge_g), case.name
        told = {line.code: reason_text(line.reason, "en") for line in price.lines}
        assert {code: told[code] for code in case.reasons} == dict(case.reasons), case.name
        if case.weight:
            assert weight_text(price, "en") == case.weight, case.name
        if case.unit_minor is not None:
            assert price.unit_minor == case.unit_minor, case.name
