"""One version of a price list as data, the same whether it comes from a form, a file or the database. Pure."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

FREIGHT = "freight"


class Basis(StrEnum):
    """How a rule makes money out of a shipment."""

    FIRST_CONTINUED = "first_continued"
    PER_KG = "per_kg"
    PER_TICKET = "per_ticket"
    PERCENT = "percent"


class Zone(Struct, frozen=True):
    """A country, or the part of it whose postcodes begin with `postcode_prefix`, belongs to zone `code`."""

    code: str
    country: str
    postcode_prefix: str = ""


class Step(Struct, frozen=True):
    """Weights above `above_g` are rounded up to `step_g`."""

    step_g: int
    above_g: int = 0


class Rule(Struct, frozen=True, kw_only=True):
    """One row of a price list.

    amount_minor: per_kg = per kg, per_ticket = the fee, first_continued = each further step of `step_g`
    after `first_minor` for the first `first_g`. percent of the lines named in `of`, which stand earlier in the list.
    Empty zone or cargo_class = any; of rows with the same code the most particular ones count, zone before class.
    weight_g_to: the last gram of the bracket, None = no upper end. valid_from/valid_to: from that day until before
    that day, in the version's own time zone.
    """

    code: str
    basis: Basis
    amount_minor: int = 0
    first_minor: int = 0
    first_g: int = 0
    step_g: int = 0
    percent: Decimal = Decimal(0)
    of: tuple[str, ...] = ()
    zone: str = ""
    cargo_class: str = ""
    weight_g_to: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class ListKey(Struct, frozen=True):
    """Which shipments a list is for. An account's own list goes before its level's, that before the common one."""

    code: str
    name: str
    service_id: int
    currency: str
    level: str = ""
    account_id: int | None = None


class Sheet(Struct, frozen=True, kw_only=True):
    """A whole version: self-contained, so that a price can be made again from its version alone.

    valid_from/valid_to: days in `timezone`; valid_to None = until a later version. divisor: cm3 per kg or None.
    volumetric_by_piece: compare actual and volumetric weight piece by piece instead of once for the shipment.
    """

    valid_from: date
    valid_to: date | None = None
    timezone: str = "Asia/Shanghai"
    currency: str
    divisor: int | None = None
    volumetric_by_piece: bool = False
    weight_g_min: int = 0
    zones: tuple[Zone, ...]
    steps: tuple[Step, ...] = (Step(step_g=1),)
    rules: tuple[Rule, ...]
    note: str = ""
