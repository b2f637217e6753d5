"""The PDF says what the document says, in the customer's language."""

import pypdfium2
import pytest

from galeon.billing.invoices.acts import Issued
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.paper import invoice_pdf
from galeon.billing.invoices.reads import document
from galeon.billing.invoices.tests.issuing import close, credit, fee, rule, the_invoice
from galeon.ops.tests.company import Company
from galeon.parties.models import Account, LegalEntity


@pytest.fixture(autouse=True)
def _entity(company: Company) -> None:
    LegalEntity.objects.filter(pk=1).update(
        prefix="GAL", name="Galeón Iberia SL", country="ES", address="Calle Mayor 1\n08001 Barcelona",
        tax_number="ESB12345674", payment_text="IBAN ES91 2100 0418 4502 0005 1332",
    )  # fmt: skip
    Account.objects.filter(pk=company.merchant.account_id).update(
        terms="credit", due_days=15, invoice_name="深圳市露明贸易有限公司", address="深圳市南山区1号", country="CN"
    )


def text(invoice: Invoice, language: str) -> str:
    found = document(invoice.account_id, invoice.id, language)
    assert found is not None
    pdf = pypdfium2.PdfDocument(invoice_pdf(found, language))
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    finally:
        pdf.close()


def test_the_invoice_says_who_what_how_it_is_taxed_and_how_it_is_paid(company: Company) -> None:
    rule("S", "21")
    rule("G", code="storage", reason="Art. 146 Directive 2006/112/EC")
    fee(company.merchant, "packing", 123_456, "a")
    fee(company.merchant, "storage", 1_000, "b")
    close()
    said = text(the_invoice(company.merchant), "en")
    for expected in (
        "Invoice GAL-2026-000001", "Galeón Iberia SL", "Calle Mayor 1", "Tax number ESB12345674", "深圳市露明贸易有限公司",
        "1,234.56", "21 %", "259.26", "Art. 146 Directive 2006/112/EC", "1,503.82 CNY", "15 Dec 2026",
        "IBAN ES91 2100 0418 4502 0005 1332", "2026-000001",
    ):  # fmt: skip
        assert expected in said, expected


def test_a_credit_note_says_which_invoice_it_corrects_and_why_without_a_minus(company: Company) -> None:
    rule("S", "21")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    answer = credit(company.merchant, ("packing", 333), corrects=the_invoice(company.merchant).id)
    assert isinstance(answer, Issued)
    said = text(Invoice.objects.get(id=answer.id), "en")
    for expected in ("Credit note GALC-2026-000001", "GAL-2026-000001", "The parcel was weighed wet.", "4.03 CNY"):
        assert expected in said, expected
    assert "−" not in said
    assert "IBAN" not in said


@pytest.mark.parametrize(
    ("language", "day", "sum_"), [("es", "1 dic 2026", "1.493,82"), ("zh", "2026年12月1日", "1,493.82")]
)
def test_the_paper_writes_days_and_sums_as_its_reader_does(
    company: Company, language: str, day: str, sum_: str
) -> None:
    rule("S", "21")
    fee(company.merchant, "packing", 123_456, "a")
    close()
    said = text(the_invoice(company.merchant), language)
    assert day in said
    assert sum_ in said
