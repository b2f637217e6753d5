"""Amounts, weights and numbers are written as CLDR writes each language; Babel, which is slower, says the same."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal, get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from galeon.kernel import wording

LANGUAGES = ("en", "es", "zh-hans")


@pytest.mark.parametrize("language", LANGUAGES)
@given(minor=st.integers(-(10**14), 10**14), currency=st.sampled_from(["USD", "JPY", "KWD", "CNY"]))
def test_an_amount_is_written_as_babel_writes_it(language: str, minor: int, currency: str) -> None:
    places = get_currency_precision(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    told = format_decimal(wording.major(minor, currency), pattern, locale=wording.numbers(language))
    assert wording.amount(minor, currency, language) == told.replace("-", wording.MINUS)


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
def test_a_number_is_written_with_the_digits_it_has(language: str, value: Decimal) -> None:
    pattern = "#,##0.####"
    assert wording.number(value, language) == format_decimal(value + 0, pattern, locale=wording.numbers(language))


@pytest.mark.parametrize("language", LANGUAGES)
@given(weight_g=st.integers(0, 10**9))
def test_kilograms_have_three_places(language: str, weight_g: int) -> None:
    told = format_decimal(Decimal(weight_g) / 1000, "#,##0.000", locale=wording.numbers(language))
    assert wording.kilograms(weight_g, language) == told


def test_numbers_as_a_reader_knows_them() -> None:
    assert wording.amount(-123_456, "USD", "es") == "−1.234,56"
    assert wording.amount(1_690, "JPY", "en") == "1,690"
    assert wording.number(Decimal("14.50"), "es") == "14,5"
    assert wording.number(Decimal("1E+3"), "zh-hans") == "1,000"
    assert wording.kilograms(1_234_567, "es") == "1.234,567"
