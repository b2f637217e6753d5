"""Offers as the quote page shows them: the price with its reasons, our own cost for those who may see it, and what to change."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from galeon.intake.quotes import Enquiry, Offer, costs
from galeon.kernel import wording
from galeon.kernel.refusal import Refusal
from galeon.parties.reads import Customer
from galeon.tariffs.fx import rates
from galeon.tariffs.price import Price, half_up
from galeon.web import formats, reasons

HINTS: Mapping[str, str] = {
    "weight_over_limit": noop("Send it as lighter shipments."),
    "weight_over_last_bracket": noop("Send it as lighter shipments."),
    "piece_over_limit": noop("Pack it in more, lighter pieces."),
    "size_over_limit": noop("Pack it smaller, or in more pieces."),
    "size_missing": noop("Measure the pieces: this price depends on their size."),
    "cargo_not_accepted": noop("Choose another service for these goods."),
    "cargo_class_not_carried": noop("Choose another service for these goods."),
    "service_not_there": noop("Choose another service for this country."),
    "destination_not_served": noop("Check the postcode, or choose another service."),
    "declared_over_limit": noop("Split the goods over more shipments."),
    "option_not_offered": noop("Leave it out, or choose another service."),
    "value_missing": noop("Say the value of the goods."),
    "price_list_missing": noop("Ask us for a price."),
}
"""What to change, by a refusal's code."""


class Cost(msgspec.Struct, frozen=True):
    """What it costs us and what is left, in the price's currency; why: where the cost is not known."""

    cost_minor: int = 0
    margin_minor: int = 0
    percent: str = ""
    fees: tuple[reasons.Fee, ...] = ()
    why: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A service that can carry it. days_max: for the fastest of them."""

    code: str
    name: str
    mode: str
    days: str
    days_max: int
    price: Price
    fees: list[reasons.Fee]
    weighed: str
    unit_minor: int
    is_cheapest: bool = False
    is_fastest: bool = False
    cost: Cost | None = None


class Refused(msgspec.Struct, frozen=True):
    """A service that cannot: why, and what to change."""

    code: str
    name: str
    mode: str
    why: list[tuple[str, str]]


def shown(found: Sequence[Offer]) -> list[Shown]:
    """The ones that can, as they came: the cheapest first."""
    can = [offer for offer in found if isinstance(offer.outcome, Price)]
    fastest = min((offer.service.days_max for offer in can), default=0)
    return [
        _shown(offer, offer.outcome, n == 0 and len(can) > 1, offer.service.days_max == fastest and len(can) > 1)
        for n, offer in enumerate(can)
        if isinstance(offer.outcome, Price)
    ]


def _shown(offer: Offer, price: Price, is_cheapest: bool, is_fastest: bool) -> Shown:
    s = offer.service
    return Shown(
        code=s.code, name=s.name(formats.language()), mode=s.mode, days=f"{s.days_min}–{s.days_max}", days_max=s.days_max,
        price=price, fees=reasons.fees(price), weighed=reasons.weighed(price), unit_minor=price.unit_minor,
        is_cheapest=is_cheapest, is_fastest=is_fastest,
    )  # fmt: skip


def refused(found: Sequence[Offer], is_house: bool) -> list[Refused]:
    """The ones that cannot. Services that a customer has no price list for are nobody's business but ours."""
    told = []
    for offer in found:
        if isinstance(offer.outcome, Price):
            continue
        if not is_house and any(refusal.code == "price_list_missing" for refusal in offer.outcome):
            continue
        why = [(r.text(), _(HINTS[r.code]) if r.code in HINTS else "") for r in offer.outcome]
        told.append(Refused(offer.service.code, offer.service.name(formats.language()), offer.service.mode, why))
    return told


def with_costs(
    offers: Sequence[Shown], customer: Customer, enquiry: Enquiry, found: Sequence[Offer], at: datetime
) -> list[Shown]:
    """The same with what each costs us. Never for a customer or an agent."""
    ids = {offer.service.code: offer.service.id for offer in found}
    known = costs(customer, enquiry, found, at)
    return [
        msgspec.structs.replace(o, cost=_cost(o.price, known[ids[o.code]], wording.local_day(at, customer.timezone)))
        for o in offers
    ]


def _cost(price: Price, cost: Price | Refusal, day: date) -> Cost:
    if isinstance(cost, Refusal):
        return Cost(why=cost.text())
    cost_minor = rates().converted(cost.total_minor, cost.currency, price.currency, day)
    if cost_minor is None:
        text = _("There is no exchange rate from {base} to {quote}.")
        return Cost(why=text.format(base=cost.currency, quote=price.currency))
    margin_minor = price.total_minor - cost_minor
    tenths = half_up(margin_minor * 1000, price.total_minor) if price.total_minor else 0
    percent = wording.number(Decimal(tenths) / 10, formats.language())
    return Cost(cost_minor, margin_minor, percent.replace("-", wording.MINUS), tuple(reasons.fees(cost)))
