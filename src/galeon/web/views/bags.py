"""Bags: open one for a port, scan parcels in and out, seal it."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts, bagging, reads, sealing
from galeon.linehaul.terms import BagScan, NewBag, Sealing
from galeon.warehouse.reads import floor
from galeon.web import names
from galeon.web.places import ports_served
from galeon.web.views.station import site_of
from galeon.web.visitors import HUB, Visitor, page_for

TEXT_MAX = 200


@require_GET
@page_for(HUB)
def bags(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The hub's open and sealed bags."""
    site_id = site_of(request, visitor)
    if site_id is None:
        return redirect("station")
    context = {"bags": reads.bags(site_id), "ports": ports_served()}
    return render(request, "hub/bags.html", context)


@require_POST
@page_for(HUB)
def open_bag(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Open a bag for a port and go on to fill it."""
    site_id = site_of(request, visitor)
    if site_id is None:
        return redirect("station")
    port = request.POST.get("port", "")[:5].upper()
    countries = tuple(code for code, _name in names.served_countries() if code in request.POST.getlist("country"))
    new = NewBag(site_id=site_id, destination=port if port.isalnum() else "", countries=countries)
    answer = acts.open_bag([new], datetime.now(UTC), operator_id=visitor.user_id)[0]
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("bags")
    return redirect("bag", answer.number)


def _bag_or_404(request: HttpRequest, visitor: Visitor, number: str) -> reads.BagOnFloor:
    """The bag, of the hub the person works at: nobody packs from afar."""
    site_id = site_of(request, visitor)
    found = reads.bag(number[:40]) if number.isprintable() else None
    if found is None or site_id is None or found.site != floor().sites[site_id].code:
        raise Http404
    return found


@require_GET
@page_for(HUB)
def bag(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """One bag: the box to scan into it, what lies in it, the seal."""
    found = _bag_or_404(request, visitor, number)
    mode = "out" if request.GET.get("mode") == "out" else "in"
    return render(request, "hub/bag.html", {**_bag(found), "mode": mode})


def _bag(found: reads.BagOnFloor) -> dict[str, object]:
    countries = names.countries()
    return {
        "bag": found,
        "contents": [
            (row, countries.get(row.to_country, row.to_country)) for row in reversed(reads.contents(found.id))
        ],
        "bound_for": ", ".join(countries.get(code, code) for code in found.countries),
    }


@require_POST
@page_for(HUB)
def scan(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """A parcel into the bag, or out of it; the verdict and the bag as it is now."""
    found = _bag_or_404(request, visitor, number)
    text = request.POST.get("text", "").strip()[:TEXT_MAX]
    now = datetime.now(UTC)
    context: dict[str, object] = {"scanned": text, "tone": "bad", "word": _("STOP")}
    if not text.isprintable() or not text:
        context["sentence"] = _("That was not understood.")
    elif request.POST.get("mode") == "out":
        answer = bagging.unbag(found.id, [text], now, operator_id=visitor.user_id)[0]
        context |= (
            {"sentence": answer.text()}
            if isinstance(answer, Refusal)
            else {"tone": "ok", "word": _("OUT"), "sentence": _("Taken out of the bag.")}
        )
    else:
        put = bagging.bag([BagScan(bag_id=found.id, text=text, at=now, operator_id=visitor.user_id)])[0]
        if isinstance(put, Refusal):
            context["sentence"] = put.text()
        else:
            context |= {"tone": "ok", "word": str(put.parcels), "sentence": _("It lies in the bag.")}
    return render(request, "hub/bag_state.html", {**context, **_bag(_bag_or_404(request, visitor, number))})


@require_POST
@page_for(HUB)
def seal(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """Close the bag with a seal, or break it."""
    found = _bag_or_404(request, visitor, number)
    if request.POST.get("act") == "unseal":
        refusal = sealing.unseal(found.id)
        if refusal:
            messages.error(request, refusal.text())
        return redirect("bag", found.number)
    wanted = Sealing(
        bag_id=found.id,
        seal=request.POST.get("seal", "").replace("\x00", "")[:60],
        at=datetime.now(UTC),
        operator_id=visitor.user_id,
    )
    answer = sealing.seal([wanted])[0]
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("bag", found.number)
    messages.success(request, _("Bag {bag} is sealed.").format(bag=answer.number))
    return redirect("bags")


@require_GET
@page_for(HUB)
def find_bag(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Scan a bag's label to open its page."""
    text = request.GET.get("number", "")[:60]
    found = reads.bag(text) if text.isprintable() else None
    site_id = site_of(request, visitor)
    if found is None or site_id is None or found.site != floor().sites[site_id].code:
        messages.error(request, _("No bag answers to {number}.").format(number=text if text.isprintable() else "?"))
        return redirect("bags")
    return redirect("bag", found.number)
