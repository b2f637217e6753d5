"""What lies at customs."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.customs.models import Declaration
from galeon.kernel.sql import load


class AtCustoms(msgspec.Struct, frozen=True):
    """A declaration as people see it. held, released: how many of its waybills."""

    id: int
    master: str
    country: str
    regime: str
    broker: str
    reference: str
    state: str
    waybills: int
    held: int
    released: int
    lines: int
    missing_hs: int
    declared_at: datetime
    answered_at: datetime | None
    released_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str


class Line(msgspec.Struct, frozen=True):
    """A line as declared; value and weight of the whole line."""

    account_id: int
    waybill_id: int
    number: str
    no: int
    hs_code: str
    title: str
    quantity: int
    value_minor: int
    currency: str
    weight_g: int
    origin_country: str


class Asked(msgspec.Struct, frozen=True):
    """What customs ask for a waybill now, in minor units of `currency`; entry: customs' number of it, or the master's.

    assessment_id: the row that says so. is_ddp: the sender has promised to pay it, and so the customer owes it to us.
    """

    account_id: int
    waybill_id: int
    declaration_id: int
    assessment_id: int
    currency: str
    duty_minor: int
    vat_minor: int
    fees_minor: int
    entry: str
    assessed_at: datetime
    is_ddp: bool


class Clearing(msgspec.Struct, frozen=True):
    """A waybill in a declaration. told_at, told_by: when and by whom the reason was told, if after the hold itself."""

    account_id: int
    waybill_id: int
    number: str
    state: str
    since: datetime
    reason: str
    told_at: datetime | None
    told_by: str


_BOARD = """SELECT d.id, m.number, d.country, d.regime, d.broker, d.reference, d.state, d.waybills,
  count(*) FILTER (WHERE w.state = 'held')::int, count(*) FILTER (WHERE w.state = 'released')::int, d.lines, d.missing_hs,
  d.declared_at, d.answered_at, d.released_at, d.withdrawn_at, d.withdrawn_why
FROM ({picked}) d JOIN master m ON m.id = d.master_id LEFT JOIN declaration_waybill w ON w.declaration_id = d.id
GROUP BY d.id, d.country, d.regime, d.broker, d.reference, d.state, d.waybills, d.lines, d.missing_hs, d.declared_at,
  d.answered_at, d.released_at, d.withdrawn_at, d.withdrawn_why, m.number ORDER BY d.id DESC"""
_NEWEST = _BOARD.format(picked="SELECT * FROM declaration WHERE state = ANY (%s) ORDER BY id DESC LIMIT %s")
_ONE = _BOARD.format(picked="SELECT * FROM declaration WHERE id = %s")


def declarations(states: Sequence[str] = ("declared", "accepted"), limit: int = 200) -> list[AtCustoms]:
    """Declarations in these states, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(states), limit])
        return [AtCustoms(*row) for row in cursor.fetchall()]


def declaration(declaration_id: int) -> AtCustoms | None:
    """One declaration in whatever state, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [declaration_id])
        row = cursor.fetchone()
    return AtCustoms(*row) if row else None


def references(declaration_ids: Sequence[int]) -> dict[int, str]:
    """The number each declaration carries; those without one are left out."""
    rows = Declaration.objects.filter(pk__in=declaration_ids).exclude(reference="").values_list("pk", "reference")
    return dict(rows)


def lines(declaration_id: int, limit: int = 10_000) -> list[Line]:
    """The goods of a declaration."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l.account_id, l.waybill_id, w.number, l.no, l.hs_code, l.title, l.quantity, l.value_minor, l.currency,
                 l.weight_g, l.origin_country
               FROM declaration_line l JOIN waybill w ON w.account_id = l.account_id AND w.id = l.waybill_id
               WHERE l.declaration_id = %s ORDER BY l.waybill_id, l.no LIMIT %s""",
            [declaration_id, limit],
        )
        return [Line(*row) for row in cursor.fetchall()]


def clearings(
    declaration_id: int, limit: int = 10_000, *, after: int = 0, only: Sequence[int] | None = None
) -> list[Clearing]:
    """The waybills of a declaration by id, those beyond `after`; of `only` these ids, where they are given."""
    ids = None if only is None else list(only)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT d.account_id, d.waybill_id, w.number, d.state, d.since, coalesce(e.reason, d.reason), e.occurred_at,
                 coalesce(p.name, '')
               FROM declaration_waybill d JOIN waybill w ON w.account_id = d.account_id AND w.id = d.waybill_id
               LEFT JOIN LATERAL (
                 SELECT v.detail ->> 'reason' AS reason, v.occurred_at, v.actor_id FROM waybill_event v
                  WHERE v.account_id = d.account_id AND v.waybill_id = d.waybill_id AND v.code = 'customs_reason'
                    AND v.occurred_at >= d.since AND d.state = 'held'
                  ORDER BY v.occurred_at DESC, v.id DESC LIMIT 1) e ON true
               LEFT JOIN person p ON p.id = e.actor_id
               WHERE d.declaration_id = %s AND d.waybill_id > %s AND (%s::bigint[] IS NULL OR d.waybill_id = ANY (%s))
               ORDER BY d.waybill_id LIMIT %s""",
            [declaration_id, after, ids, ids, limit],
        )
        return [Clearing(*row) for row in cursor.fetchall()]


def assessments(waybills: Sequence[tuple[int, int]]) -> list[Asked]:
    """What customs ask for these (account_id, waybill_id) now; those they never asked anything for are missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("customs", "charged_for"), {"account": [a for a, _ in waybills], "waybill": [w for _, w in waybills]}
        )
        return [Asked(*row) for row in cursor.fetchall()]


def entries_of(waybills: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The declaration each of these (account_id, waybill_id) is in."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT d.account_id, d.waybill_id, d.declaration_id FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               JOIN declaration_waybill d ON d.account_id = u.a AND d.waybill_id = u.w""",
            [[a for a, _ in waybills], [w for _, w in waybills]],
        )
        return {
            (account_id, waybill_id): declaration_id for account_id, waybill_id, declaration_id in cursor.fetchall()
        }


def waybills_of(declaration_ids: Sequence[int], state: str) -> list[tuple[int, int]]:
    """The (account_id, waybill_id) of these declarations in this state: declared, held or released."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id, waybill_id FROM declaration_waybill WHERE declaration_id = ANY (%s) AND state = %s
               ORDER BY waybill_id""",
            [list(declaration_ids), state],
        )
        return list(cursor.fetchall())
