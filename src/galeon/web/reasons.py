"""Why a fee is what it is, in the reader's language."""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from galeon.tariffs.price import (
    FirstContinued,
    Percent,
    PerKg,
    PerTicket,
    Price,
    PriceLine,
    Reason,
)
from galeon.web import formats, labels


class Fee(msgspec.Struct, frozen=True):
    """A price line as shown."""

    label: labels.Text
    why: str
    amount_minor: int
    currency: str


def fees(price: Price) -> list[Fee]:
    """The lines of a price, each with its reason."""
    return [fee(line, price.currency) for line in price.lines]


def fee(line: PriceLine, currency: str) -> Fee:
    """One line, with its reason."""
    return Fee(fee_label(line.code), why(line.reason), line.amount_minor, currency)


def fee_label(code: str) -> labels.Text:
    """A fee's name; a code the pages do not know is shown as the tariff's author wrote it."""
    return labels.FEES.get(code, code.replace("_", " ").capitalize())


def why(reason: Reason) -> str:
    """The rule and the figures it worked with."""
    if isinstance(reason, FirstContinued):
        return _first_continued(reason)
    if isinstance(reason, PerKg):
        rate = formats.money(reason.rate_minor, reason.currency)
        return _("{weight} × {rate} per kg").format(weight=formats.kilograms(reason.weight_g), rate=rate)
    if isinstance(reason, PerTicket):
        return _("per waybill")
    return _percent(reason)


def _first_continued(reason: FirstContinued) -> str:
    first = _("first {weight} {price}").format(
        weight=formats.kilograms(reason.first_g), price=formats.money(reason.first_minor, reason.currency)
    )
    if not reason.steps:
        return first
    more = ngettext("{count} step of {weight} at {price}", "{count} steps of {weight} at {price}", reason.steps).format(
        count=formats.whole(reason.steps),
        weight=formats.kilograms(reason.step_g),
        price=formats.money(reason.step_minor, reason.currency),
    )
    return f"{first} + {more}"


def _percent(reason: Percent) -> str:
    return _("{percent} % of {amount} ({fees})").format(
        percent=reason.percent,
        amount=formats.money(reason.base_minor, reason.currency),
        fees=", ".join(str(fee_label(code)).lower() for code in reason.of),
    )


def weighed(price: Price) -> str:
    """How the charge weight came about."""
    if price.volumetric_g > price.actual_g:
        return _("{charged} charged: {volumetric} by volume, {actual} on the scale").format(
            charged=formats.kilograms(price.charge_weight_g),
            volumetric=formats.kilograms(price.volumetric_g),
            actual=formats.kilograms(price.actual_g),
        )
    return _("{charged} charged: {actual} on the scale").format(
        charged=formats.kilograms(price.charge_weight_g), actual=formats.kilograms(price.actual_g)
    )
