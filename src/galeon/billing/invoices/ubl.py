"""A document as UBL 2.1 (Invoice, CreditNote) in the shape of EN 16931. Pure.

A fee's price is its net for as many as were charged (BaseQuantity), so that quantity times price is the net exactly
(BR-CO-10 and BR-27: what is below zero has a quantity below zero). EN 16931 lets what is not subject to tax ("O")
stand on a document only alone (BR-O-11); beside anything else it is said to be exempt ("E") with that reason.
"""

from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from babel.numbers import get_currency_precision

from galeon.billing.invoices.reads import Document, Head, Line, Party, Tax

CUSTOMIZATION = "urn:cen.eu:en16931:2017"
SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC, CBC = "cac:", "cbc:"  # prefixes as everybody writes them, declared at the root
INVOICE_TYPE, CREDIT_TYPE = "380", "381"  # UNTDID 1001
PIECE = "C62"  # UN/ECE Recommendation 20: one
ANY_WAY = "1"  # UNTDID 4461: how is said in words; a credit transfer (30) must carry its account by itself (BR-61)
NOT_SUBJECT = "Not subject to VAT"
BANNED = {n: None for n in range(32) if n not in (9, 10, 13)}


def document_xml(document: Document) -> bytes:
    """The XML, UTF-8. Amounts of a credit note are what is credited, above zero."""
    head = document.head
    name = "CreditNote" if head.kind == "credit" else "Invoice"
    spaces = {"xmlns": name, "xmlns:cac": "CommonAggregateComponents", "xmlns:cbc": "CommonBasicComponents"}
    root = Element(name, {prefix: f"{SPACE}{space}-2" for prefix, space in spaces.items()})
    _head(root, head)
    _party(SubElement(root, f"{CAC}AccountingSupplierParty"), head.seller, has_tax=_has_tax(document))
    _party(SubElement(root, f"{CAC}AccountingCustomerParty"), head.buyer, has_tax=_has_tax(document))
    _payment(root, head)
    _totals(root, document)
    for line in document.lines:
        _line(root, document, line)
    indent(root)
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _head(root: Element, head: Head) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ID", head.number)
    _day(root, "IssueDate", head.issued_on)
    if head.kind == "invoice":
        if head.due_on:
            _day(root, "DueDate", head.due_on)
        _text(root, "InvoiceTypeCode", INVOICE_TYPE)
    else:
        _text(root, "CreditNoteTypeCode", CREDIT_TYPE)
    if head.reason:
        _text(root, "Note", head.reason)
    _text(root, "DocumentCurrencyCode", head.currency)
    _text(root, "BuyerReference", head.buyer_code)
    period = SubElement(root, f"{CAC}InvoicePeriod")
    _day(period, "StartDate", head.first_day)
    _day(period, "EndDate", head.last_day)
    if head.number_corrected:
        corrected = SubElement(SubElement(root, f"{CAC}BillingReference"), f"{CAC}InvoiceDocumentReference")
        _text(corrected, "ID", head.number_corrected)
        if head.issued_corrected:
            _day(corrected, "IssueDate", head.issued_corrected)


def _party(parent: Element, party: Party, *, has_tax: bool) -> None:
    inner = SubElement(parent, f"{CAC}Party")
    address = SubElement(inner, f"{CAC}PostalAddress")
    if party.address:
        _text(address, "StreetName", " ".join(party.address.split()))
    if party.country:
        _text(SubElement(address, f"{CAC}Country"), "IdentificationCode", party.country)
    if party.tax_number and has_tax:
        scheme = SubElement(inner, f"{CAC}PartyTaxScheme")
        _text(scheme, "CompanyID", party.tax_number)
        _text(SubElement(scheme, f"{CAC}TaxScheme"), "ID", "VAT")
    legal = SubElement(inner, f"{CAC}PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    if party.tax_number and not has_tax:  # BR-O-02: a document outside the scope has no VAT numbers
        _text(legal, "CompanyID", party.tax_number)


def _payment(root: Element, head: Head) -> None:
    if head.payment_text:
        means = SubElement(root, f"{CAC}PaymentMeans")
        _text(means, "PaymentMeansCode", ANY_WAY)
        _text(means, "PaymentID", head.number)
    said = head.payment_text or ("" if head.due_on else "Settled against the account's balance.")
    if said and head.kind == "invoice":
        _text(SubElement(root, f"{CAC}PaymentTerms"), "Note", said)


def _totals(root: Element, document: Document) -> None:
    head = document.head
    total = SubElement(root, f"{CAC}TaxTotal")
    _money(total, "TaxAmount", head.tax_minor * head.sign, head.currency)
    for tax in merged(document):
        part = SubElement(total, f"{CAC}TaxSubtotal")
        _money(part, "TaxableAmount", tax.net_minor * head.sign, head.currency)
        _money(part, "TaxAmount", tax.tax_minor * head.sign, head.currency)
        _category(SubElement(part, f"{CAC}TaxCategory"), tax.category, tax.percent, tax.reason)
    sums = SubElement(root, f"{CAC}LegalMonetaryTotal")
    for name, minor in (
        ("LineExtensionAmount", head.net_minor), ("TaxExclusiveAmount", head.net_minor),
        ("TaxInclusiveAmount", head.gross_minor), ("PayableAmount", head.gross_minor),
    ):  # fmt: skip
        _money(sums, name, minor * head.sign, head.currency)


def merged(document: Document) -> list[Tax]:
    """The taxes as EN 16931 has them: what is out of scope stands alone, or as exempt with its reason."""
    found: dict[tuple[str, Decimal], Tax] = {}
    for tax in document.taxes:
        category, reason = told(document, tax)
        old = found.get((category, tax.percent))
        if old:
            reasons = dict.fromkeys(r for r in (old.reason, reason) if r)
            reason = "; ".join(reasons)
        found[category, tax.percent] = Tax(
            category, tax.percent, reason, tax.net_minor + (old.net_minor if old else 0),
            tax.tax_minor + (old.tax_minor if old else 0),
        )  # fmt: skip
    return list(found.values())


def told(document: Document, taxed: Tax | Line) -> tuple[str, str]:
    """The category and reason as the XML says them."""
    reason = taxed.reason if isinstance(taxed, Tax) else ""
    if taxed.category != "O":
        return taxed.category, reason
    return ("E" if _has_tax(document) else "O"), reason or NOT_SUBJECT


def _has_tax(document: Document) -> bool:
    return any(tax.category != "O" for tax in document.taxes)


def _line(root: Element, document: Document, line: Line) -> None:
    head, net = document.head, line.net_minor * document.head.sign
    is_credit = head.kind == "credit"
    inner = SubElement(root, f"{CAC}{'CreditNoteLine' if is_credit else 'InvoiceLine'}")
    _text(inner, "ID", str(line.no))
    quantity = line.count if net >= 0 else -line.count
    _text(inner, "CreditedQuantity" if is_credit else "InvoicedQuantity", str(quantity), unitCode=PIECE)
    _money(inner, "LineExtensionAmount", net, head.currency)
    item = SubElement(inner, f"{CAC}Item")
    _text(item, "Name", line.name)
    _text(SubElement(item, f"{CAC}SellersItemIdentification"), "ID", line.code)
    _category(SubElement(item, f"{CAC}ClassifiedTaxCategory"), told(document, line)[0], line.percent, "")
    price = SubElement(inner, f"{CAC}Price")
    _money(price, "PriceAmount", abs(net), head.currency)
    _text(price, "BaseQuantity", str(line.count), unitCode=PIECE)


def _category(parent: Element, category: str, percent: Decimal, reason: str) -> None:
    _text(parent, "ID", category)
    if category != "O":  # BR-O-05: no rate at all, not even 0
        _text(parent, "Percent", f"{percent.normalize():f}")
    if reason and category not in ("S", "Z"):
        _text(parent, "TaxExemptionReason", reason)
    _text(SubElement(parent, f"{CAC}TaxScheme"), "ID", "VAT")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, f"{CBC}{name}", attributes).text = text.translate(BANNED)


def _day(parent: Element, name: str, when: date) -> None:
    _text(parent, name, when.isoformat())


def _money(parent: Element, name: str, minor: int, currency: str) -> None:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    _text(parent, name, f"{amount:f}", currencyID=currency)
