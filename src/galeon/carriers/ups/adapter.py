"""UPS: pure translation between our terms, karrio's payloads and UPS's replies. No HTTP here."""

import base64
import textwrap
from decimal import Decimal
from typing import Any

from galeon.carriers.terms import Address, Goods, Label, LabelWanted, Login, Piece, Sighting
from galeon.carriers.ups.activities import sightings
from galeon.kernel import checkdigits
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import major, minor

# UPS's answer when a reference names no shipment. Anything else leaves the question open.
NOT_FOUND = "9801031"
LINE_CHARS_MAX = 35
LINES_MAX = 2
_RECOVERY_PATH = "/api/labels/v1/recovery"


class Ups:
    """See `karrio_door.Adapter`."""

    title = "UPS"
    token_path = "/security/v1/oauth/token"  # noqa: S105  a route

    def settings(self, login: Login) -> dict[str, Any]:
        return {
            "client_id": login.client_id,
            "client_secret": login.client_secret,
            "account_number": login.account_number,
            "account_country_code": login.account_country or None,
            "test_mode": login.test_mode,
        }

    def fault(self, wanted: LabelWanted) -> Refusal | None:
        """What karrio would cut off in silence: UPS takes two lines of 35 signs from it."""
        for party in (wanted.ship_from, wanted.ship_to):
            if len(_lines(party)) > LINES_MAX:
                return Refusal(
                    code="address_too_long",
                    field="consignee.street" if party is wanted.ship_to else "ship_from",
                    message="UPS takes two lines of 35 signs for a street: {street}",
                    params={"street": ", ".join(party.lines)[:200]},
                )
        return None

    def shipment(self, wanted: LabelWanted) -> dict[str, Any]:
        """A karrio ShipmentRequest. The reference goes on the shipment and on each package: UPS takes it
        on packages inside the US and on the shipment elsewhere."""
        goods = [g for piece in wanted.pieces for g in piece.goods]
        abroad = wanted.ship_from.country != wanted.ship_to.country
        return {
            "service": wanted.service,
            "shipper": _address(wanted.ship_from),
            "recipient": _address(wanted.ship_to),
            "parcels": [_parcel(piece, wanted) for piece in wanted.pieces],
            "customs": _customs(goods, wanted) if abroad else None,
            # Without it UPS is told that the goods are worth 1.00 and that there are no pieces.
            "options": {"declared_value": _amount(wanted.value_minor, wanted.currency), "currency": wanted.currency},
            "reference": wanted.key,
            "label_type": wanted.label_format,
        }

    def rate(self, wanted: LabelWanted) -> dict[str, Any]:
        """A karrio RateRequest."""
        whole = self.shipment(wanted)
        asked = {key: whole[key] for key in ("shipper", "recipient", "parcels", "options", "reference")}
        return {**asked, "services": [wanted.service] if wanted.service else []}

    def label(self, document: bytes, format: str, reply: Any) -> Label | None:
        """The label as stored, None when the reply lacks the number or a document."""
        results = _dig(reply, "ShipmentResponse", "ShipmentResults")
        number = str(_dig(results, "ShipmentIdentificationNumber") or "")
        pieces = tuple(
            str(p["TrackingNumber"]) for p in _many(_dig(results, "PackageResults")) if p.get("TrackingNumber")
        )
        charge = (
            _dig(results, "NegotiatedRateCharges", "TotalCharge")
            or _dig(results, "ShipmentCharges", "TotalCharges")
            or {}
        )
        if not number or not pieces or not document:
            return None
        currency = str(charge.get("CurrencyCode", ""))
        return Label(
            number=number,
            piece_numbers=pieces,
            format=format,
            data=document,
            cost_minor=minor(Decimal(charge["MonetaryValue"]), currency) if "MonetaryValue" in charge else None,
            cost_currency=currency,
        )

    def errors(self, reply: Any) -> list[str]:
        """UPS's own error texts with their codes."""
        listed = _many(_dig(reply, "response", "errors"))
        fault = _dig(reply, "Fault", "detail", "Errors", "ErrorDetail", "PrimaryErrorCode")
        texts = [f"{e.get('message', '')} ({e.get('code', '')})" for e in listed]
        return texts + ([f"{fault.get('Description', '')} ({fault.get('Code', '')})"] if fault else [])

    def sightings(self, number: str, reply: Any) -> list[Sighting]:
        """Every activity of the package, also those without a place."""
        packages = [
            package
            for shipment in _many(_dig(reply, "trackResponse", "shipment"))
            for package in _many(shipment.get("package"))
            if package.get("trackingNumber") in (number, None)
        ]
        return [s for package in packages for s in sightings(number, _many(package.get("activity")))]

    def is_sound(self, number: str) -> bool:
        """The check digit is right. Only a warning hangs on it: UPS's own famous sample number fails."""
        return checkdigits.is_ups(number)

    def recovery(self, key: str, login: Login, label_format: str) -> tuple[str, Any]:
        """UPS's Label Recovery, asked by our reference and the account."""
        return _RECOVERY_PATH, {
            "LabelRecoveryRequest": {
                "Request": {"RequestOption": "Non_Validate", "TransactionReference": {"CustomerContext": key}},
                "LabelSpecification": {"LabelImageFormat": {"Code": label_format}},
                "ReferenceValues": {
                    "ReferenceNumber": {"Value": key},
                    "ShipperNumber": login.account_number,
                },
            }
        }

    def recovered(self, reply: Any) -> Label | None:
        """The label UPS made under our reference."""
        found = _dig(reply, "LabelRecoveryResponse")
        results = _many(_dig(found, "LabelResults"))
        images = [_dig(r, "LabelImage", "GraphicImage") for r in results]
        pieces = tuple(str(r["TrackingNumber"]) for r in results if r.get("TrackingNumber"))
        if not pieces or not images or not images[0]:
            return None
        return Label(
            number=str(_dig(found, "ShipmentIdentificationNumber") or pieces[0]),
            piece_numbers=pieces,
            format=str(_dig(results[0], "LabelImage", "LabelImageFormat", "Code") or "PDF").upper(),
            data=base64.b64decode(images[0]),
        )

    def nothing_found(self, reply: Any) -> bool:
        """True only for UPS's own 'could not be found'."""
        return any(e.get("code") == NOT_FOUND for e in _many(_dig(reply, "response", "errors")))


def _address(party: Address) -> dict[str, Any]:
    lines = _lines(party)
    return {
        "person_name": party.name,
        "company_name": party.company or party.name,
        "address_line1": lines[0] if lines else "",
        "address_line2": lines[1] if len(lines) > 1 else None,
        "city": party.city,
        "state_code": party.state or None,
        "postal_code": party.postcode or None,
        "country_code": party.country,
        "phone_number": "".join(sign for sign in party.phone if sign.isdigit()) or None,  # cut at 15 signs otherwise
        "email": party.email or None,
        "federal_tax_id": party.tax_id or None,
        "residential": not party.company,
    }


def _lines(party: Address) -> list[str]:
    """The street as UPS prints it, broken between words where a line is too long."""
    lines = [line.strip() for line in party.lines if line.strip()]
    if len(lines) <= LINES_MAX and all(len(line) <= LINE_CHARS_MAX for line in lines):
        return lines
    return textwrap.wrap(", ".join(lines), LINE_CHARS_MAX)


def _parcel(piece: Piece, wanted: LabelWanted) -> dict[str, Any]:
    # karrio computes in floats; these leave us here and never come back.
    sides = {
        name: float(Decimal(mm) / 10)
        for name, mm in (("length", piece.length_mm), ("width", piece.width_mm), ("height", piece.height_mm))
        if mm
    }
    return {
        "weight": float(Decimal(piece.weight_g) / 1000),
        "weight_unit": "KG",
        "dimension_unit": "CM",
        **sides,
        "description": ", ".join(g.description for g in piece.goods)[:50],
        "items": [_commodity(g, wanted.currency) for g in piece.goods],
        "reference_number": wanted.key,
    }


def _commodity(goods: Goods, currency: str) -> dict[str, Any]:
    return {
        "title": goods.description[:35],
        "description": goods.description,
        "quantity": goods.quantity,
        "weight": float(Decimal(goods.weight_g) / 1000),
        "weight_unit": "KG",
        "value_amount": _amount(goods.value_minor, currency),
        "value_currency": currency,
        "hs_code": goods.hs_code or None,
        "origin_country": goods.origin or None,
        "sku": goods.sku or None,
    }


def _customs(goods: list[Goods], wanted: LabelWanted) -> dict[str, Any]:
    payer = "sender" if wanted.incoterm == "DDP" else "recipient"
    return {
        "commodities": [_commodity(g, wanted.currency) for g in goods],
        "content_type": "merchandise",
        "incoterm": wanted.incoterm,
        "invoice": wanted.key,
        "duty": {
            "paid_by": payer,
            "currency": wanted.currency,
            "declared_value": _amount(wanted.value_minor, wanted.currency),
        },
    }


def _amount(value_minor: int, currency: str) -> float:
    return float(major(value_minor, currency))


def _dig(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _many(value: Any) -> list[dict[str, Any]]:
    """UPS sends one element bare and several as a list."""
    listed = value if isinstance(value, list) else [value]
    return [element for element in listed if isinstance(element, dict)]
