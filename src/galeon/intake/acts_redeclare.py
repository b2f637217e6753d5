"""Another declared weight for an order not yet handed in: priced again, and the hold made larger or smaller with it."""

from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.intake.acts import REASONS
from galeon.intake.asking import kept, request_of
from galeon.intake.check import faults
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import change_hold
from galeon.network.reads import network
from galeon.parties.reads import Customer
from galeon.tariffs.price import Price
from galeon.tariffs.reads import price as price_many
from galeon.waybills.acts import redeclare
from galeon.waybills.journey import State
from galeon.waybills.orders import Order, OrderParcel
from galeon.waybills.reads import orders


class _Undo(Exception):
    """Rolls the transaction back with why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def declare_weight(customer: Customer, waybill_id: int, weight_g: int, at: datetime) -> Price | Refusal:
    """Declare another weight for the whole waybill, split evenly over its pieces; the new price, or why not.

    Refused once it was handed in (`not_now`), by the service's limits, and when the balance does not cover it. The
    order as placed stays what a repeat is compared with.
    """
    try:
        with transaction.atomic():
            return _declare(customer, waybill_id, weight_g, at)
    except _Undo as undo:
        return undo.refusal


def _declare(customer: Customer, waybill_id: int, weight_g: int, at: datetime) -> Price:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, booked_at FROM waybill WHERE account_id = %s AND id = %s FOR UPDATE",
            [customer.account_id, waybill_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise _Undo(Refusal(code="unknown_waybill", field="number", message="There is no such waybill."))
    if row[0] != State.BOOKED:
        message = "Only the weight of a waybill not yet handed in can be declared anew."
        raise _Undo(Refusal(code="not_now", field="number", message=message))
    made = _with_weight(orders(customer.account_id, [waybill_id])[waybill_id], weight_g)
    net = network()
    if wrong := faults(made, net):
        raise _Undo(wrong[0])
    request = request_of(customer, made, net.services[made.service.upper()], at, row[1])
    (price,) = price_many([request])
    if isinstance(price, Refusal):
        raise _Undo(price)
    weights = [p.weight_g for p in made.parcels]
    asked = kept(made, request)
    redeclare(
        customer.account_id, waybill_id, weights, price.total_minor, msgspec.json.encode(price).decode(),
        msgspec.json.encode(asked).decode() if asked else None,
    )  # fmt: skip
    if not change_hold(customer.account_id, waybill_id, price.total_minor):
        raise _Undo(Refusal(code="no_funds", message=REASONS["no_funds"][1]))
    return price


def _with_weight(order: Order, weight_g: int) -> Order:
    each, odd = divmod(weight_g, len(order.parcels))
    parcels = tuple(
        OrderParcel(each + (1 if n < odd else 0), p.length_mm, p.width_mm, p.height_mm)
        for n, p in enumerate(order.parcels)
    )
    return msgspec.structs.replace(order, parcels=parcels)
