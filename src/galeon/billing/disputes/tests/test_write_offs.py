"""A debt nobody will pay is written off by two people, and statement, ledger and trial balance say the same."""

from datetime import timedelta

import msgspec
import pytest

from galeon.billing import reads
from galeon.billing.cash.reads import open_items
from galeon.billing.cash.tests.bankside import owes
from galeon.billing.credit.acts import review_all
from galeon.billing.credit.tests.money import MONTH_END, closed_november, pay, stopped_for
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.disputes import acts
from galeon.billing.disputes.acts import NewWriteOff
from galeon.billing.disputes.models import WriteOff
from galeon.billing.disputes.tests.test_disputes import charges, dispute
from galeon.billing.models import Payment
from galeon.billing.tests.books import assert_books_agree, money, sql
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company

LATE = MONTH_END + timedelta(days=40)


def asked(company: Company, statement_id: int, minor: int, by: int) -> int | Refusal:
    new = NewWriteOff(
        account_id=company.merchant.account_id, statement_id=statement_id, amount_minor=minor, reason="Bankrupt"
    )
    return acts.ask_write_off(new, by=by, at=LATE)


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_write_off_takes_two_people_and_pays_the_statement_from_bad_debts(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    account_id = company.merchant.account_id
    statement = closed_november(company.merchant)
    pay(company.merchant, 20_000, "TT-1", LATE)
    review_all(LATE)
    assert stopped_for(company.merchant)
    write_off = asked(company, statement.id, 7_884, mei)
    assert isinstance(write_off, int)
    assert asked(company, statement.id, 7_884, mei) == write_off
    assert code(acts.decide_write_off(account_id, write_off, "approve", by=mei, at=LATE)) == "same_person"
    assert Payment.objects.filter(kind="writeoff").count() == 0
    done = acts.decide_write_off(account_id, write_off, "approve", by=marta, at=LATE)
    assert isinstance(done, WriteOff)
    assert (done.state, money(company.merchant).posted_minor, stopped_for(company.merchant)) == ("approved", 0, [])
    assert sql("SELECT book, sum(amount_minor)::bigint FROM posting WHERE book IN ('bad_debt', 'receivable') GROUP BY 1 ORDER BY 1") == [
        ("bad_debt", 7_884), ("receivable", 0),
    ]  # fmt: skip
    head = reads.statement(account_id, statement.id)
    assert head is not None
    assert head.is_settled
    assert code(acts.decide_write_off(account_id, write_off, "approve", by=marta, at=LATE)) == "decided_already"
    assert_books_agree(company.merchant)


def test_no_more_is_written_off_than_is_owed_then_and_at_the_approval(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    statement = closed_november(company.merchant)
    for minor in (0, -1, 27_885):
        assert code(asked(company, statement.id, minor, mei)) == "amount"
    assert code(asked(company, 7, 1, mei)) == "statement_unknown"
    write_off = asked(company, statement.id, 27_884, mei)
    assert isinstance(write_off, int)
    assert code(asked(company, statement.id, 5, mei)) == "asked_already"
    pay(company.merchant, 1, "TT-1", LATE)
    late = acts.decide_write_off(company.merchant.account_id, write_off, "approve", by=marta, at=LATE)
    assert code(late) == "amount"
    refused = acts.decide_write_off(
        company.merchant.account_id, write_off, "refuse", by=marta, at=LATE, note="They pay"
    )
    assert isinstance(refused, WriteOff)
    assert (refused.state, money(company.merchant).posted_minor) == ("refused", 1 - 27_884)


@pytest.mark.parametrize("role", ["operations", "pricing", "station"])
def test_only_our_finance_writes_off(company: Company, role: str) -> None:
    statement = closed_november(company.merchant)
    assert code(asked(company, statement.id, 100, staff("wei", role))) == "not_finance"
    assert WriteOff.objects.count() == 0


def test_a_write_off_pays_its_own_statement_and_not_the_oldest(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    first, second = owes(company.merchant, months=2)
    account_id, late = company.merchant.account_id, MONTH_END + timedelta(days=60)
    new = NewWriteOff(account_id=account_id, statement_id=second.id, amount_minor=31_713, reason="Bankrupt")
    assert code(acts.ask_write_off(new, by=mei, at=late)) == "amount"
    write_off = acts.ask_write_off(msgspec.structs.replace(new, amount_minor=31_712), by=mei, at=late)
    assert isinstance(write_off, int)
    assert isinstance(acts.decide_write_off(account_id, write_off, "approve", by=marta, at=late), WriteOff)
    assert [(item.id, item.open_minor) for item in open_items(account_id)] == [(first.id, 31_712)]


def test_what_is_in_an_open_dispute_is_not_written_off(company: Company) -> None:
    statement = closed_november(company.merchant)
    line = next(c for c in charges(statement) if c.code == "freight")
    dispute(statement, staff("ana", "owner", company.merchant.account_id), line)
    mei = staff("mei")
    assert code(asked(company, statement.id, 27_884 - 22_950 + 1, mei)) == "amount"
    assert isinstance(asked(company, statement.id, 27_884 - 22_950, mei), int)
