"""The bank's rates: any two currencies through the euro, the last day before a weekend, the company's own before them."""

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from currency_converter import CurrencyConverter
from hypothesis import given
from hypothesis import strategies as st

from galeon.tariffs.fx import Rates, rates
from galeon.tariffs.market import Market, market

FILE = """Date,USD,CNY,RUB,
2026-10-30,1.1172,7.4326,N/A,
2026-10-29,1.1,7.5,N/A,
2026-10-02,1.2,7.2,N/A,
2022-03-01,1.1,7,117.201,
""".splitlines()
FRIDAY, SUNDAY = date(2026, 10, 30), date(2026, 11, 1)


def test_two_currencies_meet_through_the_euro() -> None:
    told = Market(FILE)
    assert told.rate("EUR", "CNY", date(2026, 10, 29)) == Decimal("7.5")
    assert told.rate("USD", "CNY", date(2026, 10, 29)) == Decimal("7.5") / Decimal("1.1")
    assert Rates(market=lambda: told).converted(110_00, "USD", "CNY", date(2026, 10, 29)) == 750_00


def test_a_weekend_has_fridays_rates_and_so_has_every_day_after_the_last_one() -> None:
    told = Market(FILE)
    assert told.rate("EUR", "USD", SUNDAY) == told.rate("EUR", "USD", date(2027, 8, 1)) == Decimal("1.1172")
    assert told.last_day == FRIDAY


def test_a_currency_that_is_quoted_no_more_has_no_rate_and_none_has_one_before_the_first_day() -> None:
    told = Market(FILE)
    assert told.rate("EUR", "RUB", date(2022, 3, 4)) == Decimal("117.201")
    assert told.rate("EUR", "RUB", FRIDAY) is None
    assert told.rate("EUR", "USD", date(2022, 2, 28)) is None
    assert told.rate("EUR", "XXX", FRIDAY) is None
    assert told.rate("EUR", "USD", date(2026, 10, 20)) is None  # eighteen days without a word are no holiday
    assert told.currencies() == ["CNY", "EUR", "USD"]


def test_the_companys_own_rate_goes_before_the_banks_from_its_day_on() -> None:
    own = Rates([("USD", "CNY", FRIDAY, Decimal("7.1"))], lambda: Market(FILE))
    assert own.converted(100_00, "USD", "CNY", SUNDAY) == 710_00
    assert own.converted(710_00, "CNY", "USD", SUNDAY) == 100_00
    assert own.converted(110_00, "USD", "CNY", date(2026, 10, 29)) == 750_00
    assert Rates([("USD", "CNY", FRIDAY, Decimal("7.1"))]).converted(1, "EUR", "CNY", SUNDAY) is None


def test_without_an_own_rate_the_application_asks_the_bank(db: None) -> None:
    assert rates().converted(100_00, "EUR", "USD", date(2026, 10, 31)) == 111_72


ORACLE = CurrencyConverter(decimal=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")


@given(st.sampled_from(["USD", "CNY", "GBP", "JPY", "MXN", "EUR", "HKD"]), st.integers(0, 7_600))
def test_what_the_packages_own_reader_says_is_said_here(currency: str, days: int) -> None:
    day = date(2026, 10, 30) - timedelta(days=days)
    if day < ORACLE.bounds[currency].first_date:
        return
    ours = market().rate(currency, "USD", day)
    assert ours == ORACLE.convert(Decimal(1), currency, "USD", day) or ours == pytest.approx(
        ORACLE.convert(Decimal(1), currency, "USD", day), rel=Decimal("1e-20"))  # fmt: skip


def test_the_bank_is_not_read_before_somebody_converts() -> None:
    code = """import django, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "galeon.config.settings"
django.setup()
import galeon.config.wsgi, galeon.config.urls, galeon.tariffs.fx
from galeon.tariffs.market import market
print("currency_converter" in sys.modules, market.cache_info().currsize)"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "0"]
