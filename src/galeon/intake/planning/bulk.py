"""A price list asked about stock rather than parcels: what the first leg and storage cost. Pure.

The rows are those of the published version that prices the parcels too; only the weights at which its parcels end do
not bind a shipment of cartons.
"""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from msgspec.structs import replace

from galeon.intake.planning.stock import Freight, Shelf
from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece, PriceLine, PriceRequest
from galeon.tariffs.sheet import FREIGHT, Basis, Rule
from galeon.tariffs.why import PerCbm, Several

FIRST_LEG, STORAGE = "first_leg", "storage"
"""The options by which a list is asked for these, and the codes of the lines that answer."""


@lru_cache(maxsize=64)
def of_stock(tariff: Tariff) -> Tariff:
    """The same version with its rows for stock alone. Compiled once: a published version never changes."""
    asked = [rule for rule in tariff.sheet.rules if rule.code in (FIRST_LEG, STORAGE)]
    nothing = Rule(code=FREIGHT, basis=Basis.PER_TICKET)
    return Tariff(tariff.version_id, replace(tariff.sheet, rules=(nothing, *asked), piece_milli_max=None))


def stock_of(
    tariff: Tariff, zone: str, request: PriceRequest, carton: Piece, most: int, service: str
) -> tuple[Freight, Shelf] | Refusal:
    """The first leg of 1, 2, 3... cartons, as many as go in one shipment and at most `most`, and the rate of storage.

    request: an order by this list; service: its code, for what is refused: first_leg_not_priced, storage_not_priced,
    and what the list says to a carton, beside the field of the plan that it is made of.
    """
    stock = of_stock(tariff)
    legs: list[PriceLine] = []
    for cartons in range(1, most + 1):
        line = _line(stock, zone, replace(request, pieces=(carton,) * cartons), FIRST_LEG)
        if isinstance(line, PriceLine):
            legs.append(line)
        elif not legs:
            return line or _no(
                "first_leg_not_priced", "The price list of {service} says nothing of a first leg.", service
            )
        else:
            break
    kept = _line(stock, zone, replace(request, pieces=(carton,)), STORAGE)
    if not isinstance(kept, PriceLine):
        return kept or _no("storage_not_priced", "The price list of {service} says nothing of storage.", service)
    if isinstance(kept.reason, PerCbm):
        return Freight(legs), Shelf(_rate_minor(kept.reason))
    return Freight(legs), Shelf(kept.amount_minor, per_carton=True)


def _line(stock: Tariff, zone: str, request: PriceRequest, code: str) -> PriceLine | Refusal | None:
    """The list's line, None when it has none; it does not say that it was asked for: the plan did, not the customer."""
    price = stock.price(replace(request, options=frozenset((code,))), zone)
    if isinstance(price, Refusal):
        fields = {"size_missing": "sku.length_mm", "weight_missing": "carton.weight_g"}
        return replace(price, field=fields.get(price.code))
    line = next((line for line in price.lines if line.code == code), None)
    if line is None or isinstance(line.reason, Several):
        return line
    return replace(line, reason=replace(line.reason, option=""))


def _rate_minor(reason: PerCbm) -> int:
    """The rate of a m3, with what the list multiplies it by."""
    rate = reason.rate_minor * Decimal(reason.factor or 1)
    return int(rate.to_integral_value(ROUND_HALF_UP))


def _no(code: str, message: str, service: str) -> Refusal:
    return Refusal(code=code, field="services", message=message, params={"service": service})
