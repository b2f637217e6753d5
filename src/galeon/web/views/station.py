"""The scan station: one box that never loses the focus, a verdict to read from three metres, the log of the day."""

from datetime import UTC, datetime

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from galeon.warehouse import acts, reads
from galeon.warehouse.station import StationScan
from galeon.warehouse.verdicts import ANSWERS, Code, StationVerdict
from galeon.web import names, scanning
from galeon.web.scanning import Ask, Held, Step
from galeon.web.visitors import HUB, Visitor, page_for

LOG_SHOWN = 12
MODES = ("measure", "weigh")
PROMPTS = {
    Step.CODE: lambda: _("Scan a parcel"),
    Step.WEIGH: lambda: _("Weight in kg"),
    Step.MEASURE: lambda: _("Length × width × height in cm, or Enter"),
    Step.CONFIRM: lambda: _("Weigh again, or Enter to confirm"),
    Step.AGAIN: lambda: _("Scan the next parcel, or weigh this one again"),
    Step.CHOOSE: lambda: _("Number of the right one"),
}
CONFIRMABLE = frozenset({Code.WEIGHT_DIFFERS, Code.WRONG_SITE})


def site_of(request: HttpRequest, visitor: Visitor) -> int | None:
    """The hub the person works at: their own, else the one chosen for this session."""
    chosen = visitor.site_id or request.session.get("site_id")
    if not isinstance(chosen, int):
        return None
    try:
        return chosen if chosen in reads.floor({chosen}).sites else None
    except ValueError:  # the hub was closed since
        return None


@require_GET
@page_for(HUB)
def station(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The page; without a hub yet, the choice of one."""
    site_id = site_of(request, visitor)
    if site_id is None:
        return render(request, "hub/choose_site.html", {"sites": reads.floor().sites.values(), "next": request.path})
    mode = request.GET.get("mode") if request.GET.get("mode") in MODES else MODES[0]
    context = {**_around(visitor, site_id), **_asked(Held()), "mode": mode, "site": reads.floor().sites[site_id]}
    return render(request, "hub/station.html", context)


@require_POST
@page_for(HUB)
def choose_site(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Work at this hub from now on; unknown ones change nothing."""
    chosen = request.POST.get("site", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen[:18]) in reads.floor().sites:
        request.session["site_id"] = int(chosen)
    return redirect("station")


@require_POST
@page_for(HUB)
def scan(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """One line from the box: ask on, or judge."""
    site_id = site_of(request, visitor)
    if site_id is None:
        return redirect("station")
    typed = request.POST.get("text", "")[: scanning.TEXT_MAX]
    if typed.strip().upper() in scanning.UNDO_CARDS:
        return undo(request)
    step = scanning.advance(
        typed, scanning.decode(request.POST.get("held", "")), measures=request.POST.get("mode") == "measure"
    )
    if isinstance(step, Ask):
        misread = _("That was not understood.") if step.is_misread else ""
        return _answer(request, visitor, site_id, {**_asked(step.held), "misread": misread})
    held = step.held
    scanned = StationScan(
        text=held.text, site_id=site_id, operator_id=visitor.user_id, occurred_at=datetime.now(UTC),
        weight_g=held.weight_g, length_mm=held.sides_mm[0], width_mm=held.sides_mm[1], height_mm=held.sides_mm[2],
        chosen=held.chosen, is_confirmed=held.insists, again=held.again,
    )  # fmt: skip
    verdict = acts.look(scanned)
    if verdict.code != Code.WEIGHT_MISSING:  # asking for the weight is no answer worth a line in the log
        verdict = acts.receive([scanned])[0]
    return _answer(request, visitor, site_id, {**_asked(_after(held, verdict)), **_judged(verdict)})


@require_POST
@page_for(HUB)
def undo(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Esc: take the operator's last receipt back."""
    site_id = site_of(request, visitor)
    if site_id is None:
        return redirect("station")
    verdict = acts.undo(visitor.user_id, site_id, datetime.now(UTC))
    return _answer(request, visitor, site_id, {**_asked(Held()), **_judged(verdict)})


def _after(held: Held, verdict: StationVerdict) -> Held:
    """What the box waits for after a verdict."""
    if verdict.code == Code.WEIGHT_MISSING:
        return msgspec.structs.replace(held, step=Step.WEIGH)
    if verdict.code == Code.WEIGHT_ABSURD:
        return msgspec.structs.replace(held, step=Step.WEIGH, weight_g=None)
    if verdict.code in CONFIRMABLE:
        return msgspec.structs.replace(held, step=Step.CONFIRM, again=verdict.piece)
    if verdict.code == Code.DUPLICATE:
        return Held(step=Step.AGAIN, text=held.text, chosen=held.chosen, again=verdict.piece)
    if verdict.code == Code.AMBIGUOUS:
        return msgspec.structs.replace(
            held, step=Step.CHOOSE, choices=tuple((c.account_id, c.waybill_id) for c in verdict.choices)
        )
    return Held()


def _asked(held: Held) -> dict[str, object]:
    return {"held": scanning.encode(held), "step": held.step.value, "prompt": PROMPTS[held.step](), "waiting": held}


def _judged(verdict: StationVerdict) -> dict[str, object]:
    countries = names.countries()
    return {
        "verdict": verdict,
        "word": verdict.word(),
        "sentence": verdict.text(),
        "country": countries.get(verdict.country, verdict.country),
        "service": names.service(verdict.service_id) if verdict.service_id else "",
        "choices": [
            (n, choice, countries.get(choice.country, "")) for n, choice in enumerate(verdict.choices, start=1)
        ],
    }


def _around(visitor: Visitor, site_id: int) -> dict[str, object]:
    now = datetime.now(UTC)
    lines = [
        (line, ANSWERS[Code(line.verdict)], str(ANSWERS[Code(line.verdict)].word).format(piece=line.parcel_no or ""))
        for line in reads.station_log(visitor.user_id, site_id, now, LOG_SHOWN)
    ]
    return {"log": lines, "tally": reads.tally(visitor.user_id, site_id, now)}


def _answer(request: HttpRequest, visitor: Visitor, site_id: int, context: dict[str, object]) -> HttpResponseBase:
    return render(request, "hub/verdict.html", {**_around(visitor, site_id), **context})
