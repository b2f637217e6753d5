"""Waybills as lists show them: pages by keyset, counts by state. Customers' lists run under row-level security."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.kernel.sql import load

PAGE_MAX = 1_000
BIGINT_MAX = 2**63 - 1


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. account_id None: every account (staff). text: any number's start, or part of a name."""

    account_id: int | None
    states: tuple[str, ...] = ()
    mode: str = ""
    country: str = ""
    text: str = ""
    ids: tuple[int, ...] | None = None


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


def page(filters: Filters, *, before: int | None = None, limit: int = 50) -> list[Row]:
    """Up to `limit` waybills older than `before`, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("waybills", "list"),
            {**_terms(filters), "before": before, "limit": min(limit, PAGE_MAX)},
        )
        return [Row(*row) for row in cursor.fetchall()]


def counts(filters: Filters) -> dict[str, int]:
    """State -> how many, whatever states the filters name."""
    with connection.cursor() as cursor:
        cursor.execute(load("waybills", "list_counts"), _terms(filters))
        return dict(cursor.fetchall())


def normal(number: str) -> str:
    """A number as the directory keeps it: upper case, no spaces or dashes."""
    return re.sub(r"[\s-]", "", number).upper()


def _like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _terms(filters: Filters) -> dict[str, object]:
    text = filters.text.strip()[:80]
    ids: Sequence[int] | None = filters.ids
    return {
        "account": filters.account_id,
        "states": list(filters.states) or None,
        "mode": filters.mode or None,
        "country": filters.country or None,
        "ids": None if ids is None else [i for i in ids if 0 < i <= BIGINT_MAX],
        "name": f"%{_like(text)}%" if text else None,
        "number": f"{_like(normal(text))}%" if normal(text) else "-",
    }
