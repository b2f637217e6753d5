"""Remake the vendored fonts: `just fonts`.

Each family is fetched with npm at the version named here, cut down to the characters our labels and
statements can meet, stripped of hints and vertical metrics, and written with its licence to
src/galeon/kernel/documents/fonts/<name>@<version>/. The result is committed, so nobody who installs
or runs the product needs npm or this script.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src/galeon/kernel/documents/fonts"

KANA = range(0x3040, 0x3100)
HALFWIDTH = range(0xFF00, 0xFFF0)
CJK_PUNCTUATION = range(0x3000, 0x3040)
NEVER_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, formatting, unassigned, private
LATIN_LINE = (1069, 293)
HANGUL = [*range(0xAC00, 0xD7A4), *range(0x3130, 0x3190)]


def _charset(*codecs: str) -> set[int]:
    """Every character that one of the named two-byte codecs can write."""
    found: set[int] = set()
    for codec in codecs:
        for lead in range(0x81, 0xFF):
            for trail in range(0x40, 0xFF):
                text = bytes((lead, trail)).decode(codec, "ignore")
                if len(text) == 1:
                    found.add(ord(text))
    return found


@dataclass(frozen=True)
class Family:
    """One npm package of static TrueType files and what to keep of it (None: all).

    line: ascent and descent of a line of text, in thousandths of its size, where the font's own are too airy (Arabic,
    for stacked vowel signs that addresses don't have) or not those of the Latin beside it.
    """

    name: str
    version: str
    weights: tuple[str, ...] = ("400Regular",)
    keep: Iterable[int] | None = None
    east_asian: bool = False
    line: tuple[int, int] | None = None


# East Asian families come in one weight, Medium: Regular's thinnest strokes are a single dot at
# 203 dpi and break on a thermal printer. Simplified Chinese is whole (30,890 characters), because
# it is also the last resort for rare ideographs of the others.
FAMILIES = (
    Family("noto-sans", "0.4.2", ("400Regular", "700Bold")),
    Family("noto-sans-arabic", "0.4.3", ("400Regular", "700Bold"), line=(1150, 500)),
    Family("noto-sans-hebrew", "0.4.1", ("400Regular", "700Bold")),
    Family("noto-sans-thai", "0.4.2", ("400Regular", "700Bold")),
    Family("noto-sans-georgian", "0.4.3"),
    Family("noto-sans-armenian", "0.4.2"),
    Family("noto-sans-devanagari", "0.4.1"),
    Family("noto-sans-bengali", "0.4.4"),
    Family("noto-sans-tamil", "0.4.3"),
    Family("noto-sans-khmer", "0.4.3"),
    Family("noto-sans-lao", "0.4.2"),
    Family("noto-sans-myanmar", "0.4.2"),
    Family("noto-sans-sc", "0.4.3", ("500Medium",), None, True, LATIN_LINE),
    Family("noto-sans-tc", "0.4.3", ("500Medium",), _charset("cp950"), True, LATIN_LINE),
    Family(
        "noto-sans-jp",
        "0.4.3",
        ("500Medium",),
        _charset("cp932", "euc_jp") | {*KANA, *HALFWIDTH, *CJK_PUNCTUATION},
        True,
        LATIN_LINE,
    ),
    Family("noto-sans-kr", "0.4.3", ("500Medium",), {*HANGUL, *CJK_PUNCTUATION}, True, LATIN_LINE),
)


def _options(family: Family) -> Options:
    options = Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.layout_features = ["ccmp", "mark", "mkmk"] if family.east_asian else ["*"]
    if family.east_asian:
        options.drop_tables += ["vhea", "vmtx", "BASE", "STAT", "GPOS"]
    return options


def _remake(family: Family, package: Path) -> int:
    target = FONTS / f"{family.name}@{family.version}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copyfile(package / "LICENSE_FONT", target / "OFL.txt")
    for weight in family.weights:
        (source,) = (package / weight).glob("*.ttf")
        font = TTFont(source, recalcTimestamp=False)
        keep = font.getBestCmap() if family.keep is None else family.keep
        subsetter = Subsetter(_options(family))
        subsetter.populate(unicodes=keep)
        subsetter.subset(font)
        font.save(target / source.name)
    return sum(file.stat().st_size for file in target.iterdir())


def coverage() -> str:
    """What the vendored fonts can print, as lines of "first-last width ascent descent families", code points in hex.

    width: the character's advance in its bolder weight; ascent, descent: of a line that holds it; all in thousandths of
    the text size, in the first family that has the character (galeon.typ asks them in the same order). families: a
    bit, in hex, for each family that has it, since a letter and its accents must come from one font (the East Asian
    ones take no part: their accented letters are single characters).
    """
    found: dict[int, tuple[int, ...]] = {}
    for bit, family in enumerate(FAMILIES):
        for point, size in _sizes(family).items():
            *first, families = found.get(point, (*size, 0))
            found[point] = (*first, families if family.east_asian else families | 1 << bit)
    points = sorted(point for point in found if unicodedata.category(chr(point)) not in NEVER_PRINTED)
    lines: list[str] = []
    first_point = points[0]
    for point, after in zip(points, [*points[1:], -1], strict=True):
        if after != point + 1 or found[after] != found[first_point]:
            lines.append("{:04x}-{:04x} {} {} {} {:x}\n".format(first_point, point, *found[first_point]))
            first_point = after
    return "".join(lines)


def _sizes(family: Family) -> dict[int, tuple[int, int, int]]:
    sizes: dict[int, tuple[int, int, int]] = {}
    for file in sorted((FONTS / f"{family.name}@{family.version}").glob("*.ttf")):
        font = TTFont(file, lazy=True)
        advances, em, metrics = font["hmtx"], font["head"].unitsPerEm, font["hhea"]
        ascent, descent = family.line or (-(-x * 1000 // em) for x in (metrics.ascent, -metrics.descent))
        for point, glyph in font.getBestCmap().items():
            width = max(sizes.get(point, (0,))[0], -(-advances[glyph][0] * 1000 // em))
            sizes[point] = width, ascent, descent
    return sizes


def main() -> None:
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            package = f"@expo-google-fonts/{family.name}@{family.version}"
            packed = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True)
            with tarfile.open(Path(folder) / packed.stdout.decode().split()[-1]) as archive:
                archive.extractall(Path(folder) / family.name, filter="data")
            size = _remake(family, Path(folder) / family.name / "package")
            total += size
            sys.stdout.write(f"{family.name:24} {size / 1e6:6.2f} MB\n")
    (FONTS / "coverage.txt").write_text(coverage())
    sys.stdout.write(f"{'all':24} {total / 1e6:6.2f} MB\n")


if __name__ == "__main__":
    main()
