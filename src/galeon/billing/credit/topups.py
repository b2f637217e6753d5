"""Money a customer says they paid in, with the slip that shows it, for our finance to look for."""

import hashlib
from datetime import date, datetime, timedelta

import msgspec
from django.db import IntegrityError, connection, transaction

from galeon.billing.credit.models import TopUp
from galeon.billing.credit.rights import AMOUNT_MAX, bad_text, not_finance
from galeon.billing.credit.slips import kind_of
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.parties.reads import customer

METHODS = ("bank", "alipay", "wechat")
REFERENCE_MAX = 80
WAITING_MAX = 20  # of one account
OLDEST = timedelta(days=366)


class NewTopUp(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid in, in the account's currency. reference: the bank's, Alipay's or WeChat's number of the payment.

    slip: the bank's slip as PNG, JPEG or PDF of at most 5 MB; a bank payment needs one, b"" = none.
    """

    account_id: int
    amount_minor: int
    method: str
    reference: str
    paid_on: date
    slip: bytes = b""
    note: str = ""


def ask_top_up(new: NewTopUp, *, by: int, at: datetime) -> int | Refusal:
    """Tell our finance of money paid in; its id. The same reference with the same contents is the same request.

    To be called inside `tenancy.customer`. Refused: account_unknown, amount, method_unknown, reference, paid_on,
    slip_missing, slip_large, slip_unreadable, text, too_many, top_up_clash.
    """
    new = msgspec.structs.replace(new, reference=new.reference.strip(), note=new.note.strip())
    kind = kind_of(new.slip) if new.slip else ""
    if refusal := _refused(new, at) or (kind if isinstance(kind, Refusal) else None):
        return refusal
    if (old := _standing(new)) is not None:
        return old
    if TopUp.objects.filter(account_id=new.account_id, state="asked").count() >= WAITING_MAX:
        return _no("too_many", "There are {max} requests waiting already.", max=str(WAITING_MAX))
    try:
        with transaction.atomic():
            return _insert(new, str(kind), by, at)
    except IntegrityError:  # somebody sent the same one while we looked
        again = _standing(new)
        if again is None:
            raise
        return again


def withdraw_top_up(account_id: int, top_up_id: int, *, by: int, at: datetime) -> Refusal | None:
    """The customer takes a request back. Refused: decided_already."""
    changed = TopUp.objects.filter(account_id=account_id, id=top_up_id, state="asked").update(
        state="withdrawn", decided_by=by, decided_at=at
    )
    return None if changed else _no("decided_already", "This was decided already.")


def refuse_top_up(account_id: int, top_up_id: int, reason: str, *, by: int, at: datetime) -> Refusal | None:
    """Finance did not find the money, or not so. Refused: not_finance, text_missing, text, decided_already, same_person."""
    if refusal := not_finance(by) or bad_text(reason, "reason"):
        return refusal
    with transaction.atomic():
        found = to_decide(account_id, top_up_id, by)
        if isinstance(found, Refusal):
            return found
        TopUp.objects.filter(account_id=account_id, id=top_up_id).update(
            state="refused", decided_by=by, decided_at=at, answer=reason.strip()
        )
    return None


def to_decide(account_id: int, top_up_id: int, by: int) -> TopUp | Refusal:
    """A waiting request, locked until the commit; refused when it is decided, or `by` is who asked."""
    found = (
        TopUp.objects.select_for_update().defer("slip").filter(account_id=account_id, id=top_up_id).first()
    )  # fmt: skip
    if found is None:
        return _no("change_unknown", "There is no such request.")
    if found.state != "asked":
        return _no("decided_already", "This was decided already.")
    if found.asked_by == by:
        return _no("same_person", "Another person has to decide this: you asked for it.")
    return found


def approved(found: TopUp, payment_id: int, *, by: int, at: datetime) -> None:
    """Write down the payment a request became."""
    TopUp.objects.filter(account_id=found.account_id, id=found.id).update(
        state="approved", decided_by=by, decided_at=at, payment_id=payment_id
    )


def _refused(new: NewTopUp, at: datetime) -> Refusal | None:
    mine = customer(new.account_id)
    if mine is None or mine.is_house:
        return _no("account_unknown", "There is no such customer.", "account")
    if not 1 <= new.amount_minor <= AMOUNT_MAX:
        return _no("amount", "The amount must be above zero.", "amount")
    if new.method not in METHODS:
        return _no("method_unknown", "There is no way of paying called {method}.", "method", method=new.method[:20])
    if not new.reference or len(new.reference) > REFERENCE_MAX or not new.reference.isprintable():
        return _no("reference", "A reference has 1 to {max} characters.", "reference", max=str(REFERENCE_MAX))
    today = local_day(at, mine.timezone)
    if not today - OLDEST <= new.paid_on <= today:
        return _no("paid_on", "It was paid within the last year, today at the latest.", "paid_on")
    if new.method == "bank" and not new.slip:
        return _no("slip_missing", "A bank payment needs the bank's slip: a picture or a PDF.", "slip")
    return bad_text(new.note, "note", required=False)


def _standing(new: NewTopUp) -> int | Refusal | None:
    old = TopUp.objects.filter(
        account_id=new.account_id, reference=new.reference, state__in=["asked", "approved"]
    ).defer("slip").first()  # fmt: skip
    if old is None:
        return None
    if (old.amount_minor, old.method, old.paid_on) == (new.amount_minor, new.method, new.paid_on):
        return int(old.id)
    return _no(
        "top_up_clash", "Reference {reference} was sent before with other contents.", "reference",
        reference=new.reference,
    )  # fmt: skip


def _insert(new: NewTopUp, kind: str, by: int, at: datetime) -> int:
    mine = customer(new.account_id)
    assert mine is not None  # noqa: S101  refused before
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO credit_top_up (account_id, id, amount_minor, currency, method, reference, paid_on, note, slip,
                 slip_kind, slip_hash, asked_at, asked_by, state, answer)
               VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'asked', '') RETURNING id""",
            [
                new.account_id, new.amount_minor, mine.currency, new.method, new.reference, new.paid_on, new.note,
                new.slip, kind, hashlib.sha256(new.slip).digest() if new.slip else None, at, by,
            ],
        )  # fmt: skip
        return int(cursor.fetchone()[0])


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
