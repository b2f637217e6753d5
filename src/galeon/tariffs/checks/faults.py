"""A fault of a sheet: a refusal with the path of the field it is in. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Protocol

from galeon.kernel.refusal import Refusal

ROWS_MAX = 200_000
MINOR_MAX = 10**12
MILLI_MAX = 100_000_000
FAULTS_MAX = 50
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
CODE = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")


class Dated(Protocol):
    """A row with days of its own."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def fault(code: str, field: str, message: str, **params: str) -> Refusal:
    """message: an English msgid with {named} places, filled from params."""
    return Refusal(code=code, field=field, message=message, params=params)


def dates(row: Dated, field: str) -> Iterator[Refusal]:
    """A row's last day must not be before its first, and both are days that time zones can still tell."""
    for name in ("valid_from", "valid_to"):
        day = getattr(row, name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield fault("day_out_of_range", f"{field}.{name}".removeprefix("."), "A day lies between 2000 and 2999.")
    if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
        yield fault("dates_reversed", f"{field}.valid_to", "The rule must end after it begins.")


def is_days_apart(one: Dated, other: Dated) -> bool:
    """True when no day is in both."""
    return (one.valid_to or date.max) <= (other.valid_from or date.min) or (other.valid_to or date.max) <= (
        one.valid_from or date.min
    )
