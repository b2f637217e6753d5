"""One waybill: where it is, what happened, what it costs and why; label, cancellation."""

from datetime import timedelta

import msgspec
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from galeon.billing import reads as billing
from galeon.network.reads import ServiceRules, service_by_id
from galeon.tariffs.price import Price
from galeon.waybills import story
from galeon.waybills.journey import FINAL, State
from galeon.web import formats, labels, names, places, reasons, route
from galeon.web.views.waybills import drawn
from galeon.web.visitors import CUSTOMER, STAFF, Visitor, page_for, scope


class Moment(msgspec.Struct, frozen=True):
    """A line of the timeline. `zone` is shown when the place's clock is not the reader's."""

    label: labels.Text
    more: str
    day: str
    clock: str
    zone: str
    tone: str


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
    service = service_by_id(head.service_id)
    price = msgspec.json.decode(head.quote, type=Price)
    context = {
        "head": head,
        "told": told,
        "service": service.name(translation.get_language() or "en"),
        "country": countries.get(head.to_country, head.to_country),
        "cargo": labels.CARGO_CLASSES.get(head.cargo_class, head.cargo_class),
        "steps": labels.steps(head.state),
        "moments": moments(told.events, visitor.timezone),
        "expected": expected(head, service),
        "route": stops(head, countries),
        **charges(head, price),
        "carriers": [alias for alias in told.aliases if alias.kind == "carrier"],
        "can_cancel": head.state == State.BOOKED and not visitor.is_house,
    }
    return render(request, "customer/waybill.html", context)


def charges(head: story.Head, price: Price) -> dict[str, object]:
    """What was charged and why; before that the price as it was ordered."""
    language = formats.language()
    lines = billing.waybill_charges(head.account_id, head.id, language)
    if lines:
        fees = [reasons.Fee(line.name, line.reason, line.amount_minor, head.currency) for line in lines]
        weighed = formats.kilograms(head.charge_g) if head.charge_g else ""
    else:
        fees, weighed = reasons.fees(price), reasons.weighed(price)
    total_minor = sum(fee.amount_minor for fee in fees)
    return {"charged": bool(lines), "fees": fees, "weighed": weighed, "total_minor": total_minor, "currency": head.currency}


@require_GET
@page_for(CUSTOMER | STAFF)
def label(request: HttpRequest, visitor: Visitor, number: str, kind: str) -> HttpResponseBase:
    """The waybill's label as PDF or ZPL, a page for each piece."""
    if kind not in ("pdf", "zpl"):
        raise Http404
    head = found_or_404(number, visitor).head
    return drawn(request, [(head.account_id, head.id)], kind, head.number)


def stops(head: story.Head, countries: dict[str, str]) -> list[dict[str, object]]:
    """The way for the map's script; empty when the network has no coordinates for it."""
    before, after = places.way(head.service_id, head.origin_site_id, head.to_country, countries.get(head.to_country, ""))
    return [msgspec.to_builtins(stop) for stop in route.stops(head.state, before, after)]


def expected(head: story.Head, service: ServiceRules) -> str:
    """When delivery can be expected, by the service's days; nothing once the journey is over."""
    if head.state in FINAL:
        return ""
    first, last = (head.booked_at + timedelta(days=days) for days in (service.days_min, service.days_max))
    return _("{first} to {last}").format(first=formats.day(first), last=formats.day(last))


def moments(events: list[story.Event], own_zone: str) -> list[Moment]:
    """The timeline, newest first, each time by the clock of its place."""
    sites = places.sites()
    found = []
    for event in events:
        site_name, zone = sites.get(event.place, (event.place, own_zone))
        elsewhere = formats.local(event.occurred_at, zone).utcoffset() != formats.local(event.occurred_at).utcoffset()
        found.append(
            Moment(
                label=labels.EVENTS.get(event.code, event.code),
                more=" · ".join(part for part in (site_name, details(event.detail)) if part),
                day=formats.day(event.occurred_at, zone),
                clock=formats.clock(event.occurred_at, zone),
                zone=formats.zone_name(event.occurred_at, zone) if elsewhere else "",
                tone=labels.state_tone(event.target) if event.target else "accent",
            )
        )
    return found


class Detail(msgspec.Struct, frozen=True):
    """What an event may carry beside its code; everything else in the detail is for machines."""

    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    bag: str = ""
    master: str = ""
    number: str = ""
    carrier: str = ""
    reason: str = ""
    description: str = ""


def details(raw: bytes | None) -> str:
    """The detail in words: weight and size, bag, master, the carrier's own text."""
    if raw is None:
        return ""
    try:
        detail = msgspec.json.decode(raw, type=Detail, strict=False)
    except msgspec.MsgspecError:
        return ""
    parts = []
    if detail.weight_g:
        parts.append(formats.kilograms(detail.weight_g))
    if detail.length_mm and detail.width_mm and detail.height_mm:
        parts.append(formats.size(detail.length_mm, detail.width_mm, detail.height_mm))
    if detail.bag:
        parts.append(_("bag {bag}").format(bag=detail.bag))
    if detail.master:
        parts.append(_("master {master}").format(master=detail.master))
    parts += [text for text in (detail.carrier.upper(), detail.number, detail.description, detail.reason) if text]
    return " · ".join(parts)
