"""Settlement cycles: which period of an account's cycle a moment falls in. Pure: no Django, no clock.

A period is made of whole days of the account's zone; a day begins at the first moment that carries its date, also
where clocks jump over midnight or pass it twice. As text, in the account and on its statements, a cycle is `monthly`,
`weekly`, ... or `days:10`.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct


class Cycle(StrEnum):
    """How often an account is settled. A week is Monday to Sunday; half months are the 1st to 15th and the rest."""

    DAILY = "daily"
    WEEKLY = "weekly"
    HALF_MONTHLY = "half_monthly"
    MONTHLY = "monthly"


class EveryDays(Struct, frozen=True):
    """Every so many days, counted from the day the account was opened."""

    count: int

    @property
    def value(self) -> str:
        """As it is written."""
        return f"days:{self.count}"


Rhythm = Cycle | EveryDays

DAYS_MIN, DAYS_MAX = 2, 60
PATTERN = r"^(daily|weekly|half_monthly|monthly|days:([2-9]|[1-5][0-9]|60))\Z"


class Period(Struct, frozen=True):
    """first_day and last_day both belong to it; ends_at is the first moment that no longer does (UTC)."""

    first_day: date
    last_day: date
    begins_at: datetime
    ends_at: datetime


def rhythm(text: str) -> Rhythm:
    """`monthly`, `days:10`. ValueError for what is no cycle."""
    name, _colon, count = text.partition(":")
    if name != "days":
        return Cycle(text)
    if not (count.isascii() and count.isdigit() and DAYS_MIN <= int(count) <= DAYS_MAX and str(int(count)) == count):
        raise ValueError(f"{text} is not a cycle: days:{DAYS_MIN} to days:{DAYS_MAX}")
    return EveryDays(int(count))


def period(cycle: Rhythm, at: datetime, zone: str, anchor: date = date.min) -> Period:
    """The period of `cycle` that `at` (aware) falls in, in `zone` (IANA). anchor: the day the account was opened."""
    first, last = days(cycle, at.astimezone(ZoneInfo(zone)).date(), anchor)
    return Period(first, last, day_begins(first, zone), day_begins(last + timedelta(days=1), zone))


def days(cycle: Rhythm, day: date, anchor: date = date.min) -> tuple[date, date]:
    """First and last day of the period a day belongs to."""
    match cycle:
        case Cycle.DAILY:
            return day, day
        case Cycle.WEEKLY:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case Cycle.HALF_MONTHLY if day.day <= 15:
            return day.replace(day=1), day.replace(day=15)
        case Cycle.HALF_MONTHLY:
            return day.replace(day=16), _month_end(day)
        case Cycle.MONTHLY:
            return day.replace(day=1), _month_end(day)
        case EveryDays(count):
            first = day - timedelta(days=(day - anchor).days % count)
            return first, first + timedelta(days=count - 1)


def day_begins(day: date, zone: str) -> datetime:
    """The first moment of a day in a zone, as UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def fitted(found: Period, zone: str, *, after: datetime | None, before: datetime | None) -> Period:
    """The period cut to lie between its neighbours (the moments the last one ended and the next one begins).

    After a change of cycle, say from monthly to weekly on the 10th, the first week begins where the month ended.
    """
    begins_at = max(found.begins_at, after) if after else found.begins_at
    ends_at = min(found.ends_at, before) if before else found.ends_at
    if begins_at >= ends_at:
        raise ValueError(f"no room between {after} and {before}")
    last_moment = ends_at - timedelta(microseconds=1)
    return Period(
        begins_at.astimezone(ZoneInfo(zone)).date(), last_moment.astimezone(ZoneInfo(zone)).date(), begins_at, ends_at
    )


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
