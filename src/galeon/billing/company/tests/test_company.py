"""What our companies earned, have and owe, to the cent, and down to the journals behind it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from galeon.billing.company import reads
from galeon.billing.company.acts import move_account
from galeon.billing.company.figures import Balance, Cell, Lacking
from galeon.billing.tests.books import assert_books_agree, charged
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, lock_books, post
from galeon.ledger.models import Journal, Posting
from galeon.ledger.reads import standing, trial_balance
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, LegalEntity
from galeon.tariffs.acts_dated import set_rate

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
TODAY = date(2026, 10, 20)
SPAN = [AUGUST, SEPTEMBER, OCTOBER]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def journal(source: str, day: date, *lines: Line, entity: int = 1) -> Entry:
    return Entry(source=source, kind="charge", occurred_at=at(day), lines=lines, entity_id=entity)


@pytest.fixture
def books(company: Company, no_bank: None) -> Company:
    """Three months, two modes, two currencies, a cost and two payments; August is locked. 1 USD is 7 CNY, then 7.20."""
    me = company.merchant.account_id
    set_rate("USD", "CNY", date(2026, 1, 1), Decimal("7"), None, NOW)
    set_rate("USD", "CNY", date(2026, 10, 1), Decimal("7.2"), None, NOW)

    def sold(source: str, day: date, minor: int, currency: str, mode: str) -> Entry:
        return journal(
            source, day, Line(me, "unbilled", minor, currency), Line(HOUSE_ID, "revenue", -minor, currency, mode)
        )

    post([
        sold("a", date(2026, 8, 5), 1_000_00, "CNY", "express"),
        sold("b", date(2026, 9, 5), 100_00, "USD", "overseas"),
        sold("c", date(2026, 10, 5), 100_00, "USD", "express"),
        journal("cost", date(2026, 8, 9), Line(HOUSE_ID, "cost", 600_00, "CNY", "express"), Line(HOUSE_ID, "payable", -600_00, "CNY")),
        journal("in", date(2026, 8, 20), Line(HOUSE_ID, "bank", 400_00, "CNY"), Line(me, "receivable", -400_00, "CNY")),
        journal("out", date(2026, 10, 2), Line(HOUSE_ID, "payable", 150_00, "CNY"), Line(HOUSE_ID, "bank", -150_00, "CNY")),
    ])  # fmt: skip
    lock_books(1, date(2026, 8, 31), None)
    return company


def row(cells: tuple[Cell, ...]) -> list[int]:
    return [cell.minor for cell in cells]


def test_profit_by_month_in_the_companys_currency_takes_each_months_last_rate(books: Company) -> None:
    found = reads.profit_and_loss(1, SPAN, by_mode=False, currency="CNY", today=TODAY)
    (result,) = found.results
    assert result.columns == ("2026-08", "2026-09", "2026-10")
    assert [(r.book, row(r.cells)) for r in result.revenue] == [("revenue", [1_000_00, 700_00, 720_00])]
    assert [(r.book, row(r.cells)) for r in result.costs] == [("cost", [600_00, 0, 0])]
    assert (row(result.earned.cells), result.earned.total_minor) == ([400_00, 700_00, 720_00], 1_820_00)
    assert found.lacking == []


def test_profit_by_mode_and_in_its_own_currencies(books: Company) -> None:
    (result,) = reads.profit_and_loss(1, SPAN, by_mode=True, currency="CNY", today=TODAY).results
    assert result.columns == ("express", "overseas")
    assert row(result.earned.cells) == [400_00 + 720_00, 700_00]
    yuan, dollars = reads.profit_and_loss(1, SPAN, by_mode=True, currency=None, today=TODAY).results
    assert (yuan.currency, row(yuan.earned.cells)) == ("CNY", [400_00, 0])
    assert (dollars.currency, row(dollars.earned.cells)) == ("USD", [100_00, 100_00])


def test_money_without_a_rate_is_told_and_not_added_up(books: Company) -> None:
    found = reads.profit_and_loss(1, SPAN, by_mode=False, currency="EUR", today=TODAY)
    assert found.results == []
    assert found.lacking == [Lacking("CNY", 400_00), Lacking("USD", 200_00)]


def test_the_trial_balance_says_every_account_on_its_side_and_both_sides_are_even(books: Company) -> None:
    found = reads.trial_balance(1, TODAY)
    assert Balance("bank", "", "CNY", 250_00, 0) in found
    assert Balance("revenue", "express", "USD", 0, 100_00) in found
    for currency in ("CNY", "USD"):
        mine = [b for b in found if b.currency == currency]
        assert sum(b.debit_minor for b in mine) == sum(b.credit_minor for b in mine) > 0
    assert Balance("bank", "", "CNY", 400_00, 0) in reads.trial_balance(1, date(2026, 8, 31))


def test_cash_stands_at_the_end_of_each_month_as_it_was_moved(books: Company) -> None:
    (bank,) = reads.cash(1, SPAN)
    assert (bank.book, bank.before_minor, row(bank.ends)) == ("bank", 0, [400_00, 400_00, 250_00])
    (later,) = reads.cash(None, [OCTOBER])
    assert (later.before_minor, row(later.ends)) == (400_00, [250_00])


def test_every_figure_opens_down_to_its_journals(books: Company) -> None:
    wanted = reads.Wanted(1, "revenue", "USD", AUGUST, date(2026, 10, 31))
    first = reads.journals(wanted, limit=1)
    assert [(j.source, j.amounts) for j in first] == [("c", {"USD": -100_00})]
    rest = reads.journals(wanted, before=(first[0].booked_on, first[0].id))
    assert [j.source for j in rest] == ["b"]
    by_mode = reads.Wanted(1, "revenue", "USD", AUGUST, date(2026, 10, 31), "express")
    assert [j.source for j in reads.journals(by_mode)] == ["c"]
    anything = reads.Wanted(None, "revenue", None, AUGUST, date(2026, 10, 31))
    assert [j.amounts for j in reads.journals(anything)] == [{"USD": -100_00}, {"USD": -100_00}, {"CNY": -1_000_00}]
    found = reads.journal(first[0].id)
    assert found is not None
    assert [(x.book, x.account, x.amount_minor) for x in found.lines] == [
        ("unbilled", "LUMEN", 100_00), ("revenue", "", -100_00),
    ]  # fmt: skip
    assert reads.journal(1) is None


def test_at_most_three_years_are_shown() -> None:
    assert reads.months(date(2025, 11, 1), date(2026, 2, 1)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]  # fmt: skip
    assert len(reads.months(date(2000, 1, 1), date(2026, 1, 1))) == 36
    assert reads.months(OCTOBER, AUGUST) == [OCTOBER]


def test_a_customer_who_changes_to_another_company_takes_what_is_owed_along(company: Company) -> None:
    spain = LegalEntity.objects.create(code="ES", name="Galeón España", country="ES", currency="EUR", prefix="GE")
    me = company.merchant
    charged(me, "SO-1", 2_310)
    before = standing([me.account_id])[0]
    assert before.posted_minor < 0
    assert move_account(me.account_id, spain.pk, NOW) == 1
    assert move_account(me.account_id, spain.pk, NOW) == 0
    assert Account.objects.get(pk=me.account_id).entity_id == spain.pk
    assert standing([me.account_id])[0] == before
    assert ("unbilled", "CNY", -before.posted_minor) in trial_balance(spain.pk)
    assert ("unbilled", "CNY", 0) in trial_balance(1)
    assert ("between_entities", "CNY", 0) in trial_balance()
    assert ("revenue", "CNY") in {row[:2] for row in trial_balance(1)}
    assert_books_agree(me)


def test_nobody_is_moved_to_a_company_that_is_not_there_or_invoices_no_more(company: Company) -> None:
    closed = LegalEntity.objects.create(
        code="X", name="X", country="ES", currency="EUR", prefix="X", is_active=False)  # fmt: skip
    me = company.merchant.account_id
    codes = []
    for account_id, entity_id in ((me, 777), (me, closed.pk), (HOUSE_ID, 1), (777, 1)):
        answer = move_account(account_id, entity_id, NOW)
        assert isinstance(answer, Refusal)
        codes.append(answer.code)
    assert codes == ["entity_unknown", "entity_closed", "account_unknown", "account_unknown"]
    assert not Journal.objects.exists() and not Posting.objects.exists()
