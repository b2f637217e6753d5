"""What an order says: the frozen structs every face translates into. Pure.

Weights in grams, lengths in millimetres, money in minor units of the named currency.
"""

from datetime import datetime

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A consignee or shipper. country: ISO 3166-1 alpha-2. street: one to three lines."""

    name: str
    country: str
    street: tuple[str, ...]
    city: str
    company: str = ""
    state: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    house_number: str = ""
    tax_id: str = ""


class OrderParcel(msgspec.Struct, frozen=True):
    """One piece as declared."""

    weight_g: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


class OrderItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of goods as declared; unit_value_minor in `currency`."""

    title: str
    quantity: int
    unit_value_minor: int
    currency: str
    title_local: str = ""
    sku: str = ""
    hs_code: str = ""
    unit_weight_g: int = 0
    origin_country: str = ""
    parcel_no: int = 1
    url: str = ""


class Taxes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Tax numbers that travel with the data: IOSS, VAT, EORI; incoterm DAP or DDP."""

    ioss: str = ""
    vat: str = ""
    eori: str = ""
    incoterm: str = "DAP"


class Extras(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked for beside the carriage. options: codes as price lists have them (`residential`, `signature`, ...);
    insured_minor, cod_minor: in the account's currency, 0 = not insured, nothing to collect."""

    options: tuple[str, ...] = ()
    insured_minor: int = 0
    cod_minor: int = 0


class Asked(Extras, frozen=True, kw_only=True, omit_defaults=True):
    """What a waybill was priced with, and is priced with again when it is weighed: options with those that its values
    and duties bring along; declared_minor: in the account's currency, where the goods are declared in another."""

    declared_minor: int = 0


NO_EXTRAS = Extras()
DDP, INSURANCE, COD = "ddp", "insurance", "cod"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order of a merchant. `reference` is unique per account; `service` is a service code."""

    reference: str
    service: str
    consignee: Address
    parcels: tuple[OrderParcel, ...]
    items: tuple[OrderItem, ...]
    shipper: Address | None = None
    cargo_class: str = "general"
    taxes: Taxes = Taxes()
    remark: str = ""
    booked_at: datetime | None = None
    extras: Extras = NO_EXTRAS  # the last: `wire.fingerprint` leaves it out where nothing is asked for
