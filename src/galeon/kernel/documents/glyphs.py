"""Which text our fonts can print, and how wide. What they cannot is refused where it enters, never printed as a box."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).parent / "fonts"


class Size(NamedTuple):
    """Of a text on one line, in thousandths of its size. families: a bit for each font family that has it whole."""

    width: int
    ascent: int
    descent: int
    families: int


_UNKNOWN = Size(0, 0, 0, 0)
# Marks without a shape that phones and chat programs paste along with names and numbers: soft hyphen, zero width
# space, directional marks, variation selectors, byte order mark. Direction comes from the letters themselves.
_SHAPELESS = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
# Joiners change the letters beside them in Arabic and Indic scripts, and only there.
_JOINERS = re.compile("[\u200c\u200d]")
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")


def printable(text: str) -> str:
    """The text as it goes to the printer: composed (NFC), without marks that have no shape of their own."""
    if text.isascii():
        return text
    text = _SHAPELESS.sub("", unicodedata.normalize("NFC", text))
    return text if _JOINING.search(text) else _JOINERS.sub("", text)


def missing_glyphs(text: str) -> str:
    """The characters of `text` that no font of ours has, each once, in order; "" when all can be printed.

    Control characters, line breaks and emoji are missing, and so is an accent that stands alone or on a letter of
    another script, which no one font has both of. About 2 µs for a name.
    """
    if text.isascii() and text.isprintable():
        return ""
    text = printable(text)
    doubtful, unknown, accented = _patterns()
    if doubtful.search(text) is None:
        return ""
    stray = (found.group("marks") for found in accented.finditer(text) if not _is_of_one_font(found.group()))
    return "".join(dict.fromkeys(chain(unknown.findall(text), *stray)))


def size_mem(text: str) -> Size:
    """How wide the text will be at most, and how high its line is to be.

    Joined and stacked letters come out narrower than the sum of their single shapes that is counted here.
    """
    if text.isascii():
        _, ascent, descent, families = _size("a")
        return Size(sum(map(_ascii_widths().__getitem__, text.encode())), ascent, descent, families)
    width = sum(map(_width, text))
    ascent = descent = 0
    families = -1
    for character in set(text):
        of = _size(character)
        ascent = max(ascent, of.ascent)
        descent = max(descent, of.descent)
        families &= of.families
    return Size(width, ascent, descent, families)


def is_joined(text: str) -> bool:
    """True when letters join or stack, so that the text comes out much narrower than `size_mem` says."""
    return not text.isascii() and _JOINING.search(text) is not None


def is_rtl(text: str) -> bool:
    """True when the first letter that has a direction runs from right to left (Arabic, Hebrew)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def every_printable() -> Iterator[str]:
    """All characters that some font of ours has, about 47,000."""
    firsts, lasts, _ = _coverage()
    for first, last in zip(firsts, lasts, strict=True):
        yield from map(chr, range(first, last + 1))


def _is_of_one_font(cluster: str) -> bool:
    stands_alone = cluster[0].isspace() or _is_mark(cluster[0])
    return not stands_alone and size_mem(_JOINERS.sub("", cluster)).families != 0


@cache
def _size(character: str) -> Size:
    firsts, lasts, sizes = _coverage()
    at = bisect_right(firsts, ord(character)) - 1
    return sizes[at] if at >= 0 and ord(character) <= lasts[at] else _UNKNOWN


@cache
def _width(character: str) -> int:
    return _size(character).width


@cache
def _ascii_widths() -> list[int]:
    return [_width(chr(point)) for point in range(128)]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """(a character that needs a second look, one that no font has, one together with the marks it carries)."""
    firsts, lasts, _ = _coverage()
    known = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in zip(firsts, lasts, strict=True))
    marks = "".join(filter(_is_mark, every_printable()))
    return (
        re.compile(f"[^{known}\u200c\u200d]|[{marks}]"),
        re.compile(f"[^{known}\u200c\u200d]"),
        re.compile(f"[^{marks}]?(?P<marks>[{marks}][{marks}\u200c\u200d]*)", re.DOTALL),
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me")


@cache
def _coverage() -> tuple[list[int], list[int], list[Size]]:
    """`fonts/coverage.txt`, written from the fonts' own tables by `tools/fonts.py`: first, last, size of each range."""
    firsts: list[int] = []
    lasts: list[int] = []
    sizes: list[Size] = []
    for line in (FONTS / "coverage.txt").read_text().splitlines():
        points, *numbers, families = line.split()
        first, last = points.split("-")
        firsts.append(int(first, 16))
        lasts.append(int(last, 16))
        width, ascent, descent = map(int, numbers)
        sizes.append(Size(width, ascent, descent, int(families, 16)))
    return firsts, lasts, sizes
