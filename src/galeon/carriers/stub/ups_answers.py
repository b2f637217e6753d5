"""UPS's replies filled in for a shipment of the stub. Pure: shapes in, JSON out."""

import copy
import functools
import importlib.resources
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

from galeon.carriers.stub import label_image

# name: (type, code, statusCode, words, at the origin?)
STEPS: dict[str, tuple[str, str, str, str, bool]] = {
    "created": ("M", "MP", "003", "Shipper created a label, UPS has not received the package yet. ", True),
    "origin": ("I", "OR", "005", "Origin Scan", True),
    "departed": ("I", "DP", "005", "Departed from Facility", True),
    "arrived": ("I", "AR", "005", "Arrived at Facility", False),
    "out": ("I", "OT", "021", "Out For Delivery Today", False),
    "delivered": ("D", "FS", "011", "DELIVERED", False),
}
SIDE_STEPS: dict[str, tuple[str, str, str, str, bool]] = {
    "attempt": ("X", "48", "018", "The receiver was not available for delivery. We'll make a second attempt.", False),
    "access_point": ("I", "ZP", "004", "Delivered to UPS Access Point", False),
    "exception": ("X", "DY", "014", "Severe weather conditions have delayed delivery.", False),
    "returning": ("X", "RS", "016", "The package is being returned to the sender.", False),
}


class Activity(msgspec.Struct):
    """One thing that happened to a package of the stub. `at` is UTC."""

    type: str
    code: str
    status_code: str
    words: str
    at: datetime
    city: str
    state: str
    country: str


class Shipment(msgspec.Struct):
    """A label the stub sold. planned: what is told once its time has come. collected_at: since when a driver has it."""

    numbers: list[str]
    reference: str
    service: str
    ship_from: dict[str, Any]
    ship_to: dict[str, Any]
    label_format: str
    made_at: datetime
    activities: list[Activity]
    voided: bool = False
    planned: list[Activity] = []
    collected_at: datetime | None = None


@functools.cache
def _shape(name: str) -> str:
    return importlib.resources.files("galeon.carriers.ups.shapes").joinpath(f"{name}.json").read_text(encoding="utf-8")


def shape(name: str) -> Any:
    """A fresh copy of a recorded shape."""
    return json.loads(_shape(name))


def error(name: str) -> tuple[int, Any]:
    """Status and body of one of UPS's refusals."""
    status, body = shape("errors")[name]
    return status, body


def token(access_token: str, now: datetime) -> Any:
    """The OAuth reply; issued_at in milliseconds as a string, as UPS sends it."""
    return {**shape("token"), "access_token": access_token, "issued_at": str(int(now.timestamp() * 1000))}


def ship(shipment: Shipment, serial: int) -> Any:
    """The Ship reply with one label a package."""
    reply = shape("ship")
    response = reply["ShipmentResponse"]
    response["Response"]["TransactionReference"] = {
        "CustomerContext": shipment.reference,
        "TransactionIdentifier": f"ciewssgal{serial:012d}",
    }
    results = response["ShipmentResults"]
    results["ShipmentIdentificationNumber"] = shipment.numbers[0]
    mould = results["PackageResults"][0]
    results["PackageResults"] = [_package(mould, shipment, number) for number in shipment.numbers]
    return reply


def _package(mould: Any, shipment: Shipment, number: str) -> Any:
    package = copy.deepcopy(mould)
    package["TrackingNumber"] = number
    package["ShippingLabel"] = {
        "ImageFormat": {"Code": shipment.label_format, "Description": shipment.label_format},
        "GraphicImage": image(shipment, number, shipment.label_format),
    }
    return package


def image(shipment: Shipment, number: str, label_format: str) -> str:
    """The label in base64, as ZPL, PDF or PNG."""
    draw = {"ZPL": label_image.zpl, "PDF": label_image.pdf}.get(label_format, label_image.png)
    to = shipment.ship_to
    address = to.get("Address", {})
    town = f"{address.get('City', '')} {address.get('StateProvinceCode', '')} {address.get('PostalCode', '')}"
    lines = [to.get("Name", ""), *address.get("AddressLine", []), town, address.get("CountryCode", "")]
    return draw(number, [str(line) for line in lines if line], shipment.service)


def recovery(shipment: Shipment, label_format: str) -> Any:
    """The Label Recovery reply."""
    reply = shape("recovery")
    found = reply["LabelRecoveryResponse"]
    found["Response"]["TransactionReference"]["CustomerContext"] = shipment.reference
    found["ShipmentIdentificationNumber"] = shipment.numbers[0]
    found["LabelResults"] = [
        {
            "TrackingNumber": number,
            "LabelImage": {
                "LabelImageFormat": {"Code": label_format},
                "GraphicImage": image(shipment, number, label_format),
            },
        }
        for number in shipment.numbers
    ]
    return reply


def track(shipment: Shipment, number: str) -> Any:
    """The Track reply, newest activity first."""
    reply = shape("track")
    told = reply["trackResponse"]["shipment"][0]
    told["inquiryNumber"] = number
    package = told["package"][0]
    newest_first = sorted(shipment.activities, key=lambda a: a.at, reverse=True)
    package["trackingNumber"] = number
    package["activity"] = [_told(a) for a in newest_first]
    package["currentStatus"] = {"description": newest_first[0].words.strip(), "code": newest_first[0].status_code}
    package["referenceNumber"] = [{"type": "PACKAGE", "number": shipment.reference}]
    package["packageCount"] = len(shipment.numbers)
    package["packageAddress"] = [
        {"type": "ORIGIN", "address": _town(shipment.ship_from)},
        {"type": "DESTINATION", "address": _town(shipment.ship_to)},
    ]
    if newest_first[0].type != "D":
        package["deliveryDate"], package["deliveryTime"] = [], {}
    return reply


def _told(activity: Activity) -> Any:
    zone = timezone(timedelta(hours=-8)) if activity.country == "US" else timezone(timedelta(hours=1))
    local, gmt = activity.at.astimezone(zone), activity.at.astimezone(UTC)
    offset = local.strftime("%z")
    address = {"city": activity.city, "stateProvince": activity.state, "countryCode": activity.country}
    return {
        "location": {"address": {**{k: v for k, v in address.items() if v}, "country": activity.country}},
        "status": {
            "type": activity.type,
            "description": activity.words,
            "code": activity.code,
            "statusCode": activity.status_code,
        },
        "date": local.strftime("%Y%m%d"),
        "time": local.strftime("%H%M%S"),
        "gmtDate": gmt.strftime("%Y%m%d"),
        "gmtOffset": f"{offset[:3]}:{offset[3:]}",
        "gmtTime": gmt.strftime("%H:%M:%S"),
    }


def _town(party: dict[str, Any]) -> Any:
    address = party.get("Address", {})
    return {
        "city": str(address.get("City", "")).upper(),
        "stateProvince": address.get("StateProvinceCode", ""),
        "countryCode": address.get("CountryCode", ""),
        "country": address.get("CountryCode", ""),
    }
