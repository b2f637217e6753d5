"""Money received: checked, written into the account's open statement, posted."""

from datetime import UTC, datetime, timedelta

import msgspec
from django.db import connection, transaction

from galeon.billing.credit.acts import review
from galeon.billing.models import Payment
from galeon.billing.statements.birth import Want, statements_for
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, Member
from galeon.parties.reads import customer

AMOUNT_MAX = 10**13
REFERENCE_MAX = 80
CLOCKS_DIFFER = timedelta(hours=24)
BOOKS = {"cash": "cash", "opening": "opening"}  # every other way of paying ends at the bank
FINANCE = (Member.Role.FINANCE, Member.Role.ADMIN)


class NewPayment(msgspec.Struct, frozen=True, kw_only=True):
    """Money received from an account. amount_minor above zero; reference: the bank's or the wallet's, once an account.

    method: bank, cash, card, alipay, wechat, or opening (a balance brought from another system).
    """

    account_id: int
    amount_minor: int
    currency: str
    method: str
    reference: str
    received_at: datetime


class Paid(msgspec.Struct, frozen=True):
    """A payment that stands. existing: it was recorded before, with the same contents."""

    payment_id: int
    statement_id: int
    existing: bool


def record(new: NewPayment, kind: str, by: int | None, at: datetime | None = None) -> Paid | Refusal:
    """See `acts.record_payment`."""
    now = at or datetime.now(UTC)
    new = msgspec.structs.replace(new, reference=new.reference.strip())
    refusal = _refused(new, by, now)
    if refusal:
        return refusal
    paying = customer(new.account_id)
    assert paying is not None  # noqa: S101  refused above
    with transaction.atomic():
        if stands := _standing(new, kind):
            return stands
        (statement_id,) = statements_for([Want(new.account_id, new.currency, new.received_at)])
        payment_id = _insert(new, kind, by, statement_id)
        if payment_id is None:  # somebody recorded the same reference while we looked
            stands = _standing(new, kind)
            if stands is None:
                raise RuntimeError("a payment came and went")
            return stands
        post([_entry(new, kind, payment_id, paying.entity_id)])
        review([new.account_id], now)
    return Paid(payment_id, statement_id, existing=False)


def _refused(new: NewPayment, by: int | None, now: datetime) -> Refusal | None:
    found = customer(new.account_id)
    if by is not None and not Member.objects.filter(user=by, account__is_house=True, role__in=FINANCE).exists():
        return _no("not_finance", None, "Only our finance may record payments.")
    if found is None or found.is_house:
        return _no("account_unknown", "account", "There is no such customer.")
    if not 1 <= new.amount_minor <= AMOUNT_MAX:
        return _no("amount", "amount", "The amount must be above zero.")
    if new.currency != found.currency:
        return _no("currency_differs", "currency", "This account is kept in {currency}.", currency=found.currency)
    if new.method not in Payment.Method.values:
        return _no("method_unknown", "method", "There is no way of paying called {method}.", method=new.method[:20])
    if not new.reference or len(new.reference) > REFERENCE_MAX or not new.reference.isprintable():
        return _no("reference", "reference", "A reference has 1 to {max} characters.", max=str(REFERENCE_MAX))
    if new.received_at > now + CLOCKS_DIFFER:
        return _no("received_later", "received_at", "Money cannot be recorded before it is received.")
    opened_at = Account.objects.values_list("opened_at", flat=True).get(pk=new.account_id)
    if new.received_at < opened_at - CLOCKS_DIFFER:
        return _no(
            "received_earlier", "received_at", "This account was opened on {day}: no money was received before.",
            day=local_day(opened_at, found.timezone).isoformat(),
        )  # fmt: skip
    return None


def _standing(new: NewPayment, kind: str) -> Paid | Refusal | None:
    """The payment recorded before under this reference, or the clash with it."""
    old = Payment.objects.filter(account_id=new.account_id, reference=new.reference).first()
    if old is None:
        return None
    if (old.amount_minor, old.currency, old.method, old.kind, old.received_at) != (
        new.amount_minor, new.currency, new.method, kind, new.received_at,
    ):  # fmt: skip
        return _no(
            "payment_clash", "reference", "Reference {reference} was recorded before with other contents.",
            reference=new.reference,
        )  # fmt: skip
    return Paid(old.id, old.statement_id, existing=True)


def _insert(new: NewPayment, kind: str, by: int | None, statement_id: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO payment (account_id, id, statement_id, kind, amount_minor, currency, method, reference,
                 received_at, recorded_at, recorded_by)
               VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), %s)
               ON CONFLICT (account_id, reference) DO NOTHING RETURNING id""",
            [
                new.account_id, statement_id, kind, new.amount_minor, new.currency, new.method, new.reference,
                new.received_at, by,
            ],
        )  # fmt: skip
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _entry(new: NewPayment, kind: str, payment_id: int, entity_id: int) -> Entry:
    return Entry(
        source=f"payment:{payment_id}",
        kind=kind,
        occurred_at=new.received_at,
        lines=(
            Line(HOUSE_ID, BOOKS.get(new.method, "bank"), new.amount_minor, new.currency),
            Line(new.account_id, "receivable", -new.amount_minor, new.currency),
        ),
        memo=new.reference,
        entity_id=entity_id,
    )


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
