"""Numbers, money and times as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from galeon.kernel import wording
from galeon.web import formats

MOMENT = datetime(2026, 11, 24, 0, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "month", "money"),
    [
        ("en", "24 Nov", "November 2026", "$16,908.10"),
        ("es", "24 nov", "noviembre de 2026", "16.908,10\N{NO-BREAK SPACE}US$"),
        ("zh-hans", "11月24日", "2026年11月", "US$16,908.10"),
    ],
)
def test_each_language_writes_its_own_dates_and_money(language: str, day: str, month: str, money: str) -> None:
    with translation.override(language):
        assert formats.day(date(timezone.localdate().year, 11, 24)) == day
        assert formats.month(date(2026, 11, 1)) == month
        assert formats.money(1_690_810, "USD") == money


def test_a_day_of_another_year_says_so() -> None:
    with translation.override("en"):
        assert formats.day(date(2019, 3, 5)) == "5 Mar 2019"


def test_a_time_is_told_by_the_clock_of_its_place() -> None:
    assert formats.clock(MOMENT, "Asia/Shanghai") == "08:12"
    assert formats.clock(MOMENT, "America/Los_Angeles") == "16:12"
    assert formats.zone_name(MOMENT, "Asia/Kolkata") == "UTC+5:30"
    assert formats.zone_name(MOMENT, "America/Los_Angeles") == "UTC−8"


def test_what_is_below_zero_has_a_true_minus() -> None:
    with translation.override("en"):
        assert formats.money(-134, "USD") == "−$1.34"
        assert formats.amount(-134, "USD") == "−1.34"


def test_a_yen_has_no_cents() -> None:
    with translation.override("en"):
        assert formats.money(1_690, "JPY") == "¥1,690"


def test_weights_and_sizes_are_shown_in_kilograms_and_centimetres() -> None:
    with translation.override("en"):
        assert formats.kilograms(1_540) == "1.540 kg"
        assert formats.size(305, 220, 140) == "30.5 × 22 × 14 cm"


def test_spanish_has_a_decimal_comma_so_that_a_kilogram_is_not_a_tonne() -> None:
    with translation.override("es"):
        assert formats.kilograms(1_240) == "1,240 kg"
        assert formats.size(305, 220, 140) == "30,5 × 22 × 14 cm"
        assert formats.amount(123_456, "EUR") == "1.234,56"
        assert formats.whole(10_000) == "10.000"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1,24", "1.24"), (" 1.24 ", "1.24"), ("0", "0"), ("9e999999", None), ("1_0", None), ("NaN", None), ("inf", None),
     ("1.234,5", None), ("1,2,3", None), ("1,25,000", None), ("", None), ("10000000000001", None), ("-3", "-3")],
)  # fmt: skip
def test_a_typed_number_has_a_comma_or_a_point(typed: str, number: str | None) -> None:
    assert wording.decimal_of(typed, "en") == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "english", "spanish"),
    [("1,250", "1250", "1.25"), ("1.250", "1.25", "1250"), ("1,237.09", "1237.09", None), ("1.237,09", None, "1237.09"),
     ("1,234,567", "1234567", None), ("-1,250", "-1250", "-1.25"), ("0,250", "0.25", "0.25"), ("0.250", "0.25", "0.25")],
)  # fmt: skip
def test_a_thousand_of_one_language_is_not_a_fraction_in_it(
    typed: str, english: str | None, spanish: str | None
) -> None:
    assert wording.decimal_of(typed, "en") == (None if english is None else Decimal(english))
    assert wording.decimal_of(typed, "zh-hans") == wording.decimal_of(typed, "en")
    assert wording.decimal_of(typed, "es") == (None if spanish is None else Decimal(spanish))
