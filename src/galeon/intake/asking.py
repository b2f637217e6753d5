"""An order as the price lists are asked about it: one way for orders, quotes and what is declared anew."""

from datetime import datetime

from galeon.kernel.wording import local_day
from galeon.network.reads import ServiceRules
from galeon.parties.reads import Customer
from galeon.tariffs.fx import rates
from galeon.tariffs.price import NO_OPTIONS, NO_VALUES, Piece, PriceRequest, Values
from galeon.waybills.orders import COD, DDP, INSURANCE, NO_EXTRAS, Asked, Order


def request_of(
    customer: Customer, order: Order, service: ServiceRules, now: datetime, ordered_at: datetime | None = None
) -> PriceRequest:
    """What this customer asks the price of; by the lists in force when it was booked, else now.

    ordered_at: for an order that stands already, when it was placed; lists dated by the order ask for it.
    """
    to, at = order.consignee, order.booked_at or now
    return PriceRequest(
        service.id, customer.account_id, customer.level, customer.currency, to.country, to.postcode,
        tuple(Piece(p.weight_g, p.length_mm, p.width_mm, p.height_mm) for p in order.parcels), order.cargo_class, at,
        region=to.state, city=to.city, origin=service.origin_site_code, options=options_of(order),
        values=_values(customer, order, ordered_at or at),
        ordered_at=ordered_at, agent_id=customer.agent_id,
    )  # fmt: skip


def options_of(order: Order) -> frozenset[str]:
    """What is asked for, with what the duties, the insured value and the cash to collect bring along."""
    extras = order.extras
    if extras == NO_EXTRAS:
        return _DDP if order.taxes.incoterm == "DDP" else NO_OPTIONS
    brought = (
        *extras.options,
        *((DDP,) if order.taxes.incoterm == "DDP" else ()),
        *((INSURANCE,) if extras.insured_minor else ()),
        *((COD,) if extras.cod_minor else ()),
    )
    return frozenset(brought)


_DDP = frozenset({DDP})


def kept(order: Order, request: PriceRequest) -> Asked | None:
    """What the waybill keeps, to be asked the same again when it is weighed; None when there is nothing to keep."""
    values, goods = request.values, order.items[0].currency
    declared_minor = values.declared_minor if goods != request.currency else 0
    if not (request.options or declared_minor):
        return None
    return Asked(
        options=tuple(sorted(request.options)), insured_minor=values.insured_minor, cod_minor=values.cod_minor,
        declared_minor=declared_minor,
    )  # fmt: skip


def _values(customer: Customer, order: Order, at: datetime) -> Values:
    """What the shipment carries, in the account's currency; goods declared in another by the rate of the day at the
    account's place, 0 without a rate."""
    extras, currency = order.extras, order.items[0].currency
    declared_minor = 0
    if currency == customer.currency or (known := rates()):
        declared_minor = sum([item.unit_value_minor * item.quantity for item in order.items])
    if declared_minor and currency != customer.currency:
        day = local_day(at, customer.timezone)
        declared_minor = known.converted(declared_minor, currency, customer.currency, day) or 0
    if not declared_minor and extras == NO_EXTRAS:
        return NO_VALUES
    return Values(
        declared_minor=declared_minor, insured_minor=extras.insured_minor, cod_minor=extras.cod_minor
    )  # fmt: skip
