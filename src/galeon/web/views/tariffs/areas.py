"""Area tables: editions of remote places, files sent for them with their progress, and looking one place up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts_areas, acts_dated, reads_dated, rows_dated, shelf
from galeon.tariffs.engine.areas import Areas
from galeon.tariffs.reads_dated import AreaTableRow, EditionRow
from galeon.web import names
from galeon.web.views.tariffs.books import led
from galeon.web.views.tariffs.dated import Use, uses
from galeon.web.views.tariffs.opening import day_of
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import PRICES, PRICING, Visitor, page_for

EDITIONS_SHOWN = 12


class AreaCard(Struct, frozen=True):
    """A table as shown: its editions with their state (live, next, past, loaded), and who uses it."""

    table: AreaTableRow
    editions: list[tuple[EditionRow, str]]
    uses: list[Use]


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def areas(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Every area table; POST opens one."""
    if request.method == "POST":
        if visitor.role not in PRICING:
            return render(request, "403.html", status=403)
        code, name, zone = (request.POST.get(f, "").strip().replace("\0", "") for f in ("code", "name", "timezone"))
        answer = acts_dated.open_areas(code.lower(), name[:80] or code, zone)
        if isinstance(answer, Refusal):
            messages.error(request, answer.text())
        else:
            messages.success(request, _("Table {table} is open.").format(table=code.lower()))
        return redirect("tariff-areas")
    used = uses("area")
    context = {
        "cards": [_card(table, used.get(table.code, [])) for table in reads_dated.area_tables()],
        "files": acts_areas.files(), "today": timezone.localdate(), "may_edit": visitor.role in PRICING,
        "countries": sorted(names.countries().items(), key=lambda pair: pair[1]),
    }  # fmt: skip
    return render(request, "tariffs/areas.html", context)


def _card(table: AreaTableRow, used: list[Use]) -> AreaCard:
    today = timezone.localdate()
    begun = [one for one in table.editions if one.published_at is not None and one.valid_from <= today]
    live = max(begun, key=lambda one: (one.valid_from, one.no), default=None)
    rows = [
        (
            one,
            "loaded"
            if one.published_at is None
            else "live"
            if one is live
            else "next"
            if one.valid_from > today
            else "past",
        )
        for one in table.editions[:EDITIONS_SHOWN]
    ]
    return AreaCard(table, rows, used)


@require_POST
@page_for(PRICING)
def send(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """A file for a table: taken in at once, read by the worker."""
    file, day = request.FILES.get("file"), day_of(request.POST.get("valid_from", ""))
    if file is None or day is None:
        answer: int | Refusal = Refusal(code="file_missing", message="A file and the day its places begin are needed.")
    else:
        answer = acts_areas.send(code, file.name or "", file.read(), day, by=visitor.user_id, at=timezone.now())
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return led(request, reverse("tariff-areas"))
    return led(request, reverse("tariff-area-file", args=[answer]))


@require_GET
@page_for(PRICES)
def file_state(request: HttpRequest, visitor: Visitor, file_id: int) -> HttpResponseBase:
    """How far a file is and what is wrong in it; htmx asks again while it is read."""
    found = acts_areas.files(file_id) if file_id < 2**63 else []
    if not found:
        raise Http404
    edition = next(
        (one for table in reads_dated.area_tables() for one in table.editions if one.id == found[0].edition_id), None
    )
    faults = [(fault.place, fault.refusal.text()) for fault in found[0].faults]
    context = {"file": found[0], "edition": edition, "faults": faults, "may_edit": visitor.role in PRICING}
    page = "tariffs/area_state.html" if request.htmx else "tariffs/area_file.html"  # type: ignore[attr-defined]
    return render(request, page, context)


@require_POST
@page_for(PRICING)
def act(request: HttpRequest, visitor: Visitor, edition_id: int) -> HttpResponseBase:
    """Put an edition in force, or throw it away."""
    if edition_id >= 2**63:
        raise Http404
    if request.POST.get("act") == "publish":
        answer = acts_dated.publish_areas(edition_id, by=visitor.user_id, at=timezone.now())
        said = _("The edition is in force from its day on.")
    else:
        answer, said = acts_dated.discard_areas(edition_id), _("The edition is gone.")
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        messages.success(request, said)
    return redirect("tariff-areas")


@require_GET
@page_for(PRICES)
def look_up(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Which tables hold a place today, each with its tier."""
    country = request.GET.get("country", "").upper()[:2]
    postcode, city = (request.GET.get(name, "").strip()[:80].replace("\0", "") for name in ("postcode", "city"))
    wanted = whole_number(request.GET.get("table", ""))
    tables = [table for table in reads_dated.area_tables() if wanted is None or table.id == wanted]
    held = _held([table.code for table in tables]) if postcode or city else {}
    now = timezone.now()
    found = [(table, held[table.code].tier(country, postcode, city, now)) for table in tables if table.code in held]
    context = {
        "found": found,
        "is_asked": bool(postcode or city),
        "place": " ".join(filter(None, (country, postcode, city))),
    }
    return render(request, "tariffs/area_found.html", context)


def _held(codes: list[str]) -> dict[str, Areas]:
    """These tables as prices use them, read once a process and state of the tables."""
    known = shelf.snapshot().areas
    missing = [code for code in codes if code not in known]
    if missing:
        known.update(rows_dated.areas(missing))
    return {code: known[code] for code in codes if code in known}
