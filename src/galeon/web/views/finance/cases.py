"""Finance's disputes, claims and write-offs: a queue by deadline, a case decided, what suppliers make good."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing.disputes import acts, claiming, reads, settling
from galeon.billing.disputes.acts import NewRecovery, NewWriteOff, Settled, Verdict, Waits
from galeon.billing.disputes.reads import CaseHead
from galeon.billing.disputes.writingoff import owed_minor
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account, Member, User
from galeon.web import cases as told
from galeon.web import formats
from galeon.web.amounts import amount, text
from galeon.web.views.finance.credit import shown_file
from galeon.web.views.statements import head_or_404
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

PAGE = 50


@require_GET
@page_for(FINANCE)
def cases(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """What is to be decided, the most urgent first; above it write-offs that wait."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in ("dispute", "claim") else ""
    show = request.GET.get("show", "")
    offset = min(whole_number(request.GET.get("from", "")) or 0, 1_000_000)
    found = reads.cases(
        kind=kind, is_open=show != "all", owner_id=visitor.user_id if show == "mine" else None, offset=offset,
        limit=PAGE + 1,
    )  # fmt: skip
    offs = reads.write_offs(state="asked")
    owners = _people({x.owner_id for x in found} | {x.asked_by for x in offs})
    waiting = reads.proposed()
    context = {
        "rows": [(x, told.about(x), told.standing(x), told.age(x), owners.get(x.owner_id or -1, ""), x.id in waiting)
                 for x in found[:PAGE]],
        "more": offset + PAGE if len(found) > PAGE else None, "kind": kind, "show": show, "write_offs": offs,
        "names": Account.objects.in_bulk({x.account_id for x in offs}), "people": owners, "me": visitor.user_id,
    }  # fmt: skip
    return render(request, "finance/cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def case(request: HttpRequest, visitor: Visitor, account_id: int, case_id: int) -> HttpResponseBase:
    """One case: say something, take it, decide it, ask a supplier."""
    found = told.case_or_404(account_id, case_id)
    faults: dict[str, str] = {}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        said = act(request, visitor, found, faults) if act else ""
        if said and not faults:
            messages.success(request, said)
        if not faults:
            return redirect("finance-case", account_id, case_id)
    proposal, recovery = reads.proposal(account_id, case_id), reads.recovery(account_id, case_id)
    staff = Member.objects.filter(account__is_house=True, role__in=sorted(FINANCE)).select_related("user")
    context = {
        **told.told(found), "faults": faults, "typed": request.POST, "is_staff": True, "me": visitor.user_id,
        "proposal": proposal, "proposed": dict(proposal.credits) if proposal else {}, "recovery": recovery,
        "account": Account.objects.get(pk=account_id), "staff": [(x.user.pk, x.user.name) for x in staff[:50]],
        "people": _people({found.owner_id, found.decided_by, found.opened_by, proposal.proposed_by if proposal else None}),
        **_givable(found),
    }  # fmt: skip
    return render(request, "finance/case.html", context, status=422 if faults else 200)


def _givable(found: CaseHead) -> dict[str, object]:
    """What can be given back, and for a claim what the terms come to."""
    if found.state != "open":
        return {"givable": [], "suggested": None, "no_rate": ""}
    row = reads.row(found.account_id, found.id)
    language = formats.language()
    numbers = {x.id: x.waybill for x in reads.case_lines(found.account_id, found.id, language)}
    comes = claiming.suggested(row) if found.kind == "claim" else None
    freight = {x.charge_id for x in comes.freight} if comes is not None and not isinstance(comes, Refusal) else set()
    return {
        "givable": [
            (x, settling.fee_of(x, language), numbers.get(x.charge_id, found.waybill), x.charge_id in freight,
             f"credit_{x.charge_id}")
            for x in settling.creditable(row) if x.left_minor
        ],
        "suggested": comes.comes_to if comes is not None and not isinstance(comes, Refusal) else None,
        "no_rate": comes.text() if isinstance(comes, Refusal) else "",
    }  # fmt: skip


def _say(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    faults.update(told.said(request, found, by=visitor.user_id, is_house=True))
    return _("Sent.")


def _take(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    owner = whole_number(request.POST.get("owner", "")) or visitor.user_id
    return _done(acts.take(found.account_id, found.id, owner, by=visitor.user_id), faults, _("It has an owner."))


def _credit(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    credits: dict[int, int] = {}
    for line in settling.creditable(reads.row(found.account_id, found.id)):
        typed = text(request.POST.get(f"credit_{line.charge_id}", ""), 20)
        if typed:
            credits[line.charge_id] = amount(typed, found.currency, faults, f"credit_{line.charge_id}")
    typed = text(request.POST.get("goods", ""), 20)
    goods = amount(typed, found.currency, faults, "goods") if typed else 0
    if faults:
        return ""
    verdict = Verdict(
        credits={key: minor for key, minor in credits.items() if minor}, goods_minor=goods,
        text=text(request.POST.get("outcome", ""), 2_100),
    )  # fmt: skip
    return _given(
        acts.credit(found.account_id, found.id, verdict, by=visitor.user_id, at=datetime.now(UTC)), found, faults
    )


def _approve(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    return _given(acts.approve(found.account_id, found.id, by=visitor.user_id, at=datetime.now(UTC)), found, faults)


def _given(answer: Settled | Waits | Refusal, found: CaseHead, faults: dict[str, str]) -> str:
    if isinstance(answer, Refusal):
        faults["outcome" if answer.field == "text" else answer.field or ""] = answer.text()
        return ""
    if isinstance(answer, Waits):
        return _("It is more than one person may give: another of finance has to approve it.")
    given = formats.money(answer.credited_minor, found.currency)
    if answer.number:
        return _("{amount} is credited by credit note {number}.").format(amount=given, number=answer.number)
    return _("{amount} is credited.").format(amount=given)


def _refuse(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    refusal = acts.refuse(
        found.account_id,
        found.id,
        text(request.POST.get("why_not", ""), 2_100),
        by=visitor.user_id,
        at=datetime.now(UTC),
    )
    return _done(refusal, faults, _("Refused; the customer sees why."), {"text": "why_not"})


def _send_back(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    refusal = acts.send_back(
        found.account_id, found.id, text(request.POST.get("note", "")), by=visitor.user_id, at=datetime.now(UTC)
    )
    return _done(refusal, faults, _("Sent back."))


def _supplier(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    minor = amount(request.POST.get("recover", ""), found.currency, faults, "recover")
    if faults:
        return ""
    new = NewRecovery(
        account_id=found.account_id, case_id=found.id, supplier=text(request.POST.get("supplier", ""), 100),
        reference=text(request.POST.get("supplier_reference", ""), 100), amount_minor=minor,
    )  # fmt: skip
    refusal = acts.ask_supplier(new, by=visitor.user_id, at=datetime.now(UTC))
    return _done(refusal, faults, _("The supplier is asked."), {"amount": "recover"})


def _recovered(request: HttpRequest, visitor: Visitor, found: CaseHead, faults: dict[str, str]) -> str:
    minor = amount(request.POST.get("recovered", ""), found.currency, faults, "recovered")
    if faults:
        return ""
    refusal = acts.end_recovery(found.account_id, found.id, minor, by=visitor.user_id, at=datetime.now(UTC))
    return _done(refusal, faults, _("Booked."), {"amount": "recovered"})


def _done(refusal: Refusal | None, faults: dict[str, str], said: str, names: dict[str, str] | None = None) -> str:
    if refusal:
        field = refusal.field or ""
        faults[(names or {}).get(field, field)] = refusal.text()
    return "" if refusal else said


ACTS = {
    "say": _say, "take": _take, "credit": _credit, "approve": _approve, "send_back": _send_back, "refuse": _refuse,
    "supplier": _supplier, "recovered": _recovered,
}  # fmt: skip


@require_GET
@page_for(FINANCE)
def evidence(request: HttpRequest, visitor: Visitor, account_id: int, file_id: int) -> HttpResponseBase:
    """A file of a case."""
    found = reads.evidence(account_id, file_id) if max(account_id, file_id) < 2**63 else None
    if found is None:
        raise Http404
    return shown_file(bytes(found.content), found.kind)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def write_off(request: HttpRequest, visitor: Visitor, account_id: int, statement_id: int) -> HttpResponseBase:
    """Ask to write off what is still owed of a statement."""
    head = head_or_404(account_id, statement_id)
    faults: dict[str, str] = {}
    if request.method == "POST":
        minor = amount(request.POST.get("amount", ""), head.currency, faults)
        if not faults:
            new = NewWriteOff(
                account_id=account_id, statement_id=statement_id, amount_minor=minor,
                reason=text(request.POST.get("reason", "")),
            )  # fmt: skip
            answer = acts.ask_write_off(new, by=visitor.user_id, at=datetime.now(UTC))
            if not isinstance(answer, Refusal):
                messages.success(request, _("Asked for. Another person of finance decides."))
                return redirect("cases")
            faults[answer.field or ""] = answer.text()
    context = {"head": head, "owed": owed_minor(account_id, statement_id), "faults": faults, "typed": request.POST}
    return render(request, "finance/write_off.html", context, status=422 if faults else 200)


@require_POST
@page_for(FINANCE)
def decide_write_off(request: HttpRequest, visitor: Visitor, account_id: int, write_off_id: int) -> HttpResponseBase:
    """Approve or refuse a write-off another person asked for."""
    approves = request.POST.get("verdict") == "approve"
    answer = acts.decide_write_off(
        account_id, write_off_id, "approve" if approves else "refuse", by=visitor.user_id, at=datetime.now(UTC),
        note=text(request.POST.get("note", "")),
    ) if max(account_id, write_off_id) < 2**63 else None  # fmt: skip
    if answer is None:
        raise Http404
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        messages.success(request, _("Written off.") if approves else _("Refused."))
    return redirect("cases")


def _people(user_ids: set[int | None]) -> dict[int, str]:
    found = User.objects.filter(pk__in=[x for x in user_ids if x]).values_list("pk", "name")
    return {0: _("a program"), **dict(found)}
