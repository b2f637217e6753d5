"""A bank account of ours, customers who owe, files that say they paid."""

from datetime import UTC, datetime, timedelta

import pytest

from galeon.billing import acts as billing
from galeon.billing.cash import acts
from galeon.billing.cash.bankaccounts import NewBankAccount, open_bank_account
from galeon.billing.cash.files import FileRead, read_file
from galeon.billing.cash.matching import Suggestion
from galeon.billing.cash.reads import Item, open_items
from galeon.billing.cash.suggestions import Line, lines, suggestions
from galeon.billing.cash.tests.camtfile import IBAN, statement
from galeon.billing.tests.books import MONTH_END, NOON, charged, sql
from galeon.ops.tests.company import Company
from galeon.parties.reads import Customer

DAY = "2026-11-20"
LATER = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def bank(company: Company) -> int:
    """Our account in CNY."""
    return opened()


def opened(currency: str = "CNY", number: str = IBAN) -> int:
    found = open_bank_account(NewBankAccount(entity_id=1, name=f"Main {currency}", currency=currency, number=number))
    assert isinstance(found, int), found
    return found


def owes(merchant: Customer, *weights_g: int, months: int = 1) -> list[Item]:
    """A parcel charged in each of these months, all closed: the statements that are open now, the oldest first."""
    for n in range(months):
        charged(merchant, f"SO-{merchant.code}-{n}", *(weights_g or (2_310,)), at=NOON + timedelta(days=30 * n))
    billing.close_cycle(MONTH_END + timedelta(days=31 * (months - 1)))
    acts.settle([merchant.account_id])
    return [item for item in open_items(merchant.account_id) if item.open_minor > 0]


def took(bank: int, *entries: str, currency: str = "CNY", iban: str = IBAN) -> list[Line]:
    """These lines read from a file, in its order."""
    answer = read_file(bank, "bank.xml", statement(list(entries), currency=currency, iban=iban), by=None)
    assert isinstance(answer, FileRead), answer
    return sorted(lines(bank), key=lambda line: line.id)


def likely(line: Line) -> list[Suggestion]:
    return suggestions([line]).get(line.id, [])


def posted(book: str) -> int:
    ((found,),) = sql("SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE book = %s", book)
    assert isinstance(found, int)
    return found


def receivable(account_id: int) -> int:
    ((found,),) = sql(
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE book = 'receivable' AND account_id = %s",
        account_id,
    )
    assert isinstance(found, int)
    return found
