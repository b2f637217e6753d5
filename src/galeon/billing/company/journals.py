"""The book's journals, streamed: however many there are, a few thousand lines are held at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from operator import attrgetter

import msgspec
from django.db import connection, transaction

from galeon.kernel.sql import load

AT_ONCE = 5_000


class JournalLine(msgspec.Struct, frozen=True):
    """One posting with its journal's head. amount_minor: debit positive. account: the customer, or the house."""

    journal_id: int
    booked_on: date
    entity_id: int
    entity: str
    kind: str
    source: str
    memo: str
    no: int
    book: str
    segment: str
    account_id: int
    account: str
    account_name: str
    amount_minor: int
    currency: str


class Span(msgspec.Struct, frozen=True):
    """What is exported: the journals of one entity (None: of all) booked from a day to another, both included."""

    entity_id: int | None = None
    first: date = date(1900, 1, 1)
    last: date = date(9999, 11, 30)


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read within stands as at one moment, while others go on booking."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def lines(span: Span) -> Iterator[JournalLine]:
    """The lines of every journal in the span, by day; to be called within `one_moment`."""
    connection.ensure_connection()
    with connection.connection.cursor(name="galeon_journals") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(
            load("billing.company", "journal_lines"),
            {"entity": span.entity_id, "first": span.first, "last": span.last},
        )
        for row in cursor:
            yield JournalLine(*row)


def journals(span: Span) -> Iterator[list[JournalLine]]:
    """The lines, a journal at a time."""
    for _, group in groupby(lines(span), attrgetter("journal_id")):
        yield list(group)
