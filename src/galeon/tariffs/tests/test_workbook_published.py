"""Worked cases and published lists, out to a workbook and in again."""

import time

import pytest
from msgspec.structs import replace

from galeon.network.models import Service
from galeon.ops import small
from galeon.tariffs import acts, reads, workbook
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.grids.grid import canonical
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.price import Piece, Price
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Side, Zone
from galeon.tariffs.tests.case import Case
from galeon.tariffs.tests.cases import CASES
from galeon.tariffs.tests.dated import AT, sure
from galeon.tariffs.tests.sheets import express, request

KEY = ListKey("case", "A worked case", 1, "CNY")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_worked_case_costs_the_same_by_the_workbook(case: Case) -> None:
    back = workbook.read(workbook.write(case.sheet, KEY, "zh-hans"))
    assert back == replace(case.sheet, rules=canonical(case.sheet.rules))
    tariff = Tariff(99, back, case.fuels, case.areas, case.dated_by)
    asked = case.request
    zone = tariff.zone(asked.country, asked.postcode, asked.region, asked.origin)
    assert zone is not None
    price = tariff.price(asked, zone)
    assert isinstance(price, Price), price
    assert {line.code: line.amount_minor for line in price.lines} == dict(case.lines)
    assert price.total_minor == case.total_minor


@pytest.mark.django_db
def test_published_exported_and_imported_a_list_gives_the_same_prices() -> None:
    service: Service = small.open_company()[1]
    key = ListKey("T-BOOK", "Express", service.pk, "CNY", side=Side.COST, supplier="ups")
    published = sure(acts.draft(key, express(), None, AT))
    assert acts.publish(published, None, AT) == published
    exported = reads.sheet(published)
    assert exported is not None
    imported = workbook.read(workbook.write(exported, key, "es"), key)
    assert isinstance(imported, Sheet)
    again = sure(acts.draft(key, imported, None, AT))
    asked = [request(Piece(weight_g, 300, 200, 100), service_id=service.pk) for weight_g in range(100, 30_000, 700)]
    before, after = reads.trial([published] * len(asked), asked), reads.trial([again] * len(asked), asked)
    assert [told(price) for price in before] == [told(price) for price in after]
    assert all(isinstance(price, Price) for price in before)


def told(price: object) -> object:
    return [(line.code, line.amount_minor, line.reason) for line in price.lines] if isinstance(price, Price) else price


@pytest.mark.django_db
def test_a_workbook_with_a_fault_leaves_nothing_behind() -> None:
    from galeon.tariffs.tests.spreadsheets import edited

    before = PriceVersion.objects.count()
    assert not isinstance(workbook.read(edited({"Freight!G14": "x"})), Sheet)
    assert PriceVersion.objects.count() == before


def test_a_hundred_thousand_prices_are_written_and_read_in_seconds() -> None:
    zones = tuple(Zone(f"Z{n}", f"{chr(65 + n // 26)}{chr(65 + n % 26)}") for n in range(250))
    rules = tuple(
        Rule(
            code="freight",
            basis=Basis.PER_KG,
            amount_minor=100_000 + 7 * n + 13 * m,
            zone=zone.code,
            weight_milli_to=m * 500,
        )
        for n, zone in enumerate(zones)
        for m in range(1, 401)
    )
    sheet = replace(express(), zones=zones, rules=rules)
    began = time.process_time()
    data = workbook.write(sheet, KEY)
    written = time.process_time()
    assert workbook.read(data) == sheet
    read = time.process_time()
    assert max(written - began, read - written) < 8
