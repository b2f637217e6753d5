"""What the dialect answers with, name by name as recorded from the real service; `null` where it has null."""

import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from galeon.gateway.yunexpress import codes
from galeon.kernel.wording import major
from galeon.waybills.orders import Address, Order
from galeon.waybills.reads import Facts, Happening

ENCODER = msgspec.json.Encoder(decimal_format="number")
WHEN = "%Y-%m-%dT%H:%M:%S"
ITEMS = ("Items",)


class Said(msgspec.Struct, frozen=True):
    """An answer: the code of the whole, and what stands under Item or Items (`keys`; none: `value` stands by itself)."""

    code: str
    value: object = None
    keys: tuple[str, ...] = ("Item",)
    message: str = ""

    def head(self) -> dict[str, object]:
        """What stands before the code."""
        if not self.keys and isinstance(self.value, dict):
            return self.value
        return dict.fromkeys(self.keys, self.value)


def envelope(said: Said, language: str) -> bytes:
    """The whole answer as JSON."""
    return ENCODER.encode({
        **said.head(), "Code": said.code, "Message": said.message or codes.message(said.code, language),
        "RequestId": secrets.token_hex(7).upper() + ":00000001", "TimeStamp": _now(),
    })  # fmt: skip


def _now() -> str:
    """Seven places of a second and a zone, as the real one writes it."""
    return datetime.now(UTC).strftime(WHEN + ".%f") + "0+00:00"


def kg(grams: int) -> Decimal:
    """Grams as kilograms."""
    return Decimal(grams).scaleb(-3).normalize() + 0


def created(reference: str, facts: tuple[str, str] | None, remark: str) -> dict[str, Any]:
    """One order of CreateOrder: booked with (our number, the displayed number), or refused with a remark."""
    number, displayed = facts or (None, None)
    return {
        "CustomerOrderNumber": reference, "Success": 1 if facts else 0, "TrackType": "1", "Remark": remark,
        "AgentNumber": None, "WayBillNumber": number, "RequireSenderAddress": 0, "TrackingNumber": displayed,
        "ShipperBoxs": None,
    }  # fmt: skip


def tracking_number(asked: str, found: Facts | None, remark: str) -> dict[str, Any]:
    """One number of GetTrackingNumber. Status 1: a number is there, 3: there is none."""
    return {
        "OrderNumber": asked, "CustomerOrderNumber": found.reference if found else asked,
        "TrackingNumber": found.displayed_number if found else None, "WayBillNumber": found.number if found else None,
        "ChildTrackings": [], "Remark": "" if found else remark, "Status": 1 if found else 3,
    }  # fmt: skip


def sender(asked: str, found: Facts, a: Address | None) -> dict[str, Any]:
    """GetSender: who stands on the label as sender, empty where the company itself does."""
    return {
        "OrderNumber": asked, "WayBillNumber": found.number, "CountryCode": a.country if a else "",
        "FirstName": a.name if a else "", "LastName": "", "Company": a.company if a else "",
        "Address": " ".join(a.street) if a else "", "City": a.city if a else "", "State": a.state if a else "",
        "Zip": a.postcode if a else "", "Phone": a.phone if a else "",
    }  # fmt: skip


def order(found: Facts, made: Order) -> dict[str, Any]:
    """GetOrder: the order as it came, with its state."""
    first = made.parcels[0]
    return {
        "WayBillNumber": found.number, "OrderNumber": found.reference, "CustomerOrderNumber": found.reference,
        "ShippingMethodCode": made.service, "TrackingNumber": found.displayed_number, "TransactionNumber": None,
        "Length": _cm(first.length_mm), "Width": _cm(first.width_mm), "Height": _cm(first.height_mm),
        "PackageNumber": found.pieces, "PackageCount": found.pieces, "Weight": kg(found.weight_g), "WeightUnits": "KG",
        "ApplicationType": 4, "ReturnOption": 0, "Status": codes.ORDER_STATUS.get(found.state, codes.IN_TRANSIT),
        "InsuranceType": 0, "InsureAmount": Decimal("0.0"), "SensitiveTypeID": _goods_id(made.cargo_class),
        "IossCode": made.taxes.ioss or None, "Receiver": _receiver(made.consignee), "Sender": _sender(made.shipper),
        "Parcels": [
            {
                "Sku": i.sku or None, "EName": i.title, "CName": i.title_local or None, "HsCode": i.hs_code or None,
                "Quantity": i.quantity, "UnitPrice": major(i.unit_value_minor, i.currency),
                "UnitWeight": kg(i.unit_weight_g), "Remark": None, "ProductUrl": i.url or None,
                "InvoiceRemark": None, "CurrencyCode": i.currency,
            }
            for i in made.items
        ],
        "ChargeWeight": kg(found.charge_g) if found.charge_g else None, "BarCodeNumber": None,
    }  # fmt: skip


def _cm(mm: int) -> Decimal:
    return Decimal(mm).scaleb(-1).normalize() + 0 if mm else Decimal(1)


def _goods_id(cargo_class: str) -> int:
    return next((n for n, (name, _, _) in codes.GOODS.items() if name == cargo_class and n > 1), 0)


def _receiver(a: Address) -> dict[str, Any]:
    lines = [*a.street, "", "", ""]
    return {
        "TaxId": a.tax_id or None, "CountryCode": a.country, "FirstName": a.name, "LastName": "",
        "Company": a.company or None, "Street": lines[0], "StreetAddress1": lines[1] or None,
        "StreetAddress2": lines[2] or None, "City": a.city, "State": a.state or None, "Zip": a.postcode or None,
        "Phone": a.phone or None, "HouseNumber": a.house_number or None, "Email": a.email or None,
    }  # fmt: skip


def _sender(a: Address | None) -> dict[str, Any]:
    return {
        "CountryCode": a.country if a else "", "FirstName": a.name if a else "", "LastName": "",
        "Company": a.company or None if a else None, "Street": " ".join(a.street) if a else "",
        "City": a.city or None if a else None, "State": a.state or None if a else None,
        "Zip": a.postcode or None if a else None, "Phone": a.phone or None if a else None, "HouseNumber": None,
    }  # fmt: skip


def track(found: Facts, account: str, events: list[Happening], name: Any) -> dict[str, Any]:
    """GetTrackInfo and GetTrackAllInfo, newest event first. name: event code -> words."""
    told = sorted(events, key=lambda e: e.occurred_at, reverse=True)
    ended = found.state == "delivered" and told
    return {
        "CountryCode": found.to_country, "WaybillNumber": found.number, "WayBillNumber": found.number,
        "TrackingNumber": found.displayed_number, "CarrierName": (found.carrier or "").upper(), "CreatedBy": account,
        "PackageState": codes.PACKAGE_STATE.get(found.state, 2),
        "TrackingStatus": codes.TRACKING_STATUS.get(found.state, codes.TRANSIT),
        "IntervalDays": Decimal((found.state_at - found.booked_at).days) if ended else Decimal("-1.0"),
        "OrderTrackingDetails": [
            {
                "ProcessContent": e.text or name(e.code), "ProcessLocation": e.place or None,
                "ProcessDate": e.occurred_at.astimezone(UTC).strftime(WHEN),
                "TrackingStatus": codes.TRACKING_STATUS.get(e.target or "", codes.TRANSIT),
            }
            for e in told
        ],
    }  # fmt: skip


def carrier(asked: str, found: Facts | None) -> dict[str, Any]:
    """One number of GetCarrier: who delivers it. OrderCodeType Y: our number, C: the merchant's, T: a tracking number."""
    kind = "Y" if found and asked == found.number else "C" if found and asked == found.reference else "T"
    name = (found.carrier or "") if found else ""
    return {
        "OrderCode": asked, "OrderCodeType": kind, "CarrierCode": name.upper(), "CarrierCName": name.upper(),
        "CarrierEName": name.upper(), "CarrierPhone": "", "CarrierWebsite": "",
    }  # fmt: skip


class Fees(msgspec.Struct, frozen=True):
    """What was charged, by their four names; all 0 before the parcel is weighed in."""

    freight_minor: int = 0
    fuel_minor: int = 0
    registration_minor: int = 0
    other_minor: int = 0

    @property
    def total_minor(self) -> int:
        """The sum."""
        return self.freight_minor + self.fuel_minor + self.registration_minor + self.other_minor


def fees(charged: list[tuple[str, int]]) -> Fees:
    """(fee's code, minor units) sorted into their names."""
    sums = {"freight": 0, "fuel": 0, "registration": 0, "other": 0}
    for code, amount in charged:
        name = "registration" if code == "ticket" else code
        sums[name if name in sums else "other"] += amount
    return Fees(sums["freight"], sums["fuel"], sums["registration"], sums["other"])


def fee_detail(
    found: Facts, fees_: Fees, service: str, countries: tuple[str, str], at: datetime | None
) -> dict[str, Any]:
    """GetShippingFeeDetail. countries: the destination in Chinese and in the caller's language."""
    total = major(fees_.total_minor, found.currency)
    return {
        "ShippingMethodName": service, "CountryCode": found.to_country, "CountryName": countries[1],
        "ChineseName": countries[0], "CustomerOrderNumber": found.reference, "WayBillNumber": found.number,
        "TrackingNumber": found.displayed_number, "GrossWeight": kg(found.measured_g) if found.measured_g else None,
        "ChargeWeight": kg(found.charge_g) if found.charge_g else None, "Freight": major(fees_.freight_minor, found.currency),
        "FuelSurcharge": major(fees_.fuel_minor, found.currency),
        "RegistrationFee": major(fees_.registration_minor, found.currency),
        "ProcessingFee": major(0, found.currency), "OtherFee": major(fees_.other_minor, found.currency), "TotalFee": total,
        "OccurrenceTime": at.astimezone(UTC).strftime(WHEN) if at else None, "StandardMoney": total,
    }  # fmt: skip
