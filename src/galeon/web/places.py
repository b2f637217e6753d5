"""Where a service's legs run, with coordinates, for the map; and the zones and names of our sites."""

import json
from functools import cache
from pathlib import Path

from django.db import connection

from galeon.web.route import Place

MAPS = Path(__file__).resolve().parent / "static" / "maps"
MICRO = 1_000_000


def way(service_id: int, origin_site_id: int, country: str, country_name: str) -> tuple[list[Place], list[Place]]:
    """Places up to the main leg's departure, and from its arrival to the recipient's country."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT city, longitude_udeg, latitude_udeg FROM site WHERE id = %s AND longitude_udeg IS NOT NULL", [origin_site_id]
        )
        before = [_place(*row) for row in cursor.fetchall()]
        cursor.execute(
            """SELECT p.name, p.longitude_udeg, p.latitude_udeg, q.name, q.longitude_udeg, q.latitude_udeg FROM service_leg l
               LEFT JOIN port p ON p.locode = l.origin_id LEFT JOIN port q ON q.locode = l.destination_id
               WHERE l.service_id = %s AND l.kind = 'line_haul' ORDER BY l.no""",
            [service_id],
        )
        legs = cursor.fetchall()
    after: list[Place] = []
    for a_name, a_lon, a_lat, b_name, b_lon, b_lat in legs:
        if a_lon is not None and not after:
            before.append(_place(a_name, a_lon, a_lat))
        if b_lon is not None:
            after.append(_place(b_name, b_lon, b_lat))
    end = middles().get(country)
    if end:
        after.append(Place(country_name, *end))
    return _apart(before), after


def _place(name: str, lon_udeg: int, lat_udeg: int) -> Place:
    return Place(name, lon_udeg / MICRO, lat_udeg / MICRO)


def _apart(places: list[Place]) -> list[Place]:
    """Neighbours closer than half a degree are one point on a map of the world: the later one's name stays."""
    kept: list[Place] = []
    for place in places:
        if kept and abs(kept[-1].lon - place.lon) < 0.5 and abs(kept[-1].lat - place.lat) < 0.5:
            kept.pop()
        kept.append(place)
    return kept


@cache
def middles() -> dict[str, tuple[float, float]]:
    """ISO alpha-2 -> a point inside the country's largest part (longitude, latitude), see tools/world_map.py."""
    found: dict[str, list[float]] = json.loads((MAPS / "countries.json").read_text())
    return {code: (lon, lat) for code, (lon, lat) in found.items()}


def sites() -> dict[str, tuple[str, str]]:
    """Site code -> (name, zone)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name, timezone FROM site")
        return {code: (name, zone) for code, name, zone in cursor.fetchall()}


def ports_served() -> list[tuple[str, str]]:
    """(UN/LOCODE, name) of the ports our services' line-hauls go to, else of every port."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.locode, p.name FROM port p WHERE p.locode IN (SELECT destination_id FROM service_leg WHERE kind = 'line_haul')
               ORDER BY p.name"""
        )
        return list(cursor.fetchall())


def ports_left() -> list[tuple[str, str]]:
    """(UN/LOCODE, name) of the ports our services' line-hauls leave from."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.locode, p.name FROM port p WHERE p.locode IN (SELECT origin_id FROM service_leg WHERE kind = 'line_haul')
               ORDER BY p.name"""
        )
        return list(cursor.fetchall())
