"""Crediting what was invoiced: taxed as it was, and never more of it than there was."""

from datetime import date, timedelta

import pytest

from galeon.billing import reads
from galeon.billing.invoices.acts import CreditLine, Issued
from galeon.billing.invoices.models import Invoice, InvoiceSeries
from galeon.billing.invoices.tests.issuing import (
    ISSUED_AT,
    at_home,
    close,
    credit,
    documents,
    fee,
    rule,
    taxes,
    the_invoice,
)
from galeon.billing.models import Charge
from galeon.billing.tests.books import assert_books_agree, sql
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.models import LegalEntity


@pytest.fixture(autouse=True)
def _prefix(company: Company) -> None:
    LegalEntity.objects.filter(pk=1).update(prefix="GAL", name="Galeón Freight", country="CN")


def invoiced(company: Company, *amounts: tuple[str, int]) -> Invoice:
    for code, amount in amounts:
        fee(company.merchant, code, amount, code)
    close()
    return the_invoice(company.merchant)


def refused(answer: Issued | Refusal) -> tuple[str, str | None]:
    assert isinstance(answer, Refusal), answer
    return answer.code, answer.field


def test_a_credit_is_taxed_as_the_invoice_was_and_not_as_today(company: Company) -> None:
    rule("S", "21")
    invoice = invoiced(company, ("packing", 1_000), ("duty", 5_000))
    rule("S", "50")
    answer = credit(company.merchant, ("packing", 333), ("duty", 200), corrects=invoice.id)
    assert isinstance(answer, Issued)
    assert (answer.number, answer.tax_minor, answer.gross_minor) == ("GALC-2026-000001", 70, 603)  # 69.93
    note = Invoice.objects.get(id=answer.id)
    assert (note.kind, note.corrects_id, note.net_minor, note.tax_minor, note.gross_minor) == (
        "credit", invoice.id, -533, -70, -603,
    )  # fmt: skip
    assert taxes(note) == [("O", "0.00", -200, 0, ""), ("S", "21.00", -333, -70, "")]
    assert_books_agree(company.merchant)
    assert sql("SELECT sum(amount_minor) FROM posting WHERE book = 'tax_payable'") == [(-210 + 70,)]


def test_an_invoice_credited_in_parts_comes_to_nothing_to_the_cent(company: Company) -> None:
    rule("S", "21")
    invoice = invoiced(company, ("packing", 100))
    parts = [credit(company.merchant, ("packing", 50), corrects=invoice.id) for _ in range(2)]
    assert [(p.tax_minor, p.gross_minor) for p in parts] == [(11, 61), (10, 60)]  # of 21: 10.5 each
    assert sum(gross for *_, gross in documents(company.merchant)) == 0
    assert refused(credit(company.merchant, ("packing", 1), corrects=invoice.id)) == ("more_than_invoiced", "amount")


def test_no_more_of_a_fee_is_credited_than_was_invoiced(company: Company) -> None:
    invoice = invoiced(company, ("packing", 1_000), ("storage", 5_000))
    assert isinstance(credit(company.merchant, ("packing", 600), corrects=invoice.id), Issued)
    before = (Charge.objects.count(), documents(company.merchant), InvoiceSeries.objects.get(kind="credit").last)
    answer = credit(company.merchant, ("packing", 401), corrects=invoice.id)
    assert refused(answer) == ("more_than_invoiced", "amount")
    assert answer.text() == "Of invoice GAL-2026-000001 no more than 4.00 CNY is left to be credited."
    twice = credit(company.merchant, ("packing", 200), ("packing", 201), corrects=invoice.id)
    assert refused(twice) == ("more_than_invoiced", "amount")
    after = (Charge.objects.count(), documents(company.merchant), InvoiceSeries.objects.get(kind="credit").last)
    assert before == after


def test_what_a_discount_on_the_invoice_took_off_is_not_credited_again(company: Company) -> None:
    invoice = invoiced(company, ("packing", 1_000), ("discount", -300))
    assert refused(credit(company.merchant, ("packing", 701), corrects=invoice.id)) == ("more_than_invoiced", "amount")
    assert isinstance(credit(company.merchant, ("packing", 700), corrects=invoice.id), Issued)


def test_a_fee_the_invoice_does_not_have_is_not_credited_on_it(company: Company) -> None:
    invoice = invoiced(company, ("packing", 1_000))
    assert refused(credit(company.merchant, ("storage", 1), corrects=invoice.id)) == ("fee_not_invoiced", "lines")


def test_a_credit_of_no_invoice_is_taxed_by_the_rules_of_the_day(company: Company) -> None:
    at_home(company.merchant, "ES")
    rule("S", "21", country="ES", valid_from=date(2026, 12, 1))
    answer = credit(company.merchant, ("packing", 1_000), ("compensation", 2_000))
    assert isinstance(answer, Issued)
    assert (answer.tax_minor, answer.gross_minor) == (210, 3_210)
    assert reads.statements(company.merchant.account_id)[0].charges_minor == -3_210
    assert_books_agree(company.merchant)


def test_credit_notes_are_refused_by_field_and_leave_nothing_behind(company: Company) -> None:
    other = company.open_merchant("OTHER")
    invoice = invoiced(company, ("packing", 1_000))
    mine, before = company.merchant, (Charge.objects.count(), documents(company.merchant))
    note = Invoice.objects.none()
    for expected, answer in (
        (("invoice_unknown", "corrects"), credit(other, ("packing", 1), corrects=invoice.id)),
        (("account_unknown", "account"), credit(mine, ("packing", 1), account_id=1)),
        (("currency_differs", "currency"), credit(mine, ("packing", 1), corrects=invoice.id, currency="USD")),
        (("currency_differs", "currency"), credit(mine, ("packing", 1), currency="USD")),
        (("lines", "lines"), credit(mine, corrects=invoice.id)),
        (("amount", "amount"), credit(mine, ("packing", 0), corrects=invoice.id)),
        (("amount", "amount"), credit(mine, lines=[CreditLine("packing", 5, count=0)], corrects=invoice.id)),
        (("reason", "reason"), credit(mine, ("packing", 1), corrects=invoice.id, reason=" ")),
    ):
        assert refused(answer) == expected
    assert (Charge.objects.count(), documents(mine)) == before
    assert (documents(other), list(note)) == ([], [])


def test_a_credit_note_is_not_credited(company: Company) -> None:
    invoice = invoiced(company, ("packing", 1_000))
    note = credit(company.merchant, ("packing", 100), corrects=invoice.id)
    assert refused(credit(company.merchant, ("packing", 1), corrects=note.id)) == ("invoice_unknown", "corrects")


def test_a_credit_note_of_the_new_year_begins_its_series_anew(company: Company) -> None:
    invoice = invoiced(company, ("packing", 1_000))
    new_year = ISSUED_AT.replace(month=12, day=31, hour=16)  # midnight in Shenzhen
    early = credit(company.merchant, ("packing", 1), corrects=invoice.id, at=new_year - timedelta(microseconds=1))
    late = credit(company.merchant, ("packing", 1), corrects=invoice.id, at=new_year)
    assert [x.number for x in (early, late)] == ["GALC-2026-000001", "GALC-2027-000001"]
