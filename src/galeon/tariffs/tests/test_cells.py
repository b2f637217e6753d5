from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids import cells


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("48", "48"), ("48.00", "48"), ("48,00", "48"), (".5", "0.5"), ("0,125", "0.125"), ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"), ("1 234,5", "1234.5"), ("1'234.5", "1234.5"), ("1,234,567", "1234567"), ("1.234.567", "1234567"),
        ("12345,678", "12345.678"), ("¥48.00", "48"), ("48,00 €", "48"), ("CNY 48", "48"), ("48 CNY", "48"), ("４８．５", "48.5"),
        ("\u00a048\u00a0", "48"), ("-3", "-3"), ("−3,5", "-3.5"), ("(3.50)", "-3.5"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, told: str) -> None:
    assert cells.number(text) == Decimal(told)


@pytest.mark.parametrize(
    "text", ["abc", "-", "–", "1,2,3", "1.2.3", "12-3", "1e5", "4 8 kg", "=1+1", "NaN", "inf", "1,23,456", "5%"]
)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    found = cells.number(text)
    assert isinstance(found, Refusal)
    assert found.code == "cell_not_number"


@pytest.mark.parametrize("text", ["1,240", "1.240", "999.999"])
def test_what_may_be_two_numbers_is_asked_about_unless_the_list_says(text: str) -> None:
    found = cells.number(text)
    assert isinstance(found, Refusal)
    assert found.code == "cell_unclear"
    as_comma, as_point = cells.number(text, ","), cells.number(text, ".")
    assert {as_comma, as_point} == {Decimal(text.replace(",", ".")), Decimal(text.replace(",", "").replace(".", ""))}


def test_an_empty_cell_is_no_price_and_no_fault() -> None:
    assert [cells.minor(raw, "CNY") for raw in (None, "", "  ")] == [None, None, None]


@pytest.mark.parametrize(
    ("currency", "value", "told"), [("CNY", 48.15, 4_815), ("JPY", 48.0, 48), ("KWD", 1.235, 1_235)]
)
def test_a_typed_number_is_exact_to_the_smallest_coin(currency: str, value: float, told: int) -> None:
    assert cells.minor(value, currency) == told


@pytest.mark.parametrize(("currency", "value"), [("CNY", 48.155), ("JPY", 48.5), ("KWD", 1.2355), ("CNY", "48,155 ")])
def test_more_decimals_than_the_currency_has_are_refused_and_not_rounded(currency: str, value: float | str) -> None:
    found = cells.minor(value, currency, ",")
    assert isinstance(found, Refusal)
    assert found.code == "cell_too_fine"


@given(st.integers(0, 10**12))
def test_every_price_survives_the_way_through_a_spreadsheets_float(minor: int) -> None:
    assert cells.minor(float(cells.major(minor, "CNY")), "CNY") == minor
    assert cells.minor(float(minor) / 100, "CNY") == minor


@pytest.mark.parametrize("raw", [datetime(2026, 5, 1), date(2026, 5, 1), time(1, 2), timedelta(days=1)])  # noqa: DTZ001
def test_a_price_that_a_spreadsheet_made_a_date_is_no_price(raw: object) -> None:
    found = cells.minor(raw, "CNY")
    assert isinstance(found, Refusal)
    assert found.code == "cell_is_date"


def test_days_are_real_dates_or_year_month_day() -> None:
    assert cells.day(datetime(2026, 7, 1)) == cells.day("2026-07-01") == cells.day(date(2026, 7, 1)) == date(2026, 7, 1)  # noqa: DTZ001
    for raw in ("01/07/2026", "2026-13-01", "July", 46_204.0):
        assert isinstance(cells.day(raw), Refusal)


def test_the_mark_of_a_list_is_what_its_texts_agree_on() -> None:
    assert cells.mark_of(enumerate(["1,5", 2.5, "3"])) == ","
    assert cells.mark_of(enumerate(["1.5", "1,240"])) == "."
    assert cells.mark_of(enumerate(["1,240", 1.5, ""])) == ""
    assert cells.mark_of(enumerate(["1,5", "x", "1.5", "2.5"])) == cells.Mixed("1,5", 0, "1.5", 2)


@pytest.mark.parametrize("raw", [21.5, "21.5", "21.5%", "21,5 %", "21.5％", cells.Percent(21.5)])
def test_a_percentage_is_what_its_cell_shows(raw: cells.Raw) -> None:
    assert cells.percent(raw) == Decimal("21.5")
    assert cells.percent("") is None


def test_a_percentage_is_no_price_and_no_weight() -> None:
    for read in (cells.number, cells.milli, cells.whole, lambda raw: cells.minor(raw, "CNY")):
        refused = read(cells.Percent(50.0))
        assert isinstance(refused, Refusal)
        assert refused.code == "cell_is_percent"
    assert cells.share(cells.Percent(50.0)) == 50
    refused = cells.share(cells.Percent(21.5))
    assert isinstance(refused, Refusal)
    assert refused.text() == "“21.5%” is not a whole number."
