"""Price a sheet of parcels: upload, progress, what came of each row, the prices as a sheet."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.kernel.refusal import Refusal
from galeon.network.models import Country
from galeon.network.reads import ServiceRules, network
from galeon.parties.models import Account, Level
from galeon.parties.reads import customer
from galeon.tariffs import acts_bulk, reads_bulk
from galeon.tariffs.acts_bulk import NewRun
from galeon.tariffs.price import PriceRequest
from galeon.tariffs.reads_bulk import Run
from galeon.tariffs.sheet import Side
from galeon.web import formats, labels, names, parcelsheet, runsheet
from galeon.web.parcelsheet import Fault, Parcels
from galeon.web.sheets import XLSX
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import PRICES, Visitor, page_for

AT_ONCE_MAX = 500
LEVEL = "standard"
SHOWN = 50
FILE_MAX = 10 * 1024 * 1024
SIDES = (Side.SALE, Side.COST)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def price_runs(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The latest runs, and a form for another: whose prices, and a sheet of parcels."""
    faults: dict[str, str] = {}
    wrong: list[Fault] = []
    if request.method == "POST":
        asked = _asked(request, faults)
        rows = _rows(request, faults)
        wrong = [row for row in rows if isinstance(row, Fault)]
        if asked is not None and not faults and not wrong:
            return redirect("price-run", _opened(asked, rows, visitor.user_id))
    context = {
        "runs": _shown(reads_bulk.runs()),
        "services": sorted(network().services.values(), key=lambda rules: rules.code),
        "accounts": Account.objects.filter(is_house=False).order_by("name")[:1_000],
        "levels": Level.objects.exclude(code="house").order_by("rank"),
        "typed": request.POST or {"level": LEVEL},
        "faults": faults,
        "wrong": [(f.row, parcelsheet.head(f.key, formats.language()), f.refusal.text()) for f in wrong],
        "today": timezone.localdate(),
        "rows_max": parcelsheet.ROWS_MAX,
    }
    return render(request, "tariffs/runs.html", context, status=422 if faults or wrong else 200)


def _asked(request: HttpRequest, faults: dict[str, str]) -> tuple[NewRun, PriceRequest] | None:
    """The run to open, and what all its rows have in common; None with its faults."""
    service = network().services.get(request.POST.get("service", "").upper())
    code = request.POST.get("account", "").strip()
    account = Account.objects.filter(code=code[:24], is_house=False).first() if code.isprintable() and code else None
    who = customer(account.pk) if account else None
    if service is None:
        faults["service"] = _("Choose a service.")
    if code and who is None:
        faults["account"] = _("There is no such account.")
    at = _day(request.POST.get("day", ""), faults)
    currency = request.POST.get("currency", "").strip().upper() or (who.currency if who else "")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        faults["currency"] = _("A currency has three letters, such as CNY.")
    if faults or service is None:
        return None
    level = who.level if who else request.POST.get("level", "")[:16]
    side = Side.COST if request.POST.get("side") == Side.COST.value else Side.SALE
    file = request.FILES.get("file")
    new = NewRun(
        name=_label(file.name if file else ""), side=side, service_id=service.id, account=who.account_id if who else None,
        level=level, currency=currency,
    )  # fmt: skip
    common = PriceRequest(
        service.id, who.account_id if who else 0, level, currency, "", "", (), "general", at,
        origin=service.origin_site_code, agent_id=who.agent_id if who else None,
    )  # fmt: skip
    return new, common


def _label(name: str | None) -> str:
    return "".join(c if c.isprintable() else " " for c in name or "").strip()[:120] or _("Parcels")


def _day(typed: str, faults: dict[str, str]) -> datetime:
    """Noon of the day in the reader's zone: no list begins or ends around it, wherever its days begin."""
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        faults["day"] = _("This is not a day.")
        return datetime.now(UTC)
    zone = timezone.get_current_timezone()
    return datetime.combine(day, time(12), zone if isinstance(zone, ZoneInfo) else UTC).astimezone(UTC)


def _rows(request: HttpRequest, faults: dict[str, str]) -> list[Parcels] | list[Fault]:
    file = request.FILES.get("file")
    if file is None:
        faults["file"] = _("Choose a file first.")
    elif file.size and file.size > FILE_MAX:
        faults["file"] = _("The file is larger than {max} MB.").format(max=FILE_MAX // 1024 // 1024)
    else:
        classes = frozenset(labels.CARGO_CLASSES) | {c for s in network().services.values() for c in s.cargo_classes}
        answer = parcelsheet.read(file.read(), _countries(), classes)
        if not isinstance(answer, Refusal):
            return answer
        faults["file"] = answer.text()
    return []


def _countries() -> dict[str, str]:
    """Every name and code of every country, casefolded -> alpha-2."""
    found: dict[str, str] = {}
    for alpha2, *words in Country.objects.values_list("alpha2", "alpha3", "name_en", "name_es", "name_zh"):
        found |= {word.casefold(): alpha2 for word in (*words, alpha2) if word}
    return found


def _opened(asked: tuple[NewRun, PriceRequest], rows: list[Parcels] | list[Fault], by: int) -> int:
    """The run's id; a short one is priced already."""
    new, common = asked
    shipments = [
        (
            new.side,
            PriceRequest(
                common.service_id, common.account_id, common.level, common.currency, row.country, row.postcode, row.pieces,
                row.cargo_class, common.at, region=row.region, city=row.city, origin=common.origin, options=row.options,
                agent_id=common.agent_id,
            ),
        )
        for row in rows
        if isinstance(row, Parcels)
    ]  # fmt: skip
    run_id = acts_bulk.open_run(new, shipments, by, timezone.now())
    if isinstance(run_id, Refusal):
        raise TypeError(run_id)  # a sheet has at least one row, and no more than a run may have
    if len(shipments) <= AT_ONCE_MAX:
        acts_bulk.price_run(run_id)
    else:
        acts_bulk.start(run_id)
    return run_id


@require_GET
@page_for(PRICES)
def price_run(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponseBase:
    """How far a run is and what came of its rows; htmx asks again while it is being priced."""
    run = _run(run_id)
    only = request.GET.get("show") == "refused"
    from_no = max(1, whole_number(request.GET.get("from", "")) or 1)
    found = reads_bulk.results(run_id, from_no, SHOWN + 1, refused=only)
    context = {
        **_shown([run])[0],
        "rows": [runsheet.shown(result, formats.language()) for result in found[:SHOWN]],
        "older": found[SHOWN].no if len(found) > SHOWN else 0,
        "from_no": from_no,
        "only": only,
        "left": str(run.left),
        "xlsx": run.total <= runsheet.XLSX_ROWS_MAX,
    }
    page = "tariffs/run_state.html" if request.htmx else "tariffs/run.html"  # type: ignore[attr-defined]
    return render(request, page, context)


def _run(run_id: int) -> Run:
    run = reads_bulk.run(run_id) if run_id < 2**63 else None
    if run is None:
        raise Http404
    return run


def _shown(runs: Sequence[Run]) -> list[dict[str, object]]:
    """Runs with what their ids are called."""
    asked = {run.account for run in runs if run.account}
    accounts = dict(Account.objects.filter(pk__in=asked).values_list("pk", "name")) if asked else {}
    levels = dict(Level.objects.values_list("code", "name"))
    return [
        {
            "run": run,
            "service": names.service(run.service_id) if run.service_id else "",
            "whose": accounts.get(run.account or 0) or levels.get(run.level, run.level),
            "is_cost": run.side is Side.COST,
        }
        for run in runs
    ]


@require_POST
@page_for(PRICES)
def act(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponseBase:
    """Stop a run, go on with it, or forget it."""
    run, what = _run(run_id), request.POST.get("act", "")
    if what == "cancel":
        acts_bulk.cancel(run.id, timezone.now())
    elif what == "start":
        acts_bulk.start(run.id)
    elif what == "forget" and acts_bulk.forget(run.id):
        messages.success(request, _("The prices of {name} are deleted.").format(name=run.name))
        return redirect("price-runs")
    return redirect("price-run", run.id)


@require_GET
@page_for(PRICES)
def prices(request: HttpRequest, visitor: Visitor, run_id: int, kind: str) -> HttpResponseBase:
    """The rows with their prices, a column for each fee: XLSX with every reason, CSV of any length."""
    run = _run(run_id)
    name = f"{run.name.rsplit('.', 1)[0]}-{_('prices')}.{kind}"
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            runsheet.csv_lines(run, formats.language()), content_type="text/csv; charset=utf-8"
        )
    elif kind == "xlsx" and run.total <= runsheet.XLSX_ROWS_MAX:
        response = HttpResponse(runsheet.book(run, formats.language()), content_type=XLSX)
    else:
        raise Http404
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_GET
@page_for(PRICES)
def template(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The empty sheet in the reader's language."""
    offered: list[ServiceRules] = list(network().services.values())
    classes = sorted({cargo for rules in offered for cargo in rules.cargo_classes})
    named = [(cargo, str(labels.CARGO_CLASSES.get(cargo, cargo))) for cargo in classes]
    response = HttpResponse(
        parcelsheet.template(formats.language(), names.served_countries(), named), content_type=XLSX
    )
    file = content_disposition_header(as_attachment=True, filename=_("parcels-template.xlsx"))
    response.headers["Content-Disposition"] = file or ""
    return response
