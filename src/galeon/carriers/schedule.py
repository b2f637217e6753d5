"""When to ask a carrier again. Pure: the time of day is an argument."""

from datetime import datetime, timedelta

ATTEMPTS_MAX = 20
WATCHED_DAYS_MAX = 60
TEST_EVERY = timedelta(minutes=1)
FIRST_LOOK = timedelta(minutes=15)
FINAL = frozenset({"carrier_delivered", "carrier_returned"})

# How often a number is worth a question, by the last thing seen of it.
_EVERY = {
    "": timedelta(hours=2),
    "carrier_info": timedelta(hours=2),
    "carrier_scan": timedelta(hours=1),
    "carrier_exception": timedelta(hours=1),
    "carrier_returning": timedelta(hours=2),
    "carrier_out_for_delivery": timedelta(minutes=20),
    "carrier_delivery_failed": timedelta(hours=1),
    "carrier_pickup_point": timedelta(hours=4),
}


def retry_after(attempts: int) -> timedelta:
    """1, 2, 4 ... minutes, at most four hours: how long a failed question rests."""
    return min(timedelta(minutes=2 ** min(max(attempts - 1, 0), 10)), timedelta(hours=4))


def first_look(now: datetime, *, test_mode: bool) -> datetime:
    """When to look at a number whose label was just bought; at a test account somebody is watching."""
    return now if test_mode else now + FIRST_LOOK


def next_look(last_code: str, now: datetime, *, misses: int, test_mode: bool) -> datetime:
    """When to look at a number again. misses: answers in a row that were trouble."""
    if misses:
        return now + retry_after(misses)
    return now + (TEST_EVERY if test_mode else _EVERY.get(last_code, timedelta(hours=1)))


def is_over(last_code: str, since: datetime, now: datetime) -> bool:
    """True when there is nothing left to ask: it arrived, or nobody has heard of it for two months."""
    return last_code in FINAL or now - since > timedelta(days=WATCHED_DAYS_MAX)
