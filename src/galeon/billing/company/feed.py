"""Journals for an accounting system: in the order in which they were written, each once, none missed."""

from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.kernel.sql import load

PAGE_MAX = 1_000


class FeedLine(msgspec.Struct, frozen=True):
    """A posting. account: the customer's code, "" for the house. amount_minor: debit positive."""

    no: int
    book: str
    segment: str
    account: str
    amount_minor: int
    currency: str


class FeedJournal(msgspec.Struct, frozen=True):
    """A journal with all its lines; entity: the code of the company of ours whose it is."""

    id: int
    entity: str
    kind: str
    source: str
    memo: str
    booked_on: date
    occurred_at: datetime
    posted_at: datetime
    lines: list[FeedLine]


_LINES = msgspec.json.Decoder(list[FeedLine])


def feed(after: int, limit: int, entity_id: int | None = None) -> list[FeedJournal]:
    """Journals written after the one of this id (0: from the first on).

    One that is written just now, or after one that is, comes with a later call: so whoever goes on from the last id seen
    never passes one by.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_settled_before()")
        (settled,) = cursor.fetchone()
        cursor.execute(
            load("billing.company", "feed"),
            {"after": after, "settled": settled, "entity": entity_id, "limit": min(limit, PAGE_MAX)},
        )
        return [FeedJournal(*(*row[:-1], _LINES.decode(row[-1]))) for row in cursor.fetchall()]
