"""Make a plan: the customer's own prices of every service, by way of the lists that price their orders. Nothing is
written, and no cost of ours is looked at."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from galeon.intake.planning import crossing
from galeon.intake.planning.bulk import stock_of
from galeon.intake.planning.check import faults
from galeon.intake.planning.costs import Costs, Means, all_costs
from galeon.intake.planning.stock import Freight, Shelf, Stock, carton_of
from galeon.intake.planning.terms import MODES, ORDERS_MAX, Cannot, Destination, Plan, PlanEnquiry, Sku
from galeon.intake.quotes import Enquiry, Offer, offers, request_for
from galeon.kernel.refusal import Refusal
from galeon.network.reads import ServiceRules
from galeon.parties.reads import Customer
from galeon.tariffs.price import Piece, Price
from galeon.tariffs.reads import tariffs
from galeon.waybills.orders import OrderParcel

CARTONS_MAX = 300
"""In one shipment of the first leg; what is above goes as a further one."""

_FIELDS = {
    "country": "destinations[{n}].country", "postcode": "destinations[{n}].postcode", "cargo_class": "sku.cargo_class",
    "declared_minor": "sku.declared_minor", "services": "services",
}  # fmt: skip
_OfService = dict[str, tuple[ServiceRules, list[tuple[Destination, Price]], list[Refusal]]]


def plan(customer: Customer, enquiry: PlanEnquiry, at: datetime | None = None) -> Plan | list[Refusal]:
    """Every service that can do it, cheapest first; those that cannot, each with its reasons; and which mode is the
    cheapest for 1 to 50,000 orders a month. Or everything that is wrong with the enquiry."""
    wrong = faults(enquiry)
    if wrong:
        return wrong
    now = at or datetime.now(UTC)
    found = _priced(customer, enquiry, now)
    if isinstance(found, list):
        return found
    means, cannot = _means(customer, enquiry, found, now)
    costs = all_costs(enquiry, means)
    return _answer(customer, enquiry, costs, cannot)


def _answer(customer: Customer, enquiry: PlanEnquiry, costs: Sequence[Costs], cannot: Sequence[Cannot]) -> Plan:
    orders = enquiry.demand.orders_month
    modes: Mapping[str, list[Costs]] = {mode: [c for c in costs if c.mode == mode] for mode in MODES}
    stretches, searched = crossing.stretches(modes, ORDERS_MAX)
    points = {*crossing.spread(ORDERS_MAX), orders, *(s.first for s in stretches[:20])}
    ways = sorted((c.way(orders) for c in costs), key=lambda way: (way.total_minor, MODES.index(way.mode), way.service))
    return Plan(
        currency=customer.currency, orders_month=orders, ways=tuple(ways), cannot=tuple(cannot), stretches=stretches,
        searched=searched, curve=crossing.curve(modes, sorted(points)) if costs else (),
    )  # fmt: skip


def parcel_of(sku: Sku, units: int) -> OrderParcel:
    """The parcel of one order: its units one on another along their shortest side."""
    shortest, second, longest = sorted((sku.length_mm, sku.width_mm, sku.height_mm))
    if shortest == 0:
        return OrderParcel(sku.weight_g * units)
    return OrderParcel(sku.weight_g * units, *sorted((longest, second, shortest * units), reverse=True))


def _priced(customer: Customer, enquiry: PlanEnquiry, now: datetime) -> _OfService | list[Refusal]:
    """By service: the price of one order to each destination, and what it refuses."""
    found: _OfService = {}
    for n, place in enumerate(enquiry.destinations):
        answers = offers(customer, _order(enquiry, place), now)
        wrong = [_placed(r, n) for r in answers if isinstance(r, Refusal)]
        if wrong:
            return wrong
        for offer in answers:
            if isinstance(offer, Offer):
                _, prices, refusals = found.setdefault(offer.service.code, (offer.service, [], []))
                if isinstance(offer.outcome, Price):
                    prices.append((place, offer.outcome))
                else:
                    refusals += [_placed(r, n) for r in offer.outcome]
    return found


def _order(enquiry: PlanEnquiry, place: Destination) -> Enquiry:
    """One order to one destination, as a quote asks for it."""
    sku, units = enquiry.sku, enquiry.demand.units_order
    return Enquiry(
        country=place.country, postcode=place.postcode, parcels=(parcel_of(sku, units),), cargo_class=sku.cargo_class,
        services=enquiry.services, declared_minor=sku.declared_minor * units,
    )  # fmt: skip


def _placed(refusal: Refusal, n: int) -> Refusal:
    """The refusal with the field of a plan that its own field is made of."""
    field = refusal.field or ""
    if field.startswith("parcels"):
        where = "sku.length_mm" if field.endswith("_mm") else "sku.weight_g"
        return replace(refusal, field=where)
    return replace(refusal, field=_FIELDS[field].format(n=n) if field in _FIELDS else None)


def _means(
    customer: Customer, enquiry: PlanEnquiry, found: _OfService, now: datetime
) -> tuple[list[Means], list[Cannot]]:
    means: list[Means] = []
    cannot = {code: Cannot(s.mode, code, _once(no)) for code, (s, _, no) in found.items() if no}
    good = [(service, prices) for code, (service, prices, _) in found.items() if code not in cannot]
    for service, prices in good:
        freight, shelf = None, None
        if service.mode == "overseas":
            answer = _stock(customer, enquiry, service, prices, now)
            if isinstance(answer, Refusal):
                cannot[service.code] = Cannot(service.mode, service.code, (answer,))
                continue
            freight, shelf = answer
        made = Means(
            mode=service.mode, service=service.code, days_min=service.days_min, days_max=service.days_max,
            currency=customer.currency, parcels=tuple(prices), freight=freight, shelf=shelf,
        )  # fmt: skip
        means.append(made)
    there = {service.mode for service, _, _ in found.values()}
    none = [Cannot(mode, "", (_none(mode),)) for mode in MODES if mode not in there]
    return means, sorted([*cannot.values(), *none], key=lambda no: (MODES.index(no.mode), no.service))


def _once(refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """Each reason once, whatever the destinations that gave it."""
    return tuple(r for n, r in enumerate(refusals) if r not in refusals[:n])


def _none(mode: str) -> Refusal:
    message = {
        "express": "There is no open service straight to the shopper.",
        "consolidated": "There is no open consolidation service.",
        "overseas": "There is no open service from stock overseas.",
    }[mode]
    return Refusal(code="no_service", field="services", message=message)


def _stock(
    customer: Customer,
    enquiry: PlanEnquiry,
    service: ServiceRules,
    prices: Sequence[tuple[Destination, Price]],
    now: datetime,
) -> tuple[Freight, Shelf] | Refusal:
    """What bringing stock to the service's warehouse and keeping it there costs, by the list that prices its parcels to
    where most orders go."""
    carton = carton_of(enquiry)
    piece = Piece(carton.weight_g, carton.length_mm, carton.width_mm, carton.height_mm)
    sold, of = Stock(enquiry, 0, 0, is_shelved=True).cartons_sold(ORDERS_MAX)
    place, price = max(prices, key=lambda pair: pair[0].share_percent)
    request = request_for(customer, _order(enquiry, place), service, now)
    tariff = tariffs([price.version_id])[price.version_id]
    return stock_of(tariff, price.zone, request, piece, min(sold // of + 1, CARTONS_MAX), service.code)
