"""Import a sheet: template, upload, progress, what is faulty and the faulty rows to mend."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from galeon.intake import acts_sheet
from galeon.intake.acts_sheet import Batch, Faulty
from galeon.intake.sheet import reading, writing
from galeon.intake.sheet.columns import COLUMNS
from galeon.intake.sheet.rows import Wrong
from galeon.kernel.refusal import Refusal
from galeon.network.reads import network
from galeon.parties.reads import customer
from galeon.web import labels, names
from galeon.web.sheets import XLSX
from galeon.web.visitors import CUSTOMER, Visitor, page_for

SHOWN_MAX = 200


def _language() -> str:
    return translation.get_language() or "en"


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def upload(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The page with the box for a file and the latest sheets; a file leads to its own page."""
    status, fault = 200, ""
    if request.method == "POST":
        file = request.FILES.get("file")
        who = customer(visitor.account_id)
        if file is None or who is None:
            status, fault = 422, _("Choose a file first.")
        elif file.size and file.size > reading.FILE_MAX:
            status, fault = 422, _("The file is larger than {max} MB.").format(max=reading.FILE_MAX // 1024 // 1024)
        else:
            answer = acts_sheet.import_sheet(who, file.name or "", file.read(), visitor.user_id)
            if not isinstance(answer, Refusal):
                return redirect("import-batch", answer)
            status, fault = 422, answer.text()
    context = {"batches": acts_sheet.batches(visitor.account_id), "fault": fault, "rows_max": reading.ROWS_MAX}
    return render(request, "customer/import.html", context, status=status)


@require_GET
@page_for(CUSTOMER)
def template(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The empty sheet in the reader's language."""
    offered = [rules for rules in network().services.values() if rules.is_open]
    services = [(rules.code, rules.name(_language())) for rules in offered]
    cargo_classes = sorted({cargo for rules in offered for cargo in rules.cargo_classes})
    named = [(cargo, str(labels.CARGO_CLASSES.get(cargo, cargo))) for cargo in cargo_classes]
    content = writing.template(_language(), services, names.served_countries(), named)
    return _download(content, _("orders-template.xlsx"))


def _batch(visitor: Visitor, batch_id: int) -> Batch:
    found = acts_sheet.batches(visitor.account_id, batch_id=batch_id) if batch_id < 2**63 else []
    if not found:
        raise Http404
    return found[0]


@require_GET
@page_for(CUSTOMER)
def batch(request: HttpRequest, visitor: Visitor, batch_id: int) -> HttpResponseBase:
    """How far a sheet is and what is wrong in it; htmx asks again while it is being placed."""
    found = _batch(visitor, batch_id)
    heads = {re.sub(r"\[.*?\]", "[]", column.field): column.head(_language()).rstrip(" *") for column in COLUMNS}
    rows = [
        (wrong.row, _reference(faulty), _head(wrong, heads), wrong.refusal.text())
        for faulty in found.faulty
        for wrong in faulty.wrong
    ]
    context = {
        "batch": found,
        "rows": rows[:SHOWN_MAX],
        "more": max(0, len(rows) - SHOWN_MAX),
        "faulty": len(found.faulty),
    }
    page = "customer/import_state.html" if request.htmx else "customer/import_batch.html"  # type: ignore[attr-defined]
    return render(request, page, context)


def _reference(faulty: Faulty) -> str:
    return faulty.lines[0].cells.get("reference", "")


def _head(wrong: Wrong, heads: dict[str, str]) -> str:
    """The column a refusal is about, as the sheet names it."""
    field = re.sub(r"\[\d+\]", "[]", wrong.refusal.field or "")
    return heads.get(field) or heads.get(field.replace("[]", "")) or ""


@require_GET
@page_for(CUSTOMER)
def faulty_rows(request: HttpRequest, visitor: Visitor, batch_id: int) -> HttpResponseBase:
    """The faulty rows as a sheet, each with what is wrong: mend it and send it again."""
    found = _batch(visitor, batch_id)
    rows = [
        (line.cells, "; ".join(wrong.refusal.text() for wrong in faulty.wrong if wrong.row == line.no))
        for faulty in found.faulty
        for line in faulty.lines
    ]
    return _download(writing.handed_back(_language(), rows), f"{found.name.rsplit('.', 1)[0]}-{_('to-mend')}.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
