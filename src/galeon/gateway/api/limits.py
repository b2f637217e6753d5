"""The limits `intake.check` judges by, shown in the document: the decoder judges types only, check all limits at once."""

from collections.abc import Sequence
from typing import Any

from galeon.gateway.api import plans
from galeon.intake import check

Json = dict[str, Any]
TEXT = "^[^\\u0000-\\u001f\\u007f]*$"


def _text(limit: int, **more: object) -> Json:
    return {"maxLength": limit, "pattern": TEXT, **more}


def _whole(low: int, high: int, **more: object) -> Json:
    return {"minimum": low, "maximum": high, **more}


COUNTRY = {"pattern": "^[A-Z]{2}$", "examples": ["US"], "description": "ISO 3166-1 alpha-2."}
ADDRESS: dict[str, Json] = {
    "name": _text(check.NAME_MAX), "country": COUNTRY, "city": _text(check.CITY_MAX), "company": _text(check.NAME_MAX),
    "street": {"maxItems": 3, "items": {"type": "string", **_text(check.STREET_MAX)}}, "state": _text(check.CITY_MAX),
    "postcode": _text(16), "phone": _text(32), "email": _text(120), "house_number": _text(20), "tax_id": _text(40),
}  # fmt: skip
VALUE = _whole(0, check.VALUE_MINOR_LIMIT)
EXTRAS: dict[str, Json] = {
    "options": {"maxItems": check.OPTIONS_MAX, "items": {"type": "string", "pattern": f"^{check.OPTION.pattern}$"}},
    "insured_minor": VALUE, "cod_minor": VALUE,
}  # fmt: skip
SIDE = _whole(0, check.LENGTH_MM_LIMIT)
LIMITS: dict[str, dict[str, Json]] = {
    "AddressBody": ADDRESS,
    "ParcelBody": {"weight_g": _whole(1, check.WEIGHT_G_LIMIT), "length_mm": SIDE, "width_mm": SIDE, "height_mm": SIDE},
    "ItemBody": {
        "title": _text(check.TITLE_MAX, minLength=1), "title_local": _text(check.TITLE_MAX),
        "sku": _text(64), "url": _text(400),
        "quantity": _whole(1, check.QUANTITY_LIMIT), "unit_value_minor": _whole(0, check.VALUE_MINOR_LIMIT),
        "unit_weight_g": _whole(0, check.WEIGHT_G_LIMIT), "parcel_no": _whole(1, check.PARCELS_MAX),
        "currency": {"pattern": "^[A-Z]{3}$", "examples": ["USD"], "description": "ISO 4217."},
        "hs_code": {"pattern": "^([0-9.]{4,15})?$", "examples": ["940521"]}, "origin_country": {"pattern": "^([A-Z]{2})?$"},
    },
    "TaxesBody": {name: _text(check.TAX_MAX) for name in ("ioss", "vat", "eori")} | {"incoterm": {"enum": ["DAP", "DDP"]}},
    "OrderBody": {
        "reference": _text(check.REFERENCE_MAX, minLength=1, examples=["SO-1001"]),
        "parcels": {"minItems": 1, "maxItems": check.PARCELS_MAX}, "items": {"minItems": 1, "maxItems": check.ITEMS_MAX},
        **EXTRAS,
    },
    "QuoteBody": {
        "country": COUNTRY, "postcode": _text(16), "region": _text(check.CITY_MAX), "city": _text(check.CITY_MAX),
        "origin": _text(12), "parcels": {"minItems": 1, "maxItems": check.PARCELS_MAX}, "declared_minor": VALUE, **EXTRAS,
    },
}  # fmt: skip


def apply(schemas: dict[str, Json], services: Sequence[str]) -> None:
    """Write the limits into the schemas of what comes in, and the codes of the open services."""
    for name, fields in {**LIMITS, **plans.LIMITS}.items():
        properties = schemas[name]["properties"]
        for field, limit in fields.items():
            properties[field] = {**properties[field], **limit}
    schemas["OrderBody"]["properties"]["service"] |= {"examples": list(services)[:20], "minLength": 1}
