"""Places with their clocks and coordinates: our sites, ports, and the towns carriers name."""

import functools
import importlib.resources
from collections.abc import Iterable

import msgspec
from django.db import connection

from galeon.tracking.telling import plain_place
from galeon.tracking.track import Place

TOWN_PARTS_MAX = 4  # a carrier's text has at most this many commas worth reading


class Atlas(msgspec.Struct, frozen=True):
    """The places some events happened at, read in one go."""

    sites: dict[str, Place]
    site_codes: dict[int, str]
    ports: dict[str, Place]
    towns: dict[tuple[str, str], Place]

    def site(self, site_id: int) -> Place | None:
        """A site of ours by id."""
        return self.sites.get(self.site_codes.get(site_id, ""))

    def resolve(self, text: str, *, is_public: bool) -> Place | None:
        """The place an event names; for the public without house numbers, postcodes and the like."""
        if known := self.sites.get(text) or self.ports.get(text):
            return known
        plain, country = plain_place(text)
        name = plain if is_public else text
        if not name:
            return None
        town = self.towns.get((country, plain.partition(",")[0].upper()))
        zone = town.timezone if town and town.timezone else chief_zone(country)
        return Place(
            kind="text", name=name, country=country, timezone=zone,
            latitude_udeg=town.latitude_udeg if town else None, longitude_udeg=town.longitude_udeg if town else None,
        )  # fmt: skip


def atlas(texts: Iterable[str], locodes: Iterable[str] = ()) -> Atlas:
    """Every site, the named ports, and the ports that share a carrier's town's name (for its clock and coordinates)."""
    wanted = {t for t in texts if t}
    codes = {*locodes, *(t for t in wanted if len(t) == 5 and t.isalnum())}
    towns = {(c, plain.partition(",")[0].upper()) for plain, c in map(plain_place, wanted) if plain and c}
    sites, site_codes = _sites()
    ports, found = _ports(codes, towns) if codes or towns else ({}, {})
    return Atlas(sites, site_codes, ports, found)


def _sites() -> tuple[dict[str, Place], dict[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(  # the port's name is written in Latin letters: the whole world can read it
            """SELECT s.id, s.code, coalesce(p.name, s.city), s.country_id, s.timezone, s.latitude_udeg, s.longitude_udeg
                 FROM site s LEFT JOIN port p ON p.locode = s.port_id"""
        )
        rows = cursor.fetchall()
    places = {code: _place("site", *facts) for _id, code, *facts in rows}
    return places, {site_id: code for site_id, code, *_ in rows}


def _ports(codes: set[str], towns: set[tuple[str, str]]) -> tuple[dict[str, Place], dict[tuple[str, str], Place]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT locode, upper(name), name, country_id, timezone, latitude_udeg, longitude_udeg FROM port
                WHERE locode = ANY (%s) OR (country_id = ANY (%s) AND upper(name) = ANY (%s))
                ORDER BY latitude_udeg IS NULL, locode""",
            [list(codes), list({c for c, _ in towns}), list({name for _, name in towns})],
        )
        rows = cursor.fetchall()
    ports = {locode: _place("port", *facts) for locode, _upper, *facts in rows if locode in codes}
    found: dict[tuple[str, str], Place] = {}
    for _locode, upper, *facts in rows:
        found.setdefault((str(facts[1]), upper), _place("port", *facts))
    return ports, found


def _place(kind: str, name: str, country: str, timezone: str, latitude: int | None, longitude: int | None) -> Place:
    zone = timezone or chief_zone(country)
    return Place(kind=kind, name=name, country=country, timezone=zone, latitude_udeg=latitude, longitude_udeg=longitude)


def chief_zone(country: str) -> str:
    """The zone of the country's chief town, or UTC: wrong by hours in wide countries, right elsewhere."""
    return _chief_zones().get(country, "UTC")


@functools.cache
def _chief_zones() -> dict[str, str]:
    table = importlib.resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, zone)
    return zones
