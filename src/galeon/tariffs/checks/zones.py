"""What is wrong with a sheet's zones: no name, the same place twice, stretches of postcodes that cross. Pure."""

import re
from collections.abc import Iterator

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import fault
from galeon.tariffs.engine.postcodes import CHARS_MAX, city_key, plain, span
from galeon.tariffs.engine.zones import place_of
from galeon.tariffs.sheet import Sheet, Zone

NAME_MAX, REGION_MAX, ORIGIN_MAX = 16, 60, 12


def zones(sheet: Sheet) -> Iterator[Refusal]:
    """Every fault of the zones."""
    if not sheet.zones:
        yield fault("zones_missing", "zones", "The list needs at least one zone.")
    seen: set[tuple[object, ...]] = set()
    stretches: dict[tuple[str, str], list[tuple[int, int, str, int]]] = {}
    for index, zone in enumerate(sheet.zones):
        field = f"zones[{index}]"
        wrong = [*_names(zone, field), *_postcodes(zone, field)]
        yield from wrong
        if wrong:
            continue
        place = (zone.origin, *place_of(zone))
        if place in seen:
            yield fault("zone_twice", field, "{country} stands in two zones.", country=_told(zone))
        seen.add(place)
        if zone.postcode_prefix:
            first, last = span(zone.postcode_prefix, zone.postcode_to)
            stretches.setdefault((zone.country, zone.origin), []).append((first, -last, zone.code, index))
    for found in stretches.values():
        yield from _crossings(sheet, found)


def _names(zone: Zone, field: str) -> Iterator[Refusal]:
    if not re.fullmatch(r"[A-Z]{2}", zone.country):
        yield fault("country_unknown", f"{field}.country", "The country must be a two-letter ISO code.")
    if not zone.code:
        yield fault("zone_missing", f"{field}.code", "A zone needs a name.")
    if len(zone.code) > NAME_MAX:
        yield fault("zone_invalid", f"{field}.code", "A zone's name has at most {max} characters.", max=str(NAME_MAX))
    if len(zone.origin) > ORIGIN_MAX:
        yield fault("origin_invalid", f"{field}.origin", "There is no site {site}.", site=zone.origin[:40])
    if zone.region and (not city_key(zone.region) or len(zone.region) > REGION_MAX):
        yield fault("region_invalid", f"{field}.region", "{region} is no name of a region.", region=zone.region)
    if zone.region and zone.postcode_prefix:
        yield fault("zone_mixed", f"{field}.region", "A zone's row names a region or postcodes, not both.")


def _postcodes(zone: Zone, field: str) -> Iterator[Refusal]:
    for name, postcode in (("postcode_prefix", zone.postcode_prefix), ("postcode_to", zone.postcode_to)):
        if postcode and not 1 <= len(plain(postcode)) <= CHARS_MAX:
            yield fault("postcode_invalid", f"{field}.{name}", "{postcode} is no postcode.", postcode=postcode)
    if zone.postcode_to and not zone.postcode_prefix:
        yield fault("postcode_missing", f"{field}.postcode_prefix", "A stretch of postcodes needs a beginning.")
    elif zone.postcode_to:
        first, last = span(zone.postcode_prefix, zone.postcode_to)
        if last < first:
            yield fault(
                "postcodes_reversed", f"{field}.postcode_to", "The postcodes must run from {first} to a later one.",
                first=zone.postcode_prefix,
            )  # fmt: skip


def _crossings(sheet: Sheet, stretches: list[tuple[int, int, str, int]]) -> Iterator[Refusal]:
    """Two stretches may lie one in the other, or apart; where they cross nobody could say which is the narrower."""
    open_ends: list[tuple[int, str, int]] = []
    for first, minus_last, code, index in sorted(stretches):
        while open_ends and open_ends[-1][0] < first:
            open_ends.pop()
        if open_ends and open_ends[-1][0] < -minus_last and open_ends[-1][1] != code:
            yield fault(
                "zones_cross", f"zones[{index}]", "{one} and {other} overlap, and neither lies within the other.",
                one=_told(sheet.zones[open_ends[-1][2]]), other=_told(sheet.zones[index]),
            )  # fmt: skip
        open_ends.append((-minus_last, code, index))


def _told(zone: Zone) -> str:
    postcodes = f"{zone.postcode_prefix}-{zone.postcode_to}" if zone.postcode_to else zone.postcode_prefix
    return " ".join([part for part in (zone.country, postcodes, zone.region) if part])
