"""A dated percentage, such as a carrier's fuel surcharge: which one holds at a moment. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from galeon.tariffs.engine.days import midnight


class Fuel:
    """Percentages from a day on until the next one's, days in `timezone`. Before the first there is none."""

    __slots__ = ("_rates", "changes")

    def __init__(self, rates: Iterable[tuple[date, Decimal]], timezone: str) -> None:
        self._rates = sorted(rates)
        self.changes = tuple(midnight(day, timezone) for day, _ in self._rates)
        """The moments a percentage begins, ascending."""

    def rate(self, at: datetime) -> tuple[date, Decimal] | None:
        """The percentage at a moment and the day it has held from; None = there is none yet."""
        index = bisect_right(self.changes, at) - 1
        return self._rates[index] if index >= 0 else None

    def percent(self, at: datetime) -> Decimal | None:
        """The percentage at a moment (21.5 = 21.5%); None = there is none yet, which is not the same as 0."""
        rate = self.rate(at)
        return rate[1] if rate else None
