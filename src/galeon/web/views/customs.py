"""Customs: declare what arrived, write down the customs number, hold, release."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from galeon.customs import acts, reads
from galeon.customs.declaring import declare
from galeon.customs.terms import Answer, NewDeclaration
from galeon.customs.waiting import undeclared
from galeon.kernel.refusal import Refusal
from galeon.web import names
from galeon.web.views.station import site_of
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import HUB, Visitor, page_for

STATES = {
    "declared": (gettext_lazy("declared to customs"), "warn"),
    "accepted": (gettext_lazy("accepted"), "accent"),
    "held": (gettext_lazy("held"), "bad"),
    "released": (gettext_lazy("released"), "ok"),
    "withdrawn": (gettext_lazy("withdrawn"), "muted"),
}
FAULTS_SHOWN = 5
PAGE = 200
PICKED_MAX = 500


@require_GET
@page_for(HUB)
def customs(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Masters to declare, and declarations that are not through."""
    if site_of(request, visitor) is None:
        return redirect("station")
    countries = names.countries()
    context = {
        "waiting": [(row, countries.get(row.country, row.country)) for row in undeclared()],
        "declarations": [(row, countries.get(row.country, row.country), *STATES.get(row.state, (row.state, "muted")))
                         for row in reads.declarations()],
    }  # fmt: skip
    return render(request, "hub/customs.html", context)


@require_GET
@page_for(HUB)
def declaration(request: HttpRequest, visitor: Visitor, declaration_id: int) -> HttpResponseBase:
    """The waybills of a declaration, to hold or release them one by one."""
    found = reads.declaration(declaration_id) if declaration_id < 2**63 else None
    if found is None:
        raise Http404
    clearings = reads.clearings(declaration_id, PAGE + 1, after=whole_number(request.GET.get("after", "")) or 0)
    said, tone = STATES.get(found.state, (found.state, "muted"))
    context = {
        "found": found,
        "rows": [(row, *STATES.get(row.state, (row.state, "muted"))) for row in clearings[:PAGE]],
        "more": clearings[PAGE - 1].waybill_id if len(clearings) > PAGE else None,
        "said": said,
        "tone": tone,
        "goods": reads.lines(declaration_id, PAGE) if found.state == "withdrawn" else [],
        "can_withdraw": found.state in ("declared", "accepted") and not found.released,
    }
    return render(request, "hub/declaration.html", context)


@require_POST
@page_for(HUB)
def act(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Declare a master, keep the customs number, hold, explain or release waybills, release them all, or withdraw it."""
    now = datetime.now(UTC)
    wanted = request.POST.get("act", "")
    declaration_id = whole_number(request.POST.get("declaration", "")) or 0
    if wanted == "declare":
        return _declare(request, whole_number(request.POST.get("master", "")) or 0, visitor, now)
    if wanted == "answer":
        answer = acts.answer(
            [Answer(declaration_id=declaration_id, reference=request.POST.get("reference", "")[:60], at=now)]
        )[0]
        _say(request, [answer], ngettext("The customs number is kept.", "The customs numbers are kept.", 1))
    elif wanted == "release_all":
        released = acts.release_all([declaration_id], now, actor_id=visitor.user_id)
        _say(
            request,
            list(released),
            ngettext("{count} waybill is released.", "{count} waybills are released.", _count(released)),
        )
    elif wanted == "withdraw":
        withdrawn = acts.withdraw(
            declaration_id, request.POST.get("why", "").replace("\x00", ""), now, actor_id=visitor.user_id
        )
        _say(request, [withdrawn], _("The declaration is withdrawn; its waybills may be declared again."))
    elif wanted in ("hold", "explain", "release"):
        _one_by_one(request, wanted, declaration_id, visitor, now)
    return (
        redirect("declaration", declaration_id) if declaration_id and wanted != "release_all" else redirect("customs")
    )


def _declare(request: HttpRequest, master_id: int, visitor: Visitor, now: datetime) -> HttpResponseBase:
    answer = declare([NewDeclaration(master_id=master_id, operator_id=visitor.user_id)], now)[0]
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("customs")
    count = len(answer.waybills)
    messages.success(
        request, ngettext("{count} waybill is declared.", "{count} waybills are declared.", count).format(count=count)
    )
    return redirect("declaration", answer.id)


def _one_by_one(request: HttpRequest, wanted: str, declaration_id: int, visitor: Visitor, now: datetime) -> None:
    """The picked waybills of this declaration; ids of others find nothing."""
    picked = {number for text in request.POST.getlist("id")[:PICKED_MAX] if (number := whole_number(text))}
    keys = [(row.account_id, row.waybill_id) for row in reads.clearings(declaration_id, only=sorted(picked))]
    if not keys:
        messages.error(request, _("Pick at least one waybill first."))
        return
    reason = request.POST.get("reason", "").replace("\x00", "")[:200]
    if wanted == "explain" and not reason.strip():
        messages.error(request, acts.NO_REASON.text())  # once, not for each of the picked
    elif wanted == "explain":
        told = acts.explain(keys, reason, now, actor_id=visitor.user_id)
        said = ngettext("{count} hold has its reason.", "{count} holds have their reason.", _count(told))
        _say(request, list(told), said)
    elif wanted == "hold":
        held = acts.hold(keys, reason, now, actor_id=visitor.user_id)
        _say(request, list(held), ngettext("{count} waybill is held.", "{count} waybills are held.", _count(held)))
    else:
        released = acts.release(keys, now, actor_id=visitor.user_id)
        _say(
            request,
            list(released),
            ngettext("{count} waybill is released.", "{count} waybills are released.", _count(released)),
        )


def _count(answers: object) -> int:
    return sum(not isinstance(answer, Refusal) for answer in answers) if isinstance(answers, list | tuple) else 0


def _say(request: HttpRequest, answers: list[object], said: str) -> None:
    done = _count(answers)
    if done:
        messages.success(request, said.format(count=done))
    for refusal in [answer for answer in answers if isinstance(answer, Refusal)][:FAULTS_SHOWN]:
        messages.error(request, refusal.text())
