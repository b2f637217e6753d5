"""Is a plan one that can be made? Pure. What services and price lists say to it comes later; every fault names its field."""

from collections.abc import Iterator

from msgspec import Struct

from galeon.intake.check import LENGTH_MM_LIMIT, WEIGHT_G_LIMIT
from galeon.intake.planning.terms import ORDERS_MAX, PlanEnquiry
from galeon.kernel.refusal import Refusal

DESTINATIONS_MAX, MONEY_MAX, BP_MAX = 5, 10**9, 100_000
LIMITS: dict[str, dict[str, tuple[int, int]]] = {
    "sku": {
        "length_mm": (0, LENGTH_MM_LIMIT), "width_mm": (0, LENGTH_MM_LIMIT), "height_mm": (0, LENGTH_MM_LIMIT),
        "cost_minor": (0, MONEY_MAX), "declared_minor": (0, MONEY_MAX),
    },
    "carton": {
        "units": (1, 10_000), "length_mm": (1, LENGTH_MM_LIMIT), "width_mm": (1, LENGTH_MM_LIMIT),
        "height_mm": (1, LENGTH_MM_LIMIT),
    },
    "demand": {
        "orders_month": (1, ORDERS_MAX), "units_order": (1, 100), "restock_days": (1, 365), "safety_days": (0, 365),
        "first_leg_days": (0, 365),
    },
    "border": {
        "parcel_duty_bp": (0, BP_MAX), "parcel_vat_bp": (0, BP_MAX), "bulk_duty_bp": (0, BP_MAX),
        "bulk_vat_bp": (0, BP_MAX), "departure_entry_minor": (0, MONEY_MAX), "departures_month": (1, 1_000),
        "shipment_entry_minor": (0, MONEY_MAX),
    },
    "holding": {"free_days": (0, 365), "capital_bp_year": (0, BP_MAX)},
    "destination": {"share_percent": (1, 100)},
}  # fmt: skip
"""By part and field: the least and the most. The API's document tells the same."""


def faults(enquiry: PlanEnquiry) -> list[Refusal]:
    """Everything wrong with it, in reading order; empty when prices can be asked for."""
    return [
        *_weight("sku.weight_g", enquiry.sku.weight_g),
        *_ranges("sku", "sku", enquiry.sku),
        *_destinations(enquiry),
        *_ranges("demand", "demand", enquiry.demand),
        *_carton(enquiry),
        *_ranges("border", "border", enquiry.border),
        *_ranges("holding", "holding", enquiry.holding),
    ]


def _no(code: str, field: str, message: str, **params: object) -> Refusal:
    return Refusal(code=code, field=field, message=message, params={k: str(v) for k, v in params.items()})


def _ranges(part: str, at: str, given: Struct) -> Iterator[Refusal]:
    for name, (low, high) in LIMITS[part].items():
        if not low <= getattr(given, name) <= high:
            yield _range(name, f"{at}.{name}", low, high)


def _range(name: str, field: str, low: int, high: int) -> Refusal:
    if name.endswith("_mm"):
        return _no("size", field, "Between {min} and {max} mm.", min=low, max=high)
    if name.endswith("_minor"):
        return _no("value", field, "This amount is below 0 or too large.")
    if name.endswith(("_bp", "_bp_year")):
        return _no("percent", field, "Between {min} and {max} %.", min=low // 100, max=high // 100)
    return _no("number", field, "Between {min} and {max}.", min=low, max=high)


def _weight(field: str, weight_g: int) -> Iterator[Refusal]:
    if not 1 <= weight_g <= WEIGHT_G_LIMIT:
        message = "The weight must be more than 0 and at most {max_kg} kg."
        yield _no("weight", field, message, max_kg=WEIGHT_G_LIMIT)


def _destinations(enquiry: PlanEnquiry) -> Iterator[Refusal]:
    found = enquiry.destinations
    if not 1 <= len(found) <= DESTINATIONS_MAX:
        yield _no("count", "destinations", "One to {max} destinations.", max=DESTINATIONS_MAX)
        return
    for n, place in enumerate(found):
        yield from _ranges("destination", f"destinations[{n}]", place)
    total = sum(place.share_percent for place in found)
    if total != 100:
        message = "The shares of the destinations make {total} %, not 100 %."
        yield _no("shares", "destinations[0].share_percent", message, total=total)


def _carton(enquiry: PlanEnquiry) -> Iterator[Refusal]:
    carton = enquiry.carton
    if carton is None:
        return
    yield from _weight("carton.weight_g", carton.weight_g)
    yield from _ranges("carton", "carton", carton)
    least_g = carton.units * enquiry.sku.weight_g
    if 1 <= carton.weight_g < least_g <= WEIGHT_G_LIMIT:
        message = "{units} units alone weigh {least_kg} kg."
        yield _no("weight", "carton.weight_g", message, units=carton.units, least_kg=least_g)
