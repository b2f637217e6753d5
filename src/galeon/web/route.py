"""A waybill's way on the map: its stops with coordinates, which are passed, and where it is now.

Pure: stops come from the network, the state from the waybill. Positions are degrees, as the map's script wants them;
they are for drawing, not for measuring.
"""

import math
from collections.abc import Sequence

import msgspec

from galeon.waybills.journey import State


class Place(msgspec.Struct, frozen=True):
    """Somewhere with a name and coordinates in degrees."""

    name: str
    lon: float
    lat: float


class Stop(msgspec.Struct, frozen=True):
    """A point of the way. passed: the stretch before it lies behind; here: the waybill is at this point."""

    name: str
    lon: float
    lat: float
    passed: bool
    here: bool


AT_ORIGIN = frozenset({State.BOOKED, State.RECEIVED, State.BAGGED, State.CANCELLED})
ON_THE_WAY = frozenset({State.DEPARTED})
AT_GATEWAY = frozenset({State.ARRIVED, State.DECLARED, State.RELEASED})
LAST_MILE = frozenset({State.HANDED_OVER, State.OUT_FOR_DELIVERY, State.DELIVERY_FAILED, State.AT_PICKUP_POINT})


def stops(state: str, before: Sequence[Place], after: Sequence[Place]) -> list[Stop]:
    """The stops up to the main leg's departure, then those from its arrival on; the last is the recipient's country.

    While the main leg or the last mile is under way its middle is one more stop: where the waybill is.
    """
    way = [*before, *after]
    if len(way) < 2:
        return [Stop(p.name, p.lon, p.lat, True, True) for p in way]
    gateway, last = len(before), len(way) - 1
    if state in AT_ORIGIN:
        return _marked(way, 0)
    if state in ON_THE_WAY:
        return _halfway(way, gateway - 1 if gateway else 0)
    if state in AT_GATEWAY:
        return _marked(way, min(gateway, last))
    if state in LAST_MILE:
        return _halfway(way, last - 1)
    if state == State.DELIVERED:
        return _marked(way, last)
    return [Stop(p.name, p.lon, p.lat, False, False) for p in way]


def _marked(way: Sequence[Place], at: int) -> list[Stop]:
    return [Stop(p.name, p.lon, p.lat, i <= at, i == at) for i, p in enumerate(way)]


def _halfway(way: Sequence[Place], at: int) -> list[Stop]:
    mid = middle(way[at], way[at + 1])
    reached = [Stop(p.name, p.lon, p.lat, True, False) for p in way[: at + 1]]
    ahead = [Stop(p.name, p.lon, p.lat, False, False) for p in way[at + 1 :]]
    return [*reached, Stop("", mid[0], mid[1], True, True), *ahead]


def middle(a: Place, b: Place) -> tuple[float, float]:
    """The middle of the great circle between two places, as (longitude, latitude)."""
    total = [u + v for u, v in zip(_vector(a), _vector(b), strict=True)]
    lon, lat = math.atan2(total[1], total[0]), math.atan2(total[2], math.hypot(total[0], total[1]))
    return round(math.degrees(lon), 4), round(math.degrees(lat), 4)


def _vector(place: Place) -> tuple[float, float, float]:
    lon, lat = math.radians(place.lon), math.radians(place.lat)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
