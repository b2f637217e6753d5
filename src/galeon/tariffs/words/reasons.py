"""Why a fee and a weight is what it is, in words, in the reader's language: what a statement prints beside each amount."""

from galeon.kernel import wording
from galeon.kernel.tongue import gettext, speaking
from galeon.tariffs.price import Price
from galeon.tariffs.why import Plain, Reason, Several
from galeon.tariffs.words.fee_names import OPTION_NAMES, fee_name, named
from galeon.tariffs.words.reason_figures import figure_minor, figures, weight
from galeon.tariffs.words.weight_words import weight_words

__all__ = ["fee_name", "reason_text", "weight_text"]


def reason_text(reason: Reason, language: str) -> str:
    """One sentence, such as "14.5 kg (14.071 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 28 × 31.50"."""
    language = wording.language_code(language)
    with speaking(language):
        if isinstance(reason, Several):
            return " + ".join([
                gettext("{amount} ({reason})").format(
                    amount=wording.amount(part.amount_minor, _currency(part.reason), language),
                    reason=_sentence(part.reason, language),
                )
                for part in reason.parts
            ])  # fmt: skip
        return _sentence(reason, language)


def weight_text(price: Price, language: str) -> str:
    """Why the weight before rounding is what it is: "volumetric 14.071 kg = 70,356 cm³ / 5000; actual 11.3 kg"."""
    language = wording.language_code(language)
    with speaking(language):
        return weight_words(price, language)


def _currency(reason: Plain) -> str:
    return reason.currency


def _sentence(reason: Plain, language: str) -> str:
    text = _bounded(reason, language)
    if reason.tier:
        text = gettext("{reason}; area {area}, tier {tier}").format(reason=text, area=reason.area, tier=reason.tier)
    elif reason.area:
        text = gettext("{reason}; area {area}").format(reason=text, area=reason.area)
    if reason.option:
        option = named(OPTION_NAMES, reason.option)
        text = gettext("{reason}; asked for: {option}").format(reason=text, option=option)
    return text


def _bounded(reason: Plain, language: str) -> str:
    """A minimum or a cap with the figures that came to less or more; otherwise the figures."""
    if reason.least_minor is None and reason.most_minor is None:
        before = weight(reason, language)
        text = figures(reason, language)
        return gettext("{weight}: {price}").format(weight=before, price=text) if before else text
    said = {
        "figures": figures(reason, language, is_bare=True),
        "amount": wording.amount(figure_minor(reason), reason.currency, language),
    }
    if reason.least_minor is not None:
        least = wording.amount(reason.least_minor, reason.currency, language)
        return gettext("minimum {least} ({figures} = {amount})").format(least=least, **said)
    most = wording.amount(reason.most_minor or 0, reason.currency, language)
    return gettext("at most {most} ({figures} = {amount})").format(most=most, **said)
