"""The only writers of the book: post, reverse, lock, hold, end holds, set a credit limit."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec
from django.db import connection, connections

from galeon.kernel.refusal import Refusal
from galeon.ledger import locking
from galeon.ledger.chart import CHART
from galeon.ledger.models import BookLock

JOURNALS_MAX = 20_000


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One posting: signed minor units, debit positive. account_id: the customer, or the house (1).

    segment: the mode of transport revenue or cost belongs to, "" = none.
    """

    account_id: int
    book: str
    amount_minor: int
    currency: str
    segment: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One journal to post. `source` is its idempotency key: the same source with the same lines posts once.

    entity_id: in whose books. It is booked on its own day there, or on the first day that is not locked.
    """

    source: str
    kind: str
    occurred_at: datetime
    lines: tuple[Line, ...]
    memo: str = ""
    entity_id: int = 1


class Clash(Exception):
    """A source that was posted before came again with other contents: a bug in the caller."""


Posted = Literal["posted", "repeat"]


def post(entries: Sequence[Entry]) -> list[Posted]:
    """Post journals and move customers' balances. Answers 'posted' or 'repeat' for each entry, in order.

    Raises ValueError for an entry that does not sum to zero per currency, Clash for a source reused with other lines.
    """
    if not entries:
        return []
    if len(entries) > JOURNALS_MAX:
        raise ValueError(f"at most {JOURNALS_MAX} journals at once")
    for entry in entries:
        _must_balance(entry)
    body = msgspec.json.encode([_wire(entry) for entry in entries]).decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, outcome FROM ledger_post(%s::jsonb)", [body])
        outcome: dict[str, str] = dict(cursor.fetchall())
    clashes = [source for source, what in outcome.items() if what == "clash"]
    if clashes:
        raise Clash(f"posted before with other contents: {', '.join(clashes[:5])}")
    return ["posted" if outcome[entry.source] == "posted" else "repeat" for entry in entries]


def reverse(entry: Entry, *, source: str, occurred_at: datetime, memo: str = "") -> Entry:
    """The entry that undoes `entry`: the only correction there is. Post it like any other."""
    lines = tuple(Line(x.account_id, x.book, -x.amount_minor, x.currency, x.segment) for x in entry.lines)
    return msgspec.structs.replace(
        entry, source=source, kind="reversal", occurred_at=occurred_at, lines=lines, memo=memo or entry.source
    )


def reverse_posted(source: str, *, occurred_at: datetime, memo: str = "", as_source: str = "") -> Posted:
    """Post what undoes the journal of this source, as it stands in the book; 'repeat' where that was done before.

    as_source: the reversal's own source, `reversal:<source>` unless given. LookupError: there is no such journal.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT j.kind, j.entity_id, p.account_id, p.book, p.amount_minor, p.currency, p.segment
                 FROM journal j JOIN posting p ON p.journal_id = j.id WHERE j.source = %s ORDER BY p.no""",
            [source],
        )
        rows = cursor.fetchall()
    if not rows:
        raise LookupError(f"there is no journal {source}")
    kind, entity_id = rows[0][:2]
    lines = tuple(Line(*row[2:]) for row in rows)
    entry = Entry(source=source, kind=kind, occurred_at=occurred_at, lines=lines, entity_id=entity_id)
    undoing = reverse(entry, source=as_source or f"reversal:{source}", occurred_at=occurred_at, memo=memo)
    with connection.cursor() as cursor:
        # who reverses the same journal at another moment is told that it is done
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.reverse'), hashtext(%s))", [source])
        cursor.execute("SELECT FROM journal WHERE source = %s", [undoing.source])
        if cursor.fetchone() is not None:
            return "repeat"
    (posted,) = post([undoing])
    return posted


def lock_books(entity_id: int, until: date, by: int | None, reason: str = "") -> BookLock | Refusal:
    """Close an entity's books up to a day, that day included; or, with a reason and by an admin, open them again back to one.

    What happened in a locked period is booked on the first day after it. by: the person's id; None: the system. Refused:
    not_finance, entity_unknown, not_over (a day that is not over in the entity's zone), reason_long, not_admin,
    reason_needed, books_busy. The same day again changes nothing.
    """
    return locking.lock(entity_id, until, by, reason)


def end_holds(accounts: Sequence[int], sources: Sequence[int], captured_minor: Sequence[int | None]) -> int:
    """Capture (an amount) or release (None) the holds of these sources. Returns how many were still open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_end_holds(%s::bigint[], %s::bigint[], %s::bigint[])",
            [list(accounts), list(sources), list(captured_minor)],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def change_hold(account_id: int, source_id: int, amount_minor: int) -> bool:
    """Make an open hold larger or smaller; False when there is none, or the balance does not allow it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH held AS MATERIALIZED (
                 SELECT account_id, id, currency, %(amount)s - amount_minor AS more FROM hold
                  WHERE account_id = %(account)s AND source_id = %(source)s AND state = 'held' FOR UPDATE
               ), moved AS (
                 UPDATE balance b SET held_minor = b.held_minor + h.more FROM held h
                  WHERE b.account_id = h.account_id AND b.currency = h.currency
                    AND (h.more <= 0 OR b.posted_minor - b.held_minor + b.limit_minor >= h.more) RETURNING h.id
               )
               UPDATE hold SET amount_minor = %(amount)s FROM moved
                WHERE hold.account_id = %(account)s AND hold.id = moved.id""",
            {"account": account_id, "source": source_id, "amount": amount_minor},
        )
        return bool(cursor.rowcount)


def set_limit(account_id: int, currency: str, limit_minor: int) -> None:
    """Set how far below zero an account's available balance may go; opens the balance if need be."""
    set_limits([(account_id, currency, limit_minor)])


def set_limits(limits: Sequence[tuple[int, str, int]]) -> None:
    """As `set_limit`, for many (account_id, currency, limit_minor)."""
    if any(limit_minor < 0 for _, _, limit_minor in limits):
        raise ValueError("limit_minor must not be negative")
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO balance (account_id, currency, posted_minor, held_minor, limit_minor)
               SELECT a, c, 0, 0, l FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS u(a, c, l) ORDER BY 1, 2
               ON CONFLICT (account_id, currency) DO UPDATE SET limit_minor = EXCLUDED.limit_minor""",
            [list(row) for row in zip(*sorted(limits), strict=True)] or [[], [], []],
        )


def load_chart(using: str = "default") -> None:
    """Write the chart of accounts to its table; safe to repeat."""
    with connections[using].cursor() as cursor:
        cursor.executemany(
            """INSERT INTO book_account (code, name, kind, is_customer) VALUES (%s, %s, %s, %s)
               ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name""",
            [(x.code, x.name, x.kind, x.is_customer) for x in CHART],
        )


def _must_balance(entry: Entry) -> None:
    sums: dict[str, int] = {}
    for line in entry.lines:
        sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
    if not sums or any(sums.values()):
        raise ValueError(f"journal {entry.source} does not balance: {sums}")


def _wire(entry: Entry) -> dict[str, object]:
    # as before there were segments, so that what an earlier version posted is known when it comes again
    lines = [msgspec.to_builtins(x)[: 5 if x.segment else 4] for x in entry.lines]
    body = msgspec.json.encode((entry.kind, entry.occurred_at, lines))
    return {
        "source": entry.source,
        "hash": hashlib.sha256(body).hexdigest(),
        "kind": entry.kind,
        "occurred_at": entry.occurred_at,
        "memo": entry.memo,
        "entity": entry.entity_id,
        "lines": entry.lines,
    }
