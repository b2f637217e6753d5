"""Which text our fonts can print, and how wide. What they cannot is refused where it enters, never printed as a box."""

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

# Marks without a shape that phones and chat programs paste along with names and numbers: soft hyphen, zero width
# space, directional marks, variation selectors, byte order mark. Direction comes from the letters themselves.
_SHAPELESS = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
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

    Control characters, line breaks and emoji are missing. About 1 µs for a name.
    """
    if text.isascii() and text.isprintable():
        return ""
    return "".join(dict.fromkeys(_unprintable().findall(printable(text))))


def size_mem(text: str) -> tuple[int, int]:
    """(width, height) of the text on one line, in thousandths of its size: no less than what will be printed.

    Joined and stacked letters come out narrower than the sum of their single shapes that is counted here.
    """
    sizes = [_size(character) for character in text]
    return sum(width for width, _ in sizes), max((height for _, height in sizes), default=0)


def is_rtl(text: str) -> bool:
    """True when the first letter that has a direction runs from right to left (Arabic, Hebrew)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@cache
def _size(character: str) -> tuple[int, int]:
    firsts, lasts, sizes = _coverage()
    at = bisect_right(firsts, ord(character)) - 1
    return sizes[at] if at >= 0 and ord(character) <= lasts[at] else (0, 0)


@cache
def _unprintable() -> re.Pattern[str]:
    """Matches one character that no font has."""
    firsts, lasts, _ = _coverage()
    known = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in zip(firsts, lasts, strict=True))
    return re.compile(f"[^{known}\u200c\u200d]")


@cache
def _coverage() -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """`fonts/coverage.txt`, written from the fonts' own tables by `tools/fonts.py`: first, last, size of each range."""
    firsts: list[int] = []
    lasts: list[int] = []
    sizes: list[tuple[int, int]] = []
    for line in (FONTS / "coverage.txt").read_text().splitlines():
        points, width, height = line.split()
        first, last = points.split("-")
        firsts.append(int(first, 16))
        lasts.append(int(last, 16))
        sizes.append((int(width), int(height)))
    return firsts, lasts, sizes
