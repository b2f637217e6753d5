"""The story of a waybill as it is told: places, steps, legs, position, promise. Values only."""

from datetime import date, datetime

import msgspec

from galeon.tracking.status import PublicStatus


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere. kind: site (ours), port, or text (a carrier's words). Coordinates in millionths of a degree, or None."""

    kind: str
    name: str
    country: str = ""
    timezone: str = "UTC"
    latitude_udeg: int | None = None
    longitude_udeg: int | None = None


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """What an event says beside its code; for the customer and us, never for the public."""

    weight_g: int | None = None
    declared_g: int | None = None
    before_g: int | None = None
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    bag: str = ""
    master: str = ""
    number: str = ""
    carrier: str = ""
    reason: str = ""
    description: str = ""
    text: str = ""  # the carrier's own words


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; its time is to be shown by the clock of `place` (UTC when there is none).

    state: where it led the waybill, or None. source, parcel_no, detail: only for those who may know.
    """

    code: str
    occurred_at: datetime
    place: Place | None
    state: str | None
    status: PublicStatus | None
    source: str = ""
    parcel_no: int | None = None
    detail: Detail | None = None


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of the service. progress: done, now, ahead. expected: the day it should end, None once done or in trouble."""

    kind: str
    transport: str
    carrier: str
    days: int
    origin: Place | None
    destination: Place | None
    progress: str
    expected: date | None = None


class Position(msgspec.Struct, frozen=True):
    """The last place with coordinates the waybill was seen at, and when."""

    place: Place
    at: datetime


class Promise(msgspec.Struct, frozen=True):
    """When delivery can be expected, by the calendar of the destination. is_late: later than the service's days."""

    first: date
    last: date
    is_late: bool


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A waybill's story; steps newest first. No name, street, phone or postcode has a place in it.

    asked: the number as it was asked for. canonical: our own number, which never changes; number: the one shown now.
    carrier_numbers: (number, carrier), the current ones. reference: the merchant's; for the public only when asked by it.
    """

    asked: str
    canonical: str
    number: str
    carrier_numbers: tuple[tuple[str, str], ...]
    reference: str
    status: PublicStatus
    state: str
    state_at: datetime
    is_over: bool
    mode: str
    service_id: int
    origin_site_id: int
    origin: Place | None
    to_country: str
    to_city: str
    to_timezone: str
    pieces: int
    booked_at: datetime
    steps: tuple[Step, ...]
    legs: tuple[Leg, ...]
    position: Position | None
    promise: Promise | None
