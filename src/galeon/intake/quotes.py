"""What would it cost, by which services, and why not by the others? Nothing is written; no name or goods are asked."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from galeon.intake import options
from galeon.intake.asking import request_of
from galeon.intake.check import faults, service_faults
from galeon.kernel.refusal import Refusal
from galeon.network.reads import Network, ServiceRules, network
from galeon.parties.reads import Customer
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.reads import listed
from galeon.tariffs.reads import price as price_many
from galeon.tariffs.sheet import Side
from galeon.waybills.orders import Address, Extras, Order, OrderItem, OrderParcel, Taxes


class Enquiry(msgspec.Struct, frozen=True, kw_only=True):
    """Where to, and what it weighs. country: ISO alpha-2; grams, millimetres; region: state or province as written.

    services: codes, or () for all open ones; origin: a site's code, "" = from anywhere; options, insured, cash to
    collect and declared value as in an order, the amounts in the account's currency.
    """

    country: str
    parcels: tuple[OrderParcel, ...]
    postcode: str = ""
    region: str = ""
    city: str = ""
    cargo_class: str = "general"
    services: tuple[str, ...] = ()
    origin: str = ""
    options: tuple[str, ...] = ()
    insured_minor: int = 0
    cod_minor: int = 0
    declared_minor: int = 0


class Offer(msgspec.Struct, frozen=True):
    """A service with its price, or with every reason why it cannot take this."""

    service: ServiceRules
    outcome: Price | tuple[Refusal, ...]


def orderable(customer: Customer, at: datetime | None = None) -> list[ServiceRules]:
    """The open services this customer has a price list for: any other would refuse whatever is ordered by it."""
    services = [service for service in network().services.values() if service.is_open]
    now = at or datetime.now(UTC)
    priced = listed([s.id for s in services], customer.account_id, customer.level, customer.currency, now)
    return [service for service in services if service.id in priced]


def offers(customer: Customer, enquiry: Enquiry, at: datetime | None = None) -> list[Offer] | list[Refusal]:
    """Every service asked for, priced ones cheapest first; or what is wrong with the enquiry itself.

    A missing postcode is no fault here: then the price is that of the country.
    """
    now, net = at or datetime.now(UTC), network()
    if wrong := _unknown(enquiry, net):
        return [wrong]
    asked = [net.services[code.upper()] for code in dict.fromkeys(enquiry.services)]
    asked = asked or [service for service in net.services.values() if service.is_open]
    order = _order(customer, enquiry)
    if found := _told([r for r in faults(order, net) if r.code != "unknown_service"], enquiry):
        return list(found)
    requests = [request_of(customer, order, service, now) for service in asked]
    offered = [
        Offer(service, _outcome(service, enquiry, _told(service_faults(order, service), enquiry), request, price))
        for service, request, price in zip(asked, requests, price_many(requests), strict=True)
    ]
    return sorted(offered, key=_cheapest)


def costs(customer: Customer, enquiry: Enquiry, found: Sequence[Offer], at: datetime) -> dict[int, Price | Refusal]:
    """What the priced ones of these offers cost us, by service id: for our own eyes only."""
    services = [offer.service for offer in found if isinstance(offer.outcome, Price)]
    order = _order(customer, enquiry)
    requests = [request_of(customer, order, s, at) for s in services]
    return dict(zip([s.id for s in services], price_many(requests, side=Side.COST), strict=True))


def request_for(customer: Customer, enquiry: Enquiry, service: ServiceRules, at: datetime) -> PriceRequest:
    """What the price lists are asked about an enquiry by one service."""
    return request_of(customer, _order(customer, enquiry), service, at)


_SAID_ALREADY = {
    "destination_not_served": "service_not_there",
    "cargo_class_not_carried": "cargo_not_accepted",
    "weight_over_last_bracket": "weight_over_limit",
    "piece_over_limit": "weight_over_limit",
}  # what a price list refuses -> the service's own rule that says the same


def _unknown(enquiry: Enquiry, net: Network) -> Refusal | None:
    """A service or a site that there is none of."""
    services = [code for code in enquiry.services if code.upper() not in net.services]
    if services:
        message = "There is no service {service}."
        return Refusal(code="unknown_service", field="services", message=message, params={"service": services[0][:40]})
    if enquiry.origin and enquiry.origin.upper() not in {s.origin_site_code for s in net.services.values()}:
        message = "No service leaves from {origin}."
        return Refusal(code="unknown_origin", field="origin", message=message, params={"origin": enquiry.origin[:16]})
    return None


_FIELDS = {"consignee.state": "region", "items[0].unit_value_minor": "declared_minor"}


def _told(found: Sequence[Refusal], enquiry: Enquiry) -> tuple[Refusal, ...]:
    """Refusals by the enquiry's own fields; a missing postcode is none."""
    own = []
    for refusal in found:
        field = refusal.field or ""
        field = _FIELDS.get(field, field.removeprefix("consignee."))
        if field == "postcode" and refusal.code == "required" and not enquiry.postcode.strip():
            continue
        own.append(refusal if field == refusal.field else msgspec.structs.replace(refusal, field=field or None))
    return tuple(own)


def _outcome(
    service: ServiceRules, enquiry: Enquiry, found: tuple[Refusal, ...], asked: PriceRequest, price: Price | Refusal
) -> Price | tuple[Refusal, ...]:
    """The price, or all that stands against it: the service's own rules, its site, and what its price list says."""
    if enquiry.origin and enquiry.origin.upper() != service.origin_site_code:
        message = "Service {service} leaves from {origin}."
        params = {"service": service.code, "origin": service.origin_site_code}
        found = (*found, Refusal(code="other_origin", field="origin", message=message, params=params))
    if isinstance(price, Price):
        return (*found, *options.unknown(asked.options, price.version_id, service)) or price
    said = {refusal.code for refusal in found}
    return found if found and _SAID_ALREADY.get(price.code, price.code) in said else (*found, price)


def _cheapest(offer: Offer) -> tuple[int, int, int, str]:
    """The cheapest first, of equals the faster; then those that cannot, the nearest to it first."""
    if isinstance(offer.outcome, Price):
        return (0, offer.outcome.total_minor, offer.service.days_max, offer.service.code)
    return (1, len(offer.outcome), 0, offer.service.code)


def _order(customer: Customer, enquiry: Enquiry) -> Order:
    """An order as complete as the checks want one; what an enquiry does not say is filled in."""
    goods = OrderItem(title="x", quantity=1, unit_value_minor=enquiry.declared_minor, currency=customer.currency)
    return Order(
        reference="quote", service="", parcels=enquiry.parcels, cargo_class=enquiry.cargo_class, items=(goods,),
        consignee=Address(
            name="x", country=enquiry.country, street=("x",), city=enquiry.city or "x", state=enquiry.region,
            postcode=enquiry.postcode,
        ),
        taxes=Taxes(incoterm="DDP" if "ddp" in enquiry.options else "DAP"),
        extras=Extras(options=enquiry.options, insured_minor=enquiry.insured_minor, cod_minor=enquiry.cod_minor),
    )  # fmt: skip
