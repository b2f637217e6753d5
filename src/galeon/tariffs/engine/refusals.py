"""Why a list has no price for a shipment. Pure."""

from decimal import Decimal

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.fees import plain
from galeon.tariffs.sheet import Unit


def not_carried(cargo_class: str) -> Refusal:
    """No freight for this cargo class here."""
    return Refusal(
        code="cargo_class_not_carried",
        field="cargo_class",
        message="This service has no price for cargo class {cargo_class} to this destination.",
        params={"cargo_class": cargo_class},
    )


def too_heavy(charge_milli: int, limit_milli: int, unit: Unit) -> Refusal:
    """Beyond the last bracket of the freight."""
    return Refusal(
        code="weight_over_last_bracket",
        field="weight",
        message="The charge weight of {weight} kg is over {limit} kg, where the price list for this destination ends."
        if unit is Unit.KG
        else "The charge weight of {weight} lb is over {limit} lb, where the price list for this destination ends.",
        params={"weight": shown(charge_milli), "limit": shown(limit_milli)},
    )


def piece_too_heavy(limit_milli: int, unit: Unit) -> Refusal:
    """A piece that would be charged as more than the list takes."""
    return Refusal(
        code="piece_over_limit",
        field="weight",
        message="No piece may be charged as more than {limit} {unit}.",
        params={"limit": shown(limit_milli), "unit": unit.value},
    )


def no_freight() -> Refusal:
    """Every freight of the list has a condition, and none of them holds."""
    return Refusal(code="no_freight", field="weight", message="The price list has no freight for such a shipment.")


def shown(weight_milli: int) -> str:
    """14500 -> 14.5"""
    return plain(Decimal(weight_milli) / 1000)
