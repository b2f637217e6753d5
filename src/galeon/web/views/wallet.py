"""A customer's wallet: what they can still spend, why they are stopped and what to pay, what moved, top-ups."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing.credit import acts, reads
from galeon.billing.credit.acts import NewTopUp
from galeon.billing.credit.slips import SLIP_MAX
from galeon.kernel.refusal import Refusal
from galeon.ledger.reads import standing
from galeon.parties.models import Account, LegalEntity
from galeon.tariffs.words.fee_names import EVENT_NAMES
from galeon.tariffs.words.fee_names import event_name as fee_event
from galeon.waybills.words import event_name
from galeon.web import labels
from galeon.web.amounts import amount, day, text
from galeon.web.views.finance.credit import shown_file
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import CUSTOMER, Visitor, page_for

PAGE = 30
METHODS = ("bank", "alipay", "wechat")


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def wallet(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The page; a POST asks for a top-up."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        answer = _ask(request, visitor, faults)
        if isinstance(answer, int):
            messages.success(request, _("Thank you. Our finance looks for the money and tells you here."))
            return redirect("wallet")
    before = whole_number(request.GET.get("before", ""))
    moved = reads.movements(visitor.account_id, before=before, limit=PAGE + 1)
    mine = Account.objects.get(pk=visitor.account_id)
    context = {
        "standings": standing([visitor.account_id]), "halt": halt(visitor.account_id), "faults": faults,
        "typed": request.POST, "today": timezone.localdate(), "older": moved[PAGE - 1].id if len(moved) > PAGE else None,
        "moved": [(x, _what(x)) for x in moved[:PAGE]],
        "top_ups": [(x, labels.METHODS[x.method]) for x in reads.top_ups(visitor.account_id, limit=20)],
        "methods": [(key, labels.METHODS[key]) for key in METHODS], "account": mine,
        "payment_text": LegalEntity.objects.get(pk=mine.entity_id or 1).payment_text, "slip_mb": SLIP_MAX // 1024 // 1024,
    }  # fmt: skip
    return render(request, "customer/wallet.html", context, status=422 if faults else 200)


KINDS = {
    "payment": gettext_lazy("Payment"), "top_up": gettext_lazy("Top-up"), "refund": gettext_lazy("Refund"),
    "writeoff": gettext_lazy("Written off"), "cod": gettext_lazy("Cash on delivery"),
    "reweigh": gettext_lazy("Weighed again"), "undo_weigh_in": gettext_lazy("Weigh-in taken back"),
}  # fmt: skip


def _what(moved: reads.Movement) -> str:
    """What a movement is called."""
    name = moved.event if moved.kind == "charge" else moved.kind
    said = str(KINDS[name]) if name in KINDS else _event(name)
    method = labels.METHODS.get(moved.event) if moved.kind != "charge" else None
    return f"{said} · {method}" if method else said


def _event(name: str) -> str:
    """What raised a fee: a waybill's own event, or one that only prices know."""
    said = event_name(name)
    if said != name or name not in EVENT_NAMES:
        return said
    known = fee_event(name)
    return known[:1].upper() + known[1:]


def halt(account_id: int) -> str:
    """Why the account is stopped and what to do, in the reader's language; "" when it is not."""
    return reads.stopped(account_id, datetime.now(UTC)).text() if reads.stops(account_id) else ""


def _ask(request: HttpRequest, visitor: Visitor, faults: dict[str, str]) -> int | None:
    amount_minor = amount(request.POST.get("amount", ""), visitor.currency, faults)
    paid_on = day(request.POST.get("paid_on", ""), faults, "paid_on")
    file = request.FILES.get("slip")
    if file is not None and file.size and file.size > SLIP_MAX:
        faults["slip"] = _("The file is larger than {max} MB.").format(max=SLIP_MAX // 1024 // 1024)
    if faults:
        return None
    new = NewTopUp(
        account_id=visitor.account_id, amount_minor=amount_minor, method=text(request.POST.get("method", ""), 20),
        reference=text(request.POST.get("reference", ""), 200), paid_on=paid_on, slip=file.read() if file else b"",
        note=text(request.POST.get("note", "")),
    )  # fmt: skip
    answer = acts.ask_top_up(new, by=visitor.user_id, at=datetime.now(UTC))
    if isinstance(answer, Refusal):
        faults[answer.field or ""] = answer.text()
        return None
    return answer


@require_POST
@page_for(CUSTOMER)
def withdraw(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Take a request for a top-up back."""
    top_up_id = whole_number(request.POST.get("id", "")) or 0
    refusal = acts.withdraw_top_up(visitor.account_id, top_up_id, by=visitor.user_id, at=datetime.now(UTC))
    if refusal:
        messages.error(request, refusal.text())
    return redirect("wallet")


@require_GET
@page_for(CUSTOMER)
def slip(request: HttpRequest, visitor: Visitor, top_up_id: int) -> HttpResponseBase:
    """The slip they handed in."""
    found = reads.top_up(visitor.account_id, top_up_id) if top_up_id < 2**63 else None
    if found is None or not found.slip_kind:
        raise Http404
    return shown_file(bytes(found.slip), found.slip_kind)
