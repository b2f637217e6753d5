"""Another address for an order that stands: checked as when it was placed, refused once a carrier has printed the old one."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from galeon.carriers.reads import bookings
from galeon.intake.check import faults
from galeon.intake.glyphs import unfitting, unprintable
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import as_application
from galeon.network.reads import Network, network
from galeon.waybills import redirecting
from galeon.waybills.orders import Order
from galeon.waybills.reads import orders
from galeon.waybills.redirecting import UNKNOWN, NewAddress, Redirected

LABELLED = frozenset({"wanted", "asking", "booked", "unknown"})
"""States of a carrier's booking in which a label with the old address may be about."""


def redirect(account_id: int, new: Sequence[NewAddress], at: datetime) -> list[Redirected | Refusal]:
    """Send these waybills of one account to other addresses; see `waybills.redirecting.redirect`.

    Refused besides: an address no label can print or no post knows, by its field (`consignee.city`), and a waybill a
    carrier has a label for (`label_bought`). ValueError for a waybill of another account.
    """
    if any(one.account_id != account_id for one in new):
        raise ValueError("waybills of one account at a time")
    net = network()
    stand = orders(account_id, [one.waybill_id for one in new])
    with as_application():  # of the waybills this reader can see; bookings themselves are no customer's to read
        labelled = bookings([(account_id, waybill_id) for waybill_id in stand])
    answers: list[Redirected | Refusal | None] = []
    for one in new:
        order = stand.get(one.waybill_id)
        fault = UNKNOWN if order is None else _fault(replace(order, consignee=one.to), net)
        booking = labelled.get((account_id, one.waybill_id))
        if fault is None and booking is not None and booking.state in LABELLED:
            fault = Refusal(
                code="label_bought", field="waybill_id",
                message="{carrier} has a label with the old address: void it first.",
                params={"carrier": booking.carrier_title},
            )  # fmt: skip
        answers.append(fault)
    told = iter(redirecting.redirect([n for n, answer in zip(new, answers, strict=True) if answer is None], at))
    return [next(told) if answer is None else answer for answer in answers]


def _fault(order: Order, net: Network) -> Refusal | None:
    """What is wrong with where it is to go; what else is wrong with the order today does not matter any more."""
    found = (*faults(order, net), *unprintable(order), *unfitting(order))
    return next((no for no in found if (no.field or "").startswith("consignee")), None)
