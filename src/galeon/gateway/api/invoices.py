"""Invoices and credit notes: as data, as PDF, as UBL 2.1 XML."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from galeon.billing.invoices import reads
from galeon.billing.invoices.paper import invoice_pdf
from galeon.billing.invoices.ubl import document_xml
from galeon.gateway.api.endpoint import Answer, Binary, Call, No, Reply, endpoint
from galeon.gateway.api.shapes import Cents
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer

UNKNOWN = Refusal(code="unknown_invoice", field="id", message="There is no such invoice.")
GONE = {404: "The account has no such document"}
XML = "application/xml"


class InvoiceHead(msgspec.Struct, frozen=True, kw_only=True):
    """net + tax = gross; a credit note's are below zero. Days are those of the company that invoices."""

    id: Annotated[str, Meta(description="Opaque; use it in the addresses.", examples=["95875256589221889"])]
    kind: Literal["invoice", "credit"]
    number: str
    currency: str
    first_day: date
    last_day: date
    issued_on: date
    due_on: date | None
    net_minor: Cents
    tax_minor: Cents
    gross_minor: Cents
    statement_id: Annotated[str | None, Meta(description="Of the statement it documents.")]
    corrects: Annotated[str | None, Meta(description="Id of the invoice a credit note corrects.")]


class InvoicesOut(msgspec.Struct, frozen=True):
    """Documents, the newest first."""

    invoices: list[InvoiceHead]
    next_cursor: str | None


class PartyOut(msgspec.Struct, frozen=True, kw_only=True):
    """As they were when it was issued; country and tax_number may be empty."""

    name: str
    address: str
    country: str
    tax_number: str


class InvoiceLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """What one fee comes to. category: of tax, as UNCL5305 codes it; percent: its rate, "21"."""

    code: str
    name: str
    count: int
    net_minor: Cents
    category: str
    percent: str


class InvoiceTaxOut(msgspec.Struct, frozen=True, kw_only=True):
    """What is taxed alike, and its tax. reason: why none is."""

    category: str
    percent: str
    reason: str
    net_minor: Cents
    tax_minor: Cents


class InvoiceOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document with its lines and taxes."""

    invoice: InvoiceHead
    reason: str
    seller: PartyOut
    buyer: PartyOut
    payment_text: str
    lines: list[InvoiceLineOut]
    taxes: list[InvoiceTaxOut]


class InvoicesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the list is narrowed to. month: the one they were issued in."""

    cursor: Annotated[str, Meta(pattern="^[0-9]{0,19}$")] = ""
    kind: Literal["invoice", "credit"] | UnsetType = UNSET
    month: Annotated[str, Meta(pattern="^(2[0-9]{3}-(0[1-9]|1[0-2]))?$", examples=["2026-11"])] = ""
    limit: Annotated[int, Meta(ge=1, le=reads.LIST_MAX - 1)] = 50


@endpoint(
    "GET", "invoices", tag="invoices", summary="List invoices and credit notes", query=InvoicesQuery,
    replies={200: InvoicesOut}, refuses={},
)  # fmt: skip
def list_invoices(call: Call) -> Answer:
    """The newest first."""
    query: InvoicesQuery = call.query
    before = min(int(query.cursor), 2**63 - 1) if query.cursor else None
    month = date.fromisoformat(f"{query.month}-01") if query.month else None
    with customer(call.account_id):
        found = reads.documents(
            call.account_id, kind=query.kind or None, month=month, before=before, limit=query.limit + 1
        )
    more = str(found[query.limit - 1].id) if len(found) > query.limit else None
    return Reply(200, InvoicesOut([_head(h) for h in found[: query.limit]], more))


@endpoint("GET", "invoices/{id}", tag="invoices", summary="One invoice", replies={200: InvoiceOut}, refuses=GONE)
def get_invoice(call: Call, id: str) -> Answer:
    """With its lines and taxes, its fees named in your language."""
    found = _document(call, id, call.language)
    if found is None:
        return No(404, [UNKNOWN])
    head = found.head
    return Reply(
        200,
        InvoiceOut(
            invoice=_head(head), reason=head.reason, seller=_party(head.seller), buyer=_party(head.buyer),
            payment_text=head.payment_text,
            lines=[
                InvoiceLineOut(
                    code=x.code, name=x.name, count=x.count, net_minor=x.net_minor, category=x.category,
                    percent=f"{x.percent.normalize():f}",
                )
                for x in found.lines
            ],
            taxes=[
                InvoiceTaxOut(
                    category=t.category, percent=f"{t.percent.normalize():f}", reason=t.reason, net_minor=t.net_minor,
                    tax_minor=t.tax_minor,
                )
                for t in found.taxes
            ],
        ),
    )  # fmt: skip


@endpoint(
    "GET", "invoices/{id}/invoice.pdf", tag="invoices", summary="Invoice as PDF", replies={200: "application/pdf"},
    refuses=GONE,
)  # fmt: skip
def get_invoice_pdf(call: Call, id: str) -> Answer:
    """In your account's language."""
    found = _document(call, id, "")
    if found is None:
        return No(404, [UNKNOWN])
    return Binary(invoice_pdf(found, found.head.language), "application/pdf", f"{found.head.number}.pdf")


@endpoint(
    "GET", "invoices/{id}/invoice.xml", tag="invoices", summary="Invoice as UBL 2.1", replies={200: XML}, refuses=GONE
)
def get_invoice_xml(call: Call, id: str) -> Answer:
    """Invoice or CreditNote, in the shape of EN 16931."""
    found = _document(call, id, "")
    return No(404, [UNKNOWN]) if found is None else Binary(document_xml(found), XML, f"{found.head.number}.xml")


def _document(call: Call, id: str, language: str) -> reads.Document | None:
    """The document, or None; language "": the account's own, as papers have it."""
    invoice_id = int(id) if id.isascii() and id.isdigit() and len(id) < 19 else -1
    with customer(call.account_id):
        found = reads.document(call.account_id, invoice_id, language or "en")
        if found is None or language:
            return found
        return reads.document(call.account_id, invoice_id, found.head.language)


def _head(h: reads.Head) -> InvoiceHead:
    return InvoiceHead(
        id=str(h.id), kind=h.kind, number=h.number, currency=h.currency, first_day=h.first_day, last_day=h.last_day,
        issued_on=h.issued_on, due_on=h.due_on, net_minor=h.net_minor, tax_minor=h.tax_minor, gross_minor=h.gross_minor,
        statement_id=str(h.statement_id) if h.statement_id else None, corrects=str(h.corrects_id) if h.corrects_id else None,
    )  # fmt: skip


def _party(p: reads.Party) -> PartyOut:
    return PartyOut(name=p.name, address=p.address, country=p.country, tax_number=p.tax_number)
