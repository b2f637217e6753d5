"""Amounts and days as people type them into finance's forms."""

from datetime import date

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from galeon.kernel.wording import decimal_of
from galeon.web import formats

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)  # before and after it was nobody's money


def amount(typed: str, currency: str, faults: dict[str, str], field: str = "amount") -> int:
    """Minor units of a typed amount, as the reader writes it; what is none goes to `faults`."""
    number = decimal_of(typed, formats.language())
    value = number.scaleb(get_currency_precision(currency)) if number is not None else None
    if value is None or value != value.to_integral_value():
        faults[field] = _("This is not an amount in {currency}.").format(currency=currency)
        return 0
    return int(value)


def day(typed: str, faults: dict[str, str], field: str) -> date:
    """A typed day; what is none goes to `faults`."""
    try:
        found = date.fromisoformat(typed[:10])
    except ValueError:
        found = date.min
    if not FIRST_DAY <= found <= LAST_DAY:
        faults[field] = _("This is not a day.")
    return found


def text(typed: str, longest: int = 400) -> str:
    """A typed text without what no database keeps."""
    return typed.replace("\x00", "")[:longest].strip()
