"""Why a weight is what it is before rounding, in the language in force."""

from decimal import Decimal

from galeon.kernel import wording
from galeon.kernel.tongue import gettext
from galeon.tariffs.engine.scaling import POUND_G_E5
from galeon.tariffs.price import Price, half_up
from galeon.tariffs.why import Weighing
from galeon.tariffs.words.reason_figures import weighed


def weight_words(price: Price, language: str) -> str:
    """A sentence for each way a weight comes about; prices stored without one say what the scale said."""
    why = price.weighing or Weighing("actual")
    actual = _grams(price.actual_g, why.unit, language)
    if why.by == "minimum":
        least = weighed(why.minimum_milli, why.unit, language)
        return gettext("least charge weight {least}; actual {actual}").format(least=least, actual=actual)
    if why.by == "pieces":
        return _pieces(price, why, actual, language)
    if not price.volumetric_g:
        return gettext("actual {actual}").format(actual=actual)
    volumetric = _volumetric(price, why, language)
    if why.by == "actual":
        return gettext("actual {actual}; volumetric {volumetric}").format(actual=actual, volumetric=volumetric)
    if why.share_percent != 100:
        return gettext("actual {actual} + {share}% of what volumetric {volumetric} is above it").format(
            actual=actual, share=why.share_percent, volumetric=volumetric
        )
    return gettext("volumetric {volumetric}; actual {actual}").format(volumetric=volumetric, actual=actual)


def _pieces(price: Price, why: Weighing, actual: str, language: str) -> str:
    volumetric = _volumetric(price, why, language) if price.volumetric_g else ""
    if why.minimum_milli:
        least = weighed(why.minimum_milli, why.unit, language)
        if not volumetric:
            text = gettext("each piece at least its least weight, {least}; actual {actual}")
            return text.format(least=least, actual=actual)
        text = gettext("each piece at least its least weight, {least}; actual {actual}; volumetric {volumetric}")
        return text.format(least=least, actual=actual, volumetric=volumetric)
    text = gettext(
        "the greater of actual and volumetric weight of each piece; actual {actual}; volumetric {volumetric}"
    )
    return text.format(actual=actual, volumetric=volumetric)


def _volumetric(price: Price, why: Weighing, language: str) -> str:
    """14.071 kg = 70,356 cm³ / 5000; where pieces have different divisors only the weight."""
    if not why.divisor:
        return _grams(price.volumetric_g, why.unit, language)
    milli = half_up(why.volume * 1000, why.divisor)
    volume = wording.number(Decimal(why.volume), language)
    sign = "in³" if why.unit == "lb" else "cm³"
    return f"{weighed(milli, why.unit, language)} = {volume} {sign} / {why.divisor}"


def _grams(grams: int, unit: str, language: str) -> str:
    if unit == "lb":
        return weighed(half_up(grams * 10**8, POUND_G_E5), unit, language)
    return weighed(grams, unit, language)
