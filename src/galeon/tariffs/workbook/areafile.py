"""A carrier's table of remote places, half a million rows of CSV or XLSX, read and checked before it is loaded. Pure.

Columns by any of their names in English, Spanish and Chinese: country, from and to (postcodes, or what they begin with),
city, tier. A row holds postcodes or, where it has none, a city. `rows` answers places for `acts_dated.load_areas`.
"""

import csv
import io
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.engine.postcodes import city_key, plain, span
from galeon.tariffs.grids import cells
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.workbook.areacolumns import TITLES, countries_by_name, decoded, delimiter_of, heads, padded
from galeon.tariffs.workbook.faults import FAULTS_MAX, CellFault, cell_name
from galeon.tariffs.workbook.package import MIB, Limits, opened

FILE_MAX = 64 * MIB
ROWS_MAX = 1_000_000
TIERS_MAX, TIER_CHARS_MAX = 60, 12
HEAD_ROWS = 10
STEP = 10_000
XLSX_LIMITS = Limits(FILE_MAX, 400 * MIB, ROWS_MAX + HEAD_ROWS, 40, 8_000_000)
Progress = Callable[[int, int], None]
"""Called now and then with the rows read and how many there are."""


class Places:
    """What a file holds, to be gone through row by row; no more than thirty bytes are kept of each."""

    def __init__(self) -> None:
        self.countries: list[str] = []
        self.tiers: list[str] = []
        self.at = array("L")
        self._country, self._tier = array("H"), array("H")
        self._from, self._to = array("q"), array("q")
        self._cities: dict[int, str] = {}
        self._numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})

    def add(self, row: int, country: str, tier: str, keys: tuple[int, int], city: str) -> None:
        """One more place; row: its line in the file, from 0."""
        if city:
            self._cities[len(self.at)] = city
        self.at.append(row)
        self._country.append(_number(self._numbers[0], self.countries, country))
        self._tier.append(_number(self._numbers[1], self.tiers, tier))
        self._from.append(keys[0])
        self._to.append(keys[1])

    def __len__(self) -> int:
        return len(self.at)

    def __iter__(self) -> Iterator[AreaRow]:
        countries, tiers, cities = self.countries, self.tiers, self._cities
        for n, (country, tier, first, last) in enumerate(
            zip(self._country, self._tier, self._from, self._to, strict=True)
        ):
            yield countries[country], first, last, cities.get(n, ""), tiers[tier]

    def clashes(self) -> Iterator[tuple[int, int]]:
        """Pairs of rows (their lines) that put the same place into two tiers."""
        spans = sorted(
            zip(self._country, self._from, self._to, self._tier, range(len(self.at)), strict=True)
        )  # fmt: skip
        country_before = -1
        ends: dict[int, tuple[int, int]] = {}
        cities: dict[tuple[int, str], tuple[int, int]] = {}
        for country, first, last, tier, n in spans:
            if n in self._cities:
                other, row = cities.setdefault((country, self._cities[n]), (tier, n))
                if other != tier:
                    yield self.at[n], self.at[row]
                continue
            if country != country_before:
                ends, country_before = {}, country
            for other, (end, row) in ends.items():
                if other != tier and end >= first:
                    yield self.at[n], self.at[row]
                    break
            if last > ends.get(tier, (-1, 0))[0]:
                ends[tier] = (last, n)


def _number(known: dict[str, int], names: list[str], name: str) -> int:
    number = known.get(name)
    if number is None:
        number = known[name] = len(names)
        names.append(name)
    return number


def rows(
    data: bytes, countries: Mapping[str, str] | None = None, progress: Progress | None = None
) -> Places | tuple[CellFault, ...]:
    """The places of a file, or at most FAULTS_MAX faults, each at its cell.

    countries: casefolded names and codes -> alpha-2, None = every country by its names in our languages.
    """
    if not data:
        return (_file(_no("file_empty", "The file is empty.")),)
    if len(data) > FILE_MAX:
        return (_file(_no("file_too_large", "The file is larger than {max} MB.", max=str(FILE_MAX // MIB))),)
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        pages = opened(data, XLSX_LIMITS)
        if isinstance(pages, tuple):
            return pages[:FAULTS_MAX]
        if not pages:
            return (_file(_no("file_empty", "The file is empty.")),)
        return _Reader(pages[0].name, countries, progress, len(pages[0].rows)).read(pages[0].rows)
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return (_file(_no("file_unreadable", "This is no CSV or XLSX file we can read.")),)
    text = decoded(data)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        return _Reader("", countries, progress, text.count("\n") + 1).read(cast("Iterable[list[Raw]]", lines))
    except csv.Error:
        return (_file(_no("file_unreadable", "This is no CSV or XLSX file we can read.")),)


class _Reader:
    def __init__(self, sheet: str, countries: Mapping[str, str] | None, progress: Progress | None, total: int) -> None:
        self._sheet, self._progress, self._total = sheet, progress, total
        self._countries = countries_by_name() if countries is None else countries
        self._columns: dict[str, int] = {}
        self._places = Places()
        self._faults: list[CellFault] = []
        self._known: dict[Raw, str] = {}
        self._tiers: dict[Raw, str] = {}
        self._at: tuple[int, ...] = ()
        self._width = 0

    def read(self, lines: Iterable[list[Raw]]) -> Places | tuple[CellFault, ...]:
        """The whole of it; reading ends at the fiftieth fault."""
        if self._total > ROWS_MAX + HEAD_ROWS:
            message = "At most {max} rows are read; this file has {found}."
            return (_file(_no("file_too_large", message, max=str(ROWS_MAX), found=str(self._total))),)
        self._go_through(lines)
        if not self._columns and not self._faults:
            message = "None of the first rows names the columns: {names}."
            return (_file(_no("head_missing", message, names=", ".join(TITLES))),)
        if not self._faults:
            self._clashes()
        if self._faults:
            return tuple(self._faults)
        return self._places if len(self._places) else (_file(_no("file_empty", "The file is empty.")),)

    def _name_columns(self, line: Sequence[Raw]) -> None:
        self._columns = heads(line)
        self._width = len(line)
        self._at = tuple(self._columns.get(key, self._width) for key in TITLES)

    def _go_through(self, lines: Iterable[list[Raw]]) -> None:
        for n, line in enumerate(lines):
            if not self._columns:
                self._name_columns(line)
                if not self._columns and n + 1 == HEAD_ROWS:
                    return
            elif any(line):
                self._take(n, line)
            if self._progress is not None and n % STEP == 0:
                self._progress(n, self._total)
            if len(self._faults) >= FAULTS_MAX:
                return
        if self._progress is not None:
            self._progress(self._total, self._total)

    def _take(self, n: int, line: list[Raw]) -> None:
        line[self._width :] = [""]  # where columns point that the file does not have
        line.extend([""] * (self._width + 1 - len(line)))
        at_country, at_from, at_to, at_city, at_tier = self._at
        country = self._known.get(line[at_country]) or self._country(n, line[at_country])
        tier = self._tiers.get(line[at_tier])
        if tier is None:
            tier = self._tier(n, line[at_tier])
        first, last = line[at_from], line[at_to]
        if type(first) is not str or type(last) is not str:
            first, last = self._number(n, "from", first, country), self._number(n, "to", last, country)
        else:
            first, last = first.strip(), last.strip()
        if not country or first is None or last is None:
            return
        if first:
            keys = span(first, last)
            if keys[0] and keys[0] <= keys[1] and (not last or (last.isascii() and last.isalnum()) or plain(last)):
                self._places.add(n, country, tier, keys, "")
            else:
                self._no_span(n, first, last)
        elif last:
            self._fault(n, "from", _no("postcode_missing", "A stretch of postcodes needs a beginning."))
        elif city := city_key(cells.text(line[at_city])):
            self._places.add(n, country, tier, (0, 0), city)
        else:
            self._fault(n, "from", _no("place_missing", "A row needs a postcode or a city."))

    def _country(self, n: int, raw: Raw) -> str:
        country = self._countries.get(cells.text(raw).casefold(), "")
        if country:
            self._known[raw] = country
        else:
            refusal = _no("country_unknown", "“{text}” is no country.", text=cells.shown(cells.text(raw)))
            self._fault(n, "country", refusal)
        return country

    def _tier(self, n: int, raw: Raw) -> str:
        tier = cells.text(raw)
        if len(tier) > TIER_CHARS_MAX or not tier.isprintable():
            message = "A tier's name has at most {max} characters."
            self._fault(n, "tier", _no("tier_long", message, max=str(TIER_CHARS_MAX)))
        elif len(self._tiers) >= TIERS_MAX:
            message = "The table has more than {max} tiers; is this the column of the tiers?"
            self._fault(n, "tier", _no("tiers_many", message, max=str(TIERS_MAX)))
        else:
            self._tiers[raw] = tier
        return tier

    def _number(self, n: int, key: str, raw: Raw, country: str) -> str | None:
        """A postcode that stands in its cell as a number; None where its zeros may be lost."""
        written = cells.text(raw)
        whole = "" if isinstance(raw, str) else padded(written, country)
        if not whole:
            return written
        message = "The number {number} may be postcode {whole} without its zero, or what postcodes begin with: write it as text."
        self._fault(n, key, _no("postcode_short", message, number=written, whole=whole))
        return None

    def _no_span(self, n: int, first: str, last: str) -> None:
        for key, written in (("from", first), ("to", last)):
            if written and not plain(written):
                refusal = _no("postcode_invalid", "“{text}” is no postcode.", text=cells.shown(written))
                self._fault(n, key, refusal)
                return
        message = "The postcodes run backwards, from {first} to {last}."
        self._fault(n, "to", _no("span_reversed", message, first=cells.shown(first), last=cells.shown(last)))

    def _clashes(self) -> None:
        for here, there in self._places.clashes():
            message = "Row {row} puts the same place into another tier."
            self._fault(here, "tier", _no("spans_overlap", message, row=str(there + 1)))
            if len(self._faults) >= FAULTS_MAX:
                return

    def _fault(self, n: int, key: str, refusal: Refusal) -> None:
        cell = cell_name(n, self._columns[key]) if key in self._columns else str(n + 1)
        self._faults.append(CellFault(self._sheet, cell, refusal))


def _file(refusal: Refusal) -> CellFault:
    return CellFault("", "", refusal)


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
