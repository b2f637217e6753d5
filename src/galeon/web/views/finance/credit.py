"""Finance's credit pages: who owes what and is stopped, limits asked for and decided, leave to go on, top-ups."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing.credit import acts, reads
from galeon.billing.credit.acts import NewLimit, NewWaiver
from galeon.billing.credit.slips import KINDS
from galeon.billing.top_ups import approve_top_up
from galeon.kernel.refusal import Refusal
from galeon.ledger.reads import standing
from galeon.parties.models import Account, LegalEntity, Level, User
from galeon.web import labels
from galeon.web.amounts import amount, day, text
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

PAGE = 50
SHOWS = ("", "stopped", "below", "raised")


@require_GET
@page_for(FINANCE)
def credit(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Accounts with their limits, those that are stopped first; above them what waits for a decision."""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    asked = text(request.GET.get("q", ""), 80)
    offset = min(whole_number(request.GET.get("from", "")) or 0, 1_000_000)
    rows = reads.accounts(asked, show, offset=offset, limit=PAGE + 1)
    lacks = {x.account_id: x for x in reads.arrears([row.account_id for row in rows], datetime.now(UTC))}
    changes, top_ups = reads.limit_changes(state="asked"), reads.top_ups(state="asked")
    context = {
        "rows": [(row, lacks.get(row.account_id)) for row in rows[:PAGE]],
        "more": offset + PAGE if len(rows) > PAGE else None,
        "show": show, "q": asked, "names": _names({x.account_id for x in changes} | {x.account_id for x in top_ups}),
        "changes": changes, "top_ups": top_ups, "grace": _grace(),
        "levels": Level.objects.exclude(code="house").order_by("rank"), "entities": LegalEntity.objects.order_by("pk"),
    }  # fmt: skip
    return render(request, "finance/credit.html", context)


@require_POST
@page_for(FINANCE)
def grace(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Set the days of grace of a level, a company of ours, or everybody else."""
    typed = text(request.POST.get("days", ""), 4)
    refusal = acts.set_grace(
        text(request.POST.get("level", ""), 16) or None, whole_number(request.POST.get("entity", "")) or None,
        int(typed) if typed.isascii() and typed.isdigit() else -1, by=visitor.user_id,
    )  # fmt: skip
    if refusal:
        messages.error(request, refusal.text())
    else:
        messages.success(request, _("The days of grace are set; every account is looked at with them within the hour."))
    return redirect("credit")


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def account(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """One account: how it stands, why it is stopped, its limits; ask for another, or let it go on."""
    found = _account(code)
    faults: dict[str, str] = {}
    if request.method == "POST":
        act = {"limit": _ask, "waive": _waive}.get(request.POST.get("act", ""))
        said = act(request, visitor, found, faults) if act else None
        if said:
            messages.success(request, said)
            return redirect("credit-account", found.code)
    now = datetime.now(UTC)
    changes, waivers = reads.limit_changes(found.pk), reads.waivers(found.pk)
    context = {
        "account": found, "faults": faults, "typed": request.POST, "standings": standing([found.pk]),
        "lacks": [x for x in reads.arrears([found.pk], now) if x.to_pay_minor], "stops": reads.stops(found.pk),
        "changes": changes, "waivers": waivers, "today": timezone.localdate(), "me": visitor.user_id,
        "people": _people({x for c in changes for x in (c.asked_by, c.decided_by)} | {w.granted_by for w in waivers}),
    }  # fmt: skip
    return render(request, "finance/credit_account.html", context, status=422 if faults else 200)


def _ask(request: HttpRequest, visitor: Visitor, found: Account, faults: dict[str, str]) -> str:
    until = None
    limit_minor = amount(request.POST.get("limit", ""), found.currency, faults, "limit")
    if request.POST.get("kind") == "raise":
        until = day(request.POST.get("until", ""), faults, "until")
    if faults:
        return ""
    new = NewLimit(
        account_id=found.pk, limit_minor=limit_minor, until=until, reason=text(request.POST.get("reason", ""))
    )
    answer = acts.ask_limit(new, by=visitor.user_id, at=datetime.now(UTC))
    if isinstance(answer, Refusal):
        faults[answer.field or ""] = answer.text()
        return ""
    return _("Asked for. Another person of finance decides.")


def _waive(request: HttpRequest, visitor: Visitor, found: Account, faults: dict[str, str]) -> str:
    until = day(request.POST.get("waive_until", ""), faults, "waive_until")
    if faults:
        return ""
    new = NewWaiver(account_id=found.pk, until=until, reason=text(request.POST.get("waive_reason", "")))
    answer = acts.grant_waiver(new, by=visitor.user_id, at=datetime.now(UTC))
    if isinstance(answer, Refusal):
        faults[f"waive_{answer.field}" if answer.field else ""] = answer.text()
        return ""
    return _("{account} goes on until that day.").format(account=found.name)


@require_POST
@page_for(FINANCE)
def decide(request: HttpRequest, visitor: Visitor, code: str, change_id: int) -> HttpResponseBase:
    """Approve or refuse a limit another person asked for."""
    found = _account(code)
    verdict = "approve" if request.POST.get("verdict") == "approve" else "refuse"
    answer = acts.decide_limit(
        found.pk, change_id, "approve" if verdict == "approve" else "refuse", by=visitor.user_id, at=datetime.now(UTC),
        note=text(request.POST.get("note", "")),
    )  # fmt: skip
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        messages.success(request, _("The limit is in force.") if verdict == "approve" else _("Refused."))
    return redirect("credit-account", found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def top_up(request: HttpRequest, visitor: Visitor, account_id: int, top_up_id: int) -> HttpResponseBase:
    """A top-up with its slip: approve or refuse it."""
    found = reads.top_up(account_id, top_up_id) if max(account_id, top_up_id) < 2**63 else None
    if found is None:
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        now, by = datetime.now(UTC), visitor.user_id
        answer: object
        if request.POST.get("verdict") == "approve":
            answer = approve_top_up(account_id, top_up_id, by=by, at=now)
        else:
            answer = acts.refuse_top_up(account_id, top_up_id, text(request.POST.get("reason", "")), by=by, at=now)
        if not isinstance(answer, Refusal):
            messages.success(
                request, _("The money is on the account.") if answer else _("Refused; the customer sees why.")
            )
            return redirect("credit")
        faults["reason" if answer.field == "reason" else ""] = answer.text()
    twins = reads.same_slip(found)
    context = {
        "top_up": found, "account": Account.objects.get(pk=account_id), "faults": faults, "twins": twins,
        "method": labels.METHODS.get(found.method, found.method), "names": _names({x.account_id for x in twins}),
        "people": _people({found.asked_by, found.decided_by}), "me": visitor.user_id,
        "standings": standing([account_id]),
    }  # fmt: skip
    return render(request, "finance/top_up.html", context, status=422 if faults else 200)


@require_GET
@page_for(FINANCE)
def slip(request: HttpRequest, visitor: Visitor, account_id: int, top_up_id: int) -> HttpResponseBase:
    """The slip itself."""
    found = reads.top_up(account_id, top_up_id) if max(account_id, top_up_id) < 2**63 else None
    if found is None or not found.slip_kind:
        raise Http404
    return shown_file(bytes(found.slip), found.slip_kind)


def shown_file(content: bytes, kind: str) -> HttpResponse:
    """A file a customer handed in, as what it was found to be and nothing else: it runs nothing and frames nothing."""
    response = HttpResponse(content, content_type=KINDS[kind])
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'{"inline" if kind != "pdf" else "attachment"}; filename="file.{kind}"'
    return response


def _account(code: str) -> Account:
    found = Account.objects.filter(code=code[:24], is_house=False).first() if code.isprintable() else None
    if found is None:
        raise Http404
    return found


def _names(account_ids: set[int]) -> dict[int, Account]:
    return Account.objects.in_bulk(account_ids)


def _people(user_ids: set[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=[x for x in user_ids if x]).values_list("pk", "name"))


def _grace() -> list[tuple[str, str, int]]:
    """(level, company of ours, days), each "" where the row is for all."""
    companies = dict(LegalEntity.objects.values_list("pk", "name"))
    return [(row.level or "", companies.get(row.entity_id or 0, ""), row.days) for row in reads.grace()]
