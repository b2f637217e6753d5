"""What a scanner's text may mean. Pure.

A station sees our own labels, merchants' references, carriers' labels and GS1 codes, sent by scanners that put a
symbology identifier in front, by keyboards in Chinese input mode (full-width letters), and by hand.
"""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

TEXT_MAX = 120
NUMBER_MAX = 64
SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")  # AIM identifier: ]C1 GS1-128, ]d2 GS1 DataMatrix, ]Q3 GS1 QR
GS1_SYMBOLOGIES = frozenset({"]C1", "]d2", "]Q3", "]e0"})
GROUP_SEPARATOR = "\x1d"
PIECE = re.compile(r"^(.+)[|¦]0*([1-9][0-9]{0,2})$")

# A carrier's barcode holds more than its number: (what it looks like, the group that is the number).
EXTRACTS: tuple[re.Pattern[str], ...] = (
    re.compile(r"^420[0-9]{5}(?:[0-9]{4})?(9[0-9]{15,25})$"),  # USPS IMpb: 420 + ZIP, then the number
    re.compile(r"^%?[0-9A-Z]{7}([0-9]{14})[0-9]{6}[0-9A-Z]?$"),  # DPD: postcode, parcel, service, country, check
    re.compile(r"^\(?00\)?([0-9]{18})$"),  # GS1 (00) SSCC
    re.compile(
        r"^\((?:400|401|402|21)\)(.{1,30})$"
    ),  # GS1 in brackets as printed: order, consignment, shipment, serial
)
GS1_FIXED = {"00": 18, "01": 14, "02": 14, "402": 17}  # lengths of the application identifiers without a separator
GS1_NUMBERS = ("00", "401", "402", "400", "21")


class Meaning(msgspec.Struct, frozen=True):
    """One thing the text may name: a number (the directory folds case, spaces and dashes), and maybe a piece (from 1)."""

    number: str
    piece: int | None = None


def meanings(text: str) -> tuple[Meaning, ...]:
    """What the text may mean, likeliest first; empty when it is nothing at all."""
    plain = unicodedata.normalize("NFKC", text[:TEXT_MAX]).strip()
    is_gs1 = plain[:3] in GS1_SYMBOLOGIES
    plain = SYMBOLOGY.sub("", plain).strip(GROUP_SEPARATOR + "\r\n\t ")
    found: dict[Meaning, None] = {}
    for number in _numbers(plain, is_gs1):
        if piece := PIECE.match(number):
            found.setdefault(Meaning(_clean(piece[1]), int(piece[2])))
        found.setdefault(Meaning(_clean(number)))
    return tuple(m for m in found if 0 < len(m.number) <= NUMBER_MAX)


def _numbers(plain: str, is_gs1: bool) -> Iterator[str]:
    if GROUP_SEPARATOR not in plain:
        yield plain
    for pattern in EXTRACTS:
        if hit := pattern.match(re.sub(r"[\s-]", "", plain).upper()):
            yield hit[1]
    yield from _gs1(plain, is_gs1)


def _gs1(plain: str, is_certain: bool) -> Iterator[str]:
    """Numbers in a GS1 element string: fixed ones run on, the others end with a group separator."""
    elements: dict[str, str] = {}
    rest = plain
    while rest:
        ai = next((a for a in (*GS1_FIXED, *GS1_NUMBERS, "420", "421") if rest.startswith(a)), None)
        if ai is None:
            break
        rest = rest[len(ai) :]
        if ai in GS1_FIXED:
            value, rest = rest[: GS1_FIXED[ai]], rest[GS1_FIXED[ai] :]
        else:
            value, _, rest = rest.partition(GROUP_SEPARATOR)
        rest = rest.lstrip(GROUP_SEPARATOR)
        elements[ai] = value
    for ai in GS1_NUMBERS:
        if elements.get(ai) and (is_certain or len(elements) > 1):
            yield elements[ai]


def _clean(number: str) -> str:
    return "".join(c for c in number if c.isprintable() and c not in " -")
