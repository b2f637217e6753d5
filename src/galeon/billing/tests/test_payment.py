"""Money received: once, by our finance, in the account's own currency."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from galeon.billing import acts, reads
from galeon.billing.acts import NewPayment, Paid
from galeon.billing.models import Payment, Statement
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, charged, money, sql
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import HOUSE_ID, add_member
from galeon.parties.models import Member


def payment(company: Company, **changes: object) -> NewPayment:
    made = NewPayment(
        account_id=company.merchant.account_id, amount_minor=20_000, currency="CNY", method="bank",
        reference="CAMT-2026-77", received_at=NOON,
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def person(account_id: int, role: str) -> int:
    member = add_member(account_id, f"{role}-{account_id}@example.com", "Mei", role, None)
    assert isinstance(member, Member)
    return member.user_id


def test_a_payment_moves_the_balance_and_shows_in_the_open_statement(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    answer = acts.record_payment(payment(company), by=person(HOUSE_ID, "finance"))
    assert isinstance(answer, Paid)
    assert not answer.existing
    assert money(company.merchant).posted_minor == 20_000 - 31_712
    (head,) = reads.statements()
    (received,) = reads.payments(head.account_id, head.id)
    assert (received.reference, received.amount_minor, received.received_at) == ("CAMT-2026-77", 20_000, NOON)
    assert sql("SELECT book, amount_minor FROM posting JOIN journal j ON j.id = journal_id WHERE kind = 'payment' ORDER BY no") == [
        ("bank", 20_000), ("receivable", -20_000),
    ]  # fmt: skip
    assert_books_agree(company.merchant)


def test_the_same_payment_twice_counts_once(company: Company) -> None:
    first = acts.record_payment(payment(company), by=None)
    again = acts.record_payment(payment(company, reference=" CAMT-2026-77 "), by=None)
    assert isinstance(first, Paid)
    assert isinstance(again, Paid)
    assert (again.payment_id, again.existing) == (first.payment_id, True)
    assert money(company.merchant).posted_minor == 20_000


def test_a_reference_used_for_another_amount_is_a_clash(company: Company) -> None:
    acts.record_payment(payment(company), by=None)
    answer = acts.record_payment(payment(company, amount_minor=20_001), by=None)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == ("payment_clash", "reference")
    assert money(company.merchant).posted_minor == 20_000
    other = company.open_merchant("NORTE")
    assert isinstance(acts.record_payment(payment(company, account_id=other.account_id), by=None), Paid)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"amount_minor": 0}, "amount", "amount"),
        ({"amount_minor": -5}, "amount", "amount"),
        ({"amount_minor": 10**14}, "amount", "amount"),
        ({"currency": "USD"}, "currency_differs", "currency"),
        ({"method": "barter"}, "method_unknown", "method"),
        ({"reference": "  "}, "reference", "reference"),
        ({"reference": "x" * 81}, "reference", "reference"),
        ({"reference": "a\x00b"}, "reference", "reference"),
        ({"account_id": HOUSE_ID}, "account_unknown", "account"),
        ({"account_id": 987_654}, "account_unknown", "account"),
        ({"received_at": datetime(2090, 1, 1, tzinfo=UTC)}, "received_later", "received_at"),
        ({"received_at": datetime(1970, 1, 1, tzinfo=UTC)}, "received_earlier", "received_at"),
        ({"received_at": NOW - timedelta(hours=25)}, "received_earlier", "received_at"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_and_nothing_is_written(
    company: Company, changes: dict[str, object], code: str, field: str
) -> None:
    answer = acts.record_payment(payment(company, **changes), by=None)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == (code, field)
    assert answer.text()
    assert (Payment.objects.count(), Statement.objects.count(), sql("SELECT * FROM journal")) == (0, 0, [])


@pytest.mark.parametrize("role", ["station", "operations", "clerk"])
def test_only_our_finance_records_payments(company: Company, role: str) -> None:
    answer = acts.record_payment(payment(company), by=person(HOUSE_ID, role))
    assert isinstance(answer, Refusal)
    assert answer.code == "not_finance"
    assert Payment.objects.count() == 0


def test_a_customer_cannot_record_that_they_paid(company: Company) -> None:
    for role in ("owner", "finance", "admin"):
        answer = acts.top_up(payment(company), by=person(company.merchant.account_id, role))
        assert isinstance(answer, Refusal)
        assert answer.code == "not_finance"
    assert Payment.objects.count() == 0


def test_a_payment_for_a_closed_month_shows_in_the_next(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    acts.record_payment(payment(company), by=None)
    sums = sorted((h.first_day.month, h.payments_minor, h.closing_minor) for h in reads.statements())
    assert sums == [(11, 0, 31_712), (12, 20_000, 11_712)]
    assert_books_agree(company.merchant)


def test_a_closed_month_is_settled_by_what_is_paid_later(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    acts.record_payment(payment(company), by=None)
    november = next(h for h in reads.statements() if h.state == "closed")
    assert (november.closing_minor, november.paid_since_minor, november.is_settled) == (31_712, 20_000, False)
    acts.record_payment(payment(company, amount_minor=11_712, reference="CAMT-2026-78"), by=None)
    november = next(h for h in reads.statements() if h.state == "closed")
    assert (november.paid_since_minor, november.is_settled) == (31_712, True)
    acts.close_cycle(MONTH_END + timedelta(days=31))
    assert [h.is_settled for h in reads.statements(state="closed")] == [True, True]


def test_cash_and_balances_brought_along_have_accounts_of_their_own(company: Company) -> None:
    for method, book in (("cash", "cash"), ("opening", "opening"), ("wechat", "wallets")):
        acts.record_payment(
            payment(company, method=method, reference=method, received_at=NOON + timedelta(hours=1)), by=None
        )
        assert sql("SELECT sum(amount_minor)::int FROM posting WHERE book = %s", book) == [(20_000,)]
