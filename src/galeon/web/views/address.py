"""Another address for a waybill still in our hands, by its customer or by us; what it was is told beside it."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from msgspec.structs import replace

from galeon.intake.redirecting import redirect as redirect_waybills
from galeon.kernel.refusal import Refusal
from galeon.waybills.orders import Address
from galeon.waybills.reads import former_addresses
from galeon.waybills.redirecting import NewAddress, may_redirect
from galeon.web import names
from galeon.web.orderform import OrderForm
from galeon.web.views.waybill import found_or_404
from galeon.web.visitors import CUSTOMER, FINANCE, HUB, Visitor, page_for

ADDRESSES = CUSTOMER | HUB | FINANCE


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ADDRESSES)
def address(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """The form with the address as it is; a good one leads back to the waybill."""
    head = found_or_404(number, visitor).head
    form = (
        OrderForm.of(request.POST, head.currency)
        if request.method == "POST"
        else OrderForm(_typed(head.consignee), head.currency)
    )
    if request.method == "POST":
        to = replace(form.order.consignee, country=head.to_country, tax_id=head.consignee.tax_id)
        asked = NewAddress(
            account_id=head.account_id, waybill_id=head.id, to=to, source="staff" if visitor.is_house else "customer",
            actor_id=visitor.user_id,
        )  # fmt: skip
        (answer,) = redirect_waybills(head.account_id, [asked], datetime.now(UTC))
        if not isinstance(answer, Refusal):
            messages.success(request, _("It is sent to the new address. Print the label anew."))
            return redirect("waybill", head.number)
        form.refuse([answer])
    context = {
        "head": head, "form": form, "country": names.countries().get(head.to_country, head.to_country),
        "may": may_redirect(head.state), "former": former_addresses(head.account_id, head.id),
    }  # fmt: skip
    return render(request, "customer/address.html", context, status=422 if form.faults or form.general else 200)


def _typed(now: Address) -> dict[str, str]:
    """The address as it stands, as if it had been typed."""
    lines = [*now.street, "", "", ""]
    lines[0] = f"{lines[0]} {now.house_number}".strip()
    return {
        **{f"consignee.{name}": getattr(now, name) for name in ("name", "company", "state", "city", "postcode", "phone", "email")},
        **{f"consignee.street[{n}]": line for n, line in enumerate(lines[:3])},
    }  # fmt: skip
