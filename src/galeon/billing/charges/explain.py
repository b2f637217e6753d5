"""Why a charge is what it is, in one sentence of the reader's language."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext
from msgspec import Struct

from galeon.kernel import wording
from galeon.tariffs.why import Reason
from galeon.tariffs.words.reasons import reason_text


class Tax(Struct, frozen=True, tag="tax", tag_field="kind"):
    """Tax of what a statement's fees of one rate come to. percent as it is written: "21", "5.5"."""

    percent: str
    net_minor: int


class Said(Struct, frozen=True, tag="said", tag_field="kind"):
    """A sentence of a person's or of a supplier's bill, as it was written."""

    text: str


class Assessed(Struct, frozen=True, tag="assessed", tag_field="kind"):
    """Passed on at cost: what customs or their broker asked for, in their currency; entry: the entry's number."""

    currency: str
    amount_minor: int
    entry: str


class Rebilled(Struct, frozen=True, tag="rebilled", tag_field="kind"):
    """What a carrier billed beside what it was expected to: another weight (both above 0), or fees by its own words."""

    carrier: str
    billed_g: int = 0
    before_g: int = 0
    fees: str = ""


class Remitted(Struct, frozen=True, tag="remitted", tag_field="kind"):
    """The fee for paying over cash that was collected on delivery, amount_minor of `currency`."""

    currency: str
    amount_minor: int


Why = Reason | Tax | Said | Assessed | Rebilled | Remitted
"""What a charge's reason may be, as it is kept; other sources of charges add their own kinds."""


def explain(why: Why | None, amount_minor: int, before_minor: int, currency: str, language: str) -> str:
    """The sentence. before_minor: what the same fee had come to before this line; why None: it is taken back.

    A re-weigh reads "1.5 kg (...): first 0.5 kg 135.00 + 2 × 31.50 = 198.00, of which 166.50 was charged before".
    """
    language = wording.language_code(language)
    before = wording.amount(before_minor, currency, language)
    with translation.override(language):
        if why is None:
            return gettext("{before} charged before is taken back").format(before=before)
        text = _text(why, currency, language)
        if not before_minor:
            return text
        return gettext("{reason} = {total}, of which {before} was charged before").format(
            reason=text, total=wording.amount(before_minor + amount_minor, currency, language), before=before
        )


def _text(why: Why, currency: str, language: str) -> str:
    if isinstance(why, Said):
        return why.text
    if isinstance(why, Assessed):
        asked = wording.amount(why.amount_minor, why.currency, language)
        return gettext("at cost: {amount} {currency} by customs entry {entry}").format(
            amount=asked, currency=why.currency, entry=why.entry
        )
    if isinstance(why, Rebilled):
        return _rebilled(why, language)
    if isinstance(why, Remitted):
        paid = wording.amount(why.amount_minor, why.currency, language)
        return gettext("for paying over {amount} {currency} collected on delivery").format(
            amount=paid, currency=why.currency
        )
    if isinstance(why, Tax):
        net = wording.amount(why.net_minor, currency, language)
        return gettext("{percent} % of {amount}").format(
            percent=wording.number(Decimal(why.percent), language), amount=net
        )
    return reason_text(why, language)


def _rebilled(why: Rebilled, language: str) -> str:
    if why.billed_g and why.before_g:
        return gettext("{carrier} weighed {billed} kg, {before} kg was charged before").format(
            carrier=why.carrier, billed=wording.kilograms(why.billed_g, language),
            before=wording.kilograms(why.before_g, language),
        )  # fmt: skip
    return gettext("{carrier} billed in addition: {fees}").format(carrier=why.carrier, fees=why.fees)
