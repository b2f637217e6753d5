"""A payment typed by hand, and typed wrongly, is taken back with a reason, once."""

import pytest

from galeon.billing.acts import NewPayment, Paid, record_payment
from galeon.billing.cash import acts, matches
from galeon.billing.cash.models import Allocation
from galeon.billing.cash.models_booked import TakenBack
from galeon.billing.cash.reads import open_items
from galeon.billing.cash.takingback import paid_by, take_back_payment
from galeon.billing.cash.tests.bankside import LATER, bank, owes, posted, receivable, took
from galeon.billing.cash.tests.camtfile import entry
from galeon.billing.cash.tests.test_allocation import paid
from galeon.billing.cash.tests.test_matches import taken
from galeon.billing.cash.tests.test_refunds import finance
from galeon.billing.models import Payment
from galeon.billing.tests.books import NOON, sql
from galeon.billing.tests.test_payment import person
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID

__all__ = ["bank"]


def refused(account_id: int, payment_id: int, by: int, reason: str = "typed twice") -> str:
    before = (Payment.objects.count(), Allocation.objects.count(), posted("bank"), TakenBack.objects.count())
    answer = take_back_payment(account_id, payment_id, reason, by=by, at=LATER)
    assert isinstance(answer, Refusal), answer
    assert (Payment.objects.count(), Allocation.objects.count(), posted("bank"), TakenBack.objects.count()) == before
    return answer.code


def test_a_payment_typed_wrongly_is_taken_back_and_what_it_had_paid_is_open_again(company: Company) -> None:
    account = company.merchant.account_id
    (due,) = owes(company.merchant)
    wrong = paid(company.merchant, 31_712).id
    assert [(one.number, one.amount_minor) for one in paid_by(account, wrong)] == [(due.number, 31_712)]
    ana = finance("ana")
    answer = take_back_payment(account, wrong, "another customer's", by=ana, at=LATER)
    assert isinstance(answer, Paid)
    again = take_back_payment(account, wrong, "another customer's", by=ana, at=LATER)
    assert isinstance(again, Paid)
    assert (again.payment_id, again.existing) == (answer.payment_id, True)
    assert [item.open_minor for item in open_items(account)] == [31_712]
    assert (posted("bank"), receivable(account)) == (0, 31_712)
    kept = TakenBack.objects.get()
    assert (kept.undoing_id, kept.reason, kept.taken_by) == (answer.payment_id, "another customer's", ana)
    days = sql("SELECT DISTINCT booked_on::text FROM journal WHERE source LIKE 'payment:%%'")
    assert len(days) == 1  # both on the payment's own day


def test_what_else_stands_to_the_customers_credit_pays_what_is_open_again(company: Company) -> None:
    owes(company.merchant)
    account = company.merchant.account_id
    wrong = paid(company.merchant, 31_712, "P-1").id
    paid(company.merchant, 31_712, "P-2")
    assert isinstance(take_back_payment(account, wrong, "typed twice", by=finance("ana"), at=LATER), Paid)
    assert open_items(account) == []
    assert (posted("bank"), receivable(account)) == (31_712, 0)


def test_a_reason_and_a_person_of_finance_are_needed(company: Company) -> None:
    account, payment = company.merchant.account_id, paid(company.merchant, 31_712).id
    assert refused(account, payment, finance("ana"), " ") == "text_missing"
    assert refused(account, payment, finance("ben"), "x" * 201) == "text"
    assert refused(account, payment, person(HOUSE_ID, "operations")) == "not_finance"
    assert refused(account, payment + 1, finance("cleo")) == "payment_unknown"
    assert refused(company.open_merchant("NORTE").account_id, payment, finance("dora")) == "payment_unknown"


def test_what_a_bank_line_made_or_is_matched_to_is_taken_back_at_the_bank(company: Company, bank: int) -> None:
    account, ana = company.merchant.account_id, finance("ana")
    made, found = took(bank, entry("9.00", reference="B-1"), entry("5.00", reference="P-9"))
    (of_line,) = taken(made, account).payment_ids
    assert refused(account, of_line, ana) == "of_bank"
    assert taken(found, account).payment_ids
    by_hand = paid(company.merchant, 700, "P-7").id
    (line,) = (x for x in took(bank, entry("7.00", reference="P-7", day="2026-11-03")) if x.reference == "P-7")
    assert taken(line, account).payment_ids == (by_hand,)
    assert refused(account, by_hand, ana) == "of_bank"
    matches.undo([line.id], by=None)
    assert isinstance(take_back_payment(account, by_hand, "wrong", by=ana, at=LATER), Paid)


@pytest.mark.parametrize("method", ["opening", "netting"])
def test_what_was_not_typed_is_not_taken_back_here(company: Company, method: str) -> None:
    account = company.merchant.account_id
    new = NewPayment(
        account_id=account, amount_minor=31_712, currency="CNY", method=method, reference="X-1", received_at=NOON
    )
    brought = record_payment(new, by=None)
    assert isinstance(brought, Paid)
    assert refused(account, brought.payment_id, finance("ana")) == "not_by_hand"


def test_what_takes_a_payment_back_is_not_taken_back_itself(company: Company) -> None:
    account, ana = company.merchant.account_id, finance("ana")
    answer = acts.take_back_payment(account, paid(company.merchant, 31_712).id, "wrong", by=ana, at=LATER)
    assert isinstance(answer, Paid)
    assert refused(account, answer.payment_id, ana) == "not_by_hand"
