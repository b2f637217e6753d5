"""What every dialect asks for, once: orders placed and found, taken back, halted, weighed anew. In our words; a dialect
translates what comes and goes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from django.utils.translation import gettext_noop

from galeon.exchange.reads import service_aliases
from galeon.gateway.calling import Call
from galeon.gateway.loose import Loose, Wrong
from galeon.intake.acts import Placed, Rejected, place
from galeon.intake.acts_cancel import Cancelled, cancel
from galeon.intake.acts_redeclare import declare_weight
from galeon.kernel.refusal import Refusal, is_refusal
from galeon.kernel.tenancy import customer
from galeon.network.reads import network
from galeon.waybills import acts as waybills
from galeon.waybills import reads
from galeon.waybills.journey import State
from galeon.waybills.orders import Order
from galeon.waybills.reads import Facts

INTERCEPTABLE = (State.BOOKED, State.RECEIVED, State.BAGGED)
REASON_MAX = 200
GONE = Refusal(code="left", message=gettext_noop("It has left us already and cannot be intercepted."))


class Stands(msgspec.Struct, frozen=True):
    """An order that stands. displayed: the number to show now; existing: it stood before, with the same contents."""

    reference: str
    number: str
    displayed: str
    waybill_id: int
    existing: bool


Settled = Stands | Rejected | Wrong


def orders_of(
    call: Call, items: Sequence[Loose], service: str, read: Callable[[Loose, Mapping[str, str]], Order]
) -> list[Order | Wrong]:
    """Each item as an order, or what of it cannot be read. service: where an item names its product.

    read: the dialect's translation; it is given the account's own product codes (upper case) -> ours, which are asked
    for only when a code is not one of ours.
    """
    services = services_for(call, (item.text(service) for item in items))
    found: list[Order | Wrong] = []
    for item in items:
        try:
            found.append(read(item, services))
        except Wrong as wrong:
            found.append(wrong)
    return found


def services_for(call: Call, codes: Iterable[str]) -> Mapping[str, str]:
    """The account's own product codes (upper case) -> ours; empty when all of these are ours."""
    known = network().services
    return {} if all(code.upper() in known for code in codes) else service_aliases(call.account_id, call.caller.kind)


def settle(call: Call, read: Sequence[Order | Wrong], source: str) -> list[Settled]:
    """Place what could be read, each for itself; answers in order. The same order again is the same waybill."""
    good = [made for made in read if isinstance(made, Order)]
    placed = iter(place(call.caller.customer, good, source=source) if good else ())
    settled = [next(placed) if isinstance(made, Order) else made for made in read]
    shown = _displayed(call.account_id, [a.number for a in settled if isinstance(a, Placed) and a.existing])
    return [_stands(a, shown) if isinstance(a, Placed) else a for a in settled]


def _stands(a: Placed, shown: Mapping[str, str]) -> Stands:
    return Stands(a.reference, a.number, shown.get(a.number, a.number), a.waybill_id, a.existing)


def _displayed(account_id: int, numbers: list[str]) -> dict[str, str]:
    """Our number -> the number displayed now: an order that stood before may have its carrier's number by now."""
    if not numbers:
        return {}
    with customer(account_id):
        return {f.number: f.displayed_number for f in reads.facts(account_id, numbers, "ours") if f}


def find(call: Call, number: str, kind: str | None = None) -> Facts | None:
    """The caller's waybill of this number; see `waybills.reads.facts`."""
    with customer(call.account_id):
        (found,) = reads.facts(call.account_id, [number], kind)
    return found


def take_back(call: Call, waybill_ids: Sequence[int], reason: str = "") -> list[Cancelled | Refusal]:
    """Cancel what was not handed in; see `intake.acts_cancel.cancel`."""
    with customer(call.account_id):
        return cancel(call.account_id, waybill_ids, source="customer", at=datetime.now(UTC), reason=clean(reason))


def intercept(call: Call, found: Facts, reason: str) -> Refusal | None:
    """Halt a waybill that is still with us; refused once it has left."""
    if found.state not in INTERCEPTABLE:
        return GONE
    waybills.stop([(call.account_id, found.id)], "intercept", "customer", clean(reason), datetime.now(UTC))
    return None


def reweigh(call: Call, found: Facts, weight_g: int) -> Refusal | None:
    """Another declared weight, until the parcel is handed in; see `intake.acts_redeclare.declare_weight`."""
    outcome = declare_weight(call.caller.customer, found.id, weight_g, datetime.now(UTC))
    return outcome if is_refusal(outcome) else None


def clean(reason: str) -> str:
    """A reason as it can be kept and shown."""
    return "".join(c for c in reason if c.isprintable())[:REASON_MAX]
