"""Ten thousand lines, two clicks at once, debts in another currency than the books."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections

from galeon.billing import acts as billing
from galeon.billing.acts import NewPayment, Paid
from galeon.billing.cash import acts, matches
from galeon.billing.cash.acts import Part, Pick
from galeon.billing.cash.files import FileRead, read_file
from galeon.billing.cash.models import BankLine
from galeon.billing.cash.reads import open_items
from galeon.billing.cash.suggestions import lines, suggestions
from galeon.billing.cash.tests.bankside import LATER, bank, opened, owes, posted, took
from galeon.billing.cash.tests.camtfile import entry, statement
from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.models import Payment
from galeon.billing.tests.books import MONTH_END, NOON, sql
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import NewAccount, open_account
from galeon.parties.models import Account
from galeon.tariffs.acts_dated import set_rate

__all__ = ["bank"]


def test_ten_thousand_lines_are_read_once_however_often_they_come(bank: int) -> None:
    entries = [entry(f"{n}.37", reference=f"B-{n}", text=f"order {n}", payer=f"Payer {n}") for n in range(1, 10_001)]
    began = time.process_time()
    first = read_file(bank, "all.xml", statement(entries), by=None)
    second = read_file(bank, "most.xml", statement(entries[:-1]), by=None)
    assert isinstance(first, FileRead)
    assert isinstance(second, FileRead)
    assert (first.new, second.new, BankLine.objects.count()) == (10_000, 0, 10_000)
    assert time.process_time() - began < 30


def test_suggestions_for_a_page_of_lines_among_many_customers_come_at_once(company: Company, bank: int) -> None:
    (due,) = owes(company.merchant)
    sql(
        """INSERT INTO account (code, name, level_id, currency, timezone, language, terms, cycle, due_days, email, opened_at,
             is_active, is_house) SELECT 'C' || n, 'Company ' || md5(n::text), level_id, currency, timezone, 'en', 'credit',
             'monthly', 0, '', opened_at, true, false FROM account, generate_series(1, 2000) AS n WHERE id = %s RETURNING id""",
        company.merchant.account_id,
    )
    found = took(
        bank, *[entry(f"{n}.11", reference=f"B-{n}", text=due.number, payer=f"Somebody {n}") for n in range(30)]
    )
    began = time.process_time()
    likely = suggestions(found)
    assert time.process_time() - began < 1.5
    assert all(likely[line.id][0].account_id == company.merchant.account_id for line in found)


@pytest.mark.parametrize("many", [8])
def test_however_many_click_at_once_a_line_is_one_payment(fresh_db: str, company: Company, many: int) -> None:
    (line,) = took(opened(), entry("300.00", reference="B-1"))
    pick = Pick(line_id=line.id, parts=(Part(account_id=company.merchant.account_id, share_minor=30_000),))

    def click(_n: int) -> bool:
        try:
            (answer,) = matches.accept([pick], by=None)
            return not isinstance(answer, Refusal) and not answer.existing
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as pool:
        assert sum(pool.map(click, range(many))) == 1
    assert (Payment.objects.count(), posted("bank")) == (1, 30_000)


def test_two_lines_with_one_reference_clicked_at_once_are_two_payments(fresh_db: str, company: Company) -> None:
    first, second = took(opened(), entry("300.00", reference="B-1"), entry("300.00", reference="B-1"))
    matches.call_distinct([second.id], by=None)

    def click(line_id: int) -> bool:
        part = Part(account_id=company.merchant.account_id, share_minor=30_000)
        try:
            (answer,) = matches.accept([Pick(line_id=line_id, parts=(part,))], by=None)
            return not isinstance(answer, Refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(click, [first.id, second.id]))
    assert (Payment.objects.count(), posted("bank")) == (2, 60_000)


def dollar_account() -> Account:
    """A customer kept in USD by a company whose books are in CNY."""
    found = open_account(NewAccount(code="DOLLAR", name="Dollar Inc", level="standard", currency="USD"), NOW)
    assert isinstance(found, Account)
    return found


def paid_dollars(account: Account, amount: int, at: datetime, **changes: object) -> None:
    answer = billing.record_payment(
        NewPayment(account_id=account.pk, amount_minor=amount, currency="USD", method="bank", reference=f"P-{at}",
                   received_at=at, **changes),
        by=None, at=at,
    )  # fmt: skip
    assert isinstance(answer, Paid), answer


def owed_dollars(account: Account, amount: int) -> None:
    fee = NewFee(
        account_id=account.pk, waybill_id=0, code="handling", amount_minor=amount, currency="USD", charged_at=NOON,
        event="fee", source="fee:1", reason=Said("handling"),
    )  # fmt: skip
    raise_fees([fee])
    billing.close_cycle(MONTH_END, at=MONTH_END)


def gains() -> list[object]:
    return [row[0] for row in sql(
        """SELECT -amount_minor FROM posting p JOIN journal j ON j.id = p.journal_id
           WHERE p.book = 'fx_difference' AND j.source LIKE 'fx:%%' ORDER BY j.id"""
    )]  # fmt: skip


def test_a_debt_in_dollars_gains_or_loses_by_the_rates_of_its_two_days(company: Company) -> None:
    set_rate("USD", "CNY", date(2026, 11, 1), Decimal("7.10"), None, NOW)
    set_rate("USD", "CNY", date(2026, 12, 10), Decimal("7.25"), None, NOW)
    account = dollar_account()
    owed_dollars(account, 100_00)
    paid_dollars(account, 60_00, datetime(2026, 12, 15, 4, tzinfo=UTC))
    assert gains() == [9_00]  # 60.00 USD at 7.25 less 7.10
    paid_dollars(account, 40_00, datetime(2026, 12, 5, 4, tzinfo=UTC))
    assert gains() == [9_00]  # of the same rate as it was booked
    assert open_items(account.pk) == []
    payment = Payment.objects.get(account_id=account.pk, amount_minor=60_00)
    from galeon.billing.cash.payments import reversed_payment

    assert isinstance(reversed_payment(payment, None, LATER + timedelta(days=30)), Paid)
    assert gains() == [9_00, -9_00]
    assert sql("SELECT currency FROM posting GROUP BY currency HAVING sum(amount_minor) <> 0") == []


def test_yuan_for_a_debt_in_dollars_pass_through_conversion_and_balance_in_both(company: Company) -> None:
    set_rate("USD", "CNY", date(2026, 11, 1), Decimal("7.10"), None, NOW)
    account = dollar_account()
    owed_dollars(account, 100_00)
    paid_dollars(account, 0, datetime(2026, 12, 15, 4, tzinfo=UTC), paid_minor=710_00, paid_currency="CNY")
    assert open_items(account.pk) == []
    rows = sql(
        """SELECT book, currency, sum(amount_minor)::int FROM posting p JOIN journal j ON j.id = p.journal_id
           WHERE j.source LIKE 'payment:%%' GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    assert rows == [
        ("bank", "CNY", 710_00), ("conversion", "CNY", -710_00), ("conversion", "USD", 100_00), ("receivable", "USD", -100_00),
    ]  # fmt: skip
    assert acts.settle([account.pk]) == 0


def test_money_in_a_currency_without_a_rate_is_refused_and_nothing_is_written(company: Company) -> None:
    answer = billing.record_payment(
        NewPayment(account_id=company.merchant.account_id, amount_minor=0, currency="CNY", method="bank", reference="P-1",
                   received_at=NOON, paid_minor=5_00, paid_currency="XXX"), by=None,
    )  # fmt: skip
    assert isinstance(answer, Refusal)
    assert answer.code == "rate_unknown"
    assert (Payment.objects.count(), lines()) == (0, [])


def test_hands_matches_and_undoings_of_one_account_at_once_wait_for_one_another(
    fresh_db: str, company: Company
) -> None:
    account = company.merchant.account_id
    found = took(opened(), *[entry("10.00", reference=f"B-{n}") for n in range(6)])

    def work(n: int) -> None:
        try:
            for k in range(3):
                if n % 2:
                    new = NewPayment(account_id=account, amount_minor=100, currency="CNY", method="bank",
                                     reference=f"H-{n}-{k}", received_at=NOON)  # fmt: skip
                    assert isinstance(billing.record_payment(new, by=None), Paid)
                else:
                    pick = Pick(line_id=found[n].id, parts=(Part(account_id=account, share_minor=1_000),))
                    (answer,) = matches.accept([pick], by=None)
                    assert not isinstance(answer, Refusal)
                    assert matches.undo([found[n].id], by=None) == 1
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert posted("bank") == 9 * 100
    assert sum(item.open_minor for item in open_items(account)) == -900
