"""Which zone a destination lies in. Pure."""

from bisect import bisect_right
from collections.abc import Iterable

from msgspec import Struct

from galeon.tariffs.engine.postcodes import key, span
from galeon.tariffs.engine.regions import region_key
from galeon.tariffs.engine.spans import flatten
from galeon.tariffs.sheet import Zone


class _Land(Struct, frozen=True):
    """A country seen from one origin: stretches of postcodes that do not overlap, regions, and all the rest."""

    starts: list[int]
    ends: list[int]
    codes: list[str]
    regions: dict[str, str]
    whole: str | None


class Atlas:
    """Zones of one version. The narrowest stretch of postcodes counts first, then the region, then the country.

    From an origin with zones of its own these replace the common ones of the same place.
    """

    __slots__ = ("_lands",)

    def __init__(self, zones: Iterable[Zone]) -> None:
        by_country: dict[str, list[Zone]] = {}
        for zone in zones:
            by_country.setdefault(zone.country, []).append(zone)
        self._lands: dict[str, dict[str, _Land]] = {
            country: {origin: _land(found, origin) for origin in {"", *(zone.origin for zone in found)}}
            for country, found in by_country.items()
        }

    def zone(self, country: str, postcode: str, region: str = "", origin: str = "") -> str | None:
        """The zone's code, None when no zone holds the destination."""
        lands = self._lands.get(country)
        if lands is None:
            return None
        land = lands.get(origin) or lands[""]
        if land.starts:
            place = key(postcode)
            index = bisect_right(land.starts, place) - 1
            if index >= 0 and place <= land.ends[index]:
                return land.codes[index]
        if land.regions and region:
            found = land.regions.get(region_key(country, region))
            if found is not None:
                return found
        return land.whole


def place_of(zone: Zone) -> tuple[str, int, int, str]:
    """What a zone's row covers, wherever it is sent from: the same for two rows that name the same place."""
    from_key, to_key = span(zone.postcode_prefix, zone.postcode_to) if zone.postcode_prefix else (0, 0)
    return zone.country, from_key, to_key, region_key(zone.country, zone.region) if zone.region else ""


def _land(zones: list[Zone], origin: str) -> _Land:
    seen = {place_of(zone): zone.code for zone in zones if not zone.origin}
    if origin:
        seen |= {place_of(zone): zone.code for zone in zones if zone.origin == origin}
    flat = flatten([(from_key, to_key, code) for (_, from_key, to_key, _), code in seen.items() if to_key])
    return _Land(
        [start for start, _, _ in flat],
        [end for _, end, _ in flat],
        [code for _, _, code in flat],
        {region: code for (_, _, to_key, region), code in seen.items() if region and not to_key},
        next((code for (_, _, to_key, region), code in seen.items() if not region and not to_key), None),
    )
