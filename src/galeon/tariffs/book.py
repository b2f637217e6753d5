"""The published versions by what they are for and when: which of them may price a shipment. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from galeon.tariffs.price import PriceRequest
from galeon.tariffs.sheet import DatedBy, Side

Key = tuple[int, str, str, int | None]


class Entry(Struct, frozen=True):
    """A published version in the book. `begins_at`/`ends_at`: its first moment, and the first one no longer its own."""

    version_id: int
    service_id: int
    currency: str
    level: str
    account_id: int | None
    begins_at: datetime
    ends_at: datetime | None
    published_at: datetime
    side: Side = Side.SALE
    agent_id: int | None = None
    supplier: str = ""
    dated_by: DatedBy = DatedBy.RECEIPT


class Book:
    """For each list its versions in time. The one begun last counts; of two begun together, the one published last."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._starts: dict[Key, list[datetime]] = {}
        self._entries: dict[Key, list[Entry]] = {}
        for entry in sorted(entries, key=lambda e: (e.begins_at, e.published_at, e.version_id)):
            key = (entry.service_id, entry.currency, entry.level, entry.account_id)
            self._starts.setdefault(key, []).append(entry.begins_at)
            self._entries.setdefault(key, []).append(entry)

    def candidates(self, request: PriceRequest) -> list[int]:
        """Ids of the versions in force for a shipment: the account's own, its level's, the common one."""
        return self.in_force(request.service_id, request.account_id, request.level, request.currency, request.at)

    def in_force(self, service_id: int, account_id: int, level: str, currency: str, at: datetime) -> list[int]:
        """The same for any shipment of the account by this service, wherever it goes."""
        keys: list[Key] = [(service_id, currency, "", account_id), (service_id, currency, "", None)]
        if level:
            keys.insert(1, (service_id, currency, level, None))
        found = []
        for key in keys:
            starts = self._starts.get(key)
            if starts is None:
                continue
            index = bisect_right(starts, at) - 1
            if index >= 0:
                entry = self._entries[key][index]
                if entry.ends_at is None or at < entry.ends_at:
                    found.append(entry.version_id)
        return found
