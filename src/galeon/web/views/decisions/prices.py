"""What-if prices: the question, its progress, what it came to, and the waybills behind a row."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.decisions import acts, reads
from galeon.decisions.result import Line
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import number
from galeon.network.models import Service
from galeon.parties.models import Account, Level
from galeon.web import formats, scenariofiles, scenarioform, scenariorows, scenariowords
from galeon.web.scenariopresets import presets
from galeon.web.sheets import XLSX
from galeon.web.visitors import PRICES, Visitor, page_for

ACCOUNTS_MAX = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def prices(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The form, filled in by a link or by last month; asked, it leads to the scenario's own page."""
    form = scenarioform.read(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and not form.faults:
        answer = acts.ask(form.typed.get("name", ""), form.ask, visitor.user_id, datetime.now(UTC))
        if not isinstance(answer, Refusal):
            return redirect("scenario", answer)
        form.faults[answer.field or ""] = answer.text()
    now = datetime.now(UTC)
    context = {
        "form": form,
        "presets": presets(now),
        "drafts": reads.drafts(),
        "picked": [reads.version(version_id) for version_id in form.drafts],
        "fuels": [(fuel, number(fuel.percent, formats.language())) for fuel in reads.fuels(now)],
        "services": Service.objects.order_by("code").values_list("code", flat=True),
        "levels": Level.objects.order_by("rank", "code"),
        "accounts": Account.objects.filter(is_house=False).order_by("name")[:ACCOUNTS_MAX],
        "currencies": sorted({form.ask.currency, *Account.objects.values_list("currency", flat=True).distinct()}),
        "scenarios": [_listed(told) for told in reads.scenarios(20)],
    }
    return render(request, "decisions/prices.html", context, status=422 if form.faults else 200)


@require_GET
@page_for(PRICES)
def scenario(request: HttpRequest, visitor: Visitor, scenario_id: int) -> HttpResponseBase:
    """One scenario; while it is being priced htmx asks for its state alone."""
    told = _told(scenario_id)
    said, tone = scenariowords.STATES[told.state]
    context: dict[str, object] = {
        "scenario": told,
        "title": scenariowords.title(told),
        "said": said,
        "tone": tone,
        "filters": scenariowords.filters(told.ask),
        "changes": scenariowords.changes(told.ask.change),
        "again": _again(told),
    }
    if request.htmx:  # type: ignore[attr-defined]
        if told.state in ("waiting", "running"):
            return render(request, "decisions/state.html", context)
        return HttpResponse(headers={"HX-Refresh": "true"})
    if told.result is not None:
        context |= _result(told, by_percent=request.GET.get("rank") == "percent")
    return render(request, "decisions/scenario.html", context)


def _result(told: reads.Told, *, by_percent: bool) -> dict[str, object]:
    result = told.result
    if result is None:
        return {}
    known = scenariowords.known_names()
    total = result.total
    return {
        "result": result,
        "currency": result.currency,
        "total": scenariorows.shown("total", [Line("", total)], known)[0],
        "tables": scenariorows.tables(result, known),
        "ranking": scenariorows.ranking(result, known, by_percent=by_percent),
        "by_percent": by_percent,
        "gaps": [
            (named.code, named.gap, Refusal(code=named.code, message=named.gap.message, params=named.gap.params).text())
            for named in result.gaps
        ],
        "extras": [(named.extra, scenariowords.extra_name(named)) for named in result.extras],
        "others": list(result.others.items()),
        "uncosted": total.today.priced - total.today.costed,
    }


@require_GET
@page_for(PRICES)
def waybills(request: HttpRequest, visitor: Visitor, scenario_id: int) -> HttpResponseBase:
    """The waybills behind a row, those that differ most."""
    told = _told(scenario_id)
    dimension, key = request.GET.get("by", "")[:10], request.GET.get("key", "").replace("\x00", "")[:120]
    rows = reads.waybills(told.id, dimension, key)
    if told.result is None or not rows:
        raise Http404
    name = scenariowords.list_name(dimension, key, scenariowords.known_names())
    context = {
        "scenario": told, "title": scenariowords.title(told), "rows": rows, "name": name, "currency": told.result.currency,
        "is_cut": len(rows) >= 100,
    }  # fmt: skip
    return render(request, "decisions/waybills.html", context)


@require_GET
@page_for(PRICES)
def scenario_file(request: HttpRequest, visitor: Visitor, scenario_id: int, kind: str) -> HttpResponseBase:
    """The tables as a file."""
    told = _told(scenario_id)
    if told.result is None or kind not in ("xlsx", "csv"):
        raise Http404
    if kind == "xlsx":
        response = HttpResponse(scenariofiles.xlsx(told), content_type=XLSX)
    else:
        response = HttpResponse(scenariofiles.comma_separated(told), content_type="text/csv; charset=utf-8")
    name = f"{_('scenario')}-{told.id}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_POST
@page_for(PRICES)
def cancel(request: HttpRequest, visitor: Visitor, scenario_id: int) -> HttpResponseBase:
    """Stop a scenario that is being priced."""
    told = _told(scenario_id)
    if acts.cancel(told.id, datetime.now(UTC)):
        messages.success(request, _("The scenario was stopped."))
    return redirect("scenario", told.id)


@require_POST
@page_for(PRICES)
def forget(request: HttpRequest, visitor: Visitor, scenario_id: int) -> HttpResponseBase:
    """Throw a scenario away."""
    told = _told(scenario_id)
    if acts.forget(told.id):
        messages.success(request, _("The scenario was deleted."))
        return redirect("scenarios")
    messages.error(request, _("Stop it first: it is being priced."))
    return redirect("scenario", told.id)


def _told(scenario_id: int) -> reads.Told:
    told = reads.scenario(scenario_id) if scenario_id < 2**63 else None
    if told is None:
        raise Http404
    return told


def _listed(told: reads.Told) -> tuple[reads.Told, str, object, str]:
    said, tone = scenariowords.STATES[told.state]
    return told, scenariowords.title(told), said, tone


def _again(told: reads.Told) -> str:
    """The address that fills the form in with the same question."""
    return urlencode(scenarioform.typed(told.ask, told.name), doseq=True)
