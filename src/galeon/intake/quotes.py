"""What would it cost, by which services, and why not by the others? Nothing is written; no name or goods are asked."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from galeon.intake.asking import request_of
from galeon.intake.check import faults
from galeon.kernel.refusal import Refusal
from galeon.network.reads import ServiceRules, network
from galeon.parties.reads import Customer
from galeon.tariffs.price import Price
from galeon.tariffs.reads import listed
from galeon.tariffs.reads import price as price_many
from galeon.waybills.orders import Address, Order, OrderItem, OrderParcel


class Enquiry(msgspec.Struct, frozen=True, kw_only=True):
    """Where to, and what it weighs. country: ISO alpha-2; grams, millimetres; services: codes, or () for all open ones."""

    country: str
    parcels: tuple[OrderParcel, ...]
    postcode: str = ""
    cargo_class: str = "general"
    services: tuple[str, ...] = ()


class Offer(msgspec.Struct, frozen=True):
    """A service with its price, or with why it cannot take this."""

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
    unknown = [code for code in enquiry.services if code.upper() not in net.services]
    if unknown:
        message, params = "There is no service {service}.", {"service": unknown[0][:40]}
        return [Refusal(code="unknown_service", field="services", message=message, params=params)]
    asked = [net.services[code.upper()] for code in dict.fromkeys(enquiry.services)]
    asked = asked or [service for service in net.services.values() if service.is_open]
    judged = [(service, _faults(faults(_order(enquiry, service), net), enquiry)) for service in asked]
    if wrong := _common([refusals for _, refusals in judged]):
        return wrong
    good = [service for service, refusals in judged if not refusals]
    prices = dict(
        zip(
            [s.id for s in good],
            price_many([request_of(customer, _order(enquiry, s), s, now) for s in good]),
            strict=True,
        )
    )
    found = [Offer(service, refusals or _outcome(prices[service.id])) for service, refusals in judged]
    return sorted(found, key=lambda o: (0, o.outcome.total_minor) if isinstance(o.outcome, Price) else (1, 0))


_SERVICES_OWN = {
    "service_closed", "service_not_there", "cargo_not_accepted", "size_over_limit", "weight_over_limit", "declared_over_limit",
}  # fmt: skip


def _common(found: Sequence[tuple[Refusal, ...]]) -> list[Refusal]:
    """Faults that no service is to blame for."""
    return [r for r in (found[0] if found else ()) if r.code not in _SERVICES_OWN]


def _faults(found: Sequence[Refusal], enquiry: Enquiry) -> tuple[Refusal, ...]:
    own = []
    for refusal in found:
        field = (refusal.field or "").removeprefix("consignee.")
        if field == "postcode" and refusal.code == "required" and not enquiry.postcode.strip():
            continue
        own.append(msgspec.structs.replace(refusal, field=field or None))
    return tuple(own)


def _outcome(price: Price | Refusal) -> Price | tuple[Refusal, ...]:
    return price if isinstance(price, Price) else (price,)


def _order(enquiry: Enquiry, service: ServiceRules) -> Order:
    """An order as complete as the checks want one; what an enquiry does not say is filled in."""
    return Order(
        reference="quote", service=service.code, parcels=enquiry.parcels, cargo_class=enquiry.cargo_class,
        consignee=Address(name="x", country=enquiry.country, street=("x",), city="x", postcode=enquiry.postcode),
        items=(OrderItem(title="x", quantity=1, unit_value_minor=0, currency="USD"),),
    )  # fmt: skip
