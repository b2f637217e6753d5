"""A price line's reason in words, in the reader's language: what a statement prints beside each amount."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from galeon.kernel import wording
from galeon.tariffs.why import FirstContinued, Percent, PerKg, PerTicket, Reason

FEE_NAMES = {
    "freight": gettext_noop("Freight"),
    "registration": gettext_noop("Registration fee"),
    "fuel": gettext_noop("Fuel surcharge"),
    "remote": gettext_noop("Remote area surcharge"),
    "customs": gettext_noop("Customs entry"),
    "handling": gettext_noop("Handling"),
}


def fee_name(code: str, language: str) -> str:
    """A fee's name in a language; a code of the company's own is shown as its author wrote it."""
    if code not in FEE_NAMES:
        return code.replace("_", " ").capitalize()
    with translation.override(wording.language_code(language)):
        return gettext(FEE_NAMES[code])


def reason_text(reason: Reason, language: str) -> str:
    """One sentence, such as "14.5 kg (14.072 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 28 × 31.50"."""
    language = wording.language_code(language)
    with translation.override(language):
        match reason:
            case FirstContinued():
                return f"{_weight(reason, language)}: {_first_continued(reason, language)}"
            case PerKg():
                return f"{_weight(reason, language)}: {_per_kg(reason, language)}"
            case PerTicket():
                fee = wording.amount(reason.fee_minor, reason.currency, language)
                return gettext("{fee} per shipment").format(fee=fee)
            case Percent():
                return gettext("{percent}% of {base} ({fees})").format(
                    percent=wording.number(Decimal(reason.percent), language),
                    base=wording.amount(reason.base_minor, reason.currency, language),
                    fees=", ".join(fee_name(code, language).lower() for code in reason.of),
                )
            case _:
                return ""


def _weight(reason: FirstContinued | PerKg, language: str) -> str:
    weight = _kg(reason.weight_milli, language)
    if reason.from_milli == reason.weight_milli:
        return gettext("{weight} kg").format(weight=weight)
    return gettext("{weight} kg ({exact} kg rounded up to {step} kg)").format(
        weight=weight, exact=_kg(reason.from_milli, language), step=_kg(reason.round_milli, language)
    )


def _first_continued(reason: FirstContinued, language: str) -> str:
    first = wording.amount(reason.first_minor, reason.currency, language)
    first_weight = _kg(reason.first_milli, language)
    if reason.steps == 0:
        return gettext("first {first_weight} kg {first}").format(first=first, first_weight=first_weight)
    return gettext("first {first_weight} kg {first} + {steps} × {step}").format(
        first=first,
        first_weight=first_weight,
        steps=reason.steps,
        step=wording.amount(reason.step_minor, reason.currency, language),
    )


def _per_kg(reason: PerKg, language: str) -> str:
    rate = wording.amount(reason.rate_minor, reason.currency, language)
    if reason.to_milli is None:
        return gettext("{rate} per kg").format(rate=rate)
    return gettext("{rate} per kg up to {weight} kg").format(rate=rate, weight=_kg(reason.to_milli, language))


def _kg(grams: int, language: str) -> str:
    return wording.number(Decimal(grams) / 1000, language)
