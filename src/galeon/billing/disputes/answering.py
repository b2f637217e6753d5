"""What a customer says to a closed statement: confirmed line by line, all the rest at once, or by silence."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.billing.disputes.models import Answered
from galeon.billing.models import Statement
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load

LINES_MAX = 2_000


class Charged(msgspec.Struct, frozen=True):
    """A charge of a statement and what was said to it: '', confirmed, disputed, decided."""

    id: int
    amount_minor: int
    currency: str
    answer: str


def confirm(account_id: int, statement_id: int, charge_ids: Sequence[int], *, by: int, at: datetime) -> int | Refusal:
    """Confirm lines of a closed statement; how many were not confirmed before. Disputed ones are left as they are.

    Refused: statement_unknown, statement_open, lines, charge_unknown.
    """
    found = lines(account_id, statement_id, charge_ids)
    if isinstance(found, Refusal):
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO statement_line_confirmed (account_id, statement_id, charge_id, confirmed_at, confirmed_by)
               SELECT %s, %s, u, %s, %s FROM unnest(%s::bigint[]) AS u ON CONFLICT DO NOTHING""",
            [account_id, statement_id, at, by, [line.id for line in found if not line.answer]],
        )
        return int(cursor.rowcount)


def confirm_rest(account_id: int, statement_id: int, *, by: int, at: datetime) -> bool | Refusal:
    """Confirm a closed statement but for what is disputed; False when it was already. Refused: statement_unknown, statement_open."""
    if refusal := not_closed(account_id, statement_id):
        return refusal
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO statement_answered (account_id, statement_id, confirmed_at, confirmed_by)
               VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING""",
            [account_id, statement_id, at, by],
        )
        return bool(cursor.rowcount)


def confirm_silent(at: datetime) -> int:
    """Confirm by silence the statements closed longer ago than their company's days of silence; how many."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.disputes", "silent"), {"at": at})
        return int(cursor.rowcount)


def lines(account_id: int, statement_id: int, charge_ids: Sequence[int]) -> list[Charged] | Refusal:
    """These lines of a closed statement; refused when one of them is not in it."""
    if refusal := not_closed(account_id, statement_id):
        return refusal
    wanted = sorted(set(charge_ids))
    if not 1 <= len(wanted) <= LINES_MAX:
        return _no("lines", "Pick 1 to {max} lines.", "charges", max=str(LINES_MAX))
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing.disputes", "to_dispute"),
            {"account": account_id, "statement": statement_id, "charges": wanted},
        )
        found = [Charged(*row) for row in cursor.fetchall()]
    return found if len(found) == len(wanted) else _no("charge_unknown", "A line is not in this statement.", "charges")


def not_closed(account_id: int, statement_id: int) -> Refusal | None:
    """Refused unless it is a closed statement of the account."""
    state = Statement.objects.filter(account_id=account_id, id=statement_id).values_list("state", flat=True).first()
    if state is None:
        return _no("statement_unknown", "There is no such statement.", "statement")
    return None if state == "closed" else _no("statement_open", "This statement is still open.", "statement")


def is_answered(account_id: int, statement_id: int) -> bool:
    """True when the whole of it was confirmed."""
    return Answered.objects.filter(account_id=account_id, statement_id=statement_id).exists()


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
