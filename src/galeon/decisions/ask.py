"""A scenario as it is asked: which waybills, and what would be different. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from galeon.decisions.change import NOTHING, Change

DAYS_MAX = 366


class Ask(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The waybills received from first_day to last_day, both included, in `timezone`.

    service_id, account_id 0 and level "": of every one. currency: of the report.
    """

    first_day: date
    last_day: date
    timezone: str
    currency: str
    service_id: int = 0
    account_id: int = 0
    level: str = ""
    change: Change = NOTHING

    @property
    def begins_at(self) -> datetime:
        """The first moment of the period."""
        return _midnight(self.first_day, self.timezone)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the period."""
        return _midnight(self.last_day + timedelta(days=1), self.timezone)


def last_month(today: date) -> tuple[date, date]:
    """The first and the last day of the month before this one."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(timezone)).astimezone(UTC)
