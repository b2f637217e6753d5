"""What is no customer's goes into the books too, and then bank and books say the same."""

from datetime import date, datetime, timedelta

import pytest

from galeon.billing.cash import acts, booking, matches
from galeon.billing.cash.acts import InBooks, ToBook, ToLink
from galeon.billing.cash.agreeing import Agreement, agreement
from galeon.billing.cash.files import read_file
from galeon.billing.cash.models import BankFile, BankLine
from galeon.billing.cash.models_booked import BankBooking
from galeon.billing.cash.suggestions import Line
from galeon.billing.cash.tests.bankside import LATER, bank, owes, posted, took
from galeon.billing.cash.tests.camtfile import balance, entry, statement
from galeon.billing.cash.tests.test_allocation import paid
from galeon.billing.cash.tests.test_matches import taken
from galeon.billing.cash.tests.test_refunds import finance
from galeon.billing.tests.books import sql
from galeon.billing.tests.test_payment import person
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, lock_books, post
from galeon.ledger.acts import Line as Posting
from galeon.ledger.models import BookLock
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID

__all__ = ["bank"]


def booked(line: Line, book: str = "bank_fees", note: str = "") -> InBooks:
    (answer,) = acts.book([ToBook(line_id=line.id, book=book, note=note)], by=None)
    assert isinstance(answer, InBooks), answer
    return answer


def refused(line: Line, book: str = "bank_fees", by: int | None = None) -> str:
    before = (posted("bank"), BankBooking.objects.count(), BankLine.objects.get(pk=line.id).state)
    (answer,) = acts.book([ToBook(line_id=line.id, book=book)], by=by)
    assert isinstance(answer, Refusal), answer
    assert (posted("bank"), BankBooking.objects.count(), BankLine.objects.get(pk=line.id).state) == before
    return answer.code


def told(bank: int, *entries: str, opening: str = "1000.00", closing: str = "") -> list[Line]:
    """A file that says what lay there before and after."""
    content = statement(
        list(entries), balances=balance("OPBD", opening) + (balance("CLBD", closing) if closing else "")
    )
    assert not isinstance(read_file(bank, "bank.xml", content, by=None), Refusal)
    return took(bank, entry("0.01", status="PDNG"))


def stands(bank: int) -> Agreement:
    found = agreement(bank)
    assert found is not None
    parts = found.opening_minor + found.gap_minor + found.waiting_minor + found.shifted_minor - found.lone_minor
    assert found.difference_minor == parts
    return found


def test_a_banks_fee_is_booked_once_on_its_day_and_taken_back_by_a_reversal(bank: int) -> None:
    (fee,) = took(bank, entry("4.00", sign="DBIT", text="Kontoführung", reference="F-1"))
    first = booked(fee)
    again = booked(fee)
    assert (again.existing, again.source) == (True, first.source)
    assert (posted("bank"), posted("bank_fees")) == (-400, 400)
    assert sql("SELECT booked_on::text, kind, memo FROM journal") == [("2026-11-20", "bank", "Kontoführung · F-1")]
    assert refused(fee, "other_expense") == "line_taken"
    assert acts.take_booking_back([fee.id], by=None) == 1
    assert acts.take_booking_back([fee.id], by=None) == 0
    assert (posted("bank"), posted("bank_fees"), BankLine.objects.get().state) == (0, 0, "out")
    assert sql("SELECT kind FROM journal ORDER BY id") == [("bank",), ("reversal",)]
    booked(fee, "other_expense", "card")
    assert (posted("bank"), posted("other_expense")) == (-400, 400)


def test_interest_that_is_no_customers_becomes_income_and_its_line_can_be_matched_after_that_is_taken_back(
    company: Company, bank: int
) -> None:
    (line,) = took(bank, entry("9.00", reference="B-1"))
    matches.ignore([line.id], "interest", by=None)
    booked(line, "other_income")
    assert (posted("bank"), posted("other_income")) == (900, -900)
    assert matches.reopen([line.id], by=None) == 0
    acts.take_booking_back([line.id], by=None)
    taken(line, company.merchant.account_id)
    assert (posted("bank"), posted("other_income")) == (900, 0)
    assert refused(line) == "line_taken"


@pytest.mark.parametrize("book", ["bank", "receivable", "unbilled", "accrued_cost", "fx_difference", "nothing", ""])
def test_a_line_is_not_booked_on_customers_accounts_on_itself_or_on_none(bank: int, book: str) -> None:
    (line,) = took(bank, entry("4.00", sign="DBIT"))
    assert refused(line, book) == "book"


def test_what_may_be_a_double_or_is_in_another_currency_is_not_booked(bank: int) -> None:
    double = entry("4.00", sign="DBIT", text="fee")
    first, second, dollars = took(bank, double, double, entry("9.00", sign="DBIT", currency="USD"))
    assert refused(dollars) == "line_currency"
    assert refused(second) == "line_double"
    assert matches.ignore([second.id], "double", by=None) == 1
    assert matches.reopen([second.id], by=None) == 1
    assert BankLine.objects.get(pk=second.id).state == "out"
    matches.call_distinct([second.id], by=None)
    booked(first)
    booked(second)
    assert posted("bank") == -800


@pytest.mark.parametrize("role", ["station", "operations", "pricing"])
def test_only_our_finance_books_a_line(bank: int, role: str) -> None:
    (line,) = took(bank, entry("4.00", sign="DBIT"))
    by = person(HOUSE_ID, role)
    assert refused(line, by=by) == "not_finance"
    for answer in (*acts.link([ToLink(line_id=line.id, source="x")], by=by), acts.take_booking_back([line.id], by=by)):
        assert isinstance(answer, Refusal)
        assert answer.code == "not_finance"


def by_hand(source: str, minor: int, at: datetime = LATER) -> None:
    lines = (Posting(HOUSE_ID, "bank", minor, "CNY"), Posting(HOUSE_ID, "payable", -minor, "CNY"))
    post([Entry(source=source, kind="supplier_payment", occurred_at=at, lines=lines)])


def test_a_suppliers_payment_that_is_in_the_books_already_is_said_to_be_and_not_posted_again(bank: int) -> None:
    first, second, other = took(
        bank, entry("70.00", sign="DBIT", reference="T-1"), entry("70.00", sign="DBIT", reference="T-2"),
        entry("70.01", sign="DBIT", reference="T-3"),
    )  # fmt: skip
    by_hand("bill-paid:1:1", -7_000)
    (linked,) = acts.link([ToLink(line_id=first.id, source="bill-paid:1:1")], by=None)
    (again,) = acts.link([ToLink(line_id=first.id, source="bill-paid:1:1")], by=None)
    assert (linked, again) == (InBooks(first.id, "bill-paid:1:1"), InBooks(first.id, "bill-paid:1:1", existing=True))
    answers = acts.link(
        [ToLink(line_id=second.id, source="bill-paid:1:1"), ToLink(line_id=other.id, source="bill-paid:1:1"),
         ToLink(line_id=other.id, source="none")], by=None,
    )  # fmt: skip
    assert [a.code for a in answers if isinstance(a, Refusal)] == ["journal_taken", "journal_taken", "journal"]
    assert acts.take_booking_back([first.id], by=None) == 1
    assert posted("bank") == -7_000  # it stood there without the line
    (linked,) = acts.link([ToLink(line_id=second.id, source="bill-paid:1:1")], by=None)
    assert isinstance(linked, InBooks)
    assert posted("bank") == -7_000


def test_bank_and_books_agree_once_every_line_is_in_the_books(company: Company, bank: int) -> None:
    owes(company.merchant)
    payment, fee, interest = told(
        bank, entry("317.12", reference="B-1"), entry("4.00", sign="DBIT", text="fee"), entry("1.50", text="interest"),
        closing="1314.62",
    )  # fmt: skip
    found = stands(bank)
    assert (found.on, found.bank_minor, found.ledger_minor) == (date(2026, 11, 20), 131_462, 0)
    assert (found.opening_minor, [(w.state, w.lines, w.minor) for w in found.waiting]) == (
        100_000, [("open", 2, 31_862), ("out", 1, -400)],
    )  # fmt: skip
    by = finance("ana")
    assert acts.book_opening(bank, by=by) == 100_000
    assert isinstance(acts.book_opening(bank, by=by), Refusal)
    assert posted("opening") == -100_000
    taken(payment, company.merchant.account_id)
    booked(fee)
    booked(interest, "other_income")
    found = stands(bank)
    assert (found.bank_minor, found.ledger_minor, found.difference_minor) == (131_462, 131_462, 0)
    acts.take_booking_back([fee.id], by=None)
    found = stands(bank)
    assert (found.difference_minor, [(w.state, w.minor) for w in found.waiting], found.lone_count) == (
        -400, [("out", -400)], 0,
    )  # fmt: skip


def test_what_stands_in_the_books_alone_and_what_no_file_tells_explains_the_difference(
    company: Company, bank: int
) -> None:
    told(bank, entry("10.00", reference="B-1"), opening="0.00", closing="10.50")
    by_hand("bill-paid:1:1", -7_000, LATER - timedelta(days=3))
    by_hand("bill-paid:2:1", -3_000)  # after the file's day
    paid(company.merchant, 5_000)  # before the first file: what lay there had it
    found = stands(bank)
    assert (found.bank_minor, found.ledger_minor, found.gap_minor, found.lone_minor) == (1_050, -2_000, 50, -7_000)
    assert [(j.source, j.minor) for j in found.lone] == [("bill-paid:1:1", -7_000)]
    assert (found.opening_minor, found.waiting_minor) == (-5_000, 1_000)


def test_a_line_of_a_day_that_is_locked_is_booked_after_it_and_the_difference_says_so(bank: int) -> None:
    (fee,) = told(bank, entry("4.00", sign="DBIT", day="2026-11-05"), opening="0.00", closing="-4.00")
    assert isinstance(lock_books(1, date(2026, 11, 22), None), BookLock)
    booked(fee)
    assert sql("SELECT booked_on::text FROM journal") == [("2026-11-23",)]
    found = stands(bank)
    assert (found.bank_minor, found.ledger_minor, found.shifted_minor) == (-400, 0, -400)


def test_a_balance_in_another_currency_or_without_a_day_is_none(bank: int) -> None:
    content = statement(
        [entry("4.00")], balances=balance("CLBD", "9.00", currency="USD") + balance("CLBD", "9.00", day="soon")
    )
    read_file(bank, "bank.xml", content, by=None)
    assert (BankFile.objects.get().closing_minor, agreement(bank)) == (None, None)


def test_the_latest_of_several_balances_closes_and_an_overdraft_is_below_zero(bank: int) -> None:
    balances = (
        balance("PRCD", "7.00", day="2026-11-18") + balance("CLBD", "9.00", day="2026-11-19")
        + balance("CLBD", "2.00", sign="DBIT")
    )  # fmt: skip
    read_file(bank, "bank.xml", statement([entry("4.00")], balances=balances), by=None)
    file = BankFile.objects.get()
    assert (file.opening_minor, file.opening_on) == (700, date(2026, 11, 20))
    assert (file.closing_minor, file.closing_on) == (-200, date(2026, 11, 20))


def test_every_account_that_may_be_chosen_stands_in_the_book(company: Company) -> None:
    known = {row[0] for row in sql("SELECT code FROM book_account")}
    assert (
        {"bank_fees", "other_income", "other_expense", "payable", "transit"} <= set(booking.books_of("bank")) <= known
    )
