"""What customs' acts take and give: frozen values."""

from datetime import datetime

import msgspec


class NewDeclaration(msgspec.Struct, frozen=True, kw_only=True):
    """Declare what arrived on a master. country empty = the country of the port it arrived at."""

    master_id: int
    country: str = ""
    regime: str = "standard"
    broker: str = ""
    operator_id: int | None = None


class Declared(msgspec.Struct, frozen=True):
    """A declaration made. left_out: waybills that are stopped; they may be declared once the stop is lifted."""

    id: int
    master_id: int
    country: str
    waybills: tuple[tuple[int, int], ...]
    lines: int
    missing_hs: int
    left_out: tuple[tuple[int, int], ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Customs took the declaration and gave it a number (an MRN, an entry number)."""

    declaration_id: int
    reference: str
    at: datetime


class Cleared(msgspec.Struct, frozen=True):
    """What became of a waybill at customs: `held` or `released`."""

    account_id: int
    waybill_id: int
    declaration_id: int
    state: str


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """What customs or their broker ask for a waybill, in minor units of `currency`; all zero = nothing any more."""

    declaration_id: int
    account_id: int
    waybill_id: int
    currency: str
    duty_minor: int = 0
    vat_minor: int = 0
    fees_minor: int = 0
    note: str = ""


class Assessment(msgspec.Struct, frozen=True):
    """An assessment that stands. existing: it stood before."""

    account_id: int
    waybill_id: int
    declaration_id: int
    existing: bool
