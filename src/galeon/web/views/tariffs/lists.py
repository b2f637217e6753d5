"""Every price list, and one list's versions as a timeline."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from galeon.network.reads import network
from galeon.tariffs import reads
from galeon.web import names, pricelists
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import PRICES, PRICING, Visitor, page_for


def services() -> list[tuple[int, str]]:
    """(id, name) of every service, by name."""
    found = [(rules.id, names.service(rules.id) or rules.code) for rules in network().services.values()]
    return sorted(found, key=lambda pair: pair[1])


@require_GET
@page_for(PRICES)
def tariffs(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """All lists by side, with what is live, next and being drafted; htmx asks for the rows alone."""
    text = request.GET.get("q", "").strip()[:80].replace("\0", "")
    side, only = request.GET.get("side", ""), request.GET.get("only", "")
    service_id = whole_number(request.GET.get("service", ""))
    at = min(whole_number(request.GET.get("page", "")) or 0, 10_000)
    found, more = pricelists.find(text, side, service_id, only, at)
    older = request.GET.copy()
    older["page"] = str(at + 1)
    context = {
        "lists": found, "older": older.urlencode() if more else "", "text": text, "side": side, "only": only,
        "service_id": service_id, "services": services(), "sides": pricelists.SIDES.items(),
        "may_edit": visitor.role in PRICING, "is_narrowed": bool(text or side or service_id or only),
    }  # fmt: skip
    page = "tariffs/list_rows.html" if request.htmx else "tariffs/lists.html"  # type: ignore[attr-defined]
    return render(request, page, context)


@require_GET
@page_for(PRICES)
def price_list(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """One list: its versions, the newest first, each with who made and published it."""
    found = pricelists.one(code)
    if found is None:
        raise Http404
    context = {
        "list": found, "may_edit": visitor.role in PRICING, "two_persons": reads.policy().two_persons,
        "today": found.live,
    }  # fmt: skip
    return render(request, "tariffs/list.html", context)
