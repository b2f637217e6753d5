"""What the warehouse tells the floors above."""

from datetime import datetime

import msgspec


class ParcelsReceived(msgspec.Struct, frozen=True, kw_only=True):
    """Parcels of these (account_id, waybill_id) were weighed in, for the first time or again."""

    waybills: tuple[tuple[int, int], ...]
    at: datetime


class WeighInsUndone(msgspec.Struct, frozen=True, kw_only=True):
    """A weigh-in of these (account_id, waybill_id) was taken back: what is measured now may be less, or nothing."""

    waybills: tuple[tuple[int, int], ...]
    at: datetime
