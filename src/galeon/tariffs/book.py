"""The published versions by what they are for and when: which of them may price a shipment. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct, field

from galeon.tariffs.price import PriceRequest
from galeon.tariffs.sheet import DatedBy, Side


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


class _Run(Struct):
    """The versions of one list in time. The one begun last counts; of two begun together, the one published last."""

    by_order: bool
    starts: list[datetime] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def in_force(self, at: datetime) -> int | None:
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return None
        entry = self.entries[index]
        return entry.version_id if entry.ends_at is None or at < entry.ends_at else None


class _Lists(Struct):
    """The lists of one side for one service and currency: an account's or agent's own, a level's, the common one;
    costs by supplier."""

    own: dict[int, _Run] = field(default_factory=dict)
    levels: dict[str, _Run] = field(default_factory=dict)
    suppliers: dict[str, _Run] = field(default_factory=dict)
    common: _Run | None = None


class Book:
    """Every published version, found by side, service, currency and whom it is for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._lists: dict[Side, dict[tuple[int, str], _Lists]] = {side: {} for side in Side}
        self._cost_currencies: dict[int, list[str]] = {}
        self.currencies: dict[int, str] = {}
        """Of each version, by its id."""
        for entry in sorted(entries, key=lambda e: (e.begins_at, e.published_at, e.version_id)):
            self.currencies[entry.version_id] = entry.currency
            run = self._run(entry)
            run.starts.append(entry.begins_at)
            run.entries.append(entry)

    def _run(self, entry: Entry) -> _Run:
        lists = self._lists[entry.side].setdefault((entry.service_id, entry.currency), _Lists())
        new = _Run(entry.dated_by is DatedBy.ORDER)
        if entry.side is Side.COST:
            currencies = self._cost_currencies.setdefault(entry.service_id, [])
            if entry.currency not in currencies:
                currencies.append(entry.currency)
            return lists.suppliers.setdefault(entry.supplier, new)
        owner = entry.account_id if entry.side is Side.SALE else entry.agent_id
        if owner is not None:
            return lists.own.setdefault(owner, new)
        if entry.level:
            return lists.levels.setdefault(entry.level, new)
        lists.common = lists.common or new
        return lists.common

    def candidates(self, request: PriceRequest, side: Side = Side.SALE) -> list[int]:
        """Ids of the versions in force for a shipment.

        sale: the account's own, its level's, the common one. agent: the agent's own, the one of all agents. Of these the
        first that goes there prices. cost: one for each supplier (or the one asked for), in the currency asked for where
        there is such a list; the cheapest prices.
        """
        if side is Side.COST:
            return self._costs(request)
        lists = self._lists[side].get((request.service_id, request.currency))
        if lists is None:
            return []
        owner = request.account_id if side is Side.SALE else request.agent_id
        found = []
        if owner is not None and (run := lists.own.get(owner)) is not None:
            found.append(run.in_force(request.ordered_at or request.at if run.by_order else request.at))
        if (run := lists.levels.get(request.level)) is not None:
            found.append(run.in_force(request.ordered_at or request.at if run.by_order else request.at))
        if (run := lists.common) is not None:
            found.append(run.in_force(request.ordered_at or request.at if run.by_order else request.at))
        return [version_id for version_id in found if version_id is not None]

    def in_force(self, service_id: int, account_id: int, level: str, currency: str, at: datetime) -> list[int]:
        """The sale's versions for any shipment of the account by this service, wherever it goes."""
        lists = self._lists[Side.SALE].get((service_id, currency))
        if lists is None:
            return []
        runs = (lists.own.get(account_id), lists.levels.get(level), lists.common)
        found = (run.in_force(at) for run in runs if run is not None)
        return [version_id for version_id in found if version_id is not None]

    def costs(self, service_id: int, at: datetime) -> list[int]:
        """Every supplier's versions of a service in force at that moment, in whatever currency."""
        return [version_id for run in self._cost_runs(service_id) if (version_id := run.in_force(at)) is not None]

    def cost_changes(self, service_id: int, after: datetime) -> list[datetime]:
        """When a supplier's version of a service begins or ends, ascending."""
        entries = [entry for run in self._cost_runs(service_id) for entry in run.entries]
        moments = {moment for entry in entries for moment in (entry.begins_at, entry.ends_at) if moment is not None}
        return sorted(moment for moment in moments if moment > after)

    def sales(self, service_id: int, at: datetime) -> list[int]:
        """Every list of a service by which customers or agents pay, in force at that moment."""
        runs = (
            run
            for side in (Side.SALE, Side.AGENT)
            for (service, _), lists in self._lists[side].items()
            if service == service_id
            for run in (*lists.own.values(), *lists.levels.values(), lists.common)
            if run is not None
        )
        return [version_id for run in runs if (version_id := run.in_force(at)) is not None]

    def _costs(self, request: PriceRequest) -> list[int]:
        found: dict[str, int] = {}
        currencies = self._cost_currencies.get(request.service_id, ())
        for currency in sorted(currencies, key=lambda name: (name != request.currency, name)):
            for supplier, run in self._lists[Side.COST][request.service_id, currency].suppliers.items():
                if supplier in found or request.supplier not in ("", supplier):
                    continue
                version_id = run.in_force(request.ordered_at or request.at if run.by_order else request.at)
                if version_id is not None:
                    found[supplier] = version_id
        return list(found.values())

    def _cost_runs(self, service_id: int) -> Iterator[_Run]:
        for currency in self._cost_currencies.get(service_id, ()):
            yield from self._lists[Side.COST][service_id, currency].suppliers.values()
