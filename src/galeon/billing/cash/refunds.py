"""Money paid back to a customer: asked by one person, decided by another, paid out of what stands to their credit."""

from datetime import UTC, datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.cash import allocations
from galeon.billing.cash.allocating import Key
from galeon.billing.cash.models import Refund
from galeon.billing.cash.payments import NewPayment, Paid, pay_out
from galeon.billing.credit.rights import bad_text, not_finance
from galeon.kernel.refusal import Refusal
from galeon.ledger.reads import standing
from galeon.parties.reads import customer


class NewRefund(msgspec.Struct, frozen=True, kw_only=True):
    """Money to be paid back, above zero, in the account's currency."""

    account_id: int
    amount_minor: int
    reason: str


def ask_refund(new: NewRefund, *, by: int, at: datetime | None = None) -> int | Refusal:
    """Ask for a refund; its id.

    Refused: not_finance, account_unknown, amount, exceeds_credit, exceeds_free (spent or held), text_missing, text.
    """
    found = customer(new.account_id)
    if found is None or found.is_house:
        return _no("account_unknown", "account", "There is no such customer.")
    refusal = (
        not_finance(by) or bad_text(new.reason, "reason") or _too_much(new.account_id, new.amount_minor, found.currency)
    )
    if refusal:
        return refusal
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO refund (account_id, id, amount_minor, currency, reason, asked_at, asked_by, state)
               VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, 'asked') RETURNING id""",
            [new.account_id, new.amount_minor, found.currency, new.reason.strip(), at or datetime.now(UTC), by],
        )
        return int(cursor.fetchone()[0])


def decide_refund(
    account_id: int, refund_id: int, *, reference: str | None, by: int, method: str = "bank", at: datetime | None = None
) -> Paid | Refusal | None:
    """Pay a refund under the bank's reference, or turn it down (reference None, answered by None).

    Refused: not_finance, same_person (who asked does not decide), refund_decided, exceeds_credit, exceeds_free,
    and whatever `record_payment` refuses. What stands to the account's credit pays it.
    """
    now = at or datetime.now(UTC)
    if refusal := not_finance(by):
        return refusal
    with transaction.atomic():
        allocations.lock([account_id])
        refund = Refund.objects.select_for_update().filter(account_id=account_id, id=refund_id).first()
        if refund is None or refund.state != "asked":
            return _no("refund_decided", None, "This refund is decided already, or there is none.")
        if refund.asked_by == by:
            return _no("same_person", None, "Another person than who asked for it decides.")
        if reference is None:
            _decide(refund, "refused", None, by, now)
            return None
        answer = _too_much(account_id, refund.amount_minor, refund.currency) or _paid(
            refund, reference, method, by, now
        )
        if isinstance(answer, Refusal):
            return answer
        left = _free(account_id, refund.currency)  # the posting holds the balance: nobody orders until the commit
        if left < 0:
            transaction.set_rollback(True)
            return _not_free(max(left + refund.amount_minor, 0), refund.currency)
        _decide(refund, "paid", answer.payment_id, by, now)
    return answer


def _paid(refund: Refund, reference: str, method: str, by: int, at: datetime) -> Paid | Refusal:
    new = NewPayment(
        account_id=refund.account_id, amount_minor=-refund.amount_minor, currency=refund.currency, method=method,
        reference=reference, received_at=at,
    )  # fmt: skip
    paid = pay_out(new, "refund", by, at)
    if isinstance(paid, Refusal):
        return paid
    if paid.existing:
        return _no(
            "payment_clash",
            "reference",
            "Reference {reference} was recorded before with other contents.",
            reference=reference,
        )
    out = Key("payment", paid.payment_id)
    for credit in _credits(refund.account_id, refund.currency):
        allocations.settle_onto(refund.account_id, credit, [out], by, at)
    return paid


def _credits(account_id: int, currency: str) -> list[Key]:
    return [i.key for i in allocations.items([account_id]) if i.open_minor < 0 and i.currency == currency]


def _too_much(account_id: int, amount_minor: int, currency: str) -> Refusal | None:
    if amount_minor <= 0:
        return _no("amount", "amount", "The amount must be above zero.")
    spare = -sum(i.open_minor for i in allocations.items([account_id]) if i.open_minor < 0 and i.currency == currency)
    if amount_minor > spare:
        return _no(
            "exceeds_credit", "amount", "Only {spare_amount} stands to the credit of this account.",
            spare_amount=f"{spare} {currency}",
        )  # fmt: skip
    free = max(_free(account_id, currency), 0)
    return _not_free(free, currency) if amount_minor > free else None


def _free(account_id: int, currency: str) -> int:
    """What is neither spent (billed or not) nor held for orders, without any credit; below zero: more is than there is."""
    return sum(s.posted_minor - s.held_minor for s in standing([account_id]) if s.currency == currency)


def _not_free(free_minor: int, currency: str) -> Refusal:
    return _no(
        "exceeds_free", "amount", "Only {spare_amount} of this account is free: the rest is spent or held for orders.",
        spare_amount=f"{free_minor} {currency}",
    )  # fmt: skip


def _decide(refund: Refund, state: str, payment_id: int | None, by: int, at: datetime) -> None:
    Refund.objects.filter(account_id=refund.account_id, id=refund.id).update(
        state=state, payment_id=payment_id, decided_by=by, decided_at=at
    )


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
