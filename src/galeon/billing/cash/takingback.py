"""A payment that a person had typed, taken back by a person: with a reason, once."""

from datetime import UTC, datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.cash import allocations
from galeon.billing.cash.models_booked import TakenBack
from galeon.billing.cash.payments import Paid, reversed_payment
from galeon.billing.credit.rights import bad_text, not_finance
from galeon.billing.models import Payment
from galeon.kernel.refusal import Refusal

KINDS = ("payment", "top_up")
BY_RULE = ("opening", "netting")


class Paying(msgspec.Struct, frozen=True):
    """What of a debt a payment pays now, minor units."""

    kind: str
    id: int
    number: str
    amount_minor: int


def paid_by(account_id: int, payment_id: int) -> list[Paying]:
    """The debts a payment pays now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.debit_kind, a.debit_id, i.number, sum(a.amount_minor)::bigint
                 FROM allocation a JOIN v_billing_item i ON i.account_id = a.account_id AND i.kind = a.debit_kind AND i.id = a.debit_id
                WHERE a.account_id = %s AND a.credit_kind = 'payment' AND a.credit_id = %s
                GROUP BY 1, 2, 3 HAVING sum(a.amount_minor) <> 0 ORDER BY 2""",
            [account_id, payment_id],
        )
        return [Paying(*row) for row in cursor.fetchall()]


def may_be_taken_back(account_id: int, payment_id: int) -> Payment | Refusal:
    """The payment, if a person may take it back.

    Refused: payment_unknown; not_by_hand (a refund, a write-off, cash on delivery, what was brought from another system);
    of_bank (it is a line of the bank: the match is taken back there); taken_back (it was before).
    """
    found = Payment.objects.filter(account_id=account_id, id=payment_id).first()
    if found is None:
        return _no("payment_unknown", "There is no such payment.")
    if found.amount_minor <= 0 or found.kind not in KINDS or found.method in BY_RULE:
        return _no("not_by_hand", "This was not typed by hand: it is taken back where it came from.")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM v_billing_bank_answered WHERE source = %s),
                      EXISTS (SELECT FROM payment_taken_back WHERE account_id = %s AND id = %s)""",
            [f"payment:{payment_id}", account_id, payment_id],
        )
        of_bank, is_taken = cursor.fetchone()
    if is_taken:
        return _no("taken_back", "This payment was taken back before.")
    if of_bank:
        return _no("of_bank", "A line of the bank is matched to this payment: take the match back there first.")
    return found


def take_back_payment(
    account_id: int, payment_id: int, reason: str, *, by: int, at: datetime | None = None
) -> Paid | Refusal:
    """Undo a payment that was typed wrongly, by one below zero under `<reference> reversed`; existing: it was before.

    The journal is reversed on the payment's own day (or the first that is not locked), what it had paid is open again, and
    what else stands to the customer's credit pays it. Any person of our finance may. Refused: not_finance, text_missing,
    text, and as `may_be_taken_back`, but for one taken back before.
    """
    if refusal := not_finance(by) or bad_text(reason, "reason"):
        return refusal
    now = at or datetime.now(UTC)
    with transaction.atomic():
        allocations.lock([account_id])
        before = TakenBack.objects.filter(account_id=account_id, id=payment_id).first()
        if before is not None:
            undoing = Payment.objects.get(account_id=account_id, id=before.undoing_id)
            return Paid(undoing.id, undoing.statement_id, existing=True)
        found = may_be_taken_back(account_id, payment_id)
        if isinstance(found, Refusal):
            return found
        answer = reversed_payment(found, by, now)
        if isinstance(answer, Refusal):
            transaction.set_rollback(True)
            return answer
        TakenBack.objects.create(
            account_id=account_id, id=payment_id, undoing_id=answer.payment_id, reason=reason.strip(), taken_at=now,
            taken_by=by,
        )  # fmt: skip
    return answer


def _no(code: str, message: str) -> Refusal:
    return Refusal(code=code, message=message)
