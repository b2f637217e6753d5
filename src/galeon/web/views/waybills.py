"""The waybill list: tabs by state, search, filters, pages by keyset; and what is done to picked rows."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from galeon.billing import reads as billing
from galeon.intake.acts_cancel import cancel as cancel_waybills
from galeon.kernel.refusal import Refusal
from galeon.waybills import listing, reads
from galeon.waybills.label import label_pdf, label_zpl
from galeon.waybills.words import event_name
from galeon.web import labels, names, sheets
from galeon.web.visitors import CUSTOMER, STAFF, Visitor, page_for, scope

PAGE = 50
PICKED_MAX = 500


def whole_number(text: str) -> int | None:
    """The positive bigint in a query string, or None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if 0 < number <= listing.BIGINT_MAX else None


def filters_of(query: QueryDict, visitor: Visitor) -> listing.Filters:
    """The list's narrowing as the address says it; unknown values count as none."""
    group = next((g for g in labels.GROUPS if g.key == query.get("state")), None)
    country = query.get("country", "").upper()
    return listing.Filters(
        account_id=scope(visitor),
        states=group.states if group else (),
        mode=query.get("mode", "") if query.get("mode") in labels.MODES else "",
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        text=query.get("q", "").replace("\x00", "").strip()[:80],
    )


@require_GET
@page_for(CUSTOMER | STAFF)
def waybill_list(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The list; htmx gets the tabs and rows alone."""
    filters = filters_of(request.GET, visitor)
    before = whole_number(request.GET.get("before", ""))
    leaf = listing.leaf(filters, before=before, limit=PAGE)
    counted = listing.counts(filters)
    older = request.GET.copy()
    older["before"] = str(leaf.older or "")
    newest = request.GET.copy()
    newest.pop("before", None)
    countries = names.countries()
    charged = billing.charged([(row.account_id, row.id) for row in leaf.rows])
    context = {
        "rows": [(row, charged.get((row.account_id, row.id), row.quoted_minor), names.service(row.service_id), names.city_and_country(row.to_city, row.to_country, countries),
                  event_name(row.event_code) if row.event_code else "") for row in leaf.rows],
        "tabs": _tabs(counted),
        "total": labels.counted(counted, filters.states or tuple(counted)),
        "all": labels.counted(counted, tuple(counted)),
        "chosen": request.GET.get("state", "") if filters.states else "",
        "filters": filters,
        "is_narrowed": bool(filters.states or filters.mode or filters.country or filters.text),
        "older": older.urlencode() if leaf.older else "",
        "is_whole": leaf.is_whole,
        "newest": newest.urlencode() if before else None,
        "modes": labels.MODES.items(),
        "countries": names.served_countries(),
        "is_staff": visitor.is_house,
    }  # fmt: skip
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "customer/waybill_rows.html" if part else "customer/waybills.html", context)


def _tabs(counted: dict[str, listing.Count]) -> list[tuple[labels.Group, listing.Count]]:
    return [(group, labels.counted(counted, group.states)) for group in labels.GROUPS]


def picked(request: HttpRequest, visitor: Visitor) -> list[listing.Row]:
    """The rows whose boxes are ticked, newest first; other accounts' ids find nothing."""
    ids = [number for text in request.POST.getlist("id")[:PICKED_MAX] if (number := whole_number(text))]
    return listing.page(listing.Filters(account_id=scope(visitor), ids=tuple(ids)), limit=PICKED_MAX) if ids else []


@require_POST
@page_for(CUSTOMER | STAFF)
def export(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The picked waybills as a sheet."""
    rows = picked(request, visitor)
    if not rows:
        messages.error(request, _("Pick at least one waybill first."))
        return redirect("waybills")
    response = HttpResponse(sheets.waybills(rows), content_type=sheets.XLSX)
    name = datetime.now(UTC).strftime("waybills-%Y%m%d-%H%M.xlsx")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@page_for(CUSTOMER | STAFF)
def print_labels(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The labels of the picked waybills as one PDF, in the order of the list."""
    rows = picked(request, visitor)
    if not rows:
        messages.error(request, _("Pick at least one waybill first."))
        return redirect("waybills")
    return drawn(request, [(row.account_id, row.id) for row in rows], "pdf", "labels")


def drawn(request: HttpRequest, keys: list[tuple[int, int]], kind: str, name: str) -> HttpResponseBase:
    """The labels as PDF or ZPL; a label that cannot be printed whole is a message with the field's name."""
    data = reads.labels(keys)
    made = label_zpl(data) if kind == "zpl" else label_pdf(data)
    if isinstance(made, Refusal):
        messages.error(request, made.text())
        return redirect("waybills")
    response = HttpResponse(made, content_type="application/pdf" if kind == "pdf" else "application/zpl")
    way = "inline" if kind == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}.{kind}"'
    return response


@require_POST
@page_for(CUSTOMER)
def cancel(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Cancel the picked waybills; what is at the hub already stays, and the page says so."""
    rows = picked(request, visitor)
    answers = cancel_waybills(
        visitor.account_id, [row.id for row in rows], source="customer", at=datetime.now(UTC), actor_id=visitor.user_id
    )
    refused = [(row, answer) for row, answer in zip(rows, answers, strict=True) if isinstance(answer, Refusal)]
    done = len(rows) - len(refused)
    if done:
        messages.success(
            request, ngettext("{count} waybill cancelled.", "{count} waybills cancelled.", done).format(count=done)
        )
    for row, refusal in refused[:5]:
        messages.error(request, f"{row.number}: {refusal.text()}")
    return redirect("waybill", rows[0].number) if len(rows) == 1 else redirect("waybills")
