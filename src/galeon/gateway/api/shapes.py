"""What the public API reads and writes. Weights in grams, lengths in millimetres, money in minor units of its currency.

What goes in refuses names it does not know. The limits shown in the document come from `intake.check`, which judges
them all at once; the decoder judges types only.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from galeon.tariffs.price import Price
from galeon.waybills.journey import State
from galeon.waybills.orders import Address, Extras, Order, OrderItem, OrderParcel, Taxes

Cents = Annotated[int, Meta(description="Minor units of the currency: 1050 is 10.50 USD.", examples=[1050])]
Options = Annotated[
    tuple[str, ...],
    Meta(
        description="What is asked for: residential, insurance, cod, signature, ddp, or what your price list offers.",
        examples=[["residential"]],
    ),
]
Insured = Annotated[int, Meta(description="To be insured, in minor units of your account's currency; 0: not insured.")]
Collected = Annotated[int, Meta(description="Cash to collect on delivery, in minor units of your account's currency.")]
Number = Annotated[str, Meta(description="Our number of the waybill.", examples=["GLN00000000017"])]


class AddressBody(Address, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consignee or shipper. country: ISO 3166-1 alpha-2. street: one to three lines."""


class ParcelBody(OrderParcel, frozen=True, forbid_unknown_fields=True):
    """One piece as declared: grams, millimetres; a length of 0 means not measured."""


class ItemBody(OrderItem, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of goods as declared; unit_value_minor in minor units of `currency`."""


class TaxesBody(Taxes, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tax numbers that travel with the data, and the incoterm: DAP or DDP."""


class OrderBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order. `reference` is yours and unique; `service` is a code of GET /services."""

    reference: str
    service: str
    consignee: AddressBody
    parcels: tuple[ParcelBody, ...]
    items: tuple[ItemBody, ...]
    shipper: AddressBody | None = None
    cargo_class: str = "general"
    taxes: TaxesBody = TaxesBody()
    options: Options = ()
    insured_minor: Insured = 0
    cod_minor: Collected = 0

    def order(self) -> Order:
        """As intake takes it."""
        return Order(
            reference=self.reference, service=self.service, consignee=self.consignee, parcels=self.parcels,
            items=self.items, shipper=self.shipper, cargo_class=self.cargo_class, taxes=self.taxes,
            extras=Extras(options=self.options, insured_minor=self.insured_minor, cod_minor=self.cod_minor),
        )  # fmt: skip


class OrderOut(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it was placed, or as it came."""

    reference: str
    service: str
    consignee: Address
    parcels: tuple[OrderParcel, ...]
    items: tuple[OrderItem, ...]
    shipper: Address | None = None
    cargo_class: str = "general"
    taxes: Taxes = Taxes()
    options: Options = ()
    insured_minor: Insured = 0
    cod_minor: Collected = 0


def shown(order: Order) -> OrderOut:
    """An order as it is shown."""
    return OrderOut(
        reference=order.reference, service=order.service, consignee=order.consignee, parcels=order.parcels,
        items=order.items, shipper=order.shipper, cargo_class=order.cargo_class, taxes=order.taxes,
        options=order.extras.options, insured_minor=order.extras.insured_minor, cod_minor=order.extras.cod_minor,
    )  # fmt: skip


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """An order that stands. status existing: it stood before, with the same contents; then `price` is null."""

    status: Literal["booked", "existing"]
    reference: str
    number: Number
    price: Price | None
    label_url: Annotated[str, Meta(examples=["/api/v1/waybills/GLN00000000017/label.pdf"])]
    tracking_url: Annotated[str, Meta(examples=["/api/v1/tracking/GLN00000000017"])]


class NumberOut(msgspec.Struct, frozen=True):
    """A number the waybill answers to; `until` is null while it is in force."""

    number: str
    kind: Literal["ours", "reference", "carrier"]
    carrier: str
    since: datetime
    until: datetime | None


class PieceOut(msgspec.Struct, frozen=True):
    """A parcel as declared and, once weighed in, as measured."""

    no: int
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    measured_g: int | None
    measured_length_mm: int | None
    measured_width_mm: int | None
    measured_height_mm: int | None


class StopOut(msgspec.Struct, frozen=True):
    """What halts the waybill: customs, arrears, intercept."""

    kind: str
    reason: str
    since: datetime


class EventOut(msgspec.Struct, frozen=True):
    """What happened. name: in your language. place: a city. text: the carrier's own words."""

    code: str
    name: str
    occurred_at: datetime
    place: str
    country: str
    text: str
    parcel_no: int | None


class WaybillOut(msgspec.Struct, frozen=True, kw_only=True):
    """A waybill told whole."""

    number: Number
    displayed_number: Annotated[str, Meta(description="The number the world sees: ours until a carrier gives its own.")]
    reference: str
    state: State
    state_name: str
    state_at: datetime
    service: str
    mode: str
    booked_at: datetime
    order: OrderOut
    weight_g: int
    measured_g: int | None
    charge_g: int | None
    currency: str
    quoted_minor: Cents
    price: Price
    parcels: list[PieceOut]
    numbers: list[NumberOut]
    stops: list[StopOut]
    events: list[EventOut]


class WaybillLine(msgspec.Struct, frozen=True, kw_only=True):
    """A waybill on the list."""

    number: Number
    displayed_number: str
    reference: str
    state: State
    state_name: str
    service: str
    to_name: str
    to_city: str
    to_country: str
    weight_g: int
    quoted_minor: Cents
    currency: str
    booked_at: datetime


class WaybillPage(msgspec.Struct, frozen=True):
    """A page of waybills, newest first; `next_cursor` is null on the last one."""

    waybills: list[WaybillLine]
    next_cursor: str | None


class TrackingOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where a waybill is, and how it got there, newest event first."""

    number: Number
    displayed_number: str
    reference: str
    state: State
    state_name: str
    state_at: datetime
    to_country: str
    carrier: str | None
    carrier_number: str | None
    events: list[EventOut]


class ServiceOut(msgspec.Struct, frozen=True, kw_only=True):
    """A service you can order, with what it takes."""

    code: Annotated[str, Meta(examples=["USLINE"])]
    name: str
    mode: Literal["express", "consolidated", "overseas"]
    countries: list[str]
    cargo_classes: list[str]
    weight_g_min: int
    weight_g_max: int
    length_mm_max: int
    divisor_cm3_per_kg: int | None
    days_min: int
    days_max: int


class ServicesOut(msgspec.Struct, frozen=True):
    """The services that are open and that your account has prices for."""

    services: list[ServiceOut]
