"""An order as the price lists are asked about it: one way for orders, quotes and what is declared anew. Pure."""

from datetime import datetime

from galeon.network.reads import ServiceRules
from galeon.parties.reads import Customer
from galeon.tariffs.price import Piece, PriceRequest
from galeon.waybills.orders import Order


def request_of(customer: Customer, order: Order, service: ServiceRules, now: datetime) -> PriceRequest:
    """What this customer asks the price of; by the lists in force when it was booked, else now."""
    return PriceRequest(
        service.id, customer.account_id, customer.level, customer.currency, order.consignee.country,
        order.consignee.postcode, tuple(Piece(p.weight_g, p.length_mm, p.width_mm, p.height_mm) for p in order.parcels),
        order.cargo_class, order.booked_at or now,
    )  # fmt: skip
