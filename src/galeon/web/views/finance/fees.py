"""The fees of one waybill: what raised each and why; one more by an event of its list or by hand; one taken back."""

import secrets
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from galeon.billing import acts
from galeon.billing.acts import EventCharge, HandFee
from galeon.billing.charges.by_hand import BY_EVENT_ONLY, REASON_MAX
from galeon.billing.charges.reads import charges_of, events_of
from galeon.kernel.refusal import Refusal
from galeon.tariffs.words.fee_names import FEE_NAMES, event_name, fee_name
from galeon.waybills.story import Head
from galeon.web import formats
from galeon.web.amounts import amount, text
from galeon.web.views.waybill import found_or_404
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

KEY_MAX = 40


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def fees(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """The page; a fee that was added or taken back leads to it again."""
    head = found_or_404(number, visitor).head
    faults: dict[str, str] = {}
    if request.method == "POST":
        act = {"event": _by_event, "hand": _by_hand, "back": _back}.get(request.POST.get("act", ""))
        said = act(request, visitor, head, faults) if act else ""
        if said:
            messages.success(request, said)
            return redirect("waybill-fees", head.number)
    language = formats.language()
    lines = charges_of(head.account_id, head.id, language)
    codes = [code for code in FEE_NAMES if code not in BY_EVENT_ONLY]
    context = {
        "head": head, "faults": faults, "typed": request.POST, "key": secrets.token_urlsafe(12), "reason_max": REASON_MAX,
        "lines": [(line, event_name(line.event), faults.get(f"back_{line.id}", "")) for line in lines],
        "total_minor": sum(line.amount_minor for line in lines), "borne_minor": sum(line.borne_minor for line in lines),
        "events": [(event, event_name(event)) for event in events_of(head.account_id, head.id)],
        "codes": sorted(((code, fee_name(code, language)) for code in codes), key=lambda row: row[1].casefold()),
    }  # fmt: skip
    return render(request, "finance/waybill_fees.html", context, status=422 if faults else 200)


def _by_event(request: HttpRequest, visitor: Visitor, head: Head, faults: dict[str, str]) -> str:
    """Charge an event of the waybill's list once more, as if it had happened now; one form charges once."""
    event, key = text(request.POST.get("event", ""), 16), text(request.POST.get("key", ""), KEY_MAX)
    if event not in events_of(head.account_id, head.id) or not key:
        faults["event"] = _("Choose what happened.")
        return ""
    asked = EventCharge(account_id=head.account_id, waybill_id=head.id, key=key, event_id=visitor.user_id)
    (rated,) = acts.rate_event(event, [asked], datetime.now(UTC))
    if rated.refusal:
        faults["event"] = rated.refusal.text()
    elif rated.outcome == "nothing":
        faults["event"] = _("The list asks nothing for it here.")
    else:
        return _("Charged: {amount}.").format(amount=formats.amount(rated.amount_minor, head.currency))
    return ""


def _by_hand(request: HttpRequest, visitor: Visitor, head: Head, faults: dict[str, str]) -> str:
    amount_minor = amount(request.POST.get("amount", ""), head.currency, faults)
    key = text(request.POST.get("key", ""), KEY_MAX)
    if faults or not key:
        return ""
    fee = HandFee(
        account_id=head.account_id, waybill_id=head.id, code=text(request.POST.get("code", ""), 32),
        amount_minor=amount_minor, reason=text(request.POST.get("reason", ""), REASON_MAX + 1), key=key,
        bearer="house" if request.POST.get("bearer") == "house" else "customer",
    )  # fmt: skip
    answer = acts.charge_fee(fee, by=visitor.user_id)
    if isinstance(answer, Refusal):
        faults[answer.field or ""] = answer.text()
        return ""
    return _("The fee is charged.") if fee.bearer == "customer" else _("The fee is written down as ours.")


def _back(request: HttpRequest, visitor: Visitor, head: Head, faults: dict[str, str]) -> str:
    charge_id = whole_number(request.POST.get("charge", "")) or 0
    mine = {line.id for line in charges_of(head.account_id, head.id, formats.language())}
    reason = text(request.POST.get("back_reason", ""), REASON_MAX + 1)
    answer = acts.take_back_fee(head.account_id, charge_id if charge_id in mine else 0, reason, by=visitor.user_id)
    if isinstance(answer, Refusal):
        faults[f"back_{charge_id}" if charge_id in mine else ""] = answer.text()
        return ""
    return _("The fee is taken back by a line of its own.")
