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
    """A row's last day must not be before its first."""
    if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
        yield fault("dates_reversed", f"{field}.valid_to", "The rule must end after it begins.")


def is_days_apart(one: Dated, other: Dated) -> bool:
    """True when no day is in both."""
    return (one.valid_to or date.max) <= (other.valid_from or date.min) or (other.valid_to or date.max) <= (
        one.valid_from or date.min
    )
