"""A price line's reason in words, in the reader's language: what a statement prints beside each amount."""

from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils import formats, translation
from django.utils.translation import gettext, gettext_noop

from galeon.tariffs.price import FirstContinued, Percent, PerKg, PerTicket, Reason

FEE_NAMES = {
    "freight": gettext_noop("Freight"),
    "registration": gettext_noop("Registration fee"),
    "fuel": gettext_noop("Fuel surcharge"),
}


def fee_name(code: str) -> str:
    """A fee's name in the active language; a code of the company's own is shown as it is."""
    return gettext(FEE_NAMES[code]) if code in FEE_NAMES else code


def reason_text(reason: Reason, language: str) -> str:
    """One sentence, such as "14.5 kg = ceil(14.072 to 0.5); 135.00 first 0.5 kg + 28 x 31.50"."""
    with translation.override(language):
        match reason:
            case FirstContinued():
                return f"{_weight(reason)}; {_first_continued(reason)}"
            case PerKg():
                return f"{_weight(reason)}; {_per_kg(reason)}"
            case PerTicket():
                return gettext("{fee} per shipment").format(fee=_money(reason.fee_minor, reason.currency))
            case Percent():
                return gettext("{percent}% of {base} ({fees})").format(
                    percent=_number(Decimal(reason.percent)),
                    base=_money(reason.base_minor, reason.currency),
                    fees=", ".join(fee_name(code) for code in reason.of),
                )


def _weight(reason: FirstContinued | PerKg) -> str:
    if reason.from_g == reason.weight_g:
        return gettext("{weight} kg").format(weight=_kg(reason.weight_g))
    return gettext("{weight} kg = ceil({exact} to {step})").format(
        weight=_kg(reason.weight_g), exact=_kg(reason.from_g), step=_kg(reason.round_g)
    )


def _first_continued(reason: FirstContinued) -> str:
    first = _money(reason.first_minor, reason.currency)
    if reason.steps == 0:
        return gettext("{first} first {first_weight} kg").format(first=first, first_weight=_kg(reason.first_g))
    return gettext("{first} first {first_weight} kg + {steps} x {step}").format(
        first=first,
        first_weight=_kg(reason.first_g),
        steps=reason.steps,
        step=_money(reason.step_minor, reason.currency),
    )


def _per_kg(reason: PerKg) -> str:
    rate = _money(reason.rate_minor, reason.currency)
    if reason.to_g is None:
        return gettext("{rate} per kg").format(rate=rate)
    return gettext("{rate} per kg up to {weight} kg").format(rate=rate, weight=_kg(reason.to_g))


def _kg(grams: int) -> str:
    return _number((Decimal(grams) / 1000).normalize())


def _money(minor: int, currency: str) -> str:
    digits = get_currency_precision(currency)
    return formats.number_format(Decimal(minor).scaleb(-digits), decimal_pos=digits, use_l10n=True)


def _number(number: Decimal) -> str:
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats.number_format(number, decimal_pos=digits, use_l10n=True)
