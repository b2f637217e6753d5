"""A version as a workbook: download, and upload as a new draft, with each fault at its cell."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts, workbook
from galeon.tariffs.sheet import ListKey, Sheet
from galeon.tariffs.workbook import CellFault
from galeon.web import formats, pricelists
from galeon.web.sheets import XLSX
from galeon.web.views.tariffs.editor import sheet_or_404, version_or_404
from galeon.web.visitors import PRICES, PRICING, Visitor, page_for

FILE_MAX = 20 * 1024 * 1024
SHOWN_MAX = 200
Line = tuple[str, str]


@require_GET
@page_for(PRICES)
def download(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """A version as XLSX in the reader's language: mend it in a spreadsheet and upload it again."""
    price_list, found = version_or_404(version_id)
    content = workbook.write(sheet_or_404(version_id), pricelists.key_of(price_list.id), formats.language())
    response = HttpResponse(content, content_type=XLSX)
    name = re.sub(r"[^\w.-]+", "-", f"{price_list.code}-v{found.no}.xlsx")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICING)
def upload(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """A workbook becomes the list's next draft, or each of its faults is told and nothing is stored."""
    price_list = pricelists.one(code)
    if price_list is None:
        raise Http404
    faults: list[Line] = []
    if request.method == "POST":
        answer = drafted(request, pricelists.key_of(price_list.id), visitor.user_id)
        if isinstance(answer, int):
            messages.success(request, _("The workbook is a draft now. Look it over, then check it."))
            return led(request, reverse("tariff-version", args=[answer]))
        faults = answer
    context = {"list": price_list, "faults": faults[:SHOWN_MAX], "size_max": FILE_MAX // 1024 // 1024}
    page = "tariffs/upload_state.html" if request.htmx else "tariffs/upload.html"  # type: ignore[attr-defined]
    return render(request, page, context, status=422 if faults else 200)


def led(request: HttpRequest, address: str) -> HttpResponseBase:
    """Lead on, whether a script or the browser itself asked."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    response = HttpResponse()
    response.headers["HX-Redirect"] = address
    return response


def drafted(request: HttpRequest, key: ListKey, by: int) -> int | list[Line]:
    """The draft made of the request's file, or (place, sentence) of each fault."""
    sheet = sheet_of(request, key)
    if isinstance(sheet, list):
        return sheet
    answer = acts.draft(key, sheet, by=by, at=timezone.now())
    if isinstance(answer, int):
        return answer
    return [(_where(refusal), refusal.text()) for refusal in answer]


def sheet_of(request: HttpRequest, key: ListKey) -> Sheet | list[Line]:
    """What the request's file says."""
    file = request.FILES.get("file")
    if file is None:
        return [("", _("Choose a file first."))]
    if (file.size or 0) > FILE_MAX:
        return [("", _("The file is larger than {max} MB.").format(max=FILE_MAX // 1024 // 1024))]
    answer: Sheet | tuple[CellFault, ...] = workbook.read(file.read(), key)
    if isinstance(answer, Sheet):
        return answer
    return [(fault.place, fault.refusal.text()) for fault in answer]


def _where(refusal: Refusal) -> str:
    return refusal.field or ""
