"""What customs tells the floors above."""

from datetime import datetime

import msgspec


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """These (account_id, waybill_id) were declared: whatever customs work costs is due."""

    declarations: tuple[int, ...]
    waybills: tuple[tuple[int, int], ...]
    at: datetime


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Customs inspects these."""

    waybills: tuple[tuple[int, int], ...]
    reason: str
    at: datetime


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """Customs let these go."""

    waybills: tuple[tuple[int, int], ...]
    at: datetime


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """This declaration, entered by mistake, is none any more: what it cost these (account_id, waybill_id) is due back."""

    declaration: int
    waybills: tuple[tuple[int, int], ...]
    at: datetime


class DutyAssessed(msgspec.Struct, frozen=True, kw_only=True):
    """Customs ask something else for these (account_id, waybill_id) than before; `reads.assessments` tells what."""

    waybills: tuple[tuple[int, int], ...]
    at: datetime
