"""One waybill: where it is, what happened, what it costs and why; label, cancellation."""

import msgspec
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from galeon.billing.charges.differences import WEIGH_IN
from galeon.billing.charges.reads import ChargeLine, charges_of
from galeon.billing.costs import reads as costs
from galeon.intake import options
from galeon.tariffs.price import Price
from galeon.tariffs.words.fee_names import event_name
from galeon.tracking.reads import timeline
from galeon.waybills import story
from galeon.waybills.documents import CARRIER_LABEL, newest
from galeon.waybills.journey import State
from galeon.waybills.redirecting import may_redirect
from galeon.web import costwords, formats, labels, names, reasons, telling
from galeon.web.views.waybills import drawn
from galeon.web.visitors import CUSTOMER, FINANCE, HUB, PRICES, STAFF, Visitor, page_for, scope


def found_or_404(number: str, visitor: Visitor) -> story.Story:
    """The waybill that answers to the number, among those the visitor may see."""
    for account_id, waybill_id in story.find(number, scope(visitor))[:1]:
        told = story.story(account_id, waybill_id)
        if told:
            return told
    raise Http404


@require_GET
@page_for(CUSTOMER | STAFF)
def waybill(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """The page; any other of its numbers leads to the one address."""
    told = found_or_404(number, visitor)
    head = told.head
    if number != head.number:
        return redirect("waybill", head.number)
    countries = names.countries()
    track = timeline(head.account_id, head.id)
    price = msgspec.json.decode(head.quote, type=Price)
    context = {
        "head": head,
        "told": told,
        "service": names.service(head.service_id),
        "country": countries.get(head.to_country, head.to_country),
        "cargo": labels.CARGO_CLASSES.get(head.cargo_class, head.cargo_class),
        "wishes": [options.name(code) for code in head.extras.options if code not in ("insurance", "cod")],
        "steps": labels.steps(head.state),
        "moments": telling.moments(track) if track else [],
        "expected": telling.expected(track) if track else "",
        "is_late": bool(track and track.promise and track.promise.is_late),
        "route": telling.way(track, countries.get(head.to_country, "")) if track else [],
        **charges(head, price),
        "carrier_label": newest([(head.account_id, head.id)], CARRIER_LABEL, whole=False).get(
            (head.account_id, head.id)
        ),
        "carriers": [alias for alias in told.aliases if alias.kind == "carrier"],
        **_rights(head, visitor),
        **(earned(head) if visitor.role in PRICES else {}),
    }
    return render(request, "customer/waybill.html", context)


def charges(head: story.Head, price: Price) -> dict[str, object]:
    """What was charged and why; before that the price as it was ordered."""
    lines = charges_of(head.account_id, head.id, formats.language())
    if lines:
        fees = [_fee(line, head.currency) for line in lines]
        weighed = formats.kilograms(head.charge_g) if head.charge_g else ""
    else:
        fees, weighed = reasons.fees(price), reasons.weighed(price)
    total_minor = sum(fee.amount_minor for fee in fees)
    return {
        "charged": bool(lines),
        "fees": fees,
        "weighed": weighed,
        "total_minor": total_minor,
        "currency": head.currency,
    }


def earned(head: story.Head) -> dict[str, object]:
    """What it earns and costs us; for finance and pricing alone."""
    key = (head.account_id, head.id)
    lines = [
        (line, costwords.code(line.code), *costwords.STAGES.get(line.stage, (line.stage, "muted")))
        for line in costs.waybill_costs(*key)
    ]
    return {"earned": costs.profit_of_waybills([key])[key], "cost_lines": lines}


def _rights(head: story.Head, visitor: Visitor) -> dict[str, object]:
    """What the visitor may do with it now."""
    return {
        "can_cancel": head.state == State.BOOKED and not visitor.is_house,
        "can_redirect": may_redirect(head.state) and visitor.role in CUSTOMER | HUB | FINANCE,
        "can_charge": visitor.role in FINANCE,
    }


def _fee(line: ChargeLine, currency: str) -> reasons.Fee:
    """A charge with its reason, its rule, what raised it, and what of it we bear ourselves."""
    said = [line.reason, line.rule, "" if line.event == WEIGH_IN else event_name(line.event)]
    if line.borne_minor:
        said.append(_("{amount} borne by us").format(amount=formats.amount(line.borne_minor, currency)))
    return reasons.Fee(line.name, " · ".join(part for part in said if part), line.amount_minor, currency)


@require_GET
@page_for(CUSTOMER | STAFF)
def label(request: HttpRequest, visitor: Visitor, number: str, kind: str) -> HttpResponseBase:
    """The waybill's label as PDF or ZPL, a page for each piece."""
    if kind not in ("pdf", "zpl"):
        raise Http404
    head = found_or_404(number, visitor).head
    return drawn(request, [(head.account_id, head.id)], kind, head.number)
