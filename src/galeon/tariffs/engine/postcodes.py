"""Postcodes and place names as they are compared: postcodes as integers, so that a stretch of them is two numbers. Pure.

A key is a postcode's first 12 letters and digits as a number to the base 37, filled up with zeros on the right; the digit 0
counts 1 and Z 36. Keys sort as postcodes do ("9" < "90" < "91" < "A"), and 37^12 fits in 64 bits.
"""

import unicodedata
from functools import lru_cache

CHARS_MAX = 12
CITY_CHARS_MAX = 80
KEPT = 32_768

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE = len(_SIGNS) + 1
_WORTH = tuple(
    {sign: (nth + 1) * _BASE ** (CHARS_MAX - 1 - place) for nth, sign in enumerate(_SIGNS)}
    for place in range(CHARS_MAX)
)


@lru_cache(KEPT)
def key(text: str) -> int:
    """A postcode as a number; spaces, hyphens and the case of letters do not count, 0 where nothing is left."""
    try:
        return sum([worth[sign] for worth, sign in zip(_WORTH, text, strict=False)])
    except KeyError:
        return sum([worth[sign] for worth, sign in zip(_WORTH, plain(text), strict=False)])


def plain(text: str) -> str:
    """Only the capitals A-Z and digits of a postcode: "sw1a 1aa" is "SW1A1AA"."""
    return "".join([sign for sign in unicodedata.normalize("NFKC", text).upper() if sign in _SIGNS])


def span(prefix: str, to: str = "") -> tuple[int, int]:
    """The keys of the first and the last postcode that begin with `prefix`, or with anything from it up to `to`."""
    end = plain(to or prefix)[:CHARS_MAX]
    return key(prefix), key(end) + _BASE ** (CHARS_MAX - len(end)) - 1


def city_key(name: str) -> str:
    """A city or region as names are compared: no accents, case, spaces or signs; "São-Paulo" is "saopaulo"."""
    bare = "".join([sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)])
    return "".join([sign for sign in unicodedata.normalize("NFKC", bare).casefold() if sign.isalnum()])[:CITY_CHARS_MAX]
