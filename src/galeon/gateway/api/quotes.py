"""What a shipment would cost by every service that can carry it, and why the others cannot."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from galeon.gateway.api import problems
from galeon.gateway.api.endpoint import Answer, Call, No, Reply, endpoint
from galeon.gateway.api.problems import Fault
from galeon.gateway.api.shapes import Cents, Collected, Insured, Options, ParcelBody
from galeon.intake.quotes import Enquiry, Offer, offers
from galeon.kernel.refusal import Refusal
from galeon.kernel.tongue import speaking
from galeon.tariffs.price import Price
from galeon.tariffs.why import Reason, Weighing
from galeon.tariffs.words.reasons import fee_name, reason_text, weight_text

Declared = Annotated[int, Meta(description="What the goods are worth, in minor units of your account's currency.")]


class QuoteBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to, what it weighs, and what is asked for. Without `services`, every open service is asked.

    Postcode, region and city make the price exact where remote places cost more; without a postcode it is the country's.
    """

    country: Annotated[str, Meta(examples=["US"])]
    parcels: tuple[ParcelBody, ...]
    postcode: Annotated[str, Meta(examples=["90013"])] = ""
    region: Annotated[str, Meta(description="State or province.", examples=["CA"])] = ""
    city: Annotated[str, Meta(examples=["Los Angeles"])] = ""
    cargo_class: str = "general"
    services: tuple[str, ...] = ()
    origin: Annotated[str, Meta(description="Only services that leave from this site, by its code.")] = ""
    options: Options = ()
    insured_minor: Insured = 0
    cod_minor: Collected = 0
    declared_minor: Declared = 0

    def enquiry(self) -> Enquiry:
        """As intake takes it."""
        return Enquiry(
            country=self.country, parcels=self.parcels, postcode=self.postcode, region=self.region, city=self.city,
            cargo_class=self.cargo_class, services=self.services, origin=self.origin, options=self.options,
            insured_minor=self.insured_minor, cod_minor=self.cod_minor, declared_minor=self.declared_minor,
        )  # fmt: skip


class QuoteLine(msgspec.Struct, frozen=True):
    """One fee: its name, and why it is what it is, in your language and as data."""

    code: str
    name: str
    amount_minor: Cents
    why: Annotated[str, Meta(examples=["2 kg (1.848 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 3 × 31.50"])]
    reason: Reason


class QuoteOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A service with its price; or `errors`: every reason why it cannot take this, and then no price.

    unit_minor: what a kilogram of the charge weight comes to. weight_why: how that weight came about, `weighing` the same
    as data. zone: of the destination, as the price list calls it.
    """

    service: str
    name: str
    mode: Literal["express", "consolidated", "overseas"]
    days_min: int
    days_max: int
    total_minor: int | None = None
    currency: str | None = None
    unit_minor: int | None = None
    zone: str | None = None
    actual_g: int | None = None
    volumetric_g: int | None = None
    charge_weight_g: int | None = None
    weight_why: Annotated[str | None, Meta(examples=["2 kg: 9,240 cm³ / 5000 = 1.848 kg by volume"])] = None
    weighing: Weighing | None = None
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
    """Nothing is booked. Each fee says why it is what it is; each service that cannot take it says why not. What is
    quoted is what an order of the same costs, and what its weigh-in charges when the scale agrees."""
    asked: QuoteBody = call.body
    found = offers(call.caller.customer, asked.enquiry())
    if found and not isinstance(found[0], Offer):
        return No(422, [r for r in found if isinstance(r, Refusal)], "validation")
    with speaking(call.language):
        return Reply(200, QuotesOut([_told(o, call.language) for o in found if isinstance(o, Offer)]))


def _told(offer: Offer, language: str) -> QuoteOffer:
    if isinstance(offer.outcome, Price):
        return _priced(offer, offer.outcome, language)
    return _refused(offer, offer.outcome, language)


def _priced(offer: Offer, price: Price, language: str) -> QuoteOffer:
    s = offer.service
    return QuoteOffer(
        service=s.code, name=s.name(language), mode=s.mode, days_min=s.days_min, days_max=s.days_max,  # type: ignore[arg-type]
        total_minor=price.total_minor, currency=price.currency, unit_minor=price.unit_minor, zone=price.zone,
        actual_g=price.actual_g, volumetric_g=price.volumetric_g, charge_weight_g=price.charge_weight_g,
        weight_why=weight_text(price, language), weighing=price.weighing, errors=[],
        lines=[
            QuoteLine(
                line.code, fee_name(line.code, language), line.amount_minor, reason_text(line.reason, language), line.reason
            )
            for line in price.lines
        ],
    )  # fmt: skip


def _refused(offer: Offer, refusals: Sequence[Refusal], language: str) -> QuoteOffer:
    s = offer.service
    return QuoteOffer(
        service=s.code, name=s.name(language), mode=s.mode, days_min=s.days_min, days_max=s.days_max,  # type: ignore[arg-type]
        lines=[], errors=problems.faults(refusals),
    )  # fmt: skip
