"""When money came of which only the day is known. Pure."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from galeon.kernel.wording import local_day


def received_at(day: date, zone: str, books: str) -> datetime:
    """The first moment that is this day both in the account's zone and in the one its books are kept in.

    The account's statement and the books then tell the same day. Where no moment is (the zones lie a whole day apart)
    it is noon in the books. The same day gives the same moment, so that money written down twice counts once.
    """
    begins = datetime.combine(day, time(), ZoneInfo(zone))
    if zone == books:
        return begins
    begins = max(begins, datetime.combine(day, time(), ZoneInfo(books)))
    if local_day(begins, zone) == local_day(begins, books) == day:
        return begins
    return datetime.combine(day, time(12), ZoneInfo(books))
