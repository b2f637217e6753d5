"""Why a fee is what it is, in the reader's language."""

import msgspec
from django.utils.translation import gettext as _

from galeon.tariffs.price import Price
from galeon.tariffs.words.reasons import fee_name, reason_text, weight_text
from galeon.web import formats


class Fee(msgspec.Struct, frozen=True):
    """A price line as shown."""

    label: str
    why: str
    amount_minor: int
    currency: str


def fees(price: Price) -> list[Fee]:
    """The lines of a price, each with its reason."""
    language = formats.language()
    return [
        Fee(fee_name(line.code, language), reason_text(line.reason, language), line.amount_minor, price.currency)
        for line in price.lines
    ]


def weighed(price: Price) -> str:
    """How the charge weight came about."""
    return _("{charged} charged: {why}").format(
        charged=formats.kilograms(price.charge_weight_g), why=weight_text(price, formats.language())
    )
