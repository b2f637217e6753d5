"""A supplier's bill in another currency than our books, paid at another rate than it was booked at."""

from datetime import date
from decimal import Decimal

import pytest

from galeon.billing.suppliers import acts
from galeon.billing.suppliers.models import Bill
from galeon.billing.suppliers.tests.bills import accountant, read, shipped, ups, ups_file
from galeon.billing.suppliers.tests.test_decide import ALL
from galeon.billing.tests.books import NOON, sql
from galeon.ops.tests.company import Company
from galeon.tariffs.acts_dated import set_rate
from galeon.tariffs.fx import distrust


@pytest.fixture
def bill(company: Company) -> Bill:
    """28.50 USD, booked on 10 November at 7.10; from the 20th a dollar is 7.20."""
    set_rate("USD", "CNY", date(2026, 1, 1), Decimal("7.10"), None, NOON)
    set_rate("USD", "CNY", date(2026, 11, 20), Decimal("7.20"), None, NOON)
    distrust()
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    return read(supplier, ups_file("INV-U", [("1Z0001", "FRT", "1.5", "28.50")]).replace(b"CNY", b"USD"))


def paid(bill: Bill, by: int, amount_minor: int, on: date) -> int:
    new = acts.NewPayment(bill_id=bill.pk, amount_minor=amount_minor, paid_on=on, reference=f"TT-{on}")
    answer = acts.pay(new, by)
    assert isinstance(answer, acts.PaidOut), answer
    assert acts.pay(new, by) == acts.PaidOut(answer.payment_id, True)
    return answer.payment_id


def exchanged() -> list[tuple[object, ...]]:
    return list(sql(
        """SELECT j.source, p.book, p.amount_minor, p.currency FROM journal j JOIN posting p ON p.journal_id = j.id
            WHERE j.source LIKE 'fx:%%' ORDER BY p.book"""
    ))  # fmt: skip


def test_a_bill_paid_when_the_dollar_is_dearer_lost_the_difference(bill: Bill) -> None:
    by = accountant()
    acts.decide(bill.pk, ALL, "accept", by)
    assert acts.book(bill.pk, by) == "booked"
    paid(bill, by, 8_50, date(2026, 11, 19))
    assert exchanged() == []  # at the rate it was booked at
    payment = paid(bill, by, 20_00, date(2026, 11, 22))
    source = f"fx:supplier:{payment}:1"
    # 20.00 USD at 7.20 is 144.00, at 7.10 it was 142.00
    assert exchanged() == [(source, "conversion", -2_00, "CNY"), (source, "fx_difference", 2_00, "CNY")]
    assert sql("SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE book = 'payable'") == [(0,)]
