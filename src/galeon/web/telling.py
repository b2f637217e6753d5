"""A waybill's story in the reader's words: the timeline by the clock of each place, the promise, the way on the map."""

from collections.abc import Callable

import msgspec
from django.utils.translation import gettext as _

from galeon.tracking.track import Detail, Place, Step, Track
from galeon.waybills.words import event_name
from galeon.web import formats, labels, places, route

MICRO = 1_000_000


class Moment(msgspec.Struct, frozen=True):
    """A line of the timeline. `zone` is shown when the place's clock is not the reader's."""

    label: str
    more: str
    day: str
    clock: str
    zone: str
    tone: str


def moments(track: Track, words: Callable[[str], str] = event_name) -> list[Moment]:
    """The timeline, newest first. words: what an event's code is called; the public has words of its own."""
    return [_moment(step, words(step.code)) for step in track.steps]


def _moment(step: Step, label: str) -> Moment:
    zone = step.place.timezone if step.place else None
    here, there = formats.local(step.occurred_at), formats.local(step.occurred_at, zone)
    parts = (step.place.name if step.place else "", details(step.detail) if step.detail else "")
    return Moment(
        label=label,
        more=" · ".join(part for part in parts if part),
        day=formats.day(step.occurred_at, zone),
        clock=formats.clock(step.occurred_at, zone),
        zone=formats.zone_name(step.occurred_at, zone) if zone and here.utcoffset() != there.utcoffset() else "",
        tone=labels.state_tone(step.state) if step.state else "accent",
    )


def details(detail: Detail) -> str:
    """What an event says beside its code: weight and size, bag, master, the carrier's own text."""
    parts = []
    if detail.weight_g:
        parts.append(formats.kilograms(detail.weight_g))
    if detail.length_mm and detail.width_mm and detail.height_mm:
        parts.append(formats.size(detail.length_mm, detail.width_mm, detail.height_mm))
    if detail.bag:
        parts.append(_("bag {bag}").format(bag=detail.bag))
    if detail.master:
        parts.append(_("master {master}").format(master=detail.master))
    number = "" if detail.text else detail.number  # a carrier's words say more than its number, line after line
    said = (detail.carrier.upper(), number, detail.text.strip(), detail.description, detail.reason)
    parts += [text for text in said if text]
    return " · ".join(parts)


def expected(track: Track) -> str:
    """When delivery can be expected; nothing once the journey is over."""
    if track.promise is None:
        return ""
    first, last = formats.day(track.promise.first), formats.day(track.promise.last)
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def way(track: Track, country: str) -> list[dict[str, object]]:
    """The stops for the map's script; empty when the network has no coordinates for them."""
    before = [track.origin] if track.origin else []
    after: list[Place] = []
    for leg in track.legs:
        if leg.kind == "line_haul":
            before += [leg.origin] if leg.origin and not after else []
            after += [leg.destination] if leg.destination else []
    end = places.middle(track.to_country, country)
    onward = [p for place in after if (p := _point(place))] + ([end] if end else [])
    start = places.apart([p for place in before if (p := _point(place))])
    return [msgspec.to_builtins(stop) for stop in route.stops(track.state, start, onward)]


def _point(place: Place) -> route.Place | None:
    if place.latitude_udeg is None or place.longitude_udeg is None:
        return None
    return route.Place(place.name, place.longitude_udeg / MICRO, place.latitude_udeg / MICRO)
