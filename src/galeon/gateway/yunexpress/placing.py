"""Orders placed, changed, taken back and halted."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.utils.translation import gettext

from galeon.exchange.reads import service_aliases
from galeon.gateway.calling import Call
from galeon.gateway.loose import Loose, Wrong
from galeon.gateway.yunexpress import codes, orders, replies
from galeon.gateway.yunexpress.call import KIND
from galeon.gateway.yunexpress.reading import one
from galeon.gateway.yunexpress.replies import Said
from galeon.intake.acts import Placed, Rejected, place
from galeon.intake.acts_cancel import cancel
from galeon.intake.acts_redeclare import declare_weight
from galeon.kernel.refusal import Refusal, is_refusal
from galeon.kernel.tenancy import customer
from galeon.network.reads import network
from galeon.waybills import acts as waybills
from galeon.waybills import reads
from galeon.waybills.journey import State
from galeon.waybills.orders import Order

ORDERS_MAX = 10
KINDS = {1: "ours", 2: "reference"}
INTERCEPTABLE = (State.BOOKED, State.RECEIVED, State.BAGGED)

Settled = Placed | Rejected | Wrong


def create_order(call: Call) -> Said:
    """One to ten orders, each for itself. The same order again is the same waybill, and a success."""
    sent = call.json()
    entries = sent if isinstance(sent, list) else [sent]
    if not 1 <= len(entries) <= ORDERS_MAX or not all(isinstance(entry, dict) for entry in entries):
        raise Wrong(f"[1..{ORDERS_MAX}]")
    items = [Loose(entry, f"[{n}]" if len(entries) > 1 else "") for n, entry in enumerate(entries)]
    services = _services(call, items)
    read = [_read(item, services) for item in items]
    good = [made for made in read if isinstance(made, Order)]
    placed = iter(place(call.caller.customer, good, source=KIND) if good else ())
    settled = [next(placed) if isinstance(made, Order) else made for made in read]
    shown = _displayed(call.account_id, [a.number for a in settled if isinstance(a, Placed) and a.existing])
    said = [_created(item, outcome, shown) for item, outcome in zip(items, settled, strict=True)]
    return Said(_code(settled), said)


def _services(call: Call, items: list[Loose]) -> Mapping[str, str]:
    """The account's own product codes, asked for only when one is not ours."""
    known = network().services
    if all(item.text("ShippingMethodCode").upper() in known for item in items):
        return {}
    return service_aliases(call.account_id, KIND)


def _read(item: Loose, services: Mapping[str, str]) -> Order | Wrong:
    try:
        return orders.order(item, services)
    except Wrong as wrong:
        return wrong


def _displayed(account_id: int, numbers: list[str]) -> dict[str, str]:
    """Our number -> the number displayed now: an order that stood before may have its carrier's number by now."""
    if not numbers:
        return {}
    with customer(account_id):
        return {f.number: f.displayed_number for f in reads.facts(account_id, numbers, "ours") if f}


def _created(item: Loose, outcome: Settled, shown: Mapping[str, str]) -> dict[str, object]:
    if isinstance(outcome, Placed):
        remark = _not_offered(item)
        return replies.created(outcome.reference, (outcome.number, shown.get(outcome.number, outcome.number)), remark)
    try:
        reference = item.text("CustomerOrderNumber")
    except Wrong:
        reference = ""
    if isinstance(outcome, Wrong):
        return replies.created(reference, None, _remark(outcome.field, gettext("This cannot be read.")))
    told = [_remark(codes.field_name(fault.field), fault.text()) for fault in outcome.faults[:3]]
    return replies.created(reference, None, "; ".join(told))


def _remark(field: str, text: str) -> str:
    return f"{field}: {text}" if field else text


def _not_offered(item: Loose) -> str:
    """What was asked for and is not done is said, not passed over."""
    asked = item.text("InsuranceOption") not in ("", "0")
    return gettext("Transport insurance is not offered and was not taken.") if asked else ""


def _code(settled: list[Settled]) -> str:
    failed = [outcome for outcome in settled if not isinstance(outcome, Placed)]
    if not failed:
        return codes.OK
    if len(failed) < len(settled):
        return codes.PARTLY
    found = {
        codes.code_of(tuple(f.code for f in outcome.faults)) if isinstance(outcome, Rejected) else codes.BAD_PARAMETERS
        for outcome in failed
    }
    return found.pop() if len(found) == 1 else codes.FAILED


def update_weight(call: Call) -> Said:
    """Another declared weight, until the parcel is handed in."""
    fields = call.fields()
    asked, weight_g = fields.text("OrderNumber"), orders.grams(fields, "Weight")
    if weight_g <= 0:
        return Said(codes.BAD_WEIGHT)
    with customer(call.account_id):
        found = one(call, asked)
    if found is None:
        return Said(codes.NO_DATA)
    outcome = declare_weight(call.caller.customer, found.id, weight_g, datetime.now(UTC))
    remark = outcome.text() if is_refusal(outcome) else ""
    code = codes.FAILED if is_refusal(outcome) else codes.OK
    return Said(code, {"OrderNumber": asked, "Status": "fail" if remark else "success", "Remark": remark})


def delete_order(call: Call) -> Said:
    """Cancel an order that was not handed in."""
    fields = call.fields()
    kind, asked = fields.whole("OrderType", 2), fields.text("OrderNumber")
    with customer(call.account_id):
        found = one(call, asked, KINDS.get(kind))
        if found is None:
            return Said(codes.NO_DATA)
        (outcome,) = cancel(call.account_id, [found.id], source="customer", at=datetime.now(UTC))
    done = not isinstance(outcome, Refusal)
    remark = "" if not isinstance(outcome, Refusal) else outcome.text()
    status = codes.DELETED if done else codes.DELETE_FAILED
    item = {"OrderNumber": asked, "Status": status, "Type": kind, "Remark": remark}
    return Said(codes.OK if done else codes.FAILED, item)


def intercept(call: Call) -> Said:
    """Halt a waybill that is still with us, and say why."""
    fields = call.fields()
    kind, asked = fields.whole("OrderType", 2), fields.text("OrderNumber")
    with customer(call.account_id):
        found = one(call, asked, KINDS.get(kind))
    if found is None:
        return Said(codes.NO_DATA)
    item = {"OrderNumber": asked, "Result": codes.INTERCEPTED, "Type": kind, "Remark": ""}
    if found.state not in INTERCEPTABLE:
        remark = gettext("It has left us already and cannot be intercepted.")
        return Said(codes.FAILED, {**item, "Result": codes.INTERCEPT_FAILED, "Remark": remark})
    reason = "".join(c for c in fields.text("Remark") if c.isprintable())[:200]
    waybills.stop([(call.account_id, found.id)], "intercept", "customer", reason, datetime.now(UTC))
    return Said(codes.OK, item)


def register_ioss(call: Call) -> Said:
    """An IOSS number is kept with each order that names it, so the code given back is the number itself."""
    number = call.fields().text("IossNumber").upper()
    if not (len(number) == 12 and number[:2] == "IM" and number[2:].isascii() and number[2:].isdigit()):
        raise Wrong("IossNumber")
    return Said(codes.OK, {"IossCode": number}, ())
