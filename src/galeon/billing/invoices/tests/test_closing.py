"""What closing a statement taxes and documents."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from galeon.billing import acts, reads
from galeon.billing.invoices.models import Invoice, InvoiceLine, InvoiceSeries
from galeon.billing.invoices.tests.issuing import (
    ISSUED_AT,
    at_home,
    close,
    credit,
    documents,
    fee,
    lines,
    rule,
    taxes,
    the_invoice,
)
from galeon.billing.models import Charge
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, charged, sql
from galeon.billing.tests.test_statement import paid
from galeon.kernel import tenancy
from galeon.ops.tests.company import Company
from galeon.parties.models import Account, LegalEntity


@pytest.fixture(autouse=True)
def _prefix(company: Company) -> None:
    LegalEntity.objects.filter(pk=1).update(prefix="GAL", name="Galeón Freight", country="CN")


def test_without_a_rule_nothing_is_taxed_and_the_invoice_says_so(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    charged(company.merchant, "SO-2", 2_310)
    close()
    invoice = the_invoice(company.merchant)
    assert documents(company.merchant) == [("GAL-2026-000001", 63_424, 0, 63_424)]
    assert lines(invoice) == [("freight", 2, 52_200, "O", "0.00"), ("fuel", 2, 11_224, "O", "0.00")]
    assert taxes(invoice) == [("O", "0.00", 63_424, 0, "")]
    assert (invoice.first_day, invoice.last_day, invoice.issued_on) == (
        date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1),
    )  # fmt: skip
    assert_books_agree(company.merchant)


def test_tax_is_charged_in_the_statement_so_that_statement_lines_invoice_and_ledger_are_one(company: Company) -> None:
    rule("S", "6")
    charged(company.merchant, "SO-1", 2_310)
    close()
    (head,) = reads.statements(company.merchant.account_id)
    assert documents(company.merchant) == [("GAL-2026-000001", 31_712, 1_903, 33_615)]  # 1902.72
    assert (head.charges_minor, head.closing_minor) == (33_615, 33_615)
    tax = Charge.objects.get(code="tax")
    assert (tax.amount_minor, tax.statement_id, tax.event) == (1_903, head.id, "closing")
    assert tax.charged_at == MONTH_END - timedelta(microseconds=1)
    (account,) = reads.groups(head.account_id, head.id, "en")[:1]
    assert [line.reason for line in account.lines] == ["6 % of 317.12"]
    assert sql("SELECT sum(amount_minor) FROM posting WHERE book = 'tax_payable'") == [(-1_903,)]
    assert_books_agree(company.merchant)


def test_tax_is_rounded_once_for_a_document_and_rate_and_not_line_by_line(company: Company) -> None:
    rule("S", "21")
    for n in range(3):
        fee(company.merchant, f"fee_{n}", 102, f"{n}")  # 21.42 each: 63 by line, 64.26 together
    close()
    assert documents(company.merchant) == [("GAL-2026-000001", 306, 64, 370)]


def test_half_a_cent_is_a_cent_also_of_a_credit(company: Company) -> None:
    rule("S", "25")
    fee(company.merchant, "packing", 102, "a")  # 25.5
    other = company.open_merchant("OTHER")
    fee(other, "packing", -102, "b")
    close()
    assert documents(company.merchant) == [("GAL-2026-000001", 102, 26, 128)]
    assert documents(other) == [("GALC-2026-000001", -102, -26, -128)]


def test_the_most_particular_rule_taxes(company: Company) -> None:
    at_home(company.merchant, "ES", "ESB12345678")
    rule("S", "21")
    rule("AE", has_tax_number=True)
    rule("S", "10", country="ES")
    rule("S", "4", code="storage")
    fee(company.merchant, "storage", 1_000, "a")  # by fee, before country
    fee(company.merchant, "packing", 1_000, "b")  # by country, before tax number
    close()
    assert lines(the_invoice(company.merchant)) == [
        ("packing", 1, 1_000, "S", "10.00"),
        ("storage", 1, 1_000, "S", "4.00"),
    ]
    assert documents(company.merchant)[0][1:] == (2_000, 140, 2_140)


def test_a_customer_abroad_with_a_tax_number_taxes_itself_and_the_invoice_says_why(company: Company) -> None:
    at_home(company.merchant, "DE", "DE811907980")
    rule("S", "21")
    rule("AE", has_tax_number=True, reason="Reverse charge, Art. 196 Directive 2006/112/EC")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    assert taxes(the_invoice(company.merchant)) == [
        ("AE", "0.00", 1_000, 0, "Reverse charge, Art. 196 Directive 2006/112/EC")
    ]


def test_a_rule_counts_from_its_day_on_for_the_period_that_ends_then(company: Company) -> None:
    rule("S", "6")
    rule("S", "9", valid_from=date(2026, 12, 1))
    rule("S", "5", valid_to=date(2026, 11, 29))
    fee(company.merchant, "packing", 1_000, "a")
    fee(company.merchant, "packing", 1_000, "b", at=MONTH_END)
    close(datetime(2027, 1, 1, tzinfo=UTC))
    assert [d[1:] for d in documents(company.merchant)] == [(1_000, 60, 1_060), (1_000, 90, 1_090)]


def test_a_newer_rule_of_the_same_day_takes_the_place_of_a_mistaken_one(company: Company) -> None:
    rule("S", "60")
    rule("S", "6")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    assert documents(company.merchant)[0][1:] == (1_000, 60, 1_060)


def test_duty_advanced_for_the_customer_is_not_taxed_by_a_rule_for_all_fees(company: Company) -> None:
    rule("S", "21")
    for code in ("duty", "import_vat", "packing"):
        fee(company.merchant, code, 1_000, code)
    close()
    assert taxes(the_invoice(company.merchant)) == [("O", "0.00", 2_000, 0, ""), ("S", "21.00", 1_000, 210, "")]
    assert_books_agree(company.merchant)


def test_a_month_of_credits_is_a_credit_note_of_its_own_series(company: Company) -> None:
    other = company.open_merchant("OTHER")
    fee(company.merchant, "packing", -1_000, "a")
    fee(other, "packing", 1_000, "b")
    close()
    assert documents(company.merchant) == [("GALC-2026-000001", -1_000, 0, -1_000)]
    assert documents(other) == [("GAL-2026-000001", 1_000, 0, 1_000)]


def test_a_statement_without_lines_has_no_document_nor_has_one_whose_fees_come_to_nothing(company: Company) -> None:
    other = company.open_merchant("OTHER")
    paid(company.merchant, 5_000, "B-1")
    fee(other, "packing", 1_000, "a")
    fee(other, "packing", -1_000, "b")
    assert len(close()) == 2
    assert documents(company.merchant, other) == []
    assert InvoiceSeries.objects.count() == 0


def test_what_a_credit_note_of_its_own_says_is_not_said_again_by_the_months_invoice(company: Company) -> None:
    rule("S", "10")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    credit(
        company.merchant, ("packing", 400), corrects=the_invoice(company.merchant).id, at=MONTH_END + timedelta(days=2)
    )
    fee(company.merchant, "storage", 500, "b", at=MONTH_END + timedelta(days=3))
    close(datetime(2027, 1, 1, tzinfo=UTC), at=datetime(2027, 1, 1, tzinfo=UTC))
    assert documents(company.merchant) == [
        ("GAL-2026-000001", 1_000, 100, 1_100), ("GALC-2026-000001", -400, -40, -440), ("GAL-2027-000001", 500, 50, 550),
    ]  # fmt: skip
    december = reads.statements(company.merchant.account_id)[0]
    assert december.charges_minor == 550 - 440
    assert_books_agree(company.merchant)


def test_each_company_of_ours_counts_its_own_documents_under_its_own_name(company: Company) -> None:
    spain = LegalEntity.objects.create(code="ES", name="Galeón Iberia SL", country="ES", currency="EUR", prefix="IB",
        tax_number="ESB12345674", timezone="Europe/Madrid")  # fmt: skip
    other = company.open_merchant("OTHER")
    Account.objects.filter(pk=other.account_id).update(entity=spain, invoice_name="Other Trading GmbH")
    rule("S", "21", entity_id=spain.pk)
    for who in (company.merchant, other):
        fee(who, "packing", 1_000, "a")
    close()
    assert documents(company.merchant, other) == [
        ("GAL-2026-000001", 1_000, 0, 1_000),
        ("IB-2026-000001", 1_000, 210, 1_210),
    ]
    invoice = the_invoice(other)
    assert (invoice.seller_name, invoice.seller_tax_number, invoice.buyer_name) == (
        "Galeón Iberia SL", "ESB12345674", "Other Trading GmbH",
    )  # fmt: skip


def test_numbers_follow_the_days_and_accounts_however_many_close_at_a_time(company: Company) -> None:
    merchants = [company.merchant, *(company.open_merchant(f"M{n}") for n in range(4))]
    Account.objects.update(opened_at=datetime(2025, 1, 1, tzinfo=UTC))
    for month in (9, 10, 11):
        for n, who in enumerate(merchants):
            fee(who, "packing", 100 * month + n, f"{month}", at=datetime(2026, month, 3, tzinfo=UTC))

    def run(batch: int) -> list[tuple[object, ...]]:
        with transaction.atomic():
            acts.close_cycle(MONTH_END, at=ISSUED_AT, batch=batch)
            found = sql("SELECT number, account_id, last_day, gross_minor FROM invoice ORDER BY no")
            transaction.set_rollback(True)
        return found

    whole = run(5_000)
    assert run(1) == run(2) == run(7) == whole
    assert [row[0] for row in whole] == [f"GAL-2026-{n:06}" for n in range(1, 16)]


def test_a_number_of_a_closing_that_was_rolled_back_is_given_out_again(company: Company) -> None:
    fee(company.merchant, "packing", 1_000, "a")
    with transaction.atomic():
        close()
        assert documents(company.merchant)[0][0] == "GAL-2026-000001"
        transaction.set_rollback(True)
    assert documents(company.merchant) == []
    close()
    assert documents(company.merchant)[0][0] == "GAL-2026-000001"


EDITS = (
    "UPDATE invoice SET gross_minor = gross_minor", "DELETE FROM invoice", "UPDATE invoice_line SET net_minor = 0",
    "DELETE FROM invoice_line", "UPDATE invoice_tax SET tax_minor = 0", "DELETE FROM invoice_tax",
)  # fmt: skip


@pytest.mark.parametrize("forbidden", [*EDITS, "UPDATE tax_rule SET percent = 1", "DELETE FROM invoice_series"])
def test_what_was_issued_is_edited_by_nobody(company: Company, forbidden: str) -> None:
    fee(company.merchant, "packing", 1_000, "a")
    close()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql(forbidden)
    assert documents(company.merchant) == [("GAL-2026-000001", 1_000, 0, 1_000)]


def test_a_customer_sees_their_own_documents_only_and_no_rules(company: Company) -> None:
    other = company.open_merchant("OTHER")
    for who in (company.merchant, other):
        fee(who, "packing", 1_000, "a")
    close()
    with tenancy.customer(other.account_id):
        assert [i.account_id for i in Invoice.objects.all()] == [other.account_id]
        assert {x.account_id for x in InvoiceLine.objects.all()} == {other.account_id}
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql("SELECT * FROM tax_rule")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql("INSERT INTO invoice_series VALUES (1, 'invoice', 2026, 9)")


def test_a_prepaid_customers_invoice_has_no_day_to_be_paid_by(company: Company) -> None:
    other = company.open_merchant("OTHER")
    Account.objects.filter(pk=other.account_id).update(terms="credit", due_days=15)
    for who in (company.merchant, other):
        fee(who, "packing", 1_000, "a")
    close()
    assert [the_invoice(who).due_on for who in (company.merchant, other)] == [None, date(2026, 12, 15)]
    assert NOON < ISSUED_AT
