"""What the closing page shows: what would be closed, the runs and how far they are, what a run closed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import msgspec
from django.db import connection

RUNS_MAX = 50
CUT_OFF_S = 60
QUARTER_S = 900


class Sum(msgspec.Struct, frozen=True):
    """Statements of one currency. amount_minor: what they charge; to_pay_minor: what they close with (0 while open)."""

    currency: str
    statements: int
    accounts: int
    amount_minor: int
    to_pay_minor: int = 0


class Run(msgspec.Struct, frozen=True):
    """One closing. by: the person's name, "" = the clock. left_s: how long the rest takes, None while nobody can say."""

    id: int
    as_of: datetime
    started_at: datetime
    by: str
    statements: int
    closed: int
    finished_at: datetime | None
    fault: str
    state: Literal["running", "cut_off", "finished"]
    left_s: int | None


class Closed(msgspec.Struct, frozen=True):
    """A statement a run closed."""

    account_id: int
    id: int
    account_code: str
    account_name: str
    number: str
    first_day: date
    last_day: date
    currency: str
    charges_minor: int
    closing_minor: int


def ended_by(day: date, now: datetime) -> datetime:
    """The moment by which a day is over everywhere, or the quarter of an hour that has passed: a day in the house's
    far west ends half a day after the house's own."""
    everywhere = datetime.combine(day + timedelta(days=1), time(12), UTC)
    return min(everywhere, datetime.fromtimestamp(now.timestamp() // QUARTER_S * QUARTER_S, UTC))


def ahead(as_of: datetime) -> list[Sum]:
    """What closing all that ended by `as_of` would close, by currency. Reads those statements' charges."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH due AS MATERIALIZED (SELECT account_id, id, currency FROM statement WHERE state = 'open' AND ends_at <= %s)
               SELECT d.currency, count(*), count(DISTINCT d.account_id), coalesce(sum(l.amount_minor), 0)::bigint
                 FROM due d LEFT JOIN (
                   SELECT statement_id, sum(amount_minor) AS amount_minor
                     FROM billing_lines_of((SELECT array_agg(account_id ORDER BY id) FROM due),
                                           (SELECT array_agg(id ORDER BY id) FROM due)) GROUP BY 1) l ON l.statement_id = d.id
                GROUP BY 1 ORDER BY 2 DESC, 1""",
            [as_of],
        )
        return [Sum(*row) for row in cursor.fetchall()]


def runs(limit: int = RUNS_MAX) -> list[Run]:
    """The latest runs."""
    return _runs("ORDER BY r.id DESC LIMIT %s", min(limit, RUNS_MAX))


def run(run_id: int) -> Run | None:
    """One run."""
    found = _runs("WHERE r.id = %s", run_id)
    return found[0] if found else None


def sums(found: Run) -> list[Sum]:
    """What a run closed so far, by currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT currency, count(*), count(DISTINCT account_id), sum(charges_minor)::bigint, sum(closing_minor)::bigint
                 FROM statement WHERE closed_at = %s GROUP BY 1 ORDER BY 2 DESC, 1""",
            [found.started_at],
        )
        return [Sum(*row) for row in cursor.fetchall()]


def closed(found: Run, limit: int = 50) -> list[Closed]:
    """The statements a run closed, those that owe most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.account_id, s.id, a.code, a.name, s.number, s.first_day, s.last_day, s.currency, s.charges_minor,
                      s.closing_minor
                 FROM statement s JOIN account a ON a.id = s.account_id
                WHERE s.closed_at = %s ORDER BY s.closing_minor DESC, s.number LIMIT %s""",
            [found.started_at, limit],
        )
        return [Closed(*row) for row in cursor.fetchall()]


# Alive: a closing holds its lock in this moment, or was seen a minute ago. (A lock of one number is kept as two halves.)
_RUNS = """
SELECT r.id, r.as_of, r.started_at, coalesce(nullif(u.name, ''), u.email, ''), r.statements, r.closed, r.finished_at, r.fault,
       CASE WHEN r.finished_at IS NOT NULL THEN 'finished'
            WHEN r.fault = '' AND (r.seen_at > clock_timestamp() - make_interval(secs => {seconds}) OR EXISTS (
              SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
               WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()
                 AND (l.classid::bigint << 32 | l.objid::bigint) = hashtext('billing_close'))) THEN 'running'
            ELSE 'cut_off' END,
       CASE WHEN r.finished_at IS NULL AND r.closed > r.closed_before AND r.statements > r.closed
            THEN greatest(1, extract(epoch FROM r.seen_at - r.began_at) * (r.statements - r.closed) / (r.closed - r.closed_before))::int END
  FROM closing_run r LEFT JOIN person u ON u.id = r.started_by
"""


def _runs(which: str, term: int) -> list[Run]:
    with connection.cursor() as cursor:
        cursor.execute(_RUNS.format(seconds=CUT_OFF_S) + which, [term])
        return [Run(*row) for row in cursor.fetchall()]
