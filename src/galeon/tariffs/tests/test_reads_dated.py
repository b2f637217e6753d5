"""What the pages of dated tables are made of."""

from datetime import date
from decimal import Decimal

import pytest

from galeon.ops import small
from galeon.tariffs import acts_dated, reads_dated
from galeon.tariffs.tests.dated import AT, dated, open_tables, published, sure

pytestmark = pytest.mark.django_db


def test_tables_tell_their_rates_and_editions() -> None:
    _, service = small.open_company()
    open_tables()
    (fuel,), (area,) = reads_dated.fuel_tables(), reads_dated.area_tables()
    assert (fuel.code, fuel.is_used, [(r.valid_from, r.percent) for r in fuel.rates]) == (
        "UPS", False, [(date(2026, 1, 1), Decimal(20))],
    )  # fmt: skip
    (edition,) = area.editions
    assert (area.code, edition.no, edition.rows, edition.tiers) == ("UPS", 1, 1, ("A",))
    published(service.pk, dated(currency="EUR"))
    assert (reads_dated.fuel_tables()[0].is_used, reads_dated.area_tables()[0].is_used) == (True, True)
    sure(acts_dated.set_rate("USD", "CNY", date(2026, 1, 1), Decimal("7.1"), None, AT))
    assert [(r.base, r.quote, r.rate) for r in reads_dated.fx_rates()] == [("USD", "CNY", Decimal("7.1"))]
