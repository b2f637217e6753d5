"""Which zone a destination lies in. Pure."""

from collections.abc import Iterable
from itertools import groupby

from galeon.tariffs.sheet import Zone

_DROPPED = str.maketrans("", "", " -")


def postcode_key(postcode: str) -> str:
    """A postcode as prefixes are compared: capitals, no spaces or hyphens."""
    return postcode.translate(_DROPPED).upper()


class Atlas:
    """Zones of one version by country, with the longest matching postcode prefix where a country is split."""

    __slots__ = ("_split", "_whole")

    def __init__(self, zones: Iterable[Zone]) -> None:
        ordered = sorted(zones, key=lambda zone: (zone.country, -len(postcode_key(zone.postcode_prefix))))
        self._whole = {zone.country: zone.code for zone in ordered if not zone.postcode_prefix}
        self._split: dict[str, list[tuple[int, dict[str, str]]]] = {}
        for (country, length), group in groupby(
            ordered, key=lambda zone: (zone.country, len(postcode_key(zone.postcode_prefix)))
        ):
            if length:
                table = {postcode_key(zone.postcode_prefix): zone.code for zone in group}
                self._split.setdefault(country, []).append((length, table))

    def zone(self, country: str, postcode: str) -> str | None:
        """The zone's code, None when no zone holds the destination."""
        if country in self._split:
            key = postcode_key(postcode)
            for length, table in self._split[country]:
                code = table.get(key[:length])
                if code is not None:
                    return code
        return self._whole.get(country)
