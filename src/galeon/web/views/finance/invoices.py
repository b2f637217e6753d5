"""Finance's pages of invoices and credit notes: every account's, by account, company, kind, month and number."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from galeon.billing.invoices import reads
from galeon.billing.invoices.fapiao import fapiao_csv, fapiao_xlsx
from galeon.parties.models import Account, LegalEntity
from galeon.web.sheets import XLSX
from galeon.web.views import invoices
from galeon.web.views.invoices import PAGE
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

KINDS = {"invoice": _("Invoices"), "credit": _("Credit notes")}
NUMBER_MAX = 24
FIRST_YEAR, LAST_YEAR = 2000, 2998


@require_GET
@page_for(FINANCE)
def documents(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Documents of every account, the newest first."""
    get = request.GET
    account = Account.objects.filter(code=get.get("account", "")[:24].replace("\x00", ""), is_house=False).first()
    entity = _entity(get.get("entity", ""))
    month = month_of(get.get("month", ""))
    kind = get.get("kind", "") if get.get("kind", "") in KINDS else None
    number = get.get("number", "").strip().replace("\x00", "")[:NUMBER_MAX]
    heads = reads.documents(
        account.pk if account else None, entity_id=entity.pk if entity else None, kind=kind, month=month, number=number,
        before=whole_number(get.get("before", "")), limit=PAGE + 1,
    )  # fmt: skip
    older = get.copy()
    older["before"] = str(heads[PAGE - 1].id) if len(heads) > PAGE else ""
    context = {
        "heads": heads[:PAGE], "older": older.urlencode() if len(heads) > PAGE else "", "account": account,
        "entity": entity, "entities": LegalEntity.objects.order_by("pk"), "month": f"{month:%Y-%m}" if month else "",
        "kind": kind or "", "kinds": KINDS, "number": number,
        "accounts": Account.objects.filter(is_house=False).order_by("name")[:1_000],
        "is_narrowed": bool(account or entity or month or kind or number),
        "fapiao": f"entity={entity.pk}&month={month:%Y-%m}" if entity and month and entity.country == "CN" else "",
    }  # fmt: skip
    return render(request, "finance/invoices.html", context)


@require_GET
@page_for(FINANCE)
def document(request: HttpRequest, visitor: Visitor, account_id: int, invoice_id: int) -> HttpResponseBase:
    """Any account's document."""
    return invoices.drawn(request, visitor, account_id, invoice_id)


@require_GET
@page_for(FINANCE)
def document_file(
    request: HttpRequest, visitor: Visitor, account_id: int, invoice_id: int, kind: str
) -> HttpResponseBase:
    """Any account's document as a file."""
    return invoices.file(account_id, invoice_id, kind)


@require_GET
@page_for(FINANCE)
def fapiao(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponseBase:
    """What a company of ours issued in a month, for Chinese invoicing software."""
    entity, month = _entity(request.GET.get("entity", "")), month_of(request.GET.get("month", ""))
    if entity is None or month is None or kind not in ("csv", "xlsx"):
        raise Http404
    made = fapiao_csv(entity.pk, month) if kind == "csv" else fapiao_xlsx(entity.pk, month)
    response = HttpResponse(made, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
    name = f"fapiao-{entity.code}-{month:%Y-%m}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def month_of(typed: str) -> date | None:
    """The first day of a month typed as 2026-11."""
    year, _dash, month = typed[:7].partition("-")
    if not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    known = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12
    return date(int(year), int(month), 1) if known else None


def _entity(typed: str) -> LegalEntity | None:
    number = whole_number(typed)
    return LegalEntity.objects.filter(pk=number).first() if number else None
