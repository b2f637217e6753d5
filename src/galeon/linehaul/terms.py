"""What linehaul's acts take and give: frozen values. Weights in grams, times UTC."""

from collections.abc import Sequence
from datetime import datetime

import msgspec


class NewBag(msgspec.Struct, frozen=True, kw_only=True):
    """A bag to open at a site, bound for a port (UN/LOCODE). `countries` empty = the port's own country only."""

    site_id: int
    destination: str
    countries: tuple[str, ...] = ()
    tare_g: int = 0


class OpenedBag(msgspec.Struct, frozen=True):
    """A bag as it stands. `number` and `sscc` are both on its label."""

    id: int
    number: str
    sscc: str
    destination: str
    countries: tuple[str, ...]


class BagScan(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel scanned into a bag. text: any number of the waybill, with `|piece` when it has several."""

    bag_id: int
    text: str
    at: datetime
    operator_id: int | None = None


class Bagged(msgspec.Struct, frozen=True):
    """The parcel lies in the bag; `parcels` and `weight_g` are the bag's after it."""

    account_id: int
    waybill_id: int
    parcel_no: int
    bag_id: int
    bag_number: str
    parcels: int
    weight_g: int


class Sealing(msgspec.Struct, frozen=True, kw_only=True):
    """A seal put on a bag."""

    bag_id: int
    seal: str
    at: datetime
    operator_id: int | None = None


class Sealed(msgspec.Struct, frozen=True):
    """The bag is closed; gross weight with its tare."""

    bag_id: int
    number: str
    seal: str
    parcels: int
    gross_g: int


class NewDeparture(msgspec.Struct, frozen=True, kw_only=True):
    """A flight, sailing, truck or train. Ports by UN/LOCODE."""

    transport: str
    conveyance: str
    origin: str
    destination: str
    cut_off_at: datetime
    leaves_at: datetime
    due_at: datetime
    voyage: str = ""


class NewMaster(msgspec.Struct, frozen=True, kw_only=True):
    """A master document for a departure. kind: mawb, bl or cmr."""

    kind: str
    number: str
    departure_id: int
    operator_id: int | None = None


class BuiltMaster(msgspec.Struct, frozen=True):
    """The master as built; `number` as it is written (020-12345675)."""

    id: int
    kind: str
    number: str
    departure_id: int
    bags: int
    parcels: int
    weight_g: int


class Moved(msgspec.Struct, frozen=True):
    """A departure left or arrived: what moved with it. `waybills` are those that moved whole."""

    departure_id: int
    masters: int
    bags: int
    waybills: Sequence[tuple[int, int]]
