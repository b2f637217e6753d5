"""What shared things cost: find one, enter its cost lines, correct them, see what falls on each waybill."""

from datetime import UTC, date, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.numbers import UnknownCurrencyError, get_currency_precision, validate_currency
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing.costs import acts, reads
from galeon.billing.costs.containers import loaded
from galeon.billing.costs.models import Cost, Supplier
from galeon.billing.costs.resolving import Found, resolve
from galeon.billing.costs.terms import Entered, NewCost, Stage
from galeon.customs.reads import references
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of
from galeon.web import costwords, formats
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, PRICES, Visitor, page_for

PAGE = 100
LINES = 500
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
FIELDS = ("supplier", "code", "amount", "currency", "basis", "stage", "occurred_on", "memo", "token")


@require_GET
@page_for(PRICES)
def costs(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Find what a bill is for; below it what was entered, the newest first."""
    kind, ref = request.GET.get("kind", "")[:12], request.GET.get("ref", "").strip()[:64]
    fault = ""
    if ref:
        found = resolve([(kind, ref)])[kind, ref]
        if isinstance(found, Found):
            return redirect("cost-object", kind, found.ref)
        fault = found.text()
    lines = reads.entered(whole_number(request.GET.get("before", "")))
    context = {
        "kinds": costwords.KINDS.items(), "kind": kind, "ref": ref, "fault": fault, "rows": _shown(lines[:PAGE]),
        "called": _called([(line.object_kind, line.object_ref) for line in lines]),
        "older": lines[PAGE - 1].id if len(lines) > PAGE else None,
        "has_suppliers": Supplier.objects.filter(is_active=True).exists(),
    }  # fmt: skip
    return render(request, "finance/costs.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def cost_object(request: HttpRequest, visitor: Visitor, kind: str, ref: str) -> HttpResponseBase:
    """The cost lines of one thing, what it earned, and a form for the next line."""
    found = resolve([(kind, ref)])[kind, ref]
    if isinstance(found, Refusal):
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        if visitor.role not in FINANCE:
            raise PermissionDenied
        done = _load if request.POST.get("act") == "load" else _enter
        if done(request, visitor, found, faults):
            return redirect("cost-object", kind, found.ref)
    lines = (
        reads.costs_of_waybill(found.account_id, found.id)
        if kind == "waybill"
        else reads.costs_of(kind, found.ref)
    )  # fmt: skip
    context = {
        "found": found, "called": _called([(kind, found.ref)]), "kind_name": costwords.KINDS[kind], "rows": _shown(lines), "faults": faults, "typed": request.POST,
        "may_enter": visitor.role in FINANCE, "suppliers": Supplier.objects.filter(is_active=True).order_by("name"),
        "codes": [(code, costwords.code(code)) for code in costwords.CODES], "bases": costwords.BASES.items(),
        "basis": request.POST.get("basis") or costwords.DEFAULT_BASIS.get(kind, "charge_g"),
        "today": timezone.localdate(), "token": request.POST.get("token") or uuid4().hex,
        "loaded": loaded(found.ref) if kind == "container" else [],
        "profit": reads.profit_of_master(found.id)[0] if kind == "master" else None,
        **_sums(lines),
    }  # fmt: skip
    return render(request, "finance/cost_object.html", context, status=422 if faults else 200)


@require_GET
@page_for(PRICES)
def cost_line(request: HttpRequest, visitor: Visitor, cost_id: int) -> HttpResponseBase:
    """One cost line: what falls on each waybill, and how that is reckoned."""
    line = reads.cost(cost_id) if cost_id < 2**63 else None
    if line is None:
        raise Http404
    count, whole = reads.share_sums(cost_id)
    shares = reads.shares_of(cost_id, LINES)
    rows = [
        (share, costwords.arithmetic(line.basis, line.amount_minor, line.currency, share.weight, whole, count, share.amount_minor))
        for share in shares
    ]  # fmt: skip
    ((_line, name, kind, basis, stage, tone),) = _shown([line])
    context = {
        "line": line, "called": _called([(line.object_kind, line.object_ref)]), "name": name, "kind_name": kind, "basis": basis, "stage": stage, "tone": tone, "rows": rows, "count": count,
        "whole": costwords.counted(line.basis, whole, line.currency) if count else "", "more": max(count - len(rows), 0),
        "may_enter": visitor.role in FINANCE, "is_whole": line.reverses is None and not line.undone,
    }  # fmt: skip
    return render(request, "finance/cost_line.html", context)


@require_POST
@page_for(FINANCE)
def cost_act(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Take a line back, or share it again over the waybills there are now."""
    cost_id = whole_number(request.POST.get("cost", "")) or 0
    line = reads.cost(cost_id)
    if line is None:
        raise Http404
    if request.POST.get("act") == "share":
        (count,) = acts.reallocate([cost_id])
        messages.success(
            request, ngettext("It falls on {count} waybill.", "It falls on {count} waybills.", count).format(count=formats.whole(count))
        )  # fmt: skip
    else:
        answer = acts.take_back(cost_id, source=f"back:{cost_id}", at=datetime.now(UTC), by=visitor.user_id)
        if isinstance(answer, Refusal):
            messages.error(request, answer.text())
        else:
            messages.success(request, _("The line is taken back."))
    return redirect("cost-object", line.object_kind, line.object_ref)


def _enter(request: HttpRequest, visitor: Visitor, found: Found, faults: dict[str, str]) -> bool:
    """Enter a line; False: `faults` says what is wrong."""
    new = _new(request, visitor, found, faults)
    answer = acts.enter([new])[0] if not faults else None
    if isinstance(answer, Refusal):
        faults[answer.field if answer.field in FIELDS else ""] = answer.text()
    if not isinstance(answer, Entered):
        return False
    messages.success(request, _entered(answer, new))
    return True


def _load(request: HttpRequest, visitor: Visitor, found: Found, faults: dict[str, str]) -> bool:
    """Write down what travels in a container, and share its costs over that."""
    numbers = request.POST.get("numbers", "").replace("\x00", "").replace(",", " ").split()[:LINES]
    known = resolve([("master", number) for number in numbers])
    masters = [number for number in numbers if isinstance(known["master", number], Found)]
    bags = [number for number in numbers if number not in masters]
    answer = acts.load_container(found.ref, masters=masters, bags=bags, at=datetime.now(UTC), by=visitor.user_id)
    if isinstance(answer, Refusal):
        faults["numbers"] = answer.text()
        return False
    acts.reallocate([line.id for line in reads.costs_of("container", found.ref)])
    messages.success(request, _("What travels in {number} is written down.").format(number=found.ref))
    return True


def _shown(lines: list[reads.CostLine]) -> list[tuple[reads.CostLine, str, object, object, object, str]]:
    """A line with its names: code, kind of object, basis, stage and its tone."""
    return [
        (line, costwords.code(line.code), costwords.KINDS.get(line.object_kind, ""), costwords.BASES.get(line.basis, ""),
         *costwords.STAGES.get(line.stage, (line.stage, "muted")))
        for line in lines
    ]  # fmt: skip


def _called(objects: list[tuple[str, str]]) -> dict[str, str]:
    """Reference -> what people call it: a declaration by the number customs knows it by."""
    ids = [int(ref) for kind, ref in objects if kind == "declaration" and ref.isdigit()]
    return {str(id_): name for id_, name in references(ids).items()} if ids else {}


def _sums(lines: list[reads.CostLine]) -> dict[str, object]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
    return {"sums": sorted(sums.items())}


def _entered(answer: Entered, new: NewCost) -> str:
    if not answer.waybills:
        return _("{amount} is entered. It waits for the waybills it falls on.").format(
            amount=formats.money(new.amount_minor, new.currency)
        )
    said = ngettext(
        "{amount} is entered and falls on {count} waybill.",
        "{amount} is entered and falls on {count} waybills.",
        answer.waybills,
    )
    return said.format(amount=formats.money(new.amount_minor, new.currency), count=formats.whole(answer.waybills))


def _new(request: HttpRequest, visitor: Visitor, found: Found, faults: dict[str, str]) -> NewCost:
    text = {name: request.POST.get(name, "").replace("\x00", "").strip()[:200] for name in FIELDS}
    currency = text["currency"].upper()[:3]
    stage: Stage = "accrued" if text["stage"] == "accrued" else "actual"
    return NewCost(
        object_kind=found.kind,  # type: ignore[arg-type]  # one of those `resolve` knows
        object_ref=found.ref, supplier=text["supplier"][:24], code=text["code"][:32],
        amount_minor=_amount(text["amount"], currency, faults), currency=currency,
        basis=text["basis"] if text["basis"] in Cost.Basis.values else "charge_g",  # type: ignore[arg-type]
        occurred_at=_day(text["occurred_on"], visitor.timezone, faults), stage=stage, by=visitor.user_id, memo=text["memo"],
        source=f"page:{text['token'][:64] or uuid4().hex}",
    )  # fmt: skip


def _amount(typed: str, currency: str, faults: dict[str, str]) -> int:
    """Minor units of a typed amount, as the reader writes it; a credit is below zero."""
    try:
        validate_currency(currency)
    except UnknownCurrencyError:
        faults["currency"] = _("The currency must be a three-letter ISO code.")
        return 0
    number = decimal_of(typed, formats.language())
    value = number.scaleb(get_currency_precision(currency)) if number is not None else None
    if value is None or value != value.to_integral_value():
        faults["amount"] = _("This is not an amount in {currency}.").format(currency=currency)
        return 0
    return int(value)


def _day(typed: str, zone: str, faults: dict[str, str]) -> datetime:
    """The day's noon in the reader's zone, so that it is the same day in any of our books."""
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        faults["occurred_on"] = _("This is not a day.")
        return datetime.now(UTC)
    return datetime.combine(day, time(12), ZoneInfo(zone))
