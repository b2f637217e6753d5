"""Public tracking: any number, no sign-in, nothing personal."""

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from galeon.tracking import wording
from galeon.tracking.reads import Several, public
from galeon.tracking.track import Track
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
    if isinstance(found, Track):
        return render(request, "public/track.html", {**context, **told(found)})
    context["several"] = isinstance(found, Several)
    return render(request, "public/track.html", context, status=404)


def told(found: Track) -> dict[str, object]:
    """The page's words for a waybill; times by the clock of their place."""
    countries = names.countries()
    country = countries.get(found.to_country, found.to_country)
    before, after = places.way(found.service_id, found.origin_site_id, found.to_country, country)
    events = []
    for step in found.steps:
        place, zone = (step.place.name, step.place.timezone) if step.place else ("", None)
        events.append((wording.event_words(step.code), place, formats.moment(step.occurred_at, zone),
                       labels.state_tone(step.state) if step.state else "accent"))  # fmt: skip
    days = [formats.day(day) for day in (found.promise.first, found.promise.last)] if found.promise else []
    return {
        "found": found,
        "country": names.city_and_country(found.to_city, found.to_country, countries),
        "events": events,
        "steps": labels.steps(found.state),
        "state": wording.status_word(found.status),
        "sentence": wording.status_sentence(found.status, found.state),
        "tone": labels.state_tone(found.state),
        "expected": _("{first} to {last}").format(first=days[0], last=days[1]) if days else "",
        "is_late": bool(found.promise and found.promise.is_late),
        "route": [msgspec.to_builtins(stop) for stop in route.stops(found.state, before, after)],
    }
