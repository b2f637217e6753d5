"""A merchant's cash on delivery: what waits, what was paid over, each parcel in it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from galeon.billing.company import cod_reads
from galeon.billing.company.cod_paper import remittance_pdf
from galeon.billing.company.cod_sheet import remittance_xlsx
from galeon.kernel.refusal import Refusal
from galeon.web import codwords, formats
from galeon.web.sheets import XLSX
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import CUSTOMER, Visitor, page_for

PAGE = 50
LINES = 500
BIGINT_MAX = 2**63 - 1


@require_GET
@page_for(CUSTOMER)
def cod(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """What was collected for the account, and what of it was paid over."""
    before = whole_number(request.GET.get("before", ""))
    found = cod_reads.remittances(visitor.account_id, before=before, limit=PAGE + 1)
    context = {
        "waiting": cod_reads.waiting(visitor.account_id),
        "lines": cod_reads.newest(visitor.account_id),
        "rows": codwords.shown(found[:PAGE]),
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
    }
    return render(request, "customer/cod.html", context)


@require_GET
@page_for(CUSTOMER)
def remittance(request: HttpRequest, visitor: Visitor, remittance_id: int) -> HttpResponseBase:
    """One remittance of the visitor's own account."""
    found = found_or_404(visitor.account_id, remittance_id)
    ((_found, said, tone),) = codwords.shown([found])
    lines = cod_reads.lines(found.account_id, found.id, LINES)
    context = {"found": found, "said": said, "tone": tone, "lines": lines, "more": max(found.collections - len(lines), 0),
               "way": codwords.METHODS[found.method]}  # fmt: skip
    return render(request, "customer/cod_remittance.html", context)


@require_GET
@page_for(CUSTOMER)
def remittance_file(request: HttpRequest, visitor: Visitor, remittance_id: int, kind: str) -> HttpResponseBase:
    """The same as PDF or XLSX."""
    return file(request, visitor.account_id, remittance_id, kind)


def file(request: HttpRequest, account_id: int, remittance_id: int, kind: str) -> HttpResponseBase:
    """A remittance as PDF or XLSX, in the reader's language."""
    found = found_or_404(account_id, remittance_id)
    if kind not in ("pdf", "xlsx"):
        raise Http404
    make = remittance_pdf if kind == "pdf" else remittance_xlsx
    made = make(account_id, remittance_id, formats.language())
    if isinstance(made, Refusal):
        messages.error(request, made.text())
        return redirect("home")
    response = HttpResponse(made or b"", content_type="application/pdf" if kind == "pdf" else XLSX)
    name = f"{found.account_code}-COD-{found.until:%Y-%m-%d}-{found.currency}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(kind != "pdf", name) or ""
    return response


def found_or_404(account_id: int, remittance_id: int) -> cod_reads.Remittance:
    """The remittance."""
    known = 0 < remittance_id <= BIGINT_MAX and 0 < account_id <= BIGINT_MAX
    found = cod_reads.remittance(account_id, remittance_id) if known else None
    if found is None:
        raise Http404
    return found
