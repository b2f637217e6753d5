"""Waybills read back: by any of their numbers, their labels, fees and tracks."""

from django.utils.translation import gettext

from galeon.billing.reads import waybill_charges
from galeon.gateway import desk
from galeon.gateway.calling import Call
from galeon.gateway.labels import IDS_MAX, label_url
from galeon.gateway.loose import Wrong, numbers
from galeon.gateway.yunexpress import codes, replies
from galeon.gateway.yunexpress.replies import ITEMS, Said
from galeon.kernel.tenancy import customer
from galeon.network.reads import country_names, service_by_id
from galeon.waybills import reads
from galeon.waybills.journey import State
from galeon.waybills.reads import Facts
from galeon.waybills.words import event_name

NUMBERS_MAX = 100


def one(call: Call, number: str, kind: str | None = None) -> Facts | None:
    if not number:
        raise Wrong("OrderNumber")
    return desk.find(call, number, kind)


def get_tracking_number(call: Call) -> Said:
    """Numbers by the merchant's references, separated by commas."""
    asked = [number for number in call.query().text("CustomerOrderNumber", "OrderNumber").split(",") if number.strip()]
    if not 1 <= len(asked) <= NUMBERS_MAX:
        raise Wrong("CustomerOrderNumber")
    with customer(call.account_id):
        found = reads.facts(call.account_id, asked)
    none = codes.message(codes.NO_DATA, call.language)
    told = [replies.tracking_number(number, f, none) for number, f in zip(asked, found, strict=True)]
    return Said(codes.OK if any(found) else codes.NO_DATA, told, ITEMS)


def get_order(call: Call) -> Said:
    """The order behind any of its numbers."""
    with customer(call.account_id):
        found = one(call, call.query().text("OrderNumber"))
        if found is None:
            return Said(codes.NO_DATA)
        return Said(codes.OK, replies.order(found, reads.orders(call.account_id, [found.id])[found.id]))


def get_sender(call: Call) -> Said:
    """Who stands on the label as sender."""
    asked = call.query().text("OrderNumber")
    with customer(call.account_id):
        found = one(call, asked)
        if found is None:
            return Said(codes.NO_DATA, None, ITEMS)
        made = reads.orders(call.account_id, [found.id])[found.id]
    return Said(codes.OK, replies.sender(asked, found, made.shipper), ITEMS)


def label_print(call: Call) -> Said:
    """The address of one PDF with the labels of up to 50 numbers; numbers unknown are told beside it."""
    asked = numbers(call.json(), IDS_MAX, "OrderNumbers")
    with customer(call.account_id):
        found = reads.facts(call.account_id, asked)
    printable = [f for f in found if f and f.state != State.CANCELLED]
    url = label_url(call.request, call.account_id, [f.id for f in printable]) if printable else ""
    told = [_printed(number, f, call.language) for number, f in zip(asked, found, strict=True)]
    return Said(codes.OK if printable else codes.NO_DATA, [{"Url": url, "OrderInfos": told}])


def _printed(asked: str, found: Facts | None, language: str) -> dict[str, object]:
    number = found.reference if found else asked
    if found is None:
        return {
            "CustomerOrderNumber": number,
            "Error": codes.message(codes.NO_DATA, language),
            "Code": codes.PRINT_FAILED,
        }
    if found.state == State.CANCELLED:
        return {"CustomerOrderNumber": number, "Error": gettext("It is cancelled."), "Code": codes.PRINT_FAILED}
    return {"CustomerOrderNumber": number, "Error": "", "Code": codes.PRINTED}


def get_shipping_fee_detail(call: Call) -> Said:
    """What was charged; all 0 until the parcel is weighed in."""
    with customer(call.account_id):
        found = one(call, call.query().text("wayBillNumber", "OrderNumber"))
        if found is None:
            return Said(codes.NO_DATA)
        charged = waybill_charges(call.account_id, found.id, call.language)
        chinese, spoken = country_names("zh"), country_names(call.language)
    service = service_by_id(found.service_id).name(call.language)
    countries = (chinese.get(found.to_country, ""), spoken.get(found.to_country, ""))
    fees = replies.fees([(line.code, line.amount_minor) for line in charged])
    return Said(
        codes.OK, replies.fee_detail(found, fees, service, countries, charged[-1].charged_at if charged else None)
    )


def get_track_info(call: Call) -> Said:
    """Where it is, by any of its numbers."""
    with customer(call.account_id):
        found = one(call, call.query().text("OrderNumber", "trackingNumber"))
        if found is None:
            return Said(codes.NO_DATA)
        events = reads.timeline(call.account_id, found.id)
    return Said(codes.OK, replies.track(found, call.caller.identifier, events, event_name))


def get_carrier(call: Call) -> Said:
    """Who delivers each of these numbers."""
    asked = numbers(call.json(), NUMBERS_MAX, "OrderNumbers")
    with customer(call.account_id):
        found = reads.facts(call.account_id, asked)
    told = [replies.carrier(number, f) for number, f in zip(asked, found, strict=True)]
    return Said(codes.OK if any(found) else codes.NO_DATA, told)
