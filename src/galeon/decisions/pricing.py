"""The price lists as they are, or as a change would have them: the same book, the same engine, other sheets."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from msgspec.structs import replace

from galeon.decisions.change import NOTHING, Change, apply, on_its_first_day
from galeon.kernel.refusal import Refusal
from galeon.tariffs import fx, rows, shelf
from galeon.tariffs.book import Book, Entry
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.reads import price_in
from galeon.tariffs.rows import Version
from galeon.tariffs.sheet import Side

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


class Prices:
    """Prices by what is published now with one change. Nothing of it is written, and what others price by stays."""

    def __init__(self, change: Change = NOTHING) -> None:
        held = shelf.snapshot()
        self._change = change
        self._rates = fx.rates()
        self._drafts = rows.read(change.versions) if change.versions else {}
        self._is_own = bool(self._drafts) or change.alters_sheets
        self._held = replace(held, book=self._book(held), tariffs={}) if self._is_own else held

    def changes(self, side: Side) -> bool:
        """True when prices of this side may differ from today's."""
        alters = self._change.alters_sheets and self._change.sides.touch(side)
        drafted = any(version.key.side is side for version in self._drafts.values())
        return alters or drafted or (side is Side.SALE and bool(self._change.level_to))

    def price(self, requests: Sequence[PriceRequest], side: Side) -> list[Price | Refusal]:
        """As `tariffs.reads.price`."""
        if self._is_own:
            self._compile({v for request in requests for v in self._held.book.candidates(request, side)})
        return price_in(self._held, requests, side)

    def converted(self, amount_minor: int, base: str, quote: str, day: date) -> int | None:
        """An amount in another currency at the rate of the day, None without a rate."""
        return amount_minor if base == quote else self._rates.converted(amount_minor, base, quote, day)

    def _book(self, held: shelf.Snapshot) -> Book:
        """The book with each draft in the place of its list's versions, for all time."""
        if not self._drafts:
            return held.book
        lists = {version.list_id for version in self._drafts.values()}
        replaced = set(PriceVersion.objects.filter(price_list_id__in=lists).values_list("pk", flat=True))
        kept = [entry for entry in rows.entries() if entry.version_id not in replaced]
        return Book([*kept, *(_entry(version) for version in self._drafts.values())])

    def _compile(self, wanted: Iterable[int]) -> None:
        """Compile the changed sheets of these versions, each once."""
        missing = [version_id for version_id in wanted if version_id not in self._held.tariffs]
        if not missing:
            return
        for version_id, version in rows.read(missing).items():
            self._held.tariffs[version_id] = shelf.compile_version(self._held, self._changed(version))

    def _changed(self, version: Version) -> Version:
        sheet = on_its_first_day(version.sheet) if version.version_id in self._drafts else version.sheet
        return replace(version, sheet=apply(sheet, self._change, version.key.side))


def _entry(version: Version) -> Entry:
    key = version.key
    return Entry(
        version.version_id, key.service_id, key.currency, key.level, key.account_id, ALWAYS, None, ALWAYS, key.side,
        key.agent_id, key.supplier, key.dated_by,
    )  # fmt: skip
