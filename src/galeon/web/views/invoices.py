"""A customer's invoices and credit notes: the list, one of them, as PDF and as XML."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from galeon.billing.invoices import reads
from galeon.billing.invoices.paper import invoice_pdf, taxed_as, title
from galeon.billing.invoices.ubl import document_xml
from galeon.web import formats
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import CUSTOMER, Visitor, page_for

PAGE = 50
BIGINT_MAX = 2**63 - 1


@require_GET
@page_for(CUSTOMER)
def invoices(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The account's documents, the newest first."""
    before = whole_number(request.GET.get("before", ""))
    heads = reads.documents(visitor.account_id, before=before, limit=PAGE + 1)
    context = {"heads": heads[:PAGE], "older": heads[PAGE - 1].id if len(heads) > PAGE else None}
    return render(request, "customer/invoices.html", context)


@require_GET
@page_for(CUSTOMER)
def invoice(request: HttpRequest, visitor: Visitor, invoice_id: int) -> HttpResponseBase:
    """One document of the visitor's own account."""
    return drawn(request, visitor, visitor.account_id, invoice_id)


@require_GET
@page_for(CUSTOMER)
def invoice_file(request: HttpRequest, visitor: Visitor, invoice_id: int, kind: str) -> HttpResponseBase:
    """One document of the visitor's own account as a file."""
    return file(visitor.account_id, invoice_id, kind)


def drawn(request: HttpRequest, visitor: Visitor, account_id: int, invoice_id: int) -> HttpResponseBase:
    """The page of a document. A credit note's amounts are what is credited, without a minus."""
    found = document_or_404(account_id, invoice_id, formats.language())
    sign = found.head.sign
    context = {
        "head": found.head,
        "title": title(found.head),
        "lines": [(x, taxed_as(x.category, x.percent, formats.language()), x.net_minor * sign) for x in found.lines],
        "taxes": [
            (t, taxed_as(t.category, t.percent, formats.language()), t.net_minor * sign, t.tax_minor * sign)
            for t in found.taxes
        ],
        "sums": (found.head.net_minor * sign, found.head.tax_minor * sign, found.head.gross_minor * sign),
        "credits": found.credits,
        "left": found.head.gross_minor + sum(gross for _id, _number, gross in found.credits),
        "is_staff": visitor.is_house,
    }
    return render(request, "customer/invoice.html", context)


def file(account_id: int, invoice_id: int, kind: str) -> HttpResponseBase:
    """The document as PDF in the account's language, or as UBL 2.1 XML."""
    if kind not in ("pdf", "xml"):
        raise Http404
    head = document_or_404(account_id, invoice_id, "en").head
    found = document_or_404(account_id, invoice_id, head.language)
    made = invoice_pdf(found, head.language) if kind == "pdf" else document_xml(found)
    response = HttpResponse(made, content_type="application/pdf" if kind == "pdf" else "application/xml")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=kind != "pdf", filename=f"{head.number}.{kind}") or ""
    )
    return response


def document_or_404(account_id: int, invoice_id: int, language: str) -> reads.Document:
    """The document whole."""
    known = 0 < invoice_id <= BIGINT_MAX and 0 < account_id <= BIGINT_MAX
    found = reads.document(account_id, invoice_id, language) if known else None
    if found is None:
        raise Http404
    return found
