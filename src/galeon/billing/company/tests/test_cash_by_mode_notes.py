"""Money in by mode where a month has credit notes for an older one."""

from datetime import timedelta

from galeon.billing import acts as billing
from galeon.billing.cash import acts as cash
from galeon.billing.company.tests.test_cash_by_mode import fee, november, paid, parcel
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.tests.issuing import credit
from galeon.billing.tests.books import MONTH_END, NOON
from galeon.ops.tests.company import Company


def test_a_credit_note_for_an_older_month_takes_nothing_from_the_modes_of_the_month_it_comes_in(
    company: Company,
) -> None:
    fee(parcel(company, "E", "express"), 50_00, "e")
    billing.close_cycle(MONTH_END)
    later = NOON + timedelta(days=30)
    credit(company.merchant, ("freight", 50_00), corrects=Invoice.objects.get().id, at=later)
    fee((company.merchant.account_id, 0), 30_00, "own", later)
    fee(parcel(company, "O", "overseas"), 20_00, "o", later)
    billing.close_cycle(MONTH_END + timedelta(days=31))
    cash.settle([company.merchant.account_id])
    paid(company.merchant, 50_00)
    assert november() == {"received": {"": 30_00, "overseas": 20_00}}
