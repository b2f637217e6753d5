"""Debts nobody expects to be paid: asked by one person of finance, approved by another, booked as a payment of its own."""

from datetime import datetime
from typing import Literal

import msgspec
from django.db import connection, transaction

from galeon.billing.cash.allocating import Key
from galeon.billing.cash.payments import NewPayment, Paid, record
from galeon.billing.cash.reads import open_items
from galeon.billing.credit.rights import bad_text, not_finance
from galeon.billing.disputes.models import WriteOff
from galeon.billing.reads import statement
from galeon.kernel.refusal import Refusal


class NewWriteOff(msgspec.Struct, frozen=True, kw_only=True):
    """So much of what is still owed of a closed statement."""

    account_id: int
    statement_id: int
    amount_minor: int
    reason: str


def owed_minor(account_id: int, statement_id: int) -> int:
    """What is still owed of a closed statement itself, less what of it is in an open dispute; 0 for none."""
    head = statement(account_id, statement_id)
    if head is None or head.state != "closed":
        return 0
    still = sum(item.open_minor for item in open_items(account_id) if item.key == Key("statement", statement_id))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(l.amount_minor), 0)::bigint FROM dispute_case c
               JOIN dispute_line l ON l.account_id = c.account_id AND l.case_id = c.id AND l.is_live
               WHERE c.account_id = %s AND c.statement_id = %s AND c.state = 'open'""",
            [account_id, statement_id],
        )
        return max(still - int(cursor.fetchone()[0]), 0)


def ask_write_off(new: NewWriteOff, *, by: int, at: datetime) -> int | Refusal:
    """Ask to write a debt off; its id. One is asked for a statement at a time: the same again is the same.

    Refused: not_finance, statement_unknown, amount (more than is owed), asked_already, text_missing, text.
    """
    if refusal := not_finance(by) or bad_text(new.reason, "reason"):
        return refusal
    head = statement(new.account_id, new.statement_id)
    if head is None or head.state != "closed":
        return _no("statement_unknown", "There is no such statement.", "statement")
    owed = owed_minor(new.account_id, new.statement_id)
    if not 1 <= new.amount_minor <= owed:
        return _no("amount", "At most {owed_amount} is owed of it.", "amount", owed_amount=f"{owed} {head.currency}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO write_off (account_id, id, statement_id, amount_minor, currency, reason, asked_at, asked_by, state, note)
               VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, %s, 'asked', '') ON CONFLICT DO NOTHING RETURNING id""",
            [new.account_id, new.statement_id, new.amount_minor, head.currency, new.reason.strip(), at, by],
        )
        row = cursor.fetchone()
    if row:
        return int(row[0])
    old = WriteOff.objects.get(account_id=new.account_id, statement_id=new.statement_id, state="asked")
    return old.id if old.amount_minor == new.amount_minor else _no("asked_already", "A write-off of it waits already.")


def decide_write_off(
    account_id: int, write_off_id: int, verdict: Literal["approve", "refuse"], *, by: int, at: datetime, note: str = ""
) -> WriteOff | Refusal:
    """Approve or refuse what another person asked: approved it is a payment of kind `writeoff` onto bad debts.

    Refused: not_finance, change_unknown, decided_already, same_person, amount (paid meanwhile), text_missing, text.
    """
    if refusal := not_finance(by) or bad_text(note, "note", required=verdict == "refuse"):
        return refusal
    with transaction.atomic():
        found = WriteOff.objects.select_for_update().filter(account_id=account_id, id=write_off_id).first()
        if found is None:
            return _no("change_unknown", "There is no such request.")
        if found.state != "asked":
            return _no("decided_already", "This was decided already.")
        if found.asked_by == by:
            return _no("same_person", "Another person has to decide this: you asked for it.")
        paid = _pay(found, by, at) if verdict == "approve" else None
        if isinstance(paid, Refusal):
            return paid
        found.state = "approved" if paid else "refused"
        found.payment_id = paid.payment_id if paid else None
        WriteOff.objects.filter(account_id=account_id, id=write_off_id).update(
            state=found.state, decided_by=by, decided_at=at, note=note.strip(), payment_id=found.payment_id
        )
    return found


def _pay(found: WriteOff, by: int, at: datetime) -> Paid | Refusal:
    owed = owed_minor(found.account_id, found.statement_id)
    if found.amount_minor > owed:
        return _no("amount", "At most {owed_amount} is owed of it.", "amount", owed_amount=f"{owed} {found.currency}")
    new = NewPayment(
        account_id=found.account_id, amount_minor=found.amount_minor, currency=found.currency, method="netting",
        reference=f"WO-{found.id}", received_at=at, book="bad_debt",
        onto=(Key("statement", found.statement_id),),
    )  # fmt: skip
    return record(new, "writeoff", by, at)


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
