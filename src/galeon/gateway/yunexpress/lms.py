"""LMS, the interface before OMS: other names for the same things. Its orders are rewritten into OMS's and go one way."""

import secrets
from collections.abc import Mapping

import msgspec

from galeon.gateway.calling import Call
from galeon.gateway.labels import IDS_MAX
from galeon.gateway.loose import Loose, Wrong, numbers
from galeon.gateway.yunexpress import codes, placing, reading, replies
from galeon.gateway.yunexpress.call import Verb
from galeon.gateway.yunexpress.replies import Said
from galeon.intake.quotes import orderable
from galeon.kernel.tenancy import customer
from galeon.waybills import reads
from galeon.waybills.words import event_name

PERSON = {
    "CountryCode": "CountryCode", "FirstName": "FirstName", "LastName": "LastName", "Company": "Company",
    "Street": "Address", "StreetAddress1": "Address1", "StreetAddress2": "Address2", "City": "City", "State": "State",
    "Zip": "Zip", "Phone": "Phone", "TaxId": "TaxId",
}  # fmt: skip
GOODS = {
    "EName": "ApplicationName", "CName": "PickingName", "HSCode": "HSCode", "Quantity": "Qty", "UnitPrice": "UnitPrice",
    "UnitWeight": "UnitWeight", "SKU": "SKU", "ProductUrl": "ProductUrl",
}  # fmt: skip
HEAD = {
    "CustomerOrderNumber": "OrderNumber", "ShippingMethodCode": "ShippingMethodCode", "Weight": "Weight",
    "PackageCount": "PackageNumber", "Length": "Length", "Width": "Width", "Height": "Height",
    "SensitiveTypeID": "SensitiveTypeID", "TariffPrepay": "EnableTariffPrepay", "InsuranceOption": "InsuranceType",
    "IossCode": "IossCode",
}  # fmt: skip


def envelope(said: Said, language: str) -> bytes:
    """ResultCode and ResultDesc; no Message, by which one client knows a failure."""
    text = said.message or codes.message(said.code, language)
    code = "1002" if said.code == codes.BAD_CREDENTIALS else said.code
    return replies.ENCODER.encode({
        **said.head(), "ResultCode": code, "ResultDesc": text,
        "RequestId": secrets.token_hex(8),
    })  # fmt: skip


def rewritten(item: Loose) -> dict[str, object]:
    """One order of BatchAdd under OMS's names."""
    told: dict[str, object] = {theirs: item.text(old) for theirs, old in HEAD.items()}
    for theirs, old, prefix in (("Receiver", "ShippingInfo", "Shipping"), ("Sender", "SenderInfo", "Sender")):
        person = item.one(old)
        if person:
            told[theirs] = {name: person.text(f"{prefix}{was}", was) for name, was in PERSON.items()}
    told["Parcels"] = [{name: g.text(was) for name, was in GOODS.items()} for g in item.many("ApplicationInfos")]
    return told


def batch_add(call: Call) -> Said:
    """CreateOrder under its old name."""
    sent = call.json()
    entries = sent if isinstance(sent, list) else [sent]
    read = [Loose(entry) for entry in entries if isinstance(entry, dict)]
    if len(read) != len(entries):
        raise Wrong("")
    orders = [rewritten(item) for item in read]
    said = placing.create_order(msgspec.structs.replace(call, raw=replies.ENCODER.encode(orders)))
    items = [_added(item) for item in said.value] if isinstance(said.value, list) else None
    return Said(said.code, items, message=said.message)


def _added(item: Mapping[str, object]) -> dict[str, object]:
    return {
        "CustomerOrderNumber": item["CustomerOrderNumber"], "Status": item["Success"], "TrackStatus": "1",
        "WayBillNumber": item["WayBillNumber"], "TrackingNumber": item["TrackingNumber"], "AgentNumber": None,
        "Feedback": item["Remark"],
    }  # fmt: skip


def get_methods(call: Call) -> Said:
    """The open services the account has prices for."""
    country = call.query().text("countryCode").upper()
    found = [
        {
            "Code": s.code,
            "FullName": s.name_zh,
            "EnglishName": s.name_en,
            "HaveTrackingNum": True,
            "DisplayName": s.name_zh,
        }
        for s in orderable(call.caller.customer)
        if not country or country in s.countries
    ]
    return Said(codes.OK, found)


def get_track_number(call: Call) -> Said:
    """The tracking number of the merchant's order."""
    asked = call.query().text("orderId", "orderNumber")
    with customer(call.account_id):
        found = reading.one(call, asked)
    if found is None:
        return Said(codes.NO_DATA, None)
    return Said(codes.OK, [{"WayBillNumber": found.number, "TrackingNumber": found.displayed_number, "msg": ""}])


def get_tracking(call: Call) -> Said:
    """The track of a number: an object under Item for one client, a list under Items for another."""
    asked = call.query().text("trackingNumber")
    with customer(call.account_id):
        found = reading.one(call, asked)
        if found is None:
            return Said(codes.NO_DATA, None)
        events = reads.timeline(call.account_id, found.id)
    track = replies.track(found, call.caller.identifier, events, event_name)
    return Said(codes.OK, {"Item": track, "Items": [{**track, "msg": ""}]}, ())


def print_url(call: Call) -> Said:
    """Label/Print under its old name."""
    said = reading.label_print(call)
    if not isinstance(said.value, list):
        return said
    asked = numbers(call.json(), IDS_MAX, "OrderNumbers")
    (sheet,) = said.value
    infos = [
        {"OrderNumber": number, "ErrorCode": info["Code"], "ErrorBody": info["Error"]}
        for number, info in zip(asked, sheet["OrderInfos"], strict=True)
    ]
    return Said(said.code, [{"Url": sheet["Url"], "LabelPrintInfos": infos}])


VERBS: Mapping[str, tuple[str, Verb]] = {
    "waybill/batchadd": ("POST", batch_add),
    "waybill/gettracknumber": ("GET", get_track_number),
    "waybill/gettrackingnumber": ("GET", get_tracking),
    "waybill/getshippingfeedetail": ("GET", reading.get_shipping_fee_detail),
    "lms/get": ("GET", get_methods),
    "printurl": ("POST", print_url),
}
