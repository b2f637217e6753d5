"""Money in and out by mode: to the cent what the book moved, told by what was paid."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from galeon.billing import acts as billing
from galeon.billing.acts import NewPayment, Paid
from galeon.billing.cash import acts as cash
from galeon.billing.cash.payments import reversed_payment
from galeon.billing.cash.reads import open_items
from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.company import reads
from galeon.billing.company.cashmodes import CashMonth, Piece, by_mode
from galeon.billing.models import Payment
from galeon.billing.suppliers import acts as suppliers
from galeon.billing.suppliers.tests.bills import accountant, read, shipped, ups, ups_file
from galeon.billing.tests.books import MONTH_END, NOON, booked, sql
from galeon.ledger.acts import Entry, Line, lock_books, post
from galeon.ledger.models import BookLock
from galeon.ledger.reads import Total
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID
from galeon.parties.reads import Customer

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
SPAN = [NOVEMBER, DECEMBER]
Told = dict[str, dict[str, int]]


def fee(waybill: tuple[int, int], amount: int, source: str, at: datetime = NOON) -> None:
    raise_fees([
        NewFee(account_id=waybill[0], waybill_id=waybill[1], code="freight", amount_minor=amount, currency="CNY",
               charged_at=at, event="by_hand", source=source, reason=Said("agreed"))
    ])  # fmt: skip


def parcel(company: Company, reference: str, mode: str) -> tuple[int, int]:
    waybill = booked(company.merchant, reference)
    sql("UPDATE waybill SET mode = %s WHERE id = %s", mode, waybill[1])
    return waybill


def paid(merchant: Customer, amount: int, reference: str = "P-1", **changes: object) -> int:
    new = NewPayment(account_id=merchant.account_id, amount_minor=amount, currency="CNY", method="bank",
                     reference=reference, received_at=NOON, **changes)  # type: ignore[arg-type]  # fmt: skip
    answer = billing.record_payment(new, by=None)
    assert isinstance(answer, Paid), answer
    return answer.payment_id


def told(month: CashMonth) -> Told:
    """What is not nothing, by side and column."""
    return {flow.side: {c.column: c.minor for c in flow.cells if c.minor} for flow in month.flows}


def november() -> Told:
    (found,) = reads.cash_by_mode(None, SPAN)
    assert (found.currency, found.month) == ("CNY", "2026-11")
    assert_agrees()
    return told(found)


def assert_agrees() -> None:
    """A month by mode comes to what the cash page's figures rise by in it, for each company and currency."""
    by_page: dict[tuple[int, str, str], int] = {}
    for row in reads.cash(None, SPAN):
        before = row.before_minor
        for cell in row.ends:
            key = (row.entity_id, row.currency, cell.column)
            by_page[key] = by_page.get(key, 0) + cell.minor - before
            before = cell.minor
    by_modes = {(m.entity_id, m.currency, m.month): m.total_minor for m in reads.cash_by_mode(None, SPAN)}
    assert by_modes == {key: minor for key, minor in by_page.items() if minor or key in by_modes}


def statement_of_three(company: Company) -> None:
    """100.00 by express, 200.00 from overseas stock and 0.01 for the account itself, on one closed statement."""
    fee(parcel(company, "E", "express"), 100_00, "e")
    fee(parcel(company, "O", "overseas"), 200_00, "o")
    fee((company.merchant.account_id, 0), 1, "n")
    billing.close_cycle(MONTH_END)


def test_a_payment_is_told_by_the_modes_of_the_charges_it_paid(company: Company) -> None:
    statement_of_three(company)
    paid(company.merchant, 300_01)
    assert november() == {"received": {"express": 100_00, "overseas": 200_00, "": 1}}


def test_a_part_is_shared_pro_rata_to_the_cent(company: Company) -> None:
    statement_of_three(company)
    # of 300.01: 100 * 100.00 / 300.01 = 33.332, 200.00 -> 66.664, 0.01 -> 0.003: the cent left goes to overseas stock
    paid(company.merchant, 100_00)
    assert november() == {"received": {"express": 33_33, "overseas": 66_67}}


def test_what_pays_nothing_yet_is_told_so_until_a_statement_takes_it(company: Company) -> None:
    paid(company.merchant, 500_00)
    assert november() == {"received": {"unused": 500_00}}
    statement_of_three(company)
    cash.settle([company.merchant.account_id], NOON + timedelta(days=27))
    assert november() == {"received": {"express": 100_00, "overseas": 200_00, "": 1, "unused": 199_99}}


def test_what_a_payment_pays_in_a_later_month_moves_from_unused_to_its_modes_in_that_month(company: Company) -> None:
    paid(company.merchant, 500_00)
    statement_of_three(company)
    before = november()
    cash.settle([company.merchant.account_id], MONTH_END + timedelta(days=2))
    first, second = reads.cash_by_mode(None, SPAN)
    assert told(first) == before == {"received": {"unused": 500_00}}
    assert told(second) == {"received": {"express": 100_00, "overseas": 200_00, "": 1, "unused": -300_01}}
    assert (second.month, second.total_minor) == ("2026-12", 0)
    (december,) = reads.cash_by_mode(None, [DECEMBER])
    assert told(december) == told(second)  # the same, whatever months are asked for
    assert_agrees()


def test_a_payment_moved_or_taken_back_after_its_month_was_over_leaves_that_month_as_it_was_told(
    company: Company,
) -> None:
    fee(parcel(company, "E", "express"), 50_00, "e")
    billing.close_cycle(MONTH_END)
    fee(parcel(company, "O", "overseas"), 50_00, "o", NOON + timedelta(days=30))
    billing.close_cycle(MONTH_END + timedelta(days=31))
    payment = cash.Key("payment", paid(company.merchant, 50_00))
    before = november()
    account = company.merchant.account_id
    (second,) = (item for item in open_items(account) if item.open_minor > 0)
    wish = cash.NewAllocation(account_id=account, credit=payment, debit=second.key, amount_minor=20_00)
    cash.allocate([wish], by=None, at=MONTH_END + timedelta(days=3))
    first, after = reads.cash_by_mode(None, SPAN)
    assert told(first) == before == {"received": {"express": 50_00}}
    assert told(after) == {"received": {"express": -20_00, "overseas": 20_00}}
    assert_agrees()
    later = MONTH_END + timedelta(days=4)
    assert isinstance(reversed_payment(Payment.objects.get(id=payment.id), None, later), Paid)
    first, after = reads.cash_by_mode(None, SPAN)
    # the book takes it back on the day it came: November is not locked; its modes are let go of in December
    assert told(first) == {"received": {"express": 50_00}, "other": {"other": -50_00}}
    assert told(after) == {"received": {"express": -50_00, "other": 50_00}}
    assert_agrees()


def test_nothing_is_allocated_in_days_that_are_locked(company: Company) -> None:
    statement_of_three(company)
    payment = Payment.objects.get(id=paid(company.merchant, 300_01))
    assert isinstance(lock_books(1, date(2026, 11, 10), None), BookLock)
    assert isinstance(reversed_payment(payment, None, NOON), Paid)
    days = "SELECT amount_minor, booked_on::text FROM allocation ORDER BY id"
    assert sql(days) == [(300_01, "2026-11-03"), (-300_01, "2026-11-11"), (300_01, "2026-11-11")]


def test_money_written_down_late_is_told_in_its_own_month_by_what_it_pays_at_once(company: Company) -> None:
    statement_of_three(company)
    late = NewPayment(account_id=company.merchant.account_id, amount_minor=300_01, currency="CNY", method="bank",
                      reference="P-1", received_at=NOON)  # fmt: skip
    assert isinstance(billing.record_payment(late, by=None, at=MONTH_END + timedelta(days=2)), Paid)
    assert november() == {"received": {"express": 100_00, "overseas": 200_00, "": 1}}


def test_a_mode_with_credits_only_has_no_part_of_the_money(company: Company) -> None:
    fee(parcel(company, "E", "express"), 100_00, "e")
    fee(parcel(company, "O", "overseas"), -30_00, "o")
    billing.close_cycle(MONTH_END)
    paid(company.merchant, 70_00)
    assert november() == {"received": {"express": 70_00}}


def test_a_payment_moved_to_another_statement_is_told_by_that_one(company: Company) -> None:
    fee(parcel(company, "E", "express"), 50_00, "e")
    billing.close_cycle(MONTH_END)
    fee(parcel(company, "O", "overseas"), 50_00, "o", NOON + timedelta(days=30))
    billing.close_cycle(MONTH_END + timedelta(days=31))
    payment = cash.Key("payment", paid(company.merchant, 50_00))
    assert november() == {"received": {"express": 50_00}}
    account = company.merchant.account_id
    (second,) = (item for item in open_items(account) if item.open_minor > 0)
    cash.allocate(
        [cash.NewAllocation(account_id=account, credit=payment, debit=second.key, amount_minor=20_00)], by=None, at=NOON
    )
    assert november() == {"received": {"express": 30_00, "overseas": 20_00}}


def test_money_in_another_currency_is_shared_as_what_it_counted_for(company: Company) -> None:
    statement_of_three(company)
    paid(company.merchant, 300_01, paid_minor=42_00, paid_currency="USD")
    (found,) = reads.cash_by_mode(None, SPAN)
    assert found.currency == "USD"
    # 42.00 * 100.00 / 300.01 = 13.9995, 200.00 -> 27.9991, 0.01 -> 0.0014
    assert told(found) == {"received": {"express": 14_00, "overseas": 28_00}}
    assert_agrees()


def test_a_payment_taken_back_leaves_nothing_in_any_mode(company: Company) -> None:
    statement_of_three(company)
    old = Payment.objects.get(id=paid(company.merchant, 300_01))
    assert isinstance(reversed_payment(old, None, NOON), Paid)
    assert november() == {"received": {"other": 300_01}, "other": {"other": -300_01}}


def test_money_for_a_suppliers_bill_is_told_by_the_parcels_on_it(company: Company) -> None:
    supplier, by = ups(company), accountant()
    _, express = shipped(company, "1Z0001", 1_500)
    sql("UPDATE waybill SET mode = 'express' WHERE id = %s", express)
    shipped(company, "1Z0002", 1_500)  # consolidated
    lines = [("1Z0001", "FRT", "1.5", "200.00"), ("1Z0002", "FRT", "1.5", "100.00"), ("1Z0404", "FRT", "1", "50.00")]
    bill = read(supplier, ups_file("INV-1", lines))
    suppliers.decide(bill.pk, suppliers.Choice(), "accept", by)
    assert suppliers.book(bill.pk, by) == "booked"
    part = suppliers.NewPayment(bill_id=bill.pk, amount_minor=100_00, paid_on=date(2026, 11, 20), reference="TT-1")
    assert isinstance(suppliers.pay(part, by), suppliers.PaidOut)
    # 100 * 200 / 350 = 57.142, 28.571, 14.285: the cent left goes to the parcel nobody knows
    assert november() == {"paid": {"express": -57_14, "consolidated": -28_57, "": -14_29}}


def test_what_neither_a_customer_paid_nor_a_bill_is_everything_else_and_locked_months_stay(company: Company) -> None:
    statement_of_three(company)
    paid(company.merchant, 300_01)

    def by_hand(source: str, day: date, book: str, minor: int) -> Entry:
        return Entry(source=source, kind="by_hand", occurred_at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
                     lines=(Line(HOUSE_ID, book, minor, "CNY"), Line(HOUSE_ID, "bank_fees", -minor, "CNY")))  # fmt: skip

    post([by_hand("fee", date(2026, 11, 9), "bank", -7_00), by_hand("till", date(2026, 12, 2), "cash", 3_00)])
    lock_books(1, date(2026, 11, 30), None)
    first, second = reads.cash_by_mode(1, SPAN)
    assert told(first) == {"received": {"express": 100_00, "overseas": 200_00, "": 1}, "other": {"other": -7_00}}
    assert (told(second), second.month) == ({"other": {"other": 3_00}}, "2026-12")
    assert reads.cash_by_mode(2, SPAN) == []
    assert_agrees()


DEBT = st.tuples(st.integers(1, 10_000), st.dictionaries(st.sampled_from(["", "express", "overseas"]), st.integers(1, 999), min_size=1))  # fmt: skip
PAYMENT = st.tuples(st.lists(DEBT, max_size=3), st.integers(0, 500), st.integers(1, 10**6), st.sampled_from(SPAN))


@given(st.lists(PAYMENT, max_size=5), st.lists(st.integers(-(10**6), 10**6), max_size=3))
def test_whatever_is_paid_the_months_come_to_what_the_book_moved(
    payments: list[tuple[list[tuple[int, dict[str, int]]], int, int, date]], others: list[int]
) -> None:
    pieces, moved = [], [Total(1, "bank", "", "CNY", NOVEMBER, minor) for minor in others]
    for n, (debts, unused, came, month) in enumerate(payments):
        whole = sum(part for part, _ in debts) + unused
        if not whole:
            continue
        moved.append(Total(1, "bank", "", "CNY", month, came))
        pieces += [
            Piece(f"payment:{n}", "received", 1, month, "CNY", came, whole, target, placed, part, column, weight)
            for target, (part, weights) in enumerate(debts, start=1)
            for placed in (max(month, SPAN[target % 2]),)
            for column, weight in weights.items()
        ] or [Piece(f"payment:{n}", "received", 1, month, "CNY", came, whole, 0, month, 0, "", 1)]
    found = {m.month: m for m in by_mode(pieces, moved, NOVEMBER)}
    for month in SPAN:
        mine = found.get(month.isoformat()[:7])
        assert (mine.total_minor if mine else 0) == sum(t.amount_minor for t in moved if t.month == month)
        received = sum(f.total_minor for f in mine.flows if f.side == "received") if mine else 0
        assert received == sum(p.cash_minor for p in {p.source: p for p in pieces}.values() if p.month == month)
