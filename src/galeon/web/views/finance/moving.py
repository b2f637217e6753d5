"""Moving in from another system: one sheet of what was open there, taken whole or handed back with its faults."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from galeon.billing.company.acts import bring_in
from galeon.billing.company.moving import Fault
from galeon.intake.sheet.reading import table
from galeon.web.companyasked import day_of
from galeon.web.sheets import XLSX, book
from galeon.web.visitors import FINANCE, Visitor, page_for

ROWS_MAX = 3_000  # more take longer than a page should: `galeon move-in`
FAULTS_SHOWN = 200
HEADS = ("account", "book", "document", "due_on", "amount", "currency", "entity")
EXAMPLE = (
    ("LUMEN", "", "INV-1017", "2026-11-30", "1250.00", "CNY", ""),
    ("LUMEN", "", "PREPAID", "", "-300.00", "CNY", ""),
    ("", "bank", "BANK-1", "", "90000.00", "CNY", "HOUSE"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def move_in(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The form, and what was wrong with the sheet that was sent."""
    fault, faults = "", list[Fault]()
    as_of = day_of(request.POST.get("as_of", "")) if request.method == "POST" else timezone.localdate()
    if request.method == "POST":
        sent = request.FILES.get("file")
        rows = table(sent.read(), ROWS_MAX + 1) if sent else None
        if as_of is None:
            fault = _("This is not a day.")
        elif rows is None:
            fault = _("Choose a file.")
        elif not isinstance(rows, list):
            fault = rows.text()
        elif len(rows) > ROWS_MAX + 1:
            fault = _("At most {max} rows.").format(max=ROWS_MAX)
        else:
            answer = bring_in(rows, as_of, visitor.user_id, datetime.now(UTC))
            if not isinstance(answer, list):
                _told(request, answer.rows, answer.repeats)
                return redirect("company-balance")
            faults = answer
    context = {
        "fault": fault, "faults": [(x, x.refusal.text()) for x in faults[:FAULTS_SHOWN]],
        "more": max(len(faults) - FAULTS_SHOWN, 0), "as_of": as_of, "heads": HEADS, "example": EXAMPLE,
    }  # fmt: skip
    return render(request, "finance/move_in.html", context, status=422 if fault or faults else 200)


@require_GET
@page_for(FINANCE)
def template(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The sheet with its head and three rows as an example."""
    response = HttpResponse(book("open", HEADS, EXAMPLE), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="move-in.xlsx"'
    return response


def _told(request: HttpRequest, rows: int, repeats: int) -> None:
    told = ngettext("{count} row came in.", "{count} rows came in.", rows).format(count=rows)
    if repeats:
        told += " " + ngettext(
            "{count} was there already.", "{count} were there already.", repeats
        ).format(count=repeats)  # fmt: skip
    messages.success(request, told)
