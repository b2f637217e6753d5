"""Which services there are, and what a shipment would cost by each."""

from typing import Annotated

import msgspec
from django.utils import translation
from msgspec import Meta

from galeon.gateway.api import problems
from galeon.gateway.api.endpoint import Answer, Call, No, Reply, endpoint
from galeon.gateway.api.problems import Fault
from galeon.gateway.api.shapes import Cents, ParcelBody, ServiceOut, ServicesOut
from galeon.intake.quotes import Enquiry, Offer, offers, orderable
from galeon.network.reads import ServiceRules
from galeon.tariffs.price import Price
from galeon.tariffs.reasons import fee_name, reason_text
from galeon.tariffs.why import Reason


@endpoint("GET", "services", tag="services", summary="Services you can order", replies={200: ServicesOut}, refuses={})
def list_services(call: Call) -> Answer:
    """Those that are open and that your account has prices for, with their limits."""
    return Reply(200, ServicesOut([_service(s, call.language) for s in orderable(call.caller.customer)]))


def _service(s: ServiceRules, language: str) -> ServiceOut:
    return ServiceOut(
        code=s.code, name=s.name(language), mode=s.mode, countries=sorted(s.countries),  # type: ignore[arg-type]
        cargo_classes=list(s.cargo_classes), weight_g_min=s.weight_g_min, weight_g_max=s.weight_g_max,
        length_mm_max=s.length_mm_max, divisor_cm3_per_kg=s.divisor_cm3_per_kg, days_min=s.days_min, days_max=s.days_max,
    )  # fmt: skip


class QuoteBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to, and what it weighs. Without `services`, every open service is asked."""

    country: Annotated[str, Meta(examples=["US"])]
    parcels: tuple[ParcelBody, ...]
    postcode: Annotated[str, Meta(examples=["90013"])] = ""
    cargo_class: str = "general"
    services: tuple[str, ...] = ()


class QuoteLine(msgspec.Struct, frozen=True):
    """One fee: its name, and why it is what it is, in your language and as data."""

    code: str
    name: str
    amount_minor: Cents
    why: Annotated[str, Meta(examples=["2 kg = ceil(1.848 to 0.5); 135.00 first 0.5 kg + 3 x 31.50"])]
    reason: Reason


class QuoteOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A service with its price; or `errors`: why it cannot take this."""

    service: str
    name: str
    days_min: int
    days_max: int
    total_minor: int | None
    currency: str | None
    actual_g: int | None
    volumetric_g: int | None
    charge_weight_g: int | None
    lines: list[QuoteLine]
    errors: list[Fault]


class QuotesOut(msgspec.Struct, frozen=True):
    """The cheapest first; those that cannot take it last."""

    quotes: list[QuoteOffer]


@endpoint(
    "POST", "quotes", tag="services", summary="What would it cost", reads=QuoteBody, replies={200: QuotesOut},
    refuses={},
)  # fmt: skip
def quote(call: Call) -> Answer:
    """Nothing is booked. Each fee says why it is what it is; each service that cannot take it says why not."""
    asked: QuoteBody = call.body
    enquiry = Enquiry(
        country=asked.country, parcels=asked.parcels, postcode=asked.postcode, cargo_class=asked.cargo_class,
        services=asked.services,
    )  # fmt: skip
    found = offers(call.caller.customer, enquiry)
    if found and not isinstance(found[0], Offer):
        return No(422, [r for r in found if not isinstance(r, Offer)], "validation")
    with translation.override(call.language):
        return Reply(200, QuotesOut([_offer(o, call.language) for o in found if isinstance(o, Offer)]))


def _offer(offer: Offer, language: str) -> QuoteOffer:
    s, price = offer.service, offer.outcome if isinstance(offer.outcome, Price) else None
    return QuoteOffer(
        service=s.code, name=s.name(language), days_min=s.days_min, days_max=s.days_max,
        total_minor=price.total_minor if price else None, currency=price.currency if price else None,
        actual_g=price.actual_g if price else None, volumetric_g=price.volumetric_g if price else None,
        charge_weight_g=price.charge_weight_g if price else None,
        lines=[
            QuoteLine(
                line.code, fee_name(line.code, language), line.amount_minor, reason_text(line.reason, language), line.reason
            )
            for line in (price.lines if price else ())
        ],
        errors=[] if isinstance(offer.outcome, Price) else problems.faults(offer.outcome),
    )  # fmt: skip
