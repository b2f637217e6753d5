"""Closing statements: what would be closed, starting it, how far it is, what it closed."""

from datetime import UTC, date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing import acts
from galeon.billing.statements import runs
from galeon.kernel.refusal import Refusal
from galeon.web.visitors import FINANCE, Visitor, page_for

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
BIGINT_MAX = 2**63 - 1
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def closings(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """By which day to close, and the latest runs; POST starts one."""
    typed = request.POST if request.method == "POST" else request.GET
    day = _day(typed.get("day", "")) if "day" in typed else _last_month()
    fault = _("This is not a day.") if day is None else ""
    if request.method == "POST" and day is not None:
        now = datetime.now(UTC)
        if day > timezone.localdate():
            fault = _("This day is not over yet.")
        else:
            answer = acts.start_closing(runs.ended_by(day, now), visitor.user_id, now=now)
            if not isinstance(answer, Refusal):
                return redirect("closing-run", answer)
            fault = answer.text()
    context = {
        "day": day.isoformat() if day else typed.get("day", "")[:10],
        "fault": fault,
        "sums": _ahead(day) if day and "day" in request.GET else None,
        "runs": runs.runs(20),
    }
    return render(request, "finance/closing.html", context, status=422 if fault else 200)


@require_GET
@page_for(FINANCE)
def ahead(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """What closing by a day would close, for the form: it adds up the charges of those statements."""
    day = _day(request.GET.get("day", ""))
    context = {"sums": _ahead(day) if day else [], "fault": "" if day else _("This is not a day.")}
    return render(request, "finance/closing_ahead.html", context)


@require_GET
@page_for(FINANCE)
def closing_run(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponseBase:
    """How far a run is, and what it closed; htmx gets that alone, each second until it is over."""
    run = _run_or_404(run_id)
    context = {"run": run, "sums": runs.sums(run), "closed": runs.closed(run, SHOWN), "shown": SHOWN}
    page = "finance/closing_run_state.html" if request.htmx else "finance/closing_run.html"  # type: ignore[attr-defined]
    return render(request, page, context)


@require_POST
@page_for(FINANCE)
def resume(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponseBase:
    """Go on with a run that was cut off."""
    run = _run_or_404(run_id)
    answer = acts.start_closing(run.as_of, visitor.user_id) if run.state == "cut_off" else run.id
    if isinstance(answer, Refusal):
        messages.info(request, answer.text())
        answer = run.id
    return redirect("closing-run", answer)


def _run_or_404(run_id: int) -> runs.Run:
    run = runs.run(run_id) if 0 < run_id <= BIGINT_MAX else None
    if run is None:
        raise Http404
    return run


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _last_month() -> date:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def _ahead(day: date) -> list[runs.Sum]:
    return runs.ahead(runs.ended_by(day, datetime.now(UTC)))
