"""Filters of the what-if pages."""

from django import template

from galeon.web import scenariorows

register = template.Library()


@register.filter
def signed(amount_minor: int | None, currency: str) -> str:
    """An amount with its sign: +1,234.56, −20.00."""
    return scenariorows.signed(amount_minor, currency)


@register.filter
def weight(weight_g: int) -> str:
    """Grams as kilograms with one decimal, for sums."""
    return scenariorows.weight(weight_g)


@register.filter
def tone(amount_minor: int | None) -> str:
    """`ok` above zero, `bad` below, nothing at zero."""
    return "ok" if (amount_minor or 0) > 0 else "bad" if (amount_minor or 0) < 0 else ""
