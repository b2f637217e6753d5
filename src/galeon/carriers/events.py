"""What carriers tells its own worker and the floors above."""

from datetime import datetime

import msgspec


class LabelsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Labels were wished for; the worker buys them."""

    bookings: tuple[int, ...]
    at: datetime


class LabelsBought(msgspec.Struct, frozen=True, kw_only=True):
    """These (account_id, waybill_id) have a carrier's label and show the carrier's number now."""

    waybills: tuple[tuple[int, int], ...]
    at: datetime
