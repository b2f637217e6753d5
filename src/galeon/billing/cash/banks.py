"""Our bank accounts, what waits at each, and the files they came from: for the pages."""

from datetime import date, datetime

import msgspec
from django.db import connection


class Bank(msgspec.Struct, frozen=True):
    """An account of ours and its lines by state; last_on: the newest day a file told."""

    id: int
    name: str
    number: str
    currency: str
    entity_id: int
    entity_name: str
    open: int
    open_minor: int
    matched: int
    booked: int
    ignored: int
    out: int
    last_on: date | None


class File(msgspec.Struct, frozen=True):
    """A file that was read; lines None: it waits for a person to say which column is which."""

    id: int
    name: str
    kind: str
    uploaded_at: datetime
    uploaded_by: str
    lines: int | None
    new_lines: int | None
    skipped: int


def banks(bank_id: int | None = None) -> list[Bank]:
    """Our accounts, those with the most to match first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.id, b.name, b.number, b.currency, b.entity_id, e.name, coalesce(l.open, 0), coalesce(l.open_minor, 0)::bigint,
                      coalesce(l.matched, 0), coalesce(l.booked, 0), coalesce(l.ignored, 0), coalesce(l.out, 0), l.last_on
                 FROM bank_account b JOIN legal_entity e ON e.id = b.entity_id
                 LEFT JOIN (SELECT bank_account_id, count(*) FILTER (WHERE state = 'open') AS open,
                                   sum(amount_minor) FILTER (WHERE state = 'open') AS open_minor,
                                   count(*) FILTER (WHERE state = 'matched') AS matched,
                                   count(*) FILTER (WHERE state = 'booked') AS booked,
                                   count(*) FILTER (WHERE state = 'ignored') AS ignored,
                                   count(*) FILTER (WHERE state = 'out') AS out, max(booked_on) AS last_on
                              FROM bank_line GROUP BY 1) l ON l.bank_account_id = b.id
                WHERE %(id)s::int IS NULL OR b.id = %(id)s
                ORDER BY l.open DESC NULLS LAST, b.name""",
            {"id": bank_id},
        )
        return [Bank(*row) for row in cursor.fetchall()]


def files(bank_id: int, limit: int = 8) -> list[File]:
    """The latest files of an account."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.id, f.name, f.kind, f.uploaded_at, coalesce(p.name, ''), f.lines, f.new_lines, f.skipped FROM bank_file f
                 LEFT JOIN person p ON p.id = f.uploaded_by WHERE f.bank_account_id = %s ORDER BY f.id DESC LIMIT %s""",
            [bank_id, limit],
        )
        return [File(*row) for row in cursor.fetchall()]
