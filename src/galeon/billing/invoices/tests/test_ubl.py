"""The document as UBL: what OASIS's schemas and the rules of EN 16931 say of it, and our own sums beside them."""

import io
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import einvoice
import peppol
import pytest

from galeon.billing.invoices.acts import Issued
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.reads import Document, document
from galeon.billing.invoices.tests.issuing import ISSUED_AT, at_home, close, credit, fee, rule, the_invoice
from galeon.billing.invoices.ubl import document_xml
from galeon.ops.tests.company import Company
from galeon.parties.models import Account, LegalEntity

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {"cac": f"{UBL}CommonAggregateComponents-2", "cbc": f"{UBL}CommonBasicComponents-2"}


@pytest.fixture(autouse=True)
def _entity(company: Company) -> None:
    LegalEntity.objects.filter(pk=1).update(
        prefix="GAL", name="Galeón Iberia & Söhne SL", country="ES", address="Calle Mayor 1\n08001 Barcelona",
        tax_number="ESB12345674", payment_text="IBAN ES91 2100 0418 4502 0005 1332",
    )  # fmt: skip
    Account.objects.filter(pk=company.merchant.account_id).update(
        terms="credit", due_days=15, invoice_name="深圳市露明贸易有限公司 <B>", address="Nanshan 1, 深圳", country="ES",
        tax_number="ESA58818501",
    )  # fmt: skip


def whole(invoice: Invoice) -> Document:
    found = document(invoice.account_id, invoice.id, "en")
    assert found is not None
    return found


def checked(xml: bytes) -> ElementTree.Element:
    """The root, once OASIS's schema, the rules of EN 16931 and our own arithmetic agree with it."""
    assert peppol.validate_xsd(xml) == (True, [])
    assert [(v.rule_id, v.message) for v in einvoice.validate_file(io.BytesIO(xml)).violations] == []
    root = ElementTree.fromstring(xml)  # noqa: S314  our own
    _adds_up(root)
    return root


def money(root: ElementTree.Element, path: str) -> Decimal:
    found = root.find(path, NAMES)
    assert found is not None and found.text, path
    return Decimal(found.text)


def _adds_up(root: ElementTree.Element) -> None:
    """BR-CO-10 to BR-CO-17, where no allowance, charge, prepayment or rounding of the whole is used."""
    lines = root.findall("cac:InvoiceLine", NAMES) + root.findall("cac:CreditNoteLine", NAMES)
    net = sum(money(x, "cbc:LineExtensionAmount") for x in lines)
    total = {
        name: money(root, f"cac:LegalMonetaryTotal/cbc:{name}")
        for name in ("LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount")
    }
    tax = money(root, "cac:TaxTotal/cbc:TaxAmount")
    parts = root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMES)
    assert net == total["LineExtensionAmount"] == total["TaxExclusiveAmount"]  # BR-CO-10, 13
    assert tax == sum(money(p, "cbc:TaxAmount") for p in parts)  # BR-CO-14
    assert net + tax == total["TaxInclusiveAmount"] == total["PayableAmount"]  # BR-CO-15, 16
    for line in lines:  # a price for so many: quantity x price / base is the net to the cent
        quantity = money(line, "cbc:CreditedQuantity" if "Credit" in root.tag else "cbc:InvoicedQuantity")
        price = money(line, "cac:Price/cbc:PriceAmount")
        assert price >= 0
        assert quantity * price / money(line, "cac:Price/cbc:BaseQuantity") == money(line, "cbc:LineExtensionAmount")


def taxed(root: ElementTree.Element) -> list[tuple[str, str, str, str]]:
    """(category, rate, taxable, tax) of each subtotal."""
    return [
        (
            part.findtext("cac:TaxCategory/cbc:ID", "", NAMES), part.findtext("cac:TaxCategory/cbc:Percent", "-", NAMES),
            part.findtext("cbc:TaxableAmount", "", NAMES), part.findtext("cbc:TaxAmount", "", NAMES),
        )
        for part in root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMES)
    ]  # fmt: skip


def test_an_invoice_of_several_rates_is_valid_and_adds_up(company: Company) -> None:
    rule("S", "21")
    rule("S", "10", code="storage")
    rule("E", code="insurance", reason="Art. 135(1)(a) Directive 2006/112/EC")
    for n, (code, amount) in enumerate(
        (("packing", 1_001), ("packing", 1_002), ("storage", 333), ("insurance", 500), ("discount", -77))
    ):
        fee(company.merchant, code, amount, f"{n}")
    close()
    root = checked(document_xml(whole(the_invoice(company.merchant))))
    assert root.tag == f"{{{UBL}Invoice-2}}Invoice"
    assert taxed(root) == [("S", "21", "19.26", "4.04"), ("S", "10", "3.33", "0.33"), ("E", "0", "5.00", "0.00")]
    assert root.findtext("cbc:ID", "", NAMES) == "GAL-2026-000001"
    assert root.findtext("cbc:DueDate", "", NAMES) == "2026-12-15"
    assert root.findtext("cac:PaymentTerms/cbc:Note", "", NAMES) == "IBAN ES91 2100 0418 4502 0005 1332"
    buyer = root.find("cac:AccountingCustomerParty/cac:Party", NAMES)
    assert buyer.findtext("cac:PartyLegalEntity/cbc:RegistrationName", "", NAMES) == "深圳市露明贸易有限公司 <B>"
    assert buyer.findtext("cac:PartyTaxScheme/cbc:CompanyID", "", NAMES) == "ESA58818501"


@pytest.mark.parametrize("category", ["Z", "E", "AE", "G", "O"])
def test_an_invoice_without_tax_says_which_way_and_why(company: Company, category: str) -> None:
    rule(category)
    fee(company.merchant, "packing", 1_000, "a")
    close()
    root = checked(document_xml(whole(the_invoice(company.merchant))))
    assert taxed(root) == [(category, "-" if category == "O" else "0", "10.00", "0.00")]
    reason = root.findtext(".//cbc:TaxExemptionReason", "", NAMES)
    assert reason == ("" if category == "Z" else f"Because of {category}")


def test_duty_beside_taxed_fees_is_told_as_exempt_because_out_of_scope_stands_alone(company: Company) -> None:
    rule("S", "21")
    fee(company.merchant, "packing", 1_000, "a")
    fee(company.merchant, "duty", 2_000, "b")
    close()
    root = checked(document_xml(whole(the_invoice(company.merchant))))
    assert taxed(root) == [("S", "21", "10.00", "2.10"), ("E", "0", "20.00", "0.00")]
    assert root.findtext(".//cbc:TaxExemptionReason", "", NAMES) == "Not subject to VAT"


def test_a_credit_note_is_valid_refers_to_its_invoice_and_has_no_minus(company: Company) -> None:
    rule("S", "21")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    invoice = the_invoice(company.merchant)
    answer = credit(company.merchant, ("packing", 333), corrects=invoice.id, at=ISSUED_AT + timedelta(days=1))
    assert isinstance(answer, Issued)
    root = checked(document_xml(whole(Invoice.objects.get(id=answer.id))))
    assert root.tag == f"{{{UBL}CreditNote-2}}CreditNote"
    assert taxed(root) == [("S", "21", "3.33", "0.70")]
    referred = root.find("cac:BillingReference/cac:InvoiceDocumentReference", NAMES)
    assert [x.text for x in referred] == ["GAL-2026-000001", "2026-12-01"]
    assert root.findtext("cbc:Note", "", NAMES) == "The parcel was weighed wet."


def test_a_month_of_credits_is_a_valid_credit_note_with_what_was_charged_below_zero(company: Company) -> None:
    rule("S", "21")
    fee(company.merchant, "packing", -1_000, "a")
    fee(company.merchant, "storage", 300, "b")
    close()
    (note,) = Invoice.objects.filter(account_id=company.merchant.account_id)
    root = checked(document_xml(whole(note)))
    assert taxed(root) == [("S", "21", "7.00", "1.47")]
    nets = [x.text for x in root.findall("cac:CreditNoteLine/cbc:LineExtensionAmount", NAMES)]
    assert nets == ["-3.00", "10.00"]


def test_a_buyer_whose_country_is_unknown_leaves_it_out_and_the_rules_say_so(company: Company) -> None:
    at_home(company.merchant, "")
    rule("S", "21")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    xml = document_xml(whole(the_invoice(company.merchant)))
    assert peppol.validate_xsd(xml) == (True, [])
    assert {v.rule_id for v in einvoice.validate_file(io.BytesIO(xml)).violations} == {"BR-11"}
