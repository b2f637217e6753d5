"""Make a plan: the customer's own prices of every service, by way of the lists that price their orders. Nothing is
written, and no cost of ours is looked at."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from galeon.intake.planning import crossing
from galeon.intake.planning.check import faults
from galeon.intake.planning.costs import Costs, Means, all_costs
from galeon.intake.planning.stock import Freight, Shelf, Stock, carton_of
from galeon.intake.planning.terms import MODES, ORDERS_MAX, Cannot, Destination, Plan, PlanEnquiry, Sku
from galeon.intake.quotes import Enquiry, Offer, offers, request_for
from galeon.kernel.refusal import Refusal
from galeon.network.reads import ServiceRules
from galeon.parties.reads import Customer
from galeon.tariffs.price import Piece, Price, PriceLine, PriceRequest
from galeon.tariffs.reads import price as price_many
from galeon.tariffs.why import PerCbm, Several
from galeon.waybills.orders import OrderParcel

FIRST_LEG, STORAGE = "first_leg", "storage"
"""The options by which a list is asked for these, and the codes of the lines that answer."""
CARTONS_MAX = 500
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
    stocked = _stocked(customer, enquiry, [service for service, _ in good if service.mode == "overseas"], now)
    for service, prices in good:
        freight, shelf = None, None
        if service.mode == "overseas":
            answer = stocked[service.code]
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


def _stocked(
    customer: Customer, enquiry: PlanEnquiry, services: Sequence[ServiceRules], now: datetime
) -> dict[str, tuple[Freight, Shelf] | Refusal]:
    """What bringing stock to each warehouse and keeping it there costs, in one question to the price lists."""
    carton = carton_of(enquiry)
    piece = Piece(carton.weight_g, carton.length_mm, carton.width_mm, carton.height_mm)
    sold, of = Stock(enquiry, 0, 0, is_shelved=True).cartons_sold(ORDERS_MAX)
    most = min(sold // of + 1, CARTONS_MAX)
    mostly = _order(enquiry, max(enquiry.destinations, key=lambda place: place.share_percent))
    questions: list[PriceRequest] = []
    for service in services:
        request = request_for(customer, mostly, service, now)
        questions.append(replace(request, pieces=(piece,), options=frozenset((STORAGE,))))
        questions += [
            replace(request, pieces=(piece,) * n, options=frozenset((FIRST_LEG,))) for n in range(1, most + 1)
        ]
    answers = price_many(questions) if questions else []
    each = most + 1
    return {
        service.code: _stock_of(service, answers[n * each], answers[n * each + 1 : (n + 1) * each])
        for n, service in enumerate(services)
    }


def _stock_of(
    service: ServiceRules, stored: Price | Refusal, shipped: Sequence[Price | Refusal]
) -> tuple[Freight, Shelf] | Refusal:
    first = shipped[0]
    if isinstance(first, Refusal):
        return _of_carton(first)
    if isinstance(stored, Refusal):
        return _of_carton(stored)
    legs = _lines(shipped, FIRST_LEG)
    kept = _lines([stored], STORAGE)
    if not legs:
        return _no(
            "first_leg_not_priced", "services", "The price list of {service} says nothing of a first leg.", service
        )
    if not kept:
        return _no("storage_not_priced", "services", "The price list of {service} says nothing of storage.", service)
    reason = kept[0].reason
    if not isinstance(reason, PerCbm):
        return Freight(legs), Shelf(kept[0].amount_minor, per_carton=True)
    return Freight(legs), Shelf(_rate_minor(reason))


def _rate_minor(reason: PerCbm) -> int:
    """The rate of a m3, with what the list multiplies it by."""
    rate = reason.rate_minor * Decimal(reason.factor or 1)
    return int(rate.to_integral_value(ROUND_HALF_UP))


def _lines(prices: Sequence[Price | Refusal], code: str) -> list[PriceLine]:
    """The line of this fee in each price, up to the first price that has none."""
    found: list[PriceLine] = []
    for price in prices:
        line = next((ln for ln in price.lines if ln.code == code), None) if isinstance(price, Price) else None
        if line is None:
            break
        found.append(_unasked(line))
    return found


def _unasked(line: PriceLine) -> PriceLine:
    """Without saying that it was asked for: the plan did, not the customer."""
    reason = line.reason
    return line if isinstance(reason, Several) else replace(line, reason=replace(reason, option=""))


def _no(code: str, field: str, message: str, service: ServiceRules) -> Refusal:
    return Refusal(code=code, field=field, message=message, params={"service": service.code})


def _of_carton(refusal: Refusal) -> Refusal:
    """What a list says to the carton, beside the field of the plan that it is made of."""
    fields = {"size_missing": "sku.length_mm", "weight_missing": "carton.weight_g"}
    return replace(refusal, field=fields.get(refusal.code))
