"""What a customer still owes and has to their credit, and the letters we sent them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from galeon.billing.cash import reads
from galeon.web.visitors import CUSTOMER, Visitor, page_for


@require_GET
@page_for(CUSTOMER)
def open_items(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The visitor's own open items and letters."""
    today = timezone.localdate()
    items = reads.open_items(visitor.account_id)
    totals: dict[str, list[int]] = {}
    for item in items:
        sums = totals.setdefault(item.currency, [0, 0, 0])
        sums[0] += item.open_minor
        sums[1] += item.open_minor if item.open_minor > 0 and item.due_on < today else 0
        sums[2] += item.open_minor if item.open_minor < 0 else 0
    context = {
        "items": [(item, (today - item.due_on).days) for item in items],
        "totals": [(currency, *sums) for currency, sums in totals.items()],
        "letters": reads.letters(visitor.account_id),
    }
    return render(request, "customer/open_items.html", context)


@require_GET
@page_for(CUSTOMER)
def letter(request: HttpRequest, visitor: Visitor, letter_id: int) -> HttpResponseBase:
    """A letter of the visitor's own account as it was sent."""
    pdf = reads.letter(visitor.account_id, letter_id) if letter_id < 2**63 else None
    if pdf is None:
        raise Http404
    return HttpResponse(pdf, content_type="application/pdf")
