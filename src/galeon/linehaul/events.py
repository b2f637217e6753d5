"""What linehaul tells the floors above."""

from datetime import datetime

import msgspec


class Departed(msgspec.Struct, frozen=True, kw_only=True):
    """Departures left; `waybills`: those that are under way whole."""

    departures: tuple[int, ...]
    masters: tuple[int, ...]
    waybills: tuple[tuple[int, int], ...]
    at: datetime


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """Departures arrived; `waybills`: those that are there whole. Customs may begin."""

    departures: tuple[int, ...]
    masters: tuple[int, ...]
    waybills: tuple[tuple[int, int], ...]
    at: datetime
