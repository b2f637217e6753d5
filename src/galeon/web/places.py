"""Points of the map, and the ports our services use."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.db import connection

from galeon.web.route import Place

MAPS = Path(__file__).resolve().parent / "static" / "maps"
NEAR = 0.5  # degrees


def apart(places: Sequence[Place]) -> list[Place]:
    """Neighbours closer than half a degree are one point on a map of the world: the later one's name stays."""
    kept: list[Place] = []
    for place in places:
        if kept and abs(kept[-1].lon - place.lon) < NEAR and abs(kept[-1].lat - place.lat) < NEAR:
            kept.pop()
        kept.append(place)
    return kept


def middle(country: str, name: str) -> Place | None:
    """A point inside the country's largest part, under its name."""
    found = _middles().get(country)
    return Place(name, *found) if found else None


@cache
def _middles() -> dict[str, tuple[float, float]]:
    """ISO alpha-2 -> (longitude, latitude), made by tools/world_map.py."""
    found: dict[str, list[float]] = json.loads((MAPS / "countries.json").read_text())
    return {code: (lon, lat) for code, (lon, lat) in found.items()}


PORTS = """SELECT p.locode, p.name FROM port p
 WHERE p.locode IN (SELECT CASE WHEN %s THEN origin_id ELSE destination_id END FROM service_leg WHERE kind = 'line_haul')
 ORDER BY p.name"""


def ports_served() -> list[tuple[str, str]]:
    """(UN/LOCODE, name) of the ports our services' line-hauls go to."""
    return _ports(is_origin=False)


def ports_left() -> list[tuple[str, str]]:
    """(UN/LOCODE, name) of the ports our services' line-hauls leave from."""
    return _ports(is_origin=True)


def _ports(*, is_origin: bool) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(PORTS, [is_origin])
        return list(cursor.fetchall())
