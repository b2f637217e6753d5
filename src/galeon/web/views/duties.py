"""What customs ask for each waybill of a declaration: typed one by one, or sent as the broker's sheet."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from galeon.customs import acts, dutysheet, reads
from galeon.customs.dutysheet import RowFault
from galeon.customs.reads_duty import DUTIES_MAX, DutyRow, duties_of, duty_sums
from galeon.customs.terms import Assessed
from galeon.intake.sheet.reading import table
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import major
from galeon.web import sheets
from galeon.web.amounts import amount, text
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, HUB, Visitor, page_for

PAGE = 200
FAULTS_SHOWN = 100
FIELDS = ("duty", "vat", "fees")
CURRENCY = {"US": "USD", "GB": "GBP", "CA": "CAD", "MX": "MXN", "JP": "JPY", "CN": "CNY", "AU": "AUD", "BR": "BRL"}


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(HUB | FINANCE)
def duties(request: HttpRequest, visitor: Visitor, declaration_id: int) -> HttpResponseBase:
    """The page; what is kept leads to it again."""
    found = reads.declaration(declaration_id) if declaration_id < 2**63 else None
    if found is None:
        raise Http404
    faults: dict[str, str] = {}
    wrong: list[RowFault] = []
    if request.method == "POST":
        everyone = duties_of(declaration_id)
        asked = _sent(request, declaration_id, everyone, wrong, faults) if request.FILES else _typed(request, declaration_id, everyone, faults)  # fmt: skip
        if asked and _kept(request, asked, visitor, faults):
            return redirect("declaration-duties", declaration_id)
    rows = duties_of(declaration_id, after=whole_number(request.GET.get("after", "")) or 0, limit=PAGE + 1)
    context = {
        "found": found, "rows": rows[:PAGE], "more": rows[PAGE - 1].waybill_id if len(rows) > PAGE else None,
        "sums": duty_sums(declaration_id), "faults": faults, "typed": request.POST,
        "wrong": [(one.row, one.column, one.refusal.text()) for one in wrong[:FAULTS_SHOWN]],
        "wrong_more": max(0, len(wrong) - FAULTS_SHOWN), "currency": CURRENCY.get(found.country, "EUR"),
    }  # fmt: skip
    return render(request, "hub/duties.html", context, status=422 if faults or wrong else 200)


@require_GET
@page_for(HUB | FINANCE)
def duty_sheet(request: HttpRequest, visitor: Visitor, declaration_id: int) -> HttpResponseBase:
    """The declaration's waybills as a sheet to fill in, with what is asked for each now."""
    found = reads.declaration(declaration_id) if declaration_id < 2**63 else None
    if found is None:
        raise Http404
    heads = ["Waybill", "Duty", "VAT", "Fees", "Currency", "Note"]
    currency = CURRENCY.get(found.country, "EUR")
    rows = [
        (
            row.number,
            *(major(minor, row.currency) if row.currency else "" for minor in (row.duty_minor, row.vat_minor, row.fees_minor)),
            row.currency or currency, row.note,
        )
        for row in duties_of(declaration_id)
    ]  # fmt: skip
    response = HttpResponse(sheets.book(found.master, heads, rows), content_type=sheets.XLSX)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"duty-{found.master}.xlsx"
    )
    return response


def _sent(
    request: HttpRequest, declaration_id: int, rows: list[DutyRow], wrong: list[RowFault], faults: dict[str, str]
) -> list[Assessed]:
    file = request.FILES.get("file")
    read = table(file.read(), DUTIES_MAX) if file is not None else None
    if not isinstance(read, list):
        faults["file"] = read.text() if isinstance(read, Refusal) else _("Choose a file first.")
        return []
    country = reads.declaration(declaration_id)
    currency = CURRENCY.get(country.country if country else "", "EUR")
    found = dutysheet.read(read, declaration_id, _by_number(rows), currency)
    wrong += [one for one in found if isinstance(one, RowFault)]
    return [one for one in found if isinstance(one, Assessed)]


def _by_number(rows: list[DutyRow]) -> dict[str, tuple[int, int]]:
    return {
        number.upper(): (row.account_id, row.waybill_id)
        for row in rows
        for number in (row.displayed_number, row.number)
    }


def _typed(request: HttpRequest, declaration_id: int, rows: list[DutyRow], faults: dict[str, str]) -> list[Assessed]:
    number = "".join(text(request.POST.get("number", ""), 60).split()).upper()
    key = _by_number(rows).get(number)
    if key is None:
        faults["number"] = _("This number is in no row of this declaration.")
    currency = text(request.POST.get("currency", ""), 3).upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        faults["currency"] = _("The currency must be a three-letter ISO code.")
    typed = {name: text(request.POST.get(name, ""), 20) for name in FIELDS}
    minor = {name: amount(said, currency if "currency" not in faults else "USD", faults, name) if said else 0 for name, said in typed.items()}  # fmt: skip
    if faults or key is None:
        return []
    return [
        Assessed(
            declaration_id=declaration_id, account_id=key[0], waybill_id=key[1], currency=currency,
            duty_minor=minor["duty"], vat_minor=minor["vat"], fees_minor=minor["fees"],
            note=text(request.POST.get("note", ""), dutysheet.NOTE_MAX),
        )
    ]  # fmt: skip


def _kept(request: HttpRequest, asked: list[Assessed], visitor: Visitor, faults: dict[str, str]) -> bool:
    answers = acts.assess(asked, datetime.now(UTC), actor_id=visitor.user_id)
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    if refused:
        faults[(refused[0].field or "").removesuffix("_minor")] = refused[0].text()
        return False
    new = sum(1 for answer in answers if not isinstance(answer, Refusal) and not answer.existing)
    if new:
        messages.success(
            request,
            ngettext("Kept for {count} waybill.", "Kept for {count} waybills.", new).format(count=new),
        )
    else:
        messages.success(request, _("That stood there already."))
    return True
