"""Statements, their lines and payments, and whether they agree with the ledger.

A customer's page calls these inside `tenancy.customer(account_id)`; the audit and the unrated are for our own staff.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec
from django.db import connection

from galeon.billing.statements.lines import Group, Line, Row, by_waybill
from galeon.kernel.sql import load
from galeon.tariffs.words.reasons import fee_name

LIST_MAX = 200
LINES_MAX = 200_000


class Head(msgspec.Struct, frozen=True):
    """A statement's head. Money in minor units of `currency`; an open one's sums are as they stand now.

    opening + charges - payments = closing; above zero the customer owes it. number "" and due_on None while open;
    due_on is set where something is owed on credit terms. paid_since_minor: payments recorded in later
    statements, and what later closed ones credit.
    """

    account_id: int
    id: int
    account_code: str
    account_name: str
    language: str
    terms: str
    currency: str
    cycle: str
    timezone: str
    first_day: date
    last_day: date
    state: Literal["open", "closed"]
    number: str
    opening_minor: int
    charges_minor: int
    payments_minor: int
    due_on: date | None
    closed_at: datetime | None
    paid_since_minor: int

    @property
    def is_settled(self) -> bool:
        """True when nothing of it is owed any more: payments pay the oldest debt first, so all later ones count."""
        return self.closing_minor <= self.paid_since_minor

    @property
    def closing_minor(self) -> int:
        """What the customer owes at its end (below zero: what we owe them)."""
        return self.opening_minor + self.charges_minor - self.payments_minor


class FeeSum(msgspec.Struct, frozen=True):
    """What one fee comes to over a statement."""

    code: str
    name: str
    count: int
    amount_minor: int


class Received(msgspec.Struct, frozen=True):
    """A payment in a statement."""

    id: int
    kind: str
    method: str
    reference: str
    amount_minor: int
    received_at: datetime
    recorded_at: datetime


class Audit(msgspec.Struct, frozen=True):
    """A statement from three sides, in minor units: as closed (None while open), its lines, the ledger.

    ledger_unbilled: what the book says is not invoiced yet: all of it while open, nothing once closed.
    """

    closed_charges: int | None
    closed_payments: int | None
    lines_charges: int
    lines_payments: int
    ledger_charges: int
    ledger_payments: int
    ledger_unbilled: int
    is_chained: bool

    @property
    def agrees(self) -> bool:
        """True when all of it agrees to the cent, and it opens with what the one before closed with."""
        lines = (self.lines_charges, self.lines_payments)
        closed = (self.closed_charges, self.closed_payments)
        ledger = (self.ledger_charges, self.ledger_payments)
        unbilled = 0 if self.closed_charges is not None else self.lines_charges
        return (
            self.is_chained and lines == ledger and closed in ((None, None), lines) and self.ledger_unbilled == unbilled
        )


class Unpriced(msgspec.Struct, frozen=True):
    """A weighed waybill without a price; message is a msgid with {named} places that `params` fill."""

    account_id: int
    waybill_id: int
    number: str
    account_name: str
    code: str
    message: str
    params: dict[str, str]
    since: datetime


def statements(
    account_id: int | None = None, *, state: str | None = None, before: int | None = None, limit: int = 50
) -> list[Head]:
    """Statements of one account or of all, the one opened last first; `before`: the id the last page ended with."""
    terms = {"account": account_id, "id": None, "state": state, "before": before, "limit": min(limit, LIST_MAX)}
    return _heads(terms)


def statement(account_id: int, statement_id: int) -> Head | None:
    """One statement's head, or None."""
    found = _heads({"account": account_id, "id": statement_id, "state": None, "before": None, "limit": 1})
    return found[0] if found else None


def groups(
    account_id: int, statement_id: int, language: str, *, after: tuple[int, int] = (-1, 0), limit: int = LINES_MAX
) -> list[Group]:
    """A statement's charges by waybill, in the order they were booked, each line explained in `language`.

    after: (waybill_id, id of its last line) where the last page ended; limit counts lines, so a page may end inside a
    waybill's group.
    """
    terms = {"account": account_id, "statement": statement_id, "waybill": None, "limit": limit}
    return _groups({**terms, "after_waybill": after[0], "after": after[1]}, language)


def waybill_charges(account_id: int, waybill_id: int, language: str) -> list[Line]:
    """All that was charged for one waybill, in order."""
    terms = {"account": account_id, "statement": None, "waybill": waybill_id, "limit": LINES_MAX}
    found = _groups({**terms, "after_waybill": -1, "after": 0}, language)
    return found[0].lines if found else []


def charged(waybills: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """What each of these (account_id, waybill_id) was charged so far, in minor units; none of those not charged yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.account_id, c.waybill_id, sum(c.amount_minor)::bigint FROM charge c
               JOIN unnest(%s::bigint[], %s::bigint[]) AS u(a, w) ON c.account_id = u.a AND c.waybill_id = u.w GROUP BY 1, 2""",
            [[a for a, _ in waybills], [w for _, w in waybills]],
        )
        return {(account_id, waybill_id): amount for account_id, waybill_id, amount in cursor.fetchall()}


def fee_sums(account_id: int, statement_id: int, language: str) -> list[FeeSum]:
    """What each fee comes to, the greatest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT code, count(*), sum(amount_minor)::bigint FROM charge
               WHERE account_id = %s AND statement_id = %s GROUP BY code ORDER BY 3 DESC, 1""",
            [account_id, statement_id],
        )
        return [FeeSum(code, fee_name(code, language), n, amount) for code, n, amount in cursor.fetchall()]


def payments(account_id: int, statement_id: int) -> list[Received]:
    """A statement's payments in the order they were received."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, kind, method, reference, amount_minor, received_at, recorded_at FROM payment
               WHERE account_id = %s AND statement_id = %s ORDER BY received_at, id""",
            [account_id, statement_id],
        )
        return [Received(*row) for row in cursor.fetchall()]


def audit(account_id: int, statement_id: int) -> Audit | None:
    """Hold a statement against its lines and against the ledger, to the cent; None when there is no such statement."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "audit"), {"account": account_id, "id": statement_id})
        row = cursor.fetchone()
    if row is None:
        return None
    state, opening, charges, paid, closing, *sides, prior = row
    is_chained = state == "open" or (opening == prior and closing == opening + charges - paid)
    return Audit(*(charges, paid, *sides, is_chained))


def unpriced(limit: int = LIST_MAX) -> list[Unpriced]:
    """Weighed waybills no price was found for, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.account_id, u.waybill_id, w.number, a.name, u.code, u.message, u.params::text, u.since
               FROM unrated u JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
               JOIN account a ON a.id = u.account_id ORDER BY u.since, u.waybill_id LIMIT %s""",
            [min(limit, LIST_MAX)],
        )
        return [
            Unpriced(*(*row[:6], msgspec.json.decode(row[6], type=dict[str, str]), row[7])) for row in cursor.fetchall()
        ]


def _heads(terms: dict[str, int | str | None]) -> list[Head]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "heads"), terms)
        return [Head(*row) for row in cursor.fetchall()]


def _groups(terms: dict[str, int | str | None], language: str) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "lines"), terms)
        return by_waybill([Row(*row) for row in cursor.fetchall()], language)
