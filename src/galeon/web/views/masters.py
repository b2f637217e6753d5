"""The board of departures: schedule one, put sealed bags on a master, depart, arrive."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts, loading, reads
from galeon.linehaul.terms import NewDeparture, NewMaster
from galeon.web.places import ports_left, ports_served
from galeon.web.views.station import site_of
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import HUB, Visitor, page_for

TRANSPORTS = {
    "air": gettext_lazy("Air"),
    "sea": gettext_lazy("Sea"),
    "road": gettext_lazy("Road"),
    "rail": gettext_lazy("Rail"),
}
KINDS = {"mawb": gettext_lazy("Air waybill"), "bl": gettext_lazy("Bill of lading"), "cmr": gettext_lazy("CMR")}
STATES = {
    "open": (gettext_lazy("loading"), "accent"),
    "departed": (gettext_lazy("under way"), "violet"),
    "arrived": (gettext_lazy("arrived"), "ok"),
}
BAGS_MAX = 500
YEARS = range(2000, 2100)  # of departures


@require_GET
@page_for(HUB)
def masters(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Departures and the sealed bags that wait for one."""
    return _drawn(request, visitor)


def _drawn(
    request: HttpRequest, visitor: Visitor, faulty: NewMaster | None = None, bags: Sequence[int] = ()
) -> HttpResponseBase:
    """The page; `faulty`: a master that was refused, shown again as it was typed, with the bags picked."""
    site_id = site_of(request, visitor)
    if site_id is None:
        return redirect("station")
    board = reads.board()
    now = timezone.now()
    sealed = [bag for bag in reads.bags(site_id, ("sealed",)) if not bag.master]
    context = {
        "board": [(row, TRANSPORTS.get(row.transport, row.transport), *STATES[row.state]) for row in board],
        # one whose cut-off has passed takes no more bags; the nearest comes first
        "open": [row for row in board if row.state == "open" and row.cut_off_at > now],
        "sealed": [(bag, faulty is None or bag.id in bags) for bag in sealed],
        "typed": faulty,
        "transports": TRANSPORTS.items(),
        "kinds": KINDS.items(),
        "from": ports_left(),
        "to": ports_served(),
        "now": timezone.localtime(),
    }
    return render(request, "hub/masters.html", context, status=422 if faulty else 200)


@require_POST
@page_for(HUB)
def schedule(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Put a departure on the board; times are those of the hub."""
    text = {
        name: request.POST.get(name, "").replace("\x00", "").strip()
        for name in ("transport", "conveyance", "voyage", "from", "to")
    }
    times = [_moment(request.POST.get(name, ""), visitor.timezone) for name in ("cut_off", "leaves", "due")]
    cut_off, leaves, due = times
    if cut_off is None or leaves is None or due is None:
        messages.error(request, _("Write cut-off, leaving and landing as a day and a time."))
        return redirect("masters")
    new = NewDeparture(
        transport=text["transport"][:4], conveyance=text["conveyance"][:60], voyage=text["voyage"][:20], origin=text["from"][:5],
        destination=text["to"][:5], cut_off_at=cut_off, leaves_at=leaves, due_at=due,
    )  # fmt: skip
    answer = acts.schedule([new])[0]
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        messages.success(request, _("{conveyance} is on the board.").format(conveyance=new.conveyance))
    return redirect("masters")


def _moment(typed: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed[:16])
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@require_POST
@page_for(HUB)
def build(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Put the picked bags on a master of a departure."""
    bags = [number for text in request.POST.getlist("bag")[:BAGS_MAX] if (number := whole_number(text))]
    new = NewMaster(
        kind=request.POST.get("kind", "")[:4],
        number=request.POST.get("number", "").replace("\x00", "").strip()[:40],
        departure_id=whole_number(request.POST.get("departure", "")) or 0,
        operator_id=visitor.user_id,
    )
    answer = loading.build_master(new, bags, datetime.now(UTC))
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return _drawn(request, visitor, new, bags)
    said = ngettext("{number}: {count} bag is on it.", "{number}: {count} bags are on it.", answer.bags)
    messages.success(request, said.format(number=answer.number, count=answer.bags))
    return redirect("masters")


@require_POST
@page_for(HUB)
def move(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """A departure leaves, or arrives."""
    departure_id = whole_number(request.POST.get("departure", "")) or 0
    act = {"depart": loading.depart, "arrive": loading.arrive}.get(request.POST.get("act", ""))
    if act is None:
        return redirect("masters")
    answer = act([departure_id], datetime.now(UTC), actor_id=visitor.user_id)[0]
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        count = len(answer.waybills)
        said = ngettext("{count} waybill moved with it.", "{count} waybills moved with it.", count)
        messages.success(request, said.format(count=count))
    return redirect("masters")
