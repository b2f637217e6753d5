"""Waybills as lists show them: pages by keyset, counts by state. Customers' lists run under row-level security."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from galeon.kernel.sql import load
from galeon.waybills.journey import State
from galeon.waybills.numbers import NUMBER_MAX
from galeon.waybills.numbers import normal as normal

PAGE_MAX = 1_000
BIGINT_MAX = 2**63 - 1
DEPTH = 5_000  # a narrowed page looks at so many waybills; what is older waits for the next page
COUNT_MAX = 5_000


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. account_id None: every account (staff).

    text: a whole number of any kind; where nothing answers to it, the start of one (when it holds a digit) or part of
    a name. states: () for all.
    """

    account_id: int | None
    states: tuple[str, ...] = ()
    mode: str = ""
    country: str = ""
    text: str = ""
    ids: tuple[int, ...] | None = None

    @property
    def is_narrow(self) -> bool:
        """True when waybills must be looked at to know whether they belong to the list."""
        return bool(self.mode or self.country or self.text.strip())


class Row(msgspec.Struct, frozen=True):
    """A waybill on a list: weights in g, `quoted_minor` in minor units of `currency`."""

    id: int
    account_id: int
    account_name: str
    number: str
    displayed_number: str
    reference: str
    state: str
    mode: str
    service_id: int
    to_name: str
    to_city: str
    to_country: str
    declared_g: int
    measured_g: int | None
    charge_g: int | None
    quoted_minor: int
    currency: str
    booked_at: datetime
    event_code: str | None
    event_place: str | None
    event_at: datetime | None

    @property
    def weight_g(self) -> int:
        """What is charged, else what was measured, else what was declared."""
        return self.charge_g or self.measured_g or self.declared_g


class Leaf(msgspec.Struct, frozen=True):
    """A page of a list. older: the `before` of the next page, None when this is the last.

    is_whole: False when it ends where the looking ended, after `DEPTH` waybills: older ones may match too.
    """

    rows: list[Row]
    older: int | None
    is_whole: bool


class Count(msgspec.Struct, frozen=True):
    """How many; is_more: at least so many."""

    many: int = 0
    is_more: bool = False

    def __add__(self, other: "Count") -> "Count":
        return Count(self.many + other.many, self.is_more or other.is_more)


def page(filters: Filters, *, before: int | None = None, limit: int = 50) -> list[Row]:
    """Up to `limit` waybills older than `before`, newest first."""
    return _look(filters, before, min(limit, PAGE_MAX))[1]


def leaf(filters: Filters, *, before: int | None = None, limit: int = 50) -> Leaf:
    """A page and where the next one begins. A narrowed list may have pages with fewer rows, or none, before its last."""
    reach, found = _look(filters, before, limit + 1)
    if len(found) > limit:
        return Leaf(found[:limit], found[limit - 1].id, True)
    return Leaf(found, reach, reach is None)


def _look(filters: Filters, before: int | None, limit: int) -> tuple[int | None, list[Row]]:
    """The id down to which it looked, None when it saw all, and what it found."""
    depth = DEPTH if filters.is_narrow else limit
    states = list(filters.states) or [s.value for s in State]
    terms = {**_terms(filters), "states": states, "before": before, "limit": limit, "depth": depth}
    with connection.cursor() as cursor:
        cursor.execute(load("waybills", "list"), terms)
        rows = cursor.fetchall()
    reach = int(rows[0][0]) or None
    return reach, [Row(*row[1:]) for row in rows if row[1] is not None]


def counts(filters: Filters) -> dict[str, Count]:
    """State -> how many, whatever states the filters name: to `COUNT_MAX`; narrowed, among the newest `DEPTH`."""
    terms = {**_terms(filters), "states": [s.value for s in State], "depth": DEPTH, "most": COUNT_MAX}
    with connection.cursor() as cursor:
        cursor.execute(load("waybills", "list_counts_narrowed" if filters.is_narrow else "list_counts"), terms)
        return {state: Count(many, is_more) for state, many, is_more in cursor.fetchall()}


def _like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _terms(filters: Filters) -> dict[str, Any]:
    text = filters.text.replace("\x00", "").strip()[:80]
    ids: Sequence[int] | None = filters.ids
    number = normal(text)
    return {
        "account": filters.account_id,
        "mode": filters.mode or None,
        "country": filters.country or None,
        "ids": None if ids is None else [i for i in ids if 0 < i <= BIGINT_MAX],
        "name": f"%{_like(text)}%" if text else None,
        "number": f"{_like(number)}%" if any(map(str.isdigit, number)) else None,
        "exact": number if 0 < len(number) <= NUMBER_MAX else None,
    }
