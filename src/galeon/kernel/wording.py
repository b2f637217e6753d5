"""Numbers and days as a reader's language writes them, and as people type them: the one place that says so.

language: `en`, `es`, `zh-hans` (or anything that begins like them).
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_currency_precision

# A forwarder's day-month order in English; numbers as CLDR writes each language: a decimal comma in `es`.
DATE_LOCALES = {"en": "en_GB", "es": "es", "zh": "zh_Hans"}
NUMBER_LOCALES = {"en": "en", "es": "es", "zh": "zh_Hans"}
MINUS = "\N{MINUS SIGN}"
TYPED_MAX = Decimal(10) ** 13
_GROUPED = {  # 1,250 and 1,237.09; 0,250 is no group
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
}


@lru_cache(maxsize=64)
def language_code(language: str) -> str:
    """The one of our languages that a code means: `zh`, `zh-CN` and `zh_Hans` are `zh-hans`."""
    return {"es": "es", "zh": "zh-hans"}.get(language[:2].lower(), "en")


def decimal_of(text: str, language: str) -> Decimal | None:
    """A typed number, read as the language writes it; None for what is none, or is beyond anything we count (10^13).

    Digits in groups of three are groups in the language that writes them so: `1,250` is 1250 in `en` and 1.25 in `es`,
    `1.250` the other way round. A lone comma or point that cannot be grouping is a decimal mark in any language.
    """
    typed = text.strip()
    group, mark = (".", ",") if language_code(language) == "es" else (",", ".")
    if _GROUPED[group].fullmatch(typed):
        typed = typed.replace(group, "").replace(mark, ".")
    try:
        value = Decimal(typed.replace(",", "."))
    except ArithmeticError:
        return None
    return value if "_" not in text and value.is_finite() and abs(value) <= TYPED_MAX else None


def major(minor: int, currency: str) -> Decimal:
    """1690 of USD -> 16.90; 1690 of JPY -> 1690."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def minor(value: Decimal, currency: str) -> int:
    """16.90 of USD -> 1690; 1690 of JPY -> 1690. What lies between two is rounded, a half away from zero."""
    return int(value.scaleb(get_currency_precision(currency)).to_integral_value(ROUND_HALF_UP))


def amount(minor: int, currency: str, language: str) -> str:
    """123456 of USD -> 1,234.56, a true minus before what is below zero."""
    places = get_currency_precision(currency)
    whole, part = divmod(abs(minor), 10**places)
    text = f"{whole:,}.{part:0{places}d}" if places else f"{whole:,}"
    return (MINUS if minor < 0 else "") + _marked(text, language)


def number(value: Decimal, language: str) -> str:
    """14.50 -> 14.5: with as many digits as there are."""
    return _marked(f"{value.normalize() + 0:,f}", language)  # + 0: no minus before a zero


def kilograms(weight_g: int, language: str) -> str:
    """1540 -> 1.540, without the unit."""
    return _marked(f"{Decimal(weight_g).scaleb(-3):,.3f}", language)


def _marked(text: str, language: str) -> str:
    """1,234.50 with the language's own marks: what CLDR's patterns give, at a tenth of the time (a test compares them)."""
    return text.translate(_SPANISH) if language_code(language) == "es" else text


_SPANISH = str.maketrans(",.", ".,")


def day(when: date | datetime, language: str, zone: str = "UTC") -> str:
    """24 Nov 2026, 24 nov 2026, 2026年11月24日; a moment as the day it is in the zone."""
    if isinstance(when, datetime):
        when = local_day(when, zone)
    return format_date(when, "medium", locale=dates(language))


def local_day(at: datetime, zone: str) -> date:
    """The day a moment is in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


@cache
def numbers(language: str) -> Locale:
    """Whose numbers a language writes."""
    return Locale.parse(NUMBER_LOCALES.get(language[:2].lower(), "en"))


@cache
def dates(language: str) -> Locale:
    """Whose days a language writes."""
    return Locale.parse(DATE_LOCALES.get(language[:2].lower(), "en_GB"))
