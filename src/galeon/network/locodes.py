"""UNECE's own UN/LOCODE table: rows of its CSV as places. Pure.

The CSV comes in several parts without a header, in the code page 1252 or in UTF-8, with the columns Change, Country,
Location, Name, NameWoDiacritics, Subdivision, Status, Function, Date, IATA, Coordinates, Remarks. A row without a
Location is a country's heading or a cross-reference ("Vienna = Wien"); Change X marks an entry to be removed.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from msgspec import Struct

_POINT = re.compile(r"(\d{2})(\d{2})([NS])\s+(\d{3})(\d{2})([EW])\Z")
_PLACE = re.compile(r"[A-Z2-9]{3}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
COLUMNS_MIN = 11
NAME_MAX = 120
PART_MAX_BYTES = 200_000_000


class Place(Struct, frozen=True):
    """One UN/LOCODE entry; a point in millionths of a degree, None where the table has none (or a faulty one)."""

    locode: str
    name: str
    functions: str
    iata: str
    latitude_udeg: int | None
    longitude_udeg: int | None
    removed: bool


def texts(path: Path) -> Iterator[str]:
    """The CSV parts of a file: itself, or each of a zip's. Raises OSError, and ValueError where it is neither."""
    if not is_zipfile(path):
        if path.stat().st_size > PART_MAX_BYTES:
            raise ValueError(path.name)
        yield _decoded(path.read_bytes())
        return
    try:
        with ZipFile(path) as archive:
            for part in sorted(archive.infolist(), key=lambda part: part.filename):
                if part.filename.lower().endswith(".csv") and "codelist" in part.filename.lower().replace(" ", ""):
                    if part.file_size > PART_MAX_BYTES:
                        raise ValueError(part.filename)
                    yield _decoded(archive.read(part))
    except BadZipFile as error:
        raise ValueError(path.name) from error


def places(text: str) -> Iterator[Place | None]:
    """Each entry of one part in its order; None for a row that is no entry and no heading either."""
    for row in csv.reader(StringIO(text)):
        if not row or row == [""]:
            continue
        if len(row) < COLUMNS_MIN:
            yield None
            continue
        change, country, location = (cell.strip() for cell in row[:3])
        if not location or (country, location) == ("Country", "Location"):
            continue
        yield _place(change, country, location, [cell.strip() for cell in row[3:COLUMNS_MIN]])


def _place(change: str, country: str, location: str, cells: list[str]) -> Place | None:
    name, plain, _subdivision, _status, functions, _date, iata, point = cells
    name = (name or plain)[:NAME_MAX]
    if not _COUNTRY.match(country) or not _PLACE.match(location) or not name:
        return None
    latitude, longitude = _point(point)
    functions = functions[:8].ljust(8, "-")
    if not iata and functions[3] == "4" and location.isalpha():
        iata = location  # the table names an IATA code only where it differs from the location's
    return Place(country + location, name, functions, iata[:3], latitude, longitude, change == "X")


def _point(text: str) -> tuple[int | None, int | None]:
    """Degrees and minutes such as "3114N 12129E"."""
    found = _POINT.match(text)
    if found is None:
        return None, None
    latitude = _udeg(found[1], found[2]) * (1 if found[3] == "N" else -1)
    longitude = _udeg(found[4], found[5]) * (1 if found[6] == "E" else -1)
    if abs(latitude) > 90_000_000 or abs(longitude) > 180_000_000:
        return None, None
    return latitude, longitude


def _udeg(degrees: str, minutes: str) -> int:
    return ((int(degrees) * 60 + int(minutes)) * 1_000_000 + 30) // 60


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
