from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.tariffs import workbook
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.grids.grid import canonical
from galeon.tariffs.sheet import ListKey, Sheet
from galeon.tariffs.tests.sheets import express, packet
from galeon.tariffs.tests.strategies import requests, sheets

KEY = ListKey("express", "Express =1+1", 1, "CNY")


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
@pytest.mark.parametrize("sheet", [express(), packet()])
def test_a_list_comes_back_from_a_workbook_in_any_language(sheet: Sheet, language: str) -> None:
    assert workbook.read(workbook.write(sheet, KEY, language), KEY) == replace(sheet, rules=canonical(sheet.rules))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_exported_and_imported_again_a_list_gives_the_same_prices(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    back = workbook.read(workbook.write(sheet, KEY, data.draw(st.sampled_from(["en", "es", "zh-hans"]))))
    assert isinstance(back, Sheet), [fault.text() for fault in back]
    assert back == replace(sheet, rules=canonical(sheet.rules))
    for request in data.draw(st.lists(requests(sheet), min_size=1, max_size=3)):
        assert list(lines(back, request)) == list(lines(sheet, request))


def lines(sheet: Sheet, request: object) -> Iterator[object]:
    tariff = Tariff(1, sheet)
    zone = tariff.zone(request.country, request.postcode, request.region, request.origin)
    price = tariff.price(request, zone)
    if not hasattr(price, "lines"):
        yield price
        return
    yield from ((line.code, line.amount_minor, line.reason) for line in price.lines)


def test_a_workbook_of_another_list_or_currency_is_refused_at_its_cell() -> None:
    data = workbook.write(express(), KEY)
    other = ListKey("packet", "Packet", 1, "USD")
    told = [(fault.place, fault.refusal.code) for fault in workbook.read(data, other)]
    assert told == [("Price list!C2", "list_other"), ("Price list!C6", "currency_differs")]
