"""Moving in from another system: what was open there is owed, held and dunned here, once, and no invoice tells it again."""

from datetime import UTC, date, datetime

import pytest

from galeon.billing import acts, reads
from galeon.billing.cash.payments import NewPayment
from galeon.billing.company.acts import bring_in
from galeon.billing.company.bringing import Moved
from galeon.billing.company.moving import Fault, read
from galeon.billing.models import Charge, Payment
from galeon.billing.tests.books import MONTH_END, assert_books_agree, charged, sql
from galeon.ledger.models import Journal
from galeon.ledger.reads import standing, trial_balance
from galeon.ops.tests.company import Company
from galeon.parties.models import LegalEntity

DAY = date(2026, 11, 2)
HEAD = ["Account", "Book", "Document", "Due on", "Amount", "Currency", "Entity"]
LATER = datetime(2026, 11, 3, tzinfo=UTC)


def sheet(*rows: str) -> list[list[str]]:
    """A sheet of these rows, cells between bars."""
    return [HEAD, *([cell.strip() for cell in row.split("|")] for row in rows)]


def brought(*rows: str) -> Moved:
    answer = bring_in(sheet(*rows), DAY, None, LATER)
    assert isinstance(answer, Moved), answer
    return answer


def faults(*rows: str) -> list[tuple[int, str, str]]:
    answer = bring_in(sheet(*rows), DAY, None, LATER)
    assert isinstance(answer, list), answer
    return [(fault.row, fault.column, fault.refusal.code) for fault in answer]


def balance_minor(company: Company) -> int:
    return standing([company.merchant.account_id])[0].posted_minor


OPEN = ("LUMEN||INV-1017|2026-10-15|1,250.00|CNY|", "LUMEN||INV-1018|2026-12-15|80.5|CNY|")


def test_open_invoices_are_owed_with_their_own_numbers_and_days(company: Company) -> None:
    assert brought(*OPEN) == Moved(2, 0)
    assert balance_minor(company) == -1_330_50
    items = sql("SELECT number, amount_minor, due_on FROM v_billing_open_item ORDER BY number")
    assert items == [("INV-1017", 1_250_00, date(2026, 10, 15)), ("INV-1018", 80_50, date(2026, 12, 15))]
    assert trial_balance() == [("opening", "CNY", -1_330_50), ("receivable", "CNY", 1_330_50)]
    assert not Charge.objects.exists()  # no invoice of ours will say them again
    assert_books_agree(company.merchant)


def test_the_statement_says_what_was_brought_forward_and_equals_the_ledger(company: Company) -> None:
    brought(*OPEN)
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    (head,) = reads.statements(company.merchant.account_id, state="closed")
    assert (head.charges_minor, head.payments_minor, head.closing_minor) == (317_12, -1_330_50, 1_647_62)
    assert -balance_minor(company) == head.closing_minor
    assert_books_agree(company.merchant)


def test_a_payment_pays_what_was_brought_from_the_oldest_on(company: Company) -> None:
    brought(*OPEN)
    paid = NewPayment(
        account_id=company.merchant.account_id, amount_minor=1_300_00, currency="CNY", method="bank", reference="B-1",
        received_at=LATER,
    )  # fmt: skip
    acts.record_payment(paid, by=None)
    items = sql("SELECT number, open_minor FROM v_billing_open_item WHERE open_minor <> 0 ORDER BY number")
    assert items == [("INV-1018", 30_50)]


def test_prepaid_money_can_be_spent_here(company: Company) -> None:
    assert brought("LUMEN||PREPAID||-300|CNY|") == Moved(1, 0)
    assert balance_minor(company) == 300_00
    assert trial_balance() == [("opening", "CNY", 300_00), ("receivable", "CNY", -300_00)]


def test_balances_of_the_book_come_in_against_opening_by_company(company: Company) -> None:
    LegalEntity.objects.create(code="ES", name="Galeón España", country="ES", currency="EUR", prefix="GE")
    brought("|bank|BANK-1||90000|CNY|", "|payable|UPS-77||-1200.5|EUR|ES")
    assert trial_balance() == [
        ("bank", "CNY", 90_000_00), ("opening", "CNY", -90_000_00), ("opening", "EUR", 1_200_50), ("payable", "EUR", -1_200_50),
    ]  # fmt: skip
    assert {(j.source, j.booked_on) for j in Journal.objects.filter(entity_id=1)} == {("opening:1:bank:BANK-1", DAY)}


def test_the_same_sheet_twice_counts_once(company: Company) -> None:
    rows = (*OPEN, "|bank|BANK-1||5|CNY|")
    assert brought(*rows) == Moved(3, 0)
    before = trial_balance()
    assert brought(*rows) == Moved(0, 3)
    assert brought(*rows, "LUMEN||INV-1019||1|CNY|") == Moved(1, 3)
    assert trial_balance() != before
    assert Payment.objects.count() == 3


def test_the_same_document_with_another_amount_is_a_fault_and_nothing_comes_in(company: Company) -> None:
    brought(*OPEN, "|bank|BANK-1||5|CNY|")
    assert faults("LUMEN||INV-1017|2026-10-15|1|CNY|", "LUMEN||NEW||2|CNY|") == [(2, "document", "payment_clash")]
    assert faults("|bank|BANK-1||6|CNY|", "LUMEN||NEW||2|CNY|") == [(2, "document", "document_clash")]
    assert not Payment.objects.filter(reference="NEW").exists()
    assert ("bank", "CNY", 5_00) in trial_balance()


def test_every_fault_is_told_with_its_row_and_nothing_is_half_written(company: Company) -> None:
    told = faults(
        "LUMEN||GOOD||1|CNY|", "NOBODY||A||1|CNY|", "LUMEN||B||1|USD|", "LUMEN|bank|C||1|CNY|", "||D||1|CNY|",
        "|nowhere|E||1|CNY|", "LUMEN||F||ten|CNY|", "LUMEN||G||0|CNY|", "LUMEN||H|soon|1|CNY|", "LUMEN||||1|yuan|",
        "LUMEN||GOOD||2|CNY|", "|bank|I||1|CNY|NOPE", "LUMEN||J||1.005|CNY|", "|opening|K||1|CNY|",
    )  # fmt: skip
    assert told == [
        (3, "account", "account_unknown"), (5, "account", "account_or_book"), (6, "account", "account_or_book"),
        (7, "book", "book_unknown"), (8, "amount", "amount"), (9, "amount", "amount_zero"), (10, "due_on", "day"),
        (11, "currency", "currency"), (11, "document", "document"), (12, "document", "document_twice"),
        (13, "entity", "entity_unknown"), (14, "amount", "amount"), (15, "book", "book_unknown"),
    ]  # fmt: skip
    assert faults("LUMEN||GOOD||1|CNY|", "LUMEN||B||1|USD|") == [(3, "currency", "currency_differs")]
    assert not Payment.objects.exists() and not Journal.objects.exists()


@pytest.mark.parametrize(
    ("rows", "code"),
    [([], "columns_missing"), ([["Account", "Document"]], "columns_missing"), ([["Document", "Amount", "Currency"]], "columns_missing"),
     ([HEAD, *[[]] * 20_001], "rows_many")],
)  # fmt: skip
def test_a_sheet_of_another_kind_is_told_so(rows: list[list[str]], code: str) -> None:
    found, told = read(rows)
    assert (found, [fault.refusal.code for fault in told]) == ([], [code])


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("1250", 125000), ("1,250.00", 125000), ("1.250,00", 125000), ("1250,5", 125050), ("1 250.50", 125050), ("1,234,567", 123456700),
     ("-0.01", -1), ("1e3", 100000)],
)  # fmt: skip
def test_amounts_are_read_as_they_are_written(typed: str, minor: int) -> None:
    found, told = read([["Cuenta", "Documento", "Importe", "Divisa"], ["LUMEN", "A", typed, "cny"]])
    assert told == []
    assert found[0].amount_minor == minor


def test_a_fault_names_its_place() -> None:
    (fault,) = read([["客户", "单据", "金额", "币种"], ["LUMEN", "A", "x", "CNY"]])[1]
    assert isinstance(fault, Fault)
    assert (fault.row, fault.column, fault.refusal.params) == (2, "amount", {"currency": "CNY"})
