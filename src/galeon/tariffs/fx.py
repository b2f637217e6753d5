"""What an amount comes to in another currency, by dated rates: the company's own, and where it has none the bank's.

The company's are read again when one is new; the European Central Bank's are part of the installation (`market`).
"""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS, connection, connections

from galeon.kernel import wording
from galeon.kernel.tenancy import as_application
from galeon.tariffs.market import Market, market

LOOK_S = 1.0


class Rates:
    """Pairs of currencies with their rates in time, and what else is asked where a pair has none yet. Pure."""

    def __init__(
        self, rows: Iterable[tuple[str, str, date, Decimal]] = (), market: Callable[[], Market] | None = None
    ) -> None:
        self._market = market
        self._since: dict[tuple[str, str], list[date]] = {}
        self._rates: dict[tuple[str, str], list[Decimal]] = {}
        for base, quote, since, rate in sorted(rows):
            self._since.setdefault((base, quote), []).append(since)
            self._rates.setdefault((base, quote), []).append(rate)

    def __bool__(self) -> bool:
        return bool(self._rates) or self._market is not None

    def converted(self, minor: int, base: str, quote: str, on: date) -> int | None:
        """`minor` of `base` in minor units of `quote` on a day; None: no rate."""
        if base == quote:
            return minor
        rate = self.rate(base, quote, on)
        return wording.minor(wording.major(minor, base) * rate, quote) if rate is not None else None

    def rate(self, base: str, quote: str, on: date) -> Decimal | None:
        """What one unit of `base` is in `quote`: by our own rate of the pair or its reverse, else by the bank's."""
        rate = self._rate(base, quote, on)
        if rate is None and (reverse := self._rate(quote, base, on)):
            rate = 1 / reverse
        return self._market().rate(base, quote, on) if rate is None and self._market else rate

    def _rate(self, base: str, quote: str, on: date) -> Decimal | None:
        since = self._since.get((base, quote))
        index = bisect_right(since, on) if since else 0
        return self._rates[base, quote][index - 1] if index else None


class _Kept:
    """What this process knows of one database's rates: up to the row `last`, looked at `looked`."""

    def __init__(self) -> None:
        self.rates, self.last, self.looked = Rates(market=market), 0, float("-inf")


_KEPT: dict[str, _Kept] = {}


def rates() -> Rates:
    """All rates, at most a second old: no query for each amount."""
    kept = _KEPT.setdefault(connections.settings[DEFAULT_DB_ALIAS]["NAME"], _Kept())
    now = time.monotonic()
    if now - kept.looked > LOOK_S:
        with as_application(), connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM fx_rate")
            last = int(cursor.fetchone()[0])
            if last != kept.last:
                cursor.execute("SELECT base, quote, valid_from, rate FROM fx_rate")
                kept.rates, kept.last = Rates(cursor.fetchall(), market), last
        kept.looked = now
    return kept.rates


def distrust() -> None:
    """Read them again before the next amount: one has just been entered here."""
    _KEPT.pop(connections.settings[DEFAULT_DB_ALIAS]["NAME"], None)
