"""Remote places by postcode or city: half a million of them as sorted 64-bit integers. Pure."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime

from galeon.tariffs.engine.days import midnight
from galeon.tariffs.engine.postcodes import city_key, key
from galeon.tariffs.engine.spans import flatten

AreaRow = tuple[str, int, int, str, str]
"""country, from_key, to_key (`postcodes.span`), city (`postcodes.city_key`), tier: either two keys or a city."""
TIERS_MAX = 65_535


class _Stretches:
    """One country's postcodes: stretches that do not overlap, each with the number of its tier."""

    __slots__ = ("ends", "starts", "tiers")

    def __init__(self) -> None:
        self.starts, self.ends, self.tiers = array("q"), array("q"), array("H")

    def settle(self, names: list[str]) -> None:
        """Sort and cut the rows as they came; most tables come sorted and without overlaps already."""
        if all(end < start for end, start in zip(self.ends, self.starts[1:], strict=False)):
            return
        rows = zip(self.starts, self.ends, self.tiers, strict=True)
        flat = flatten([(start, end, names[tier]) for start, end, tier in rows])
        numbers = {name: number for number, name in enumerate(names)}
        self.starts = array("q", [start for start, _, _ in flat])
        self.ends = array("q", [end for _, end, _ in flat])
        self.tiers = array("H", [numbers[name] for _, _, name in flat])


class Edition:
    """The places of one version of a table. Where stretches overlap the narrowest counts; a postcode goes before a city."""

    __slots__ = ("_cities", "_names", "_stretches")

    def __init__(self, rows: Iterable[AreaRow]) -> None:
        self._names: list[str] = []
        self._cities: dict[str, dict[str, str]] = {}
        self._stretches: dict[str, _Stretches] = {}
        numbers: dict[str, int] = {}
        for country, from_key, to_key, city, tier in rows:
            if city:
                self._cities.setdefault(country, {}).setdefault(city, tier)
                continue
            number = numbers.get(tier)
            if number is None:
                number = numbers[tier] = len(self._names)
                self._names.append(tier)
            stretches = self._stretches.get(country)
            if stretches is None:
                stretches = self._stretches[country] = _Stretches()
            stretches.starts.append(from_key)
            stretches.ends.append(to_key)
            stretches.tiers.append(number)
        for stretches in self._stretches.values():
            stretches.settle(self._names)

    @property
    def size_bytes(self) -> int:
        """What the postcodes take."""
        held = [part for found in self._stretches.values() for part in (found.starts, found.ends, found.tiers)]
        return sum([part.itemsize * len(part) for part in held])

    def tier(self, country: str, postcode: str, city: str = "") -> str | None:
        """The tier that holds a place ("" where the table has none), None when it is not in the table."""
        stretches = self._stretches.get(country)
        if stretches is not None and postcode:
            place = key(postcode)
            index = bisect_right(stretches.starts, place) - 1
            if index >= 0 and place <= stretches.ends[index]:
                return self._names[stretches.tiers[index]]
        if city and country in self._cities:
            return self._cities[country].get(city_key(city))
        return None


class Areas:
    """A table's editions, each from a day on until the next one's, days in `timezone`."""

    __slots__ = ("_editions", "changes")

    def __init__(self, editions: Iterable[tuple[date, Edition]], timezone: str) -> None:
        ordered = sorted(editions, key=lambda row: row[0])
        self._editions = [edition for _, edition in ordered]
        self.changes = tuple(midnight(day, timezone) for day, _ in ordered)
        """The moments an edition begins, ascending."""

    def edition(self, at: datetime) -> Edition | None:
        """The edition in force at a moment, None before the first."""
        index = bisect_right(self.changes, at) - 1
        return self._editions[index] if index >= 0 else None

    def tier(self, country: str, postcode: str, city: str, at: datetime) -> str | None:
        """The tier that holds a place at a moment, None when it is not remote."""
        edition = self.edition(at)
        return edition.tier(country, postcode, city) if edition else None
