"""A payment that was typed wrongly, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from galeon.billing.cash.acts import take_back_payment
from galeon.billing.cash.takingback import may_be_taken_back, paid_by
from galeon.billing.models import Payment
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account
from galeon.web import labels
from galeon.web.visitors import FINANCE, Visitor, page_for

BIGINT = 2**63


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def take_back(request: HttpRequest, visitor: Visitor, account_id: int, payment_id: int) -> HttpResponseBase:
    """What a payment is and what it has paid; taking it back, with a reason."""
    known = max(account_id, payment_id) < BIGINT
    payment = Payment.objects.filter(account_id=account_id, id=payment_id).first() if known else None
    if payment is None:
        raise Http404
    found = may_be_taken_back(account_id, payment_id)
    faults: dict[str, str] = {}
    if request.method == "POST":
        answer = take_back_payment(account_id, payment_id, request.POST.get("reason", "")[:400], by=visitor.user_id)
        if not isinstance(answer, Refusal):
            messages.success(request, _("The payment is taken back: what it had paid is open again."))
            return redirect("staff-statement", account_id, answer.statement_id)
        faults[answer.field or ""] = answer.text()
    elif isinstance(found, Refusal):
        faults[""] = found.text()
    context = {
        "account": Account.objects.get(pk=account_id),
        "payment": payment,
        "method": labels.METHODS.get(payment.method, payment.method),
        "paid": paid_by(account_id, payment_id),
        "may": not isinstance(found, Refusal),
        "typed": request.POST,
        "faults": faults,
    }
    return render(request, "finance/take_back.html", context, status=422 if request.method == "POST" else 200)
