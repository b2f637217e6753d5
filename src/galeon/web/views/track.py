"""Public tracking: any number, no sign-in, nothing personal."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from galeon.tracking.reads import Several, public
from galeon.tracking.track import Track
from galeon.tracking.wording import event_words, status_sentence, status_word
from galeon.web import labels, names, telling
from galeon.web.limits import limited

NUMBER_MAX = 64


@require_GET
@limited("track", times=40, seconds=60)
def track(request: HttpRequest, number: str = "") -> HttpResponseBase:
    """The box, and below it what is known of the number."""
    asked = request.GET.get("number", "").strip()[:NUMBER_MAX]
    if asked.isprintable() and (address := asked.replace("/", "")):
        return redirect("track-number", address)
    if not number:
        return render(request, "public/track.html", {})
    number = number[:NUMBER_MAX]
    found = public(number) if number.isprintable() else None
    context: dict[str, object] = {"number": number if number.isprintable() else ""}
    if isinstance(found, Track):
        return render(request, "public/track.html", {**context, **told(found)})
    context |= {"several": isinstance(found, Several), "is_missed": True}
    return render(request, "public/track.html", context, status=404)


def told(found: Track) -> dict[str, object]:
    """The page's words for a waybill."""
    country = names.countries().get(found.to_country, found.to_country)
    return {
        "found": found,
        "country": country,
        "moments": telling.moments(found, event_words),
        "steps": labels.steps(found.state),
        "status": status_word(found.status),
        "sentence": status_sentence(found.status, found.state),
        "tone": labels.state_tone(found.state),
        "expected": telling.expected(found),
        "route": telling.way(found, country),
    }
