"""Public tracking: any number, no sign-in, nothing personal."""

from datetime import timedelta

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from galeon.network.reads import service_by_id
from galeon.tracking.reads import PublicWaybill, Several, public
from galeon.waybills.listing import normal
from galeon.web import formats, labels, names, places, route
from galeon.web.limits import limited

NUMBER_MAX = 64


@require_GET
@limited("track", times=40, seconds=60)
def track(request: HttpRequest, number: str = "") -> HttpResponseBase:
    """The box, and below it what is known of the number."""
    asked = request.GET.get("number", "").strip()[:NUMBER_MAX]
    if asked and normal(asked).isprintable():
        return redirect("track-number", normal(asked).replace("/", ""))
    if not number:
        return render(request, "public/track.html", {})
    found = public(number[:NUMBER_MAX]) if "\x00" not in number else None
    context: dict[str, object] = {"number": number[:NUMBER_MAX]}
    if isinstance(found, PublicWaybill):
        return render(request, "public/track.html", {**context, **told(found)})
    context["several"] = isinstance(found, Several)
    return render(request, "public/track.html", context, status=404)


def told(found: PublicWaybill) -> dict[str, object]:
    """The page's words for a waybill; times by the clock of their place."""
    countries, sites = names.countries(), places.sites()
    country = countries.get(found.to_country, found.to_country)
    before, after = places.way(found.service_id, found.origin_site_id, found.to_country, country)
    events = []
    for event in found.events:
        place, zone = sites.get(event.place, (event.place, None))
        events.append((labels.EVENTS.get(event.code, event.code), place, formats.moment(event.occurred_at, zone),
                       labels.state_tone(event.target) if event.target else "accent"))  # fmt: skip
    service = service_by_id(found.service_id)
    days = [formats.day(found.booked_at + timedelta(days=n)) for n in (service.days_min, service.days_max)]
    return {
        "found": found,
        "country": country,
        "events": events,
        "steps": labels.steps(found.state),
        "state": labels.state_label(found.state),
        "tone": labels.state_tone(found.state),
        "expected": "" if found.is_over else _("{first} to {last}").format(first=days[0], last=days[1]),
        "route": [msgspec.to_builtins(stop) for stop in route.stops(found.state, before, after)],
    }
