"""Money received: checked, written into the account's open statement, posted."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from django.db import connection, transaction

from galeon.billing.cash import allocations
from galeon.billing.cash.allocating import Key
from galeon.billing.credit.acts import review
from galeon.billing.models import Payment
from galeon.billing.statements.birth import Want, entities_of, statements_for
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.ledger.acts import Entry, Line, post
from galeon.ledger.fx_difference import exchanged
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account
from galeon.parties.reads import customer, is_finance
from galeon.tariffs import fx

AMOUNT_MAX = 10**13
REFERENCE_MAX = 80
CLOCKS_DIFFER = timedelta(hours=24)
BOOKS = {"cash": "cash", "opening": "opening", "alipay": "wallets", "wechat": "wallets", "netting": "cod_payable"}
BOOKS_OF_KIND = {"writeoff": "bad_debt", "cod": "cod_payable"}


class NewPayment(msgspec.Struct, frozen=True, kw_only=True):
    """Money received from an account. amount_minor above zero; reference: the bank's or the wallet's, once an account.

    method: bank, cash, card, alipay, wechat, netting, or opening (a balance brought from another system).
    paid_minor in paid_currency: what came, where that is not the account's currency; amount_minor is then what it counts
    for, or 0: by that day's rate. book: where in the books it came to, "" = by its method. onto: the debts it pays, in
    this order; what is left over, or everything where none is named, pays the oldest. due_on: when a debt brought from
    another system is due, where that is not the day.
    """

    account_id: int
    amount_minor: int
    currency: str
    method: str
    reference: str
    received_at: datetime
    paid_minor: int = 0
    paid_currency: str = ""
    book: str = ""
    onto: tuple[Key, ...] = ()
    due_on: date | None = None


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
    if new.amount_minor < 0 or new.paid_minor < 0 or not new.amount_minor + new.paid_minor:
        return _no("amount", "amount", "The amount must be above zero.")
    return _written(new, kind, by, now)


def pay_out(new: NewPayment, kind: str, by: int | None, at: datetime) -> Paid | Refusal:
    """Write down money that leaves, amount_minor below zero: a refund, or a payment that is taken back."""
    if new.amount_minor >= 0:
        return _no("amount", "amount", "The amount must be below zero.")
    return _refused(new, by, at) or _written(new, kind, by, at)


def reversed_payment(old: Payment, by: int | None, at: datetime) -> Paid | Refusal:
    """Take a payment back by one below zero, in the same books and of the same day, so that the bank's book stays as the
    bank tells it when the money is taken for somebody else's; what it had paid is owed again. Twice counts once.
    """
    new = NewPayment(
        account_id=old.account_id, amount_minor=-old.amount_minor, currency=old.currency, method=old.method,
        reference=_reversed_reference(old), received_at=old.received_at, paid_minor=-(old.paid_minor or 0),
        paid_currency=old.paid_currency, book=_book_of(old),
    )  # fmt: skip
    taken = Payment.objects.filter(account_id=old.account_id, reference=new.reference).first()
    if taken is not None:
        return Paid(taken.id, taken.statement_id, existing=True)
    with transaction.atomic():
        day = _booked_on(old.id)
        allocations.take_back(old.account_id, [Key("payment", old.id)], by, at, day)
        answer = pay_out(new, old.kind, by, at)
        if isinstance(answer, Paid):
            undone, undoing = Key("payment", old.id), Key("payment", answer.payment_id)
            allocations.settle_onto(old.account_id, undone, [undoing], by, at, day)
            allocations.settle_oldest([old.account_id], by, at)
    return answer


def _reversed_reference(old: Payment) -> str:
    """The reference of what takes a payment back: like its own, and no other's."""
    short = f"{old.reference} reversed"
    return short if len(short) <= REFERENCE_MAX else f"{old.reference[:50]} reversed {old.id}"


def _written(new: NewPayment, kind: str, by: int | None, now: datetime) -> Paid | Refusal:
    paying = customer(new.account_id)
    assert paying is not None  # noqa: S101  refused by the caller
    with transaction.atomic():
        allocations.lock([new.account_id])  # before the account and its balance, as whoever takes allocations back does
        if stands := _standing(new, kind):
            return stands
        counted = _counted(new, paying.timezone)
        if isinstance(counted, Refusal):
            return counted
        new = counted
        (statement_id,) = statements_for([Want(new.account_id, new.currency, new.received_at)])
        payment_id = _insert(new, kind, by, statement_id)
        if payment_id is None:  # somebody recorded the same reference while we looked
            stands = _standing(new, kind)
            if stands is None:
                raise RuntimeError("a payment came and went")
            return stands
        post([_entry(new, kind, payment_id, entities_of([new.account_id])[new.account_id])])
        _allocate(new, Key("payment", payment_id), by, now)
        review([new.account_id], now)
    return Paid(payment_id, statement_id, existing=False)


def _allocate(new: NewPayment, payment: Key, by: int | None, at: datetime) -> None:
    if new.amount_minor > 0:
        day = _booked_on(payment.id)
        allocations.settle_onto(new.account_id, payment, new.onto, by, at, day)
        allocations.settle_oldest([new.account_id], by, at, (payment, day) if day else None)


def _counted(new: NewPayment, zone: str) -> NewPayment | Refusal:
    """The payment with what it counts for in the account's currency: as given, else by the rate of its day."""
    if not new.paid_minor or new.amount_minor:
        return new
    on = local_day(new.received_at, zone)
    amount = fx.rates().converted(new.paid_minor, new.paid_currency, new.currency, on)
    if not amount:
        return _no(
            "rate_unknown", "amount", "There is no exchange rate from {currency} to {quote} for {day}.",
            currency=new.paid_currency, quote=new.currency, day=on.isoformat(),
        )  # fmt: skip
    return msgspec.structs.replace(new, amount_minor=amount)


def _refused(new: NewPayment, by: int | None, now: datetime) -> Refusal | None:
    found = customer(new.account_id)
    if by is not None and not is_finance(by):
        return _no("not_finance", None, "Only our finance may record payments.")
    if found is None or found.is_house:
        return _no("account_unknown", "account", "There is no such customer.")
    if not -AMOUNT_MAX <= new.amount_minor <= AMOUNT_MAX or not -AMOUNT_MAX <= new.paid_minor <= AMOUNT_MAX:
        return _no("amount", "amount", "The amount must be above zero.")
    if new.currency != found.currency:
        return _no("currency_differs", "currency", "This account is kept in {currency}.", currency=found.currency)
    if bool(new.paid_minor) != bool(new.paid_currency) or new.paid_currency == new.currency:
        return _no(
            "paid_currency", "paid_currency", "Money that came in another currency has an amount and a currency."
        )
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
    amount = new.amount_minor or old.amount_minor  # by the day's rate: as it was then
    stands = (old.amount_minor, old.currency, old.method, old.kind, old.received_at, old.paid_minor or 0, old.paid_currency,
              old.due_on)  # fmt: skip
    if stands != (
        amount, new.currency, new.method, kind, new.received_at, new.paid_minor, new.paid_currency, new.due_on,
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
                 received_at, recorded_at, recorded_by, paid_minor, paid_currency, due_on)
               VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), %s, %s, %s, %s)
               ON CONFLICT (account_id, reference) DO NOTHING RETURNING id""",
            [
                new.account_id, statement_id, kind, new.amount_minor, new.currency, new.method, new.reference,
                new.received_at, by, new.paid_minor or None, new.paid_currency, new.due_on,
            ],
        )  # fmt: skip
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _entry(new: NewPayment, kind: str, payment_id: int, entity_id: int) -> Entry:
    came, currency = (new.paid_minor, new.paid_currency) if new.paid_minor else (new.amount_minor, new.currency)
    through = exchanged(-came, currency, -new.amount_minor, new.currency) if new.paid_minor else ()
    return Entry(
        source=f"payment:{payment_id}",
        kind=kind,
        occurred_at=new.received_at,
        lines=(
            Line(HOUSE_ID, new.book or _book(new.method, kind), came, currency),
            *through,
            Line(new.account_id, "receivable", -new.amount_minor, new.currency),
        ),
        memo=new.reference,
        entity_id=entity_id,
    )


def _booked_on(payment_id: int) -> date | None:
    """A payment's day in the books, its journal's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT booked_on FROM journal WHERE source = %s", [f"payment:{payment_id}"])
        row = cursor.fetchone()
    return row[0] if row else None


def _book(method: str, kind: str) -> str:
    return BOOKS_OF_KIND.get(kind) or BOOKS.get(method, "bank")


def _book_of(old: Payment) -> str:
    """Where the money of a payment stands in the books: its journal's own first line."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.book FROM journal j JOIN posting p ON p.journal_id = j.id AND p.account_id = %s
               WHERE j.source = %s ORDER BY p.no LIMIT 1""",
            [HOUSE_ID, f"payment:{old.id}"],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
