"""What waybills tell the floors above."""

from datetime import datetime

import msgspec


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Something was recorded of these (account_id, waybill_id) that may cost a fee: `event` as `journey.RAISES` calls it."""

    event: str
    waybills: tuple[tuple[int, int], ...]
    at: datetime
