"""What a customer paid too much goes back by two persons, once."""

from datetime import datetime

import pytest

from galeon.billing.acts import Paid
from galeon.billing.cash import refunds
from galeon.billing.cash.models import Refund
from galeon.billing.cash.reads import open_items
from galeon.billing.cash.refunds import NewRefund, ask_refund, decide_refund
from galeon.billing.cash.tests.bankside import LATER, owes, posted, receivable
from galeon.billing.cash.tests.test_allocation import paid
from galeon.billing.credit.tests.money import buy, price_as_in_c8
from galeon.billing.models import Payment
from galeon.billing.tests.books import charged, money
from galeon.intake.acts import Placed
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID, add_member
from galeon.parties.models import Member


def finance(name: str) -> int:
    made = add_member(HOUSE_ID, f"{name}@example.com", name, "finance", None)
    assert isinstance(made, Member)
    return made.user_id


def test_a_refund_is_asked_by_one_and_paid_by_another_out_of_the_credit(company: Company) -> None:
    account = company.merchant.account_id
    owes(company.merchant)
    paid(company.merchant, 40_000)
    ana, ben = finance("ana"), finance("ben")
    asked = ask_refund(NewRefund(account_id=account, amount_minor=8_288, reason="paid too much"), by=ana)
    assert isinstance(asked, int)
    same = decide_refund(account, asked, reference="OUT-1", by=ana, at=LATER)
    assert isinstance(same, Refusal)
    assert same.code == "same_person"
    assert posted("bank") == 40_000
    assert isinstance(decide_refund(account, asked, reference="OUT-1", by=ben, at=LATER), Paid)
    assert (posted("bank"), receivable(account), open_items(account)) == (31_712, 0, [])
    again = decide_refund(account, asked, reference="OUT-1", by=ben, at=LATER)
    assert isinstance(again, Refusal)
    assert again.code == "refund_decided"
    assert Payment.objects.get(kind="refund").amount_minor == -8_288


@pytest.mark.parametrize(("amount", "code"), [(0, "amount"), (-1, "amount"), (8_289, "exceeds_credit")])
def test_more_than_stands_to_the_credit_is_not_paid_back(company: Company, amount: int, code: str) -> None:
    owes(company.merchant)
    paid(company.merchant, 40_000)
    answer = ask_refund(
        NewRefund(account_id=company.merchant.account_id, amount_minor=amount, reason="x"), by=finance("ana")
    )
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert Refund.objects.count() == 0


def test_a_refund_turned_down_pays_nothing_and_a_credit_spent_meanwhile_is_not_paid_out(company: Company) -> None:
    account = company.merchant.account_id
    paid(company.merchant, 10_000)
    ana, ben = finance("ana"), finance("ben")
    first = ask_refund(NewRefund(account_id=account, amount_minor=10_000, reason="x"), by=ana)
    second = ask_refund(NewRefund(account_id=account, amount_minor=10_000, reason="y"), by=ana)
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert decide_refund(account, first, reference=None, by=ben, at=LATER) is None
    assert isinstance(decide_refund(account, second, reference="OUT-2", by=ben, at=LATER), Paid)
    third = ask_refund(NewRefund(account_id=account, amount_minor=1, reason="z"), by=ana)
    assert isinstance(third, Refusal)
    assert posted("bank") == 0


def refused(account: int, amount: int) -> Refusal:
    answer = ask_refund(NewRefund(account_id=account, amount_minor=amount, reason="x"), by=finance("ada"))
    assert isinstance(answer, Refusal)
    assert answer.code == "exceeds_free"
    return answer


def test_money_held_for_an_order_is_not_paid_back(company: Company) -> None:
    price_as_in_c8(company)
    paid(company.merchant, 58_000)
    assert isinstance(buy(company.merchant, "SO-H", 3_250), Placed)
    assert money(company.merchant).held_minor == 58_000
    assert "0.00" in refused(company.merchant.account_id, 1).text()
    assert Refund.objects.count() == 0


def test_money_spent_and_not_billed_yet_is_not_paid_back(company: Company) -> None:
    account = company.merchant.account_id
    paid(company.merchant, 30_000)
    charged(company.merchant, "SO-1")
    assert money(company.merchant).posted_minor == 2_116
    assert "21.16" in refused(account, 2_117).text()
    ben = finance("ben")
    asked = ask_refund(NewRefund(account_id=account, amount_minor=2_116, reason="x"), by=finance("ana"))
    assert isinstance(asked, int)
    assert isinstance(decide_refund(account, asked, reference="OUT-1", by=ben, at=LATER), Paid)
    assert money(company.merchant).posted_minor == 0


def test_money_an_order_takes_before_or_while_another_person_decides_stays(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, ben = company.merchant.account_id, finance("ben")
    price_as_in_c8(company)
    paid(company.merchant, 58_000)
    asked = ask_refund(NewRefund(account_id=account, amount_minor=58_000, reason="x"), by=finance("ana"))
    assert isinstance(asked, int)
    pay = refunds._paid

    def ordered_just_then(refund: Refund, reference: str, method: str, by: int, at: datetime) -> Paid | Refusal:
        assert isinstance(buy(company.merchant, "SO-H", 3_250), Placed)
        return pay(refund, reference, method, by, at)

    monkeypatch.setattr(refunds, "_paid", ordered_just_then)
    during = decide_refund(account, asked, reference="OUT-1", by=ben, at=LATER)
    assert isinstance(during, Refusal)
    assert (during.code, posted("bank"), Payment.objects.count()) == ("exceeds_free", 58_000, 1)
    monkeypatch.undo()
    assert isinstance(buy(company.merchant, "SO-I", 3_250), Placed)
    after = decide_refund(account, asked, reference="OUT-1", by=ben, at=LATER)
    assert isinstance(after, Refusal)
    assert (after.code, posted("bank"), Refund.objects.get().state) == ("exceeds_free", 58_000, "asked")
