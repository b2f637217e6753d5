"""A UPS package's activities as sightings: our code, UTC time, place."""

import functools
import importlib.resources
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from galeon.carriers.terms import Sighting
from galeon.carriers.ups import status_map

PLACE_CHARS_MAX = 120
TEXT_CHARS_MAX = 200


def sightings(number: str, activities: Iterable[dict[str, Any]]) -> list[Sighting]:
    """Oldest first. An activity without a readable date is left out: it cannot be put in order."""
    read = [s for activity in activities if (s := _sighting(number, activity)) is not None]
    return _returned(sorted(read, key=lambda s: s.occurred_at))


def _returned(ordered: Sequence[Sighting]) -> list[Sighting]:
    """UPS has no code of its own for 'back at the sender': it is a delivery that follows a return."""
    told: list[Sighting] = []
    going_back = False
    for seen in ordered:
        if seen.code == status_map.DELIVERED and going_back:
            seen = msgspec.structs.replace(seen, code="carrier_returned")
        going_back = going_back or seen.code == status_map.RETURNING
        told.append(seen)
    return told


def _sighting(number: str, activity: dict[str, Any]) -> Sighting | None:
    status = activity.get("status") or {}
    address = (activity.get("location") or {}).get("address") or {}
    country = str(address.get("countryCode") or address.get("country") or "")[:2]
    occurred_at = _when(activity, country)
    if occurred_at is None:
        return None
    type_, code = str(status.get("type") or ""), str(status.get("code") or "")
    text = str(status.get("description") or "").strip()[:TEXT_CHARS_MAX]
    where = (address.get("city"), address.get("stateProvince"), country)
    return Sighting(
        number=number,
        code=status_map.our_code(type_, code, text),
        carrier_code=f"{type_}/{code}",
        text=text,
        occurred_at=occurred_at,
        place=", ".join(str(part) for part in where if part)[:PLACE_CHARS_MAX],
        country=country,
    )


def _when(activity: dict[str, Any], country: str) -> datetime | None:
    """UTC. UPS gives it as gmtDate and gmtTime; older replies have the local clock only."""
    if (told := _stamp(activity.get("gmtDate"), activity.get("gmtTime"))) is not None:
        return told.replace(tzinfo=UTC)
    local = _stamp(activity.get("date"), activity.get("time"))
    if local is None:
        return None
    zone = _offset(str(activity.get("gmtOffset") or "")) or _zone(country)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _stamp(date: object, time: object) -> datetime | None:
    clock = str(time or "").replace(":", "") or "000000"
    try:
        return datetime.strptime(f"{date} {clock}", "%Y%m%d %H%M%S")  # noqa: DTZ007  the caller adds the zone
    except ValueError:
        return None


def _offset(text: str) -> timezone | None:
    """'-08:00', '09:00'."""
    sign = -1 if text.startswith("-") else 1
    hours, _, minutes = text.lstrip("+-").partition(":")
    if not (hours.isdigit() and (minutes or "0").isdigit() and int(hours) <= 14):
        return None
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes or 0)))


def _zone(country: str) -> ZoneInfo | timezone:
    """The zone of the country's chief town: wrong by an hour or three in wide countries, by none elsewhere."""
    name = _chief_zones().get(country)
    return ZoneInfo(name) if name else UTC


@functools.cache
def _chief_zones() -> dict[str, str]:
    table = importlib.resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, zone)
    return zones
