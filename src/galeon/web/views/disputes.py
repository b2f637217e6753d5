"""A customer answers a statement line by line, disputes, claims, and follows what became of it."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing import reads as billing
from galeon.billing.disputes import acts, reads
from galeon.billing.disputes.acts import NewClaim, NewDispute
from galeon.kernel.refusal import Refusal
from galeon.web import cases, formats
from galeon.web.amounts import amount, text
from galeon.web.views.finance.credit import shown_file
from galeon.web.views.statements import _after, head_or_404
from galeon.web.views.waybill import found_or_404
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import CUSTOMER, Visitor, page_for

LINES, PAGE = 200, 50


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def answer(request: HttpRequest, visitor: Visitor, statement_id: int) -> HttpResponseBase:
    """A closed statement with a box for each line; POST confirms those picked, or all the rest."""
    head = head_or_404(visitor.account_id, statement_id)
    if head.state != "closed":
        raise Http404
    if request.method == "POST":
        _confirm(request, visitor, statement_id)
        return redirect(request.get_full_path())
    groups = billing.groups(
        visitor.account_id, statement_id, formats.language(), after=_after(request.GET.get("after", "")), limit=LINES
    )
    ids = [line.id for group in groups for line in group.lines]
    said = reads.answers(visitor.account_id, statement_id, ids) if ids else {}
    context = {
        "head": head, "groups": groups, "said": {key: cases.ANSWERS[found] for key, found in said.items()},
        "fixed": {key for key, found in said.items() if found in ("disputed", "decided")},
        "older": f"{groups[-1].waybill_id}-{groups[-1].lines[-1].id}" if len(ids) == LINES else "",
        "answer": reads.answer(visitor.account_id, statement_id),
        "cases": _shown(reads.cases(visitor.account_id, statement_id=statement_id)),
    }  # fmt: skip
    return render(request, "customer/answer.html", context)


def _confirm(request: HttpRequest, visitor: Visitor, statement_id: int) -> None:
    now = datetime.now(UTC)
    done: int | bool | Refusal
    if request.POST.get("act") == "rest":
        done = acts.confirm_rest(visitor.account_id, statement_id, by=visitor.user_id, at=now)
    else:
        done = acts.confirm(visitor.account_id, statement_id, _picked(request), by=visitor.user_id, at=now)
    if isinstance(done, Refusal):
        messages.error(request, done.text())
    elif request.POST.get("act") == "rest":
        messages.success(request, _("Confirmed. What is disputed is decided on its own."))
    else:
        messages.success(request, ngettext("{n} line confirmed.", "{n} lines confirmed.", done).format(n=done))


@require_POST
@page_for(CUSTOMER)
def dispute(request: HttpRequest, visitor: Visitor, statement_id: int) -> HttpResponseBase:
    """Say why the picked lines are not accepted; without a reason yet it is the form."""
    head = head_or_404(visitor.account_id, statement_id)
    picked, faults = _picked(request), dict[str, str]()
    if "reason" in request.POST:
        new = NewDispute(
            account_id=visitor.account_id, statement_id=statement_id, charge_ids=tuple(picked),
            reason=text(request.POST["reason"], 16), text=text(request.POST.get("text", ""), 4_100),
            files=cases.files_of(request, faults),
        )  # fmt: skip
        opened = acts.open_dispute(new, by=visitor.user_id, at=datetime.now(UTC)) if not faults else None
        if opened and not isinstance(opened, Refusal):
            messages.success(request, _("Dispute {number} is with our finance.").format(number=opened.number))
            return redirect("case", opened.case_id)
        if isinstance(opened, Refusal):
            faults[opened.field or ""] = opened.text()
    wanted = set(picked)
    groups = billing.groups(visitor.account_id, statement_id, formats.language()) if wanted else []
    lines = [(group, line) for group in groups for line in group.lines if line.id in wanted]
    if not lines:
        messages.error(request, _("Pick the lines first."))
        return redirect("statement-answer", statement_id)
    context = {
        "head": head, "lines": lines, "sum_minor": sum(line.amount_minor for _group, line in lines), "faults": faults,
        "reasons": cases.REASONS.items(), "typed": request.POST,
    }  # fmt: skip
    return render(request, "customer/dispute.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def claim(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """Claim for a parcel: what happened, what is asked for, proofs."""
    told = found_or_404(number, visitor)
    faults: dict[str, str] = {}
    if request.method == "POST":
        typed = text(request.POST.get("asked", ""), 20)
        new = NewClaim(
            account_id=visitor.account_id, waybill_id=told.head.id, about=text(request.POST.get("about", ""), 16),
            text=text(request.POST.get("text", ""), 4_100), files=cases.files_of(request, faults),
            asked_minor=amount(typed, told.head.currency, faults, "asked") if typed else 0,
        )  # fmt: skip
        opened = acts.open_claim(new, by=visitor.user_id, at=datetime.now(UTC)) if not faults else None
        if opened and not isinstance(opened, Refusal):
            messages.success(request, _("Claim {number} is with our finance.").format(number=opened.number))
            return redirect("case", opened.case_id)
        if isinstance(opened, Refusal):
            faults[opened.field or ""] = opened.text()
    context = {
        "told": told, "head": told.head, "faults": faults, "typed": request.POST, "happenings": cases.HAPPENINGS.items(),
        "cases": _shown(reads.cases(visitor.account_id, waybill_id=told.head.id)),
    }  # fmt: skip
    return render(request, "customer/claim.html", context, status=422 if faults else 200)


@require_GET
@page_for(CUSTOMER)
def case_list(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The account's disputes and claims, the open ones first."""
    offset = min(whole_number(request.GET.get("from", "")) or 0, 1_000_000)
    found = reads.cases(visitor.account_id, offset=offset, limit=PAGE + 1)
    context = {"cases": _shown(found[:PAGE]), "more": offset + PAGE if len(found) > PAGE else None}
    return render(request, "customer/cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def case(request: HttpRequest, visitor: Visitor, case_id: int) -> HttpResponseBase:
    """One case: what was said, what it came to; say more, or take it back."""
    found = cases.case_or_404(visitor.account_id, case_id)
    faults: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        refusal = acts.withdraw(visitor.account_id, case_id, by=visitor.user_id, at=datetime.now(UTC))
        if refusal:
            messages.error(request, refusal.text())
        return redirect("case", case_id)
    if request.method == "POST":
        faults = cases.said(request, found, by=visitor.user_id, is_house=False)
        if not faults:
            return redirect("case", case_id)
    context = {**cases.told(found), "faults": faults, "typed": request.POST, "is_staff": False}
    return render(request, "customer/case.html", context, status=422 if faults else 200)


@require_GET
@page_for(CUSTOMER)
def evidence(request: HttpRequest, visitor: Visitor, file_id: int) -> HttpResponseBase:
    """A file of one of the account's cases."""
    found = reads.evidence(visitor.account_id, file_id) if file_id < 2**63 else None
    if found is None:
        raise Http404
    return shown_file(bytes(found.content), found.kind)


def _picked(request: HttpRequest) -> list[int]:
    return [n for n in map(whole_number, request.POST.getlist("id")) if n]


def _shown(found: list[reads.CaseHead]) -> list[tuple[reads.CaseHead, object, object]]:
    return [(one, cases.about(one), cases.standing(one)) for one in found]
