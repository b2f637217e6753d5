"""Cash on delivery for our finance: written down, taken in from carriers, gathered, approved and paid over."""

from datetime import UTC, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from galeon.billing.company import cod as acts
from galeon.billing.company import cod_file, cod_reads
from galeon.billing.company.cod_terms import Collected, NewCollection, NewReceipt
from galeon.billing.costs.models import Supplier
from galeon.kernel.refusal import Refusal
from galeon.parties.models import User
from galeon.web import amounts, codwords, formats
from galeon.web.views.cod import LINES, PAGE, file, found_or_404
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

FAULTS_SHOWN = 20
Faults = dict[str, str]


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def cod(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """What waits, what carriers still have, remittances; forms to write down, to take in and to gather."""
    faults: Faults = {}
    rows: list[tuple[int, str]] = []
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None or act(request, visitor, faults, rows):
            return redirect("cod-desk")
    before = whole_number(request.GET.get("before", ""))
    found = cod_reads.remittances(before=before, limit=PAGE + 1)
    context = {
        "waiting": cod_reads.waiting(), "carriers": cod_reads.carriers(), "rows": codwords.shown(found[:PAGE]),
        "older": found[PAGE - 1].id if len(found) > PAGE else None, "faults": faults, "file_faults": rows[:FAULTS_SHOWN],
        "more_faults": max(len(rows) - FAULTS_SHOWN, 0), "typed": request.POST, "today": timezone.localdate(),
        "suppliers": Supplier.objects.filter(is_active=True).order_by("name"), "token": request.POST.get("token") or uuid4().hex,
    }  # fmt: skip
    return render(request, "finance/cod.html", context, status=422 if faults or rows else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def remittance(request: HttpRequest, visitor: Visitor, account_id: int, remittance_id: int) -> HttpResponseBase:
    """One remittance: approve it, pay it, or undo it."""
    found = found_or_404(account_id, remittance_id)
    faults: Faults = {}
    if request.method == "POST":
        answer = _decided(request, visitor, found)
        if not isinstance(answer, Refusal):
            return redirect("cod-paper", account_id, remittance_id)
        faults[answer.field if answer.field in ("reference", "method") else ""] = answer.text()
    ((_found, said, tone),) = codwords.shown([found])
    lines = cod_reads.lines(account_id, remittance_id, LINES)
    people = User.objects.in_bulk([id_ for id_ in (found.proposed_by, found.approved_by, found.paid_by) if id_])
    context = {
        "found": found, "said": said, "tone": tone, "lines": lines, "more": max(found.collections - len(lines), 0),
        "faults": faults, "typed": request.POST, "methods": codwords.METHODS.items(), "way": codwords.METHODS[found.method],
        "proposed_by": _name(people, found.proposed_by), "approved_by": _name(people, found.approved_by),
        "paid_by": _name(people, found.paid_by), "is_mine": found.approved_by == visitor.user_id,
    }  # fmt: skip
    return render(request, "finance/cod_remittance.html", context, status=422 if faults else 200)


@require_GET
@page_for(FINANCE)
def remittance_file(
    request: HttpRequest, visitor: Visitor, account_id: int, remittance_id: int, kind: str
) -> HttpResponseBase:
    """Any account's remittance as PDF or XLSX."""
    return file(request, account_id, remittance_id, kind)


def _name(people: dict[int, User], person: int | None) -> str:
    return people[person].name if person in people else ""


def _decided(request: HttpRequest, visitor: Visitor, found: cod_reads.Remittance) -> Refusal | None:
    now = datetime.now(UTC)
    act = request.POST.get("act", "")
    if act == "approve":
        return acts.approve(found.account_id, found.id, by=visitor.user_id, at=now)
    if act == "cancel":
        return acts.cancel(found.account_id, found.id, by=visitor.user_id)
    if act == "pay":
        answer = acts.pay(
            found.account_id, found.id, method=request.POST.get("method", "")[:8],
            reference=amounts.text(request.POST.get("reference", ""), 200), by=visitor.user_id, at=now,
        )  # fmt: skip
        if isinstance(answer, Refusal):
            return answer
        messages.success(
            request, _("{amount} is paid over.").format(amount=formats.money(found.amount_minor, found.currency))
        )
    return None


def _collect(request: HttpRequest, visitor: Visitor, faults: Faults, rows: list[tuple[int, str]]) -> bool:
    """Write down one collection."""
    currency = request.POST.get("currency", "").strip().upper()[:3]
    new = NewCollection(
        waybill=amounts.text(request.POST.get("waybill", ""), 64), amount_minor=amounts.amount(request.POST.get("amount", ""), currency, faults),
        currency=currency, collected_at=_noon(request, visitor, faults, "collected_at"),
        source=f"page:{amounts.text(request.POST.get('token', ''), 64) or uuid4().hex}", supplier=request.POST.get("supplier", "")[:24],
    )  # fmt: skip
    if faults:
        return False
    (answer,) = acts.collect([new], visitor.user_id)
    if isinstance(answer, Refusal):
        faults[answer.field or ""] = answer.text()
        return False
    messages.success(
        request, _("{amount} is written down.").format(amount=formats.money(new.amount_minor, new.currency))
    )
    return True


def _file(request: HttpRequest, visitor: Visitor, faults: Faults, rows: list[tuple[int, str]]) -> bool:
    """Take in a carrier's list: all of it, or nothing and what is wrong."""
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > cod_file.BYTES_MAX:
        faults["file"] = _("Choose a CSV file of at most 5 MB.")
        return False
    found = cod_file.read(sent.read(), request.POST.get("supplier", "")[:24])
    if isinstance(found, Refusal):
        faults["file"] = found.text()
        return False
    rows += [(f.row, f.refusal.text()) for f in found if isinstance(f, cod_file.Fault)]
    collections = [c for c in found if isinstance(c, NewCollection)]
    if rows:
        return False
    with transaction.atomic():
        answers = acts.collect(collections, visitor.user_id)
        rows += [
            (n, f"{c.waybill}: {a.text()}")
            for n, (c, a) in enumerate(zip(collections, answers, strict=True), 2)
            if isinstance(a, Refusal)
        ]
        if rows:
            transaction.set_rollback(True)
            return False
    new = sum(isinstance(a, Collected) and not a.existing for a in answers)
    known = len(answers) - new
    said = ngettext(
        "{count} collection is written down, {known} were known.",
        "{count} collections are written down, {known} were known.",
        new,
    )
    messages.success(request, said.format(count=formats.whole(new), known=formats.whole(known)))
    return True


def _receive(request: HttpRequest, visitor: Visitor, faults: Faults, rows: list[tuple[int, str]]) -> bool:
    """Write down what a carrier paid over to us."""
    currency = request.POST.get("currency", "").strip().upper()[:3]
    new = NewReceipt(
        supplier=request.POST.get("supplier", "")[:24], amount_minor=amounts.amount(request.POST.get("amount", ""), currency, faults, "received"),
        currency=currency, reference=amounts.text(request.POST.get("reference", ""), 200),
        received_at=_noon(request, visitor, faults, "received_at"),
    )  # fmt: skip
    if faults:
        return False
    answer = acts.receive(new, visitor.user_id)
    if isinstance(answer, Refusal):
        faults["received" if answer.field != "reference" else "reference"] = answer.text()
        return False
    messages.success(
        request, _("{amount} is written down.").format(amount=formats.money(new.amount_minor, new.currency))
    )
    return True


def _gather(request: HttpRequest, visitor: Visitor, faults: Faults, rows: list[tuple[int, str]]) -> bool:
    """Gather what waits: of one account, or of everybody."""
    now = datetime.now(UTC)
    account = whole_number(request.POST.get("account", ""))
    accounts = [account] if account and account < 2**63 else None
    acts.collect_delivered(now)
    made = acts.propose(now, now, account_ids=accounts, by=visitor.user_id)
    said = ngettext("{count} remittance is proposed.", "{count} remittances are proposed.", len(made))
    messages.success(request, said.format(count=formats.whole(len(made))))
    return True


def _noon(request: HttpRequest, visitor: Visitor, faults: Faults, field: str) -> datetime:
    """Noon of the typed day in the reader's zone, or the day's begin where noon is still to come."""
    day = amounts.day(request.POST.get("day", ""), faults, field)
    zone = ZoneInfo(visitor.timezone)
    return min(
        datetime.combine(day, time(12), zone),
        max(datetime.combine(day, time(), zone), datetime.now(UTC).astimezone(zone)),
    )


_ACTS = {"collect": _collect, "file": _file, "receive": _receive, "gather": _gather}
