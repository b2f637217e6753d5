"""What storage comes to: each receipt batch by the tier its age has reached, day by day. Pure; exact until one rounding.

A lot is what is left of one receipt (first in, first out: what leaves comes off the oldest lot before this is asked). The day
of receipt is day 1. A tier holds from the day after the one before it ends; days of free time are a tier at nothing.

Rounding: volume is exact in mm3, and an amount is rounded once for each tier of each batch, half up, in minor units. So a
batch that is split into lots of the same day costs at most half a minor unit more or less for each further lot and tier; lots
of one day and one reference are therefore added up before they are rounded, and to split them changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

CBM_MM3 = 10**9


class Lot(Struct, frozen=True, kw_only=True):
    """What is left of one receipt batch: `units` of `unit_mm3` each, received on a day of the warehouse's own calendar.

    batch: what the customer calls it by.
    """

    batch: str
    received_on: date
    units: int
    unit_mm3: int

    @property
    def volume_mm3(self) -> int:
        return self.units * self.unit_mm3


class Tier(Struct, frozen=True):
    """From age `from_day` on (1 = the day of receipt) a m3 costs `rate_minor` a day; 0 = free."""

    from_day: int
    rate_minor: int


class Stored(Struct, frozen=True, kw_only=True):
    """One line: a batch in one tier, `days` of them from `from_day` on, at `rate_minor` per m3 and day."""

    batch: str
    received_on: date
    volume_mm3: int
    from_day: int
    days: int
    rate_minor: int
    amount_minor: int


def storage(lots: Sequence[Lot], tiers: Sequence[Tier], first: date, last: date) -> list[Stored]:
    """The lines of the days `first`..`last`, both included, for lots that lie there all of these days.

    A day before a lot came costs nothing; free days have lines of 0, so that a statement shows them. ValueError for tiers
    that do not begin with day 1 and ascend, for a rate, a volume or a number of units below zero, or days reversed.
    """
    _check(lots, tiers, first, last)
    found: list[Stored] = []
    for (batch, received_on), volume_mm3 in _batches(lots):
        for tier, next_from in _spans(tiers):
            begins = max(first, received_on + timedelta(tier.from_day - 1))
            ends = last if next_from is None else min(last, received_on + timedelta(next_from - 2))
            days = (ends - begins).days + 1
            if days <= 0 or not volume_mm3:
                continue
            found.append(
                Stored(
                    batch=batch, received_on=received_on, volume_mm3=volume_mm3, from_day=(begins - received_on).days + 1,
                    days=days, rate_minor=tier.rate_minor, amount_minor=_amount(volume_mm3, days, tier.rate_minor),
                )
            )  # fmt: skip
    return found


def _amount(volume_mm3: int, days: int, rate_minor: int) -> int:
    return (2 * volume_mm3 * days * rate_minor + CBM_MM3) // (2 * CBM_MM3)


def _batches(lots: Iterable[Lot]) -> list[tuple[tuple[str, date], int]]:
    """The volume of each batch, the oldest first."""
    found: dict[tuple[str, date], int] = {}
    for lot in lots:
        key = (lot.batch, lot.received_on)
        found[key] = found.get(key, 0) + lot.volume_mm3
    return sorted(found.items(), key=lambda row: (row[0][1], row[0][0]))


def _spans(tiers: Sequence[Tier]) -> Iterable[tuple[Tier, int | None]]:
    """Each tier with the day on which the next begins, None for the last."""
    return zip(tiers, [*[tier.from_day for tier in tiers[1:]], None], strict=True)


def _check(lots: Sequence[Lot], tiers: Sequence[Tier], first: date, last: date) -> None:
    if not tiers or tiers[0].from_day != 1 or any(b.from_day <= a.from_day for a, b in pairwise(tiers)):
        raise ValueError("tiers begin with day 1 and ascend")
    if any(tier.rate_minor < 0 for tier in tiers) or any(lot.units < 0 or lot.unit_mm3 < 0 for lot in lots):
        raise ValueError("rates, units and volumes are not below zero")
    if last < first:
        raise ValueError("the last day is before the first")
