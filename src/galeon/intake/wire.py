"""Orders as `intake_place` and `waybills_book` read them: one JSON array, encoded once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from galeon.network.reads import ServiceRules
from galeon.tariffs.price import Price
from galeon.waybills.numbers import normal
from galeon.waybills.orders import NO_EXTRAS, Address, Asked, Order, Taxes


class Row(msgspec.Struct, frozen=True):
    """One order, checked and priced. `n`: its position in the caller's list, from 0; `norm`: the reference as looked up."""

    n: int
    reference: str
    norm: str
    range_id: int
    service_id: int
    mode: str
    origin_site_id: int
    to_country: str
    to_postcode: str
    to_city: str
    to_name: str
    consignee: Address
    shipper: Address | None
    cargo_class: str
    pieces: int
    weight_g: int
    declared_minor: int
    declared_currency: str
    quoted_minor: int
    currency: str
    quote: Price
    taxes: Taxes
    extras: Asked | None
    hash: str
    booked_at: datetime | None
    parcels: tuple[tuple[int, int, int, int], ...]
    items: tuple[tuple[int, str, str, str, str, int, int, str, int, str, str], ...]


_PARCEL = attrgetter("weight_g", "length_mm", "width_mm", "height_mm")
_ITEM = attrgetter(
    "parcel_no", "sku", "title", "title_local", "hs_code", "quantity", "unit_value_minor", "currency", "unit_weight_g",
    "origin_country", "url",
)  # fmt: skip
ENCODER = msgspec.json.Encoder()
NOTHING_MORE = b',"extras":{}}'


def fingerprint(order: Order) -> str:
    """sha256 (hex) of what the merchant ordered; when it was booked does not count.

    Without extras it is what it was before orders had them, so that what was ordered then is still the same order.
    """
    if order.booked_at is not None:
        order = msgspec.structs.replace(order, booked_at=None)
    text = ENCODER.encode(order)
    if order.extras == NO_EXTRAS:
        text = text.removesuffix(NOTHING_MORE) + b"}"
    return hashlib.sha256(text).hexdigest()


def row(n: int, order: Order, service: ServiceRules, price: Price, asked: Asked | None = None) -> Row:
    """One order as a row; asked: what it was priced with beside the carriage."""
    to = order.consignee
    return Row(
        n=n, reference=order.reference, norm=normal(order.reference), range_id=service.number_range_id,
        service_id=service.id, mode=service.mode, origin_site_id=service.origin_site_id, to_country=to.country, to_postcode=to.postcode, to_city=to.city,
        to_name=to.name, consignee=to, shipper=order.shipper, cargo_class=order.cargo_class,
        pieces=len(order.parcels), weight_g=sum(p.weight_g for p in order.parcels),
        declared_minor=sum(i.unit_value_minor * i.quantity for i in order.items),
        declared_currency=order.items[0].currency, quoted_minor=price.total_minor, currency=price.currency,
        quote=price, taxes=order.taxes, extras=asked, hash=fingerprint(order), booked_at=order.booked_at,
        parcels=tuple(map(_PARCEL, order.parcels)), items=tuple(map(_ITEM, order.items)),
    )  # fmt: skip


def encode(rows: Sequence[Row]) -> str:
    """The JSON text for the function call."""
    return ENCODER.encode(rows).decode()
