"""The countries and main ports every installation knows from the start, from the tables in `data/`. Pure.

countries.tsv: all of ISO 3166-1, names as CLDR has them, `postcode_required` as the countries' own address formats say.
ports.tsv: the seaports and airports that cross-border e-commerce uses. A point lies at the harbour where a place has
one, else at the airport; functions say only what we know of (1 port, 4 airport): `import-locodes` completes them.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

DATA = Path(__file__).resolve().parent / "data"


class CountryRow(Struct, frozen=True):
    """A line of countries.tsv."""

    alpha2: str
    alpha3: str
    numeric: str
    name_en: str
    name_es: str
    name_zh: str
    is_eu: bool
    postcode_required: bool


class PortRow(Struct, frozen=True):
    """A line of ports.tsv: a point in millionths of a degree, an IANA time zone."""

    locode: str
    country: str
    name: str
    functions: str
    iata: str
    latitude_udeg: int
    longitude_udeg: int
    timezone: str


def countries() -> list[CountryRow]:
    """All countries."""
    return [
        CountryRow(alpha2, alpha3, numeric, en, es, zh, is_eu == "1", required == "1")
        for alpha2, alpha3, numeric, en, es, zh, is_eu, required in _lines("countries.tsv")
    ]


def ports() -> list[PortRow]:
    """The main ports and airports."""
    return [
        PortRow(locode, country, name, functions, iata, int(latitude), int(longitude), timezone)
        for locode, country, name, functions, iata, latitude, longitude, timezone in _lines("ports.tsv")
    ]


def fingerprint() -> str:
    """Changes whenever a table does."""
    digest = sha256()
    for name in ("countries.tsv", "ports.tsv"):
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()


def _lines(name: str) -> Iterator[list[str]]:
    _head, *lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines)
