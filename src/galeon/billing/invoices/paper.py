"""An invoice or credit note on paper: everything written as the reader reads it, then set by typst."""

from decimal import Decimal
from pathlib import Path

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from galeon.billing.invoices import reads
from galeon.billing.statements.paper import MARK
from galeon.kernel import wording
from galeon.kernel.documents.engine import compile_pdf

TEMPLATE = Path(__file__).parent / "invoice.typ"
CATEGORIES = {
    "S": gettext_noop("Standard rate"),
    "Z": gettext_noop("Zero rate"),
    "E": gettext_noop("Exempt"),
    "AE": gettext_noop("Reverse charge"),
    "G": gettext_noop("Export, untaxed"),
    "O": gettext_noop("Not subject to tax"),
}


class PaperParty(msgspec.Struct, frozen=True):
    """Seller or buyer; lines: address, tax number."""

    name: str
    lines: list[str]


class PaperLine(msgspec.Struct, frozen=True):
    """What one fee comes to, written."""

    name: str
    count: str
    tax: str
    net: str


class PaperTax(msgspec.Struct, frozen=True):
    """What is taxed alike, written."""

    name: str
    reason: str
    net: str
    tax: str


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What invoice.typ prints. facts: (name, value); due: what the sum in the box is called."""

    lang: str
    title: str
    period: str
    seller: PaperParty
    buyer: PaperParty
    facts: list[tuple[str, str]]
    reason: str
    lines: list[PaperLine]
    taxes: list[PaperTax]
    net: str
    tax: str
    gross: str
    due: str
    payment: str
    words: dict[str, str]


def invoice_pdf(document: reads.Document, language: str) -> bytes:
    """The document as A4 PDF in `language`, tagged. A credit note says what is credited, without a minus."""
    language = wording.language_code(language)
    with translation.override(language):
        made = _paper(document, language)
    return compile_pdf(TEMPLATE, made, files={"mark": MARK.read_bytes()}, tagged=True)


def title(head: reads.Head) -> str:
    """`Invoice GAL-2026-000001`, in the active language."""
    if head.kind == "credit":
        return _("Credit note {number}").format(number=head.number)
    return _("Invoice {number}").format(number=head.number)


def taxed_as(category: str, percent: Decimal, language: str) -> str:
    """`21 %`, or what else the category says; in the active language."""
    return f"{wording.number(percent, language)} %" if category == "S" else _(CATEGORIES[category])


def _paper(document: reads.Document, language: str) -> Paper:
    head = document.head

    def money(minor: int) -> str:
        return wording.amount(minor * head.sign, head.currency, language)

    return Paper(
        lang=language[:2], title=title(head),
        period=f"{wording.day(head.first_day, language)} – {wording.day(head.last_day, language)}",
        seller=_party(head.seller), buyer=_party(head.buyer), facts=_facts(head, language), reason=head.reason,
        lines=[
            PaperLine(x.name, str(x.count), taxed_as(x.category, x.percent, language), money(x.net_minor))
            for x in document.lines
        ],
        taxes=[
            PaperTax(
                taxed_as(t.category, t.percent, language), t.reason, money(t.net_minor), money(t.tax_minor),
            )
            for t in document.taxes
        ],
        net=money(head.net_minor), tax=money(head.tax_minor), gross=f"{money(head.gross_minor)} {head.currency}",
        due=_("Credited to you") if head.kind == "credit" else _("Total with tax"),
        payment=head.payment_text if head.kind == "invoice" else "",
        words={**_words(), "amount": _("Tax"), "net": _("Amount {currency}").format(currency=head.currency)},
    )  # fmt: skip


def _party(party: reads.Party) -> PaperParty:
    lines = [*party.address.splitlines(), party.country] if party.address else [party.country]
    if party.tax_number:
        lines.append(_("Tax number {number}").format(number=party.tax_number))
    return PaperParty(party.name, [line for line in lines if line])


def _facts(head: reads.Head, language: str) -> list[tuple[str, str]]:
    found = [(_("Number"), head.number), (_("Issued"), wording.day(head.issued_on, language))]
    if head.due_on:
        found.append((_("Due"), wording.day(head.due_on, language)))
    found += [(_("Customer"), head.buyer_code), (_("Currency"), head.currency)]
    if head.statement_number:
        found.append((_("Statement"), head.statement_number))
    if head.number_corrected:
        found.append((_("Corrects"), head.number_corrected))
    return found


def _words() -> dict[str, str]:
    return {
        "seller": _("Seller"),
        "buyer": _("Buyer"),
        "reason": _("Reason"),
        "fees": _("By fee"),
        "fee": _("Fee"),
        "count": _("Lines"),
        "tax": _("Taxed"),
        "taxes": _("Tax"),
        "total": _("Total"),
        "payment": _("How to pay"),
        "page": _("Page {page} of {pages}"),
    }
