"""When a day begins at a place. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def midnight(day: date, timezone: str) -> datetime:
    """The moment a day begins at a place, as UTC."""
    return datetime.combine(day, time.min, ZoneInfo(timezone)).astimezone(UTC)
