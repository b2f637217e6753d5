"""Examples in the document, with services that are open here and countries they go to."""

from typing import Any

from galeon.network.reads import ServiceRules, network

POSTCODES = {"US": "90013", "ES": "28013", "DE": "10117", "FR": "75002", "GB": "EC1A 1BB", "MX": "06000"}


def of(operation: str) -> dict[str, dict[str, Any]]:
    """Examples of an operation's body by name."""
    service = next((s for s in network().services.values() if s.is_open and s.countries), None)
    if service is None:
        return {}
    country = next((c for c in POSTCODES if c in service.countries), sorted(service.countries)[0])
    made = _order(service, country)
    bodies: dict[str, dict[str, Any]] = {
        "book": {"one": made, "list": [{**made, "reference": "SO-1002"}, {**made, "reference": "SO-1003"}]},
        "quote": {
            "all": {"country": country, "postcode": made["consignee"]["postcode"], "parcels": made["parcels"]},
            "insured, to a home": {
                "country": country,
                "postcode": made["consignee"]["postcode"],
                "city": made["consignee"]["city"],
                "region": made["consignee"]["state"],
                "parcels": made["parcels"],
                "cargo_class": made["cargo_class"],
                "options": ["residential"],
                "insured_minor": 100_000,
                "declared_minor": 100_000,
            },
        },
    }
    bodies["make_plan"] = {"one": _plan(service, country)}
    return {name: {"value": value} for name, value in bodies.get(operation, {}).items()}


def _order(service: ServiceRules, country: str) -> dict[str, Any]:
    weight_g = min(max(service.weight_g_min, 1_240), service.weight_g_max)
    return {
        "reference": "SO-1001",
        "service": service.code,
        "consignee": {
            "name": "Ana Torres", "country": country, "street": ["500 S Hill St"], "city": "Los Angeles", "state": "CA",
            "postcode": POSTCODES.get(country, "10000"), "phone": "+1 213 555 0100",
        },
        "parcels": [{"weight_g": weight_g, "length_mm": 300, "width_mm": 220, "height_mm": 140}],
        "items": [
            {"title": "LED desk lamp", "quantity": 2, "unit_value_minor": 1900, "currency": "USD", "hs_code": "940521",
             "origin_country": "CN"}
        ],
        "cargo_class": service.cargo_classes[0],
    }  # fmt: skip


def _plan(service: ServiceRules, country: str) -> dict[str, Any]:
    return {
        "sku": {
            "weight_g": 420, "length_mm": 200, "width_mm": 150, "height_mm": 100, "cost_minor": 3_000,
            "declared_minor": 6_000, "cargo_class": service.cargo_classes[0],
        },
        "carton": {"units": 20, "weight_g": 9_000, "length_mm": 600, "width_mm": 400, "height_mm": 400},
        "destinations": [{"country": country, "postcode": POSTCODES.get(country, "10000"), "share_percent": 100}],
        "demand": {
            "orders_month": 400, "units_order": 1, "restock_days": 30, "safety_days": 14, "first_leg_days": 30,
        },
        "border": {"parcel_vat_bp": 2_000, "bulk_duty_bp": 500, "departure_entry_minor": 8_000, "departures_month": 8},
        "holding": {"free_days": 10, "capital_bp_year": 900},
    }  # fmt: skip
