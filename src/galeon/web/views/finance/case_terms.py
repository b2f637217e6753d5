"""How we argue, as a page: days of silence and deadlines, what one person may give, what a service pays for a parcel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from galeon.billing.disputes import acts, reads
from galeon.billing.disputes.compensation import Cover
from galeon.billing.disputes.terms import ClaimRules, Rules
from galeon.kernel.refusal import Refusal
from galeon.network.models import Service
from galeon.parties.models import LegalEntity
from galeon.web import cases
from galeon.web.amounts import amount, text
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def case_terms(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The terms as they are; a POST sets a line of them."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        refusal = (_claim_terms if request.POST.get("act") == "claim" else _terms)(request, visitor, faults)
        if refusal:
            faults[refusal.field or ""] = refusal.text()
        if not faults:
            messages.success(request, _("The terms are set."))
            return redirect("case-terms")
    services = dict(Service.objects.values_list("pk", "code"))
    companies = dict(LegalEntity.objects.values_list("pk", "name"))
    ours, theirs = reads.terms()
    context = {
        "ours": [(row, companies.get(row.entity_id or 0, "")) for row in ours],
        "theirs": [(row, services.get(row.service_id or 0, ""), cases.HAPPENINGS.get(row.about, "")) for row in theirs],
        "services": sorted(services.items(), key=lambda one: one[1]), "companies": companies.items(),
        "happenings": cases.HAPPENINGS.items(), "faults": faults, "typed": request.POST,
    }  # fmt: skip
    return render(request, "finance/case_terms.html", context, status=422 if faults else 200)


def _terms(request: HttpRequest, visitor: Visitor, faults: dict[str, str]) -> Refusal | None:
    alone = amount(request.POST.get("alone", ""), "CNY", faults, "alone")
    if faults:
        return None
    days = [whole_number(request.POST.get(name, "")) or 0 for name in ("silent", "answer", "claim")]
    new = Rules(silent_days=days[0], answer_days=days[1], claim_days=days[2], alone_minor=alone)
    return acts.set_terms(whole_number(request.POST.get("entity", "")), new, by=visitor.user_id)


def _claim_terms(request: HttpRequest, visitor: Visitor, faults: dict[str, str]) -> Refusal | None:
    currency = text(request.POST.get("cap_currency", ""), 3).upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        faults["cap_currency"] = _("This is not a currency.")
        return None
    about = text(request.POST.get("about", ""), 8)
    service = whole_number(request.POST.get("service", ""))
    if (about not in cases.HAPPENINGS and about) or (service and not Service.objects.filter(pk=service).exists()):
        faults["about"] = _("Say what happened to it.")
        return None
    cap = amount(request.POST.get("cap", ""), currency, faults, "cap")
    if faults:
        return None
    cover = Cover("goods" in request.POST, cap, currency, "freight" in request.POST)
    days = whole_number(request.POST.get("days", "")) or 0
    return acts.set_claim_terms(service, about, ClaimRules(cover, days), by=visitor.user_id)
