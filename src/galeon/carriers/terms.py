"""What crosses between us and a carrier's adapter: frozen values, grams, millimetres, minor units."""

from datetime import datetime

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A sender or consignee as a carrier wants it. `country` is ISO 3166-1 alpha-2."""

    name: str
    lines: tuple[str, ...]
    city: str
    country: str
    company: str = ""
    state: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of goods in a parcel; weight and value are of one unit."""

    description: str
    quantity: int
    weight_g: int
    value_minor: int
    hs_code: str = ""
    origin: str = ""
    sku: str = ""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One box. Sides may be 0 when nobody measured them."""

    parcel_no: int
    weight_g: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    goods: tuple[Goods, ...] = ()


class LabelWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A label to buy.

    key: our own reference, printed on the label; the carrier is asked by it after a silence.
    service: the carrier's service as the adapter spells it (`ups_ground`).
    label_format: PDF or ZPL.
    """

    key: str
    service: str
    ship_from: Address
    ship_to: Address
    pieces: tuple[Piece, ...]
    currency: str
    incoterm: str = "DAP"
    label_format: str = "PDF"

    @property
    def value_minor(self) -> int:
        """Declared value of the whole shipment."""
        return sum(g.value_minor * g.quantity for piece in self.pieces for g in piece.goods)


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A label bought. `piece_numbers` are in the order of the pieces asked for."""

    number: str
    piece_numbers: tuple[str, ...]
    format: str
    data: bytes
    cost_minor: int | None = None
    cost_currency: str = ""


class Fare(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a carrier's quotation."""

    service: str
    total_minor: int
    currency: str
    days: int | None = None


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a carrier says happened: its own code and words, our code, and when (UTC)."""

    number: str
    code: str
    carrier_code: str
    text: str
    occurred_at: datetime
    place: str = ""
    country: str = ""


class CarrierTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """The carrier could not be made to answer properly.

    code: carrier_unreachable | carrier_silent | carrier_busy | carrier_login | carrier_fault | carrier_garbled.
    reason: what the carrier itself said, if anything.
    retryable: asking again later makes sense.
    nothing_done: certain that nothing was bought or changed; when False a label may have been bought.
    """

    code: str
    reason: str
    retryable: bool
    nothing_done: bool


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """How we log in at a carrier. `base_url` empty means the carrier's own address."""

    carrier: str
    client_id: str
    client_secret: str
    account_number: str
    account_country: str = ""
    test_mode: bool = False
    base_url: str = ""
