"""Orders placed, changed, taken back and halted."""

from django.utils.translation import gettext

from galeon.gateway import desk
from galeon.gateway.calling import Call
from galeon.gateway.desk import Settled, Stands
from galeon.gateway.loose import Loose, Wrong
from galeon.gateway.measures import grams
from galeon.gateway.yunexpress import codes, orders, replies
from galeon.gateway.yunexpress.call import KIND
from galeon.gateway.yunexpress.reading import one
from galeon.gateway.yunexpress.replies import Said
from galeon.intake.acts import Rejected
from galeon.kernel.refusal import Refusal

ORDERS_MAX = 10
KINDS = {1: "ours", 2: "reference"}


def create_order(call: Call) -> Said:
    """One to ten orders, each for itself. The same order again is the same waybill, and a success."""
    sent = call.json()
    entries = sent if isinstance(sent, list) else [sent]
    if not 1 <= len(entries) <= ORDERS_MAX or not all(isinstance(entry, dict) for entry in entries):
        raise Wrong(f"[1..{ORDERS_MAX}]")
    items = [Loose(entry, f"[{n}]" if len(entries) > 1 else "") for n, entry in enumerate(entries)]
    settled = desk.settle(call, desk.orders_of(call, items, "ShippingMethodCode", orders.order), KIND)
    return Said(_code(settled), [_created(item, outcome) for item, outcome in zip(items, settled, strict=True)])


def _created(item: Loose, outcome: Settled) -> dict[str, object]:
    if isinstance(outcome, Stands):
        return replies.created(outcome.reference, (outcome.number, outcome.displayed), _not_offered(item))
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
    failed = [outcome for outcome in settled if not isinstance(outcome, Stands)]
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
    asked, weight_g = fields.text("OrderNumber"), grams(fields, "Weight")
    if weight_g <= 0:
        return Said(codes.BAD_WEIGHT)
    found = one(call, asked)
    if found is None:
        return Said(codes.NO_DATA)
    refused = desk.reweigh(call, found, weight_g)
    item = {
        "OrderNumber": asked,
        "Status": "fail" if refused else "success",
        "Remark": refused.text() if refused else "",
    }
    return Said(codes.FAILED if refused else codes.OK, item)


def delete_order(call: Call) -> Said:
    """Cancel an order that was not handed in."""
    fields = call.fields()
    kind, asked = fields.whole("OrderType", 2), fields.text("OrderNumber")
    found = one(call, asked, KINDS.get(kind))
    if found is None:
        return Said(codes.NO_DATA)
    (outcome,) = desk.take_back(call, [found.id])
    refused = outcome if isinstance(outcome, Refusal) else None
    status = codes.DELETE_FAILED if refused else codes.DELETED
    item = {"OrderNumber": asked, "Status": status, "Type": kind, "Remark": refused.text() if refused else ""}
    return Said(codes.FAILED if refused else codes.OK, item)


def intercept(call: Call) -> Said:
    """Halt a waybill that is still with us, and say why."""
    fields = call.fields()
    kind, asked = fields.whole("OrderType", 2), fields.text("OrderNumber")
    found = one(call, asked, KINDS.get(kind))
    if found is None:
        return Said(codes.NO_DATA)
    refused = desk.intercept(call, found, fields.text("Remark"))
    item = {"OrderNumber": asked, "Result": codes.INTERCEPT_FAILED if refused else codes.INTERCEPTED, "Type": kind}
    return Said(codes.FAILED if refused else codes.OK, {**item, "Remark": refused.text() if refused else ""})


def register_ioss(call: Call) -> Said:
    """An IOSS number is kept with each order that names it, so the code given back is the number itself."""
    number = call.fields().text("IossNumber").upper()
    if not (len(number) == 12 and number[:2] == "IM" and number[2:].isascii() and number[2:].isdigit()):
        raise Wrong("IossNumber")
    return Said(codes.OK, {"IossCode": number}, ())
