"""Money of a day is of that day on the customer's statement and in the books, wherever each of them is kept."""

from datetime import UTC, date, datetime

import pytest

from galeon.billing.acts import NewPayment, Paid, record_payment
from galeon.billing.cash.bankaccounts import NewBankAccount, open_bank_account
from galeon.billing.cash.days import received_at
from galeon.billing.cash.reads import ageing, open_items
from galeon.billing.cash.tests.bankside import took
from galeon.billing.cash.tests.camtfile import IBAN, entry
from galeon.billing.cash.tests.test_matches import taken
from galeon.billing.models import Payment
from galeon.billing.tests.books import sql
from galeon.ops.tests.company import Company
from galeon.parties.acts import NewEntity, open_entity
from galeon.parties.models import Account

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("zone", "books", "moment"),
    [
        ("Asia/Shanghai", "Asia/Shanghai", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        ("Asia/Shanghai", "Europe/Madrid", datetime(2026, 11, 19, 23, tzinfo=UTC)),
        ("America/Los_Angeles", "Asia/Shanghai", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", datetime(2026, 11, 20, 23, tzinfo=UTC)),  # 25 hours apart
    ],
)
def test_a_day_is_the_first_moment_that_is_it_in_both_zones(zone: str, books: str, moment: datetime) -> None:
    assert received_at(DAY, zone, books) == moment


@pytest.mark.parametrize(
    ("zone", "books"), [("Asia/Shanghai", "Europe/Madrid"), ("America/Los_Angeles", "Asia/Shanghai")]
)
def test_a_bank_line_is_booked_on_the_banks_day_and_is_that_day_for_the_customer(
    company: Company, zone: str, books: str
) -> None:
    account, bank = placed(company, zone, books)
    (line,) = took(bank, entry("5.00", reference="B-1"))
    taken(line, account)
    assert [item.since for item in open_items(account)] == [DAY]
    assert sql("SELECT booked_on FROM journal WHERE source LIKE 'payment:%%'") == [(DAY,)]
    assert [row.credit_minor for row in ageing(DAY, account_id=account)] == [-500]
    assert ageing(date(2026, 11, 19), account_id=account) == []


def test_what_a_person_wrote_down_at_another_hour_of_that_day_is_the_line_itself(company: Company) -> None:
    account, bank = placed(company, "Asia/Shanghai", "Europe/Madrid")
    early = datetime(2026, 11, 19, 16, tzinfo=UTC)  # as it was written down before: that day in Shanghai alone
    by_hand = NewPayment(
        account_id=account, amount_minor=500, currency="CNY", method="bank", reference="B-1", received_at=early
    )
    recorded = record_payment(by_hand, by=None)
    assert isinstance(recorded, Paid)
    (line,) = took(bank, entry("5.00", reference="B-1"))
    assert taken(line, account).payment_ids == (recorded.payment_id,)
    assert Payment.objects.count() == 1


def placed(company: Company, zone: str, books: str) -> tuple[int, int]:
    """The customer in a zone, in the books of a company in another, and that company's bank account."""
    entity = open_entity(
        NewEntity(code="TWO", name="Two Ltd", country="ES", currency="EUR", prefix="TW", timezone=books)
    )
    assert isinstance(entity, int), entity
    account = company.merchant.account_id
    Account.objects.filter(pk=account).update(entity_id=entity, timezone=zone)
    bank = open_bank_account(NewBankAccount(entity_id=entity, name="Main", currency="CNY", number=IBAN))
    assert isinstance(bank, int), bank
    return account, bank
