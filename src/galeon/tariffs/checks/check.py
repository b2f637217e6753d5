"""What is wrong with a price list before anybody is charged by it. Pure: `check(sheet)` names every fault it finds."""

import re
from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import FAULTS_MAX, MILLI_MAX, MINOR_MAX, ROWS_MAX, dates, fault
from galeon.tariffs.checks.grids import grids
from galeon.tariffs.checks.order import order
from galeon.tariffs.checks.rules import rules
from galeon.tariffs.checks.weights import weights
from galeon.tariffs.checks.zones import zones
from galeon.tariffs.sheet import Sheet

NOTE_MAX = 200
__all__ = ["FAULTS_MAX", "MILLI_MAX", "MINOR_MAX", "ROWS_MAX", "check"]


def check(sheet: Sheet) -> tuple[Refusal, ...]:
    """The faults of a version, empty when it may be published; at most FAULTS_MAX of them.

    field: `rules[12].amount_minor`, `zones[3]`, `divisors[0].when[1].up_to`, ... as in `sheet`.
    """
    for name in ("zones", "rules", "steps", "divisors", "minimums"):
        if len(getattr(sheet, name)) > ROWS_MAX:
            return (fault("too_many_rows", name, "A price list holds at most {max} rows.", max=str(ROWS_MAX)),)
    return tuple(islice(_all(sheet), FAULTS_MAX))


def _all(sheet: Sheet) -> Iterator[Refusal]:
    yield from _head(sheet)
    yield from zones(sheet)
    yield from weights(sheet)
    yield from rules(sheet)
    yield from grids(sheet)
    yield from order(sheet)


def _head(sheet: Sheet) -> Iterator[Refusal]:
    if not re.fullmatch(r"[A-Z]{3}", sheet.currency):
        yield fault("currency_unknown", "currency", "The currency must be a three-letter ISO code.")
    try:
        ZoneInfo(sheet.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield fault("timezone_unknown", "timezone", "The time zone {name} is not known.", name=sheet.timezone)
    if len(sheet.note) > NOTE_MAX:
        yield fault("note_too_long", "note", "A note has at most {max} characters.", max=str(NOTE_MAX))
    yield from (found for found in dates(sheet, "") if found.code == "day_out_of_range")
    if sheet.valid_to is not None and sheet.valid_to <= sheet.valid_from:
        yield fault("dates_reversed", "valid_to", "The list must end after it begins.")
