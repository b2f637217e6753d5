"""A thermal printer small enough for a test: the few ZPL commands we send, drawn on a page of dots.

Its font is our bold, which is wider than a Zebra's font 0: what stands clear here stands clear on paper.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from galeon.kernel.documents.barcodes import Barcode, barcode_modules
from galeon.kernel.documents.glyphs import FONTS

_COMMAND = re.compile(r"\^(FD|GFA|A0N|[A-Z]{2})([^^]*)")
BOLD = next(FONTS.glob("noto-sans@*/*Bold.ttf"))


@dataclass
class Printed:
    """What came out: the page, each text with its box, and the codes sent."""

    page: Image.Image
    texts: list[tuple[str, tuple[int, int, int, int]]] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)


def print_zpl(zpl: str) -> list[Printed]:
    """Every label of the stream."""
    return [_print(label) for label in re.findall(r"\^XA(.*?)\^XZ", zpl, re.DOTALL)]


def _print(label: str) -> Printed:
    width, height = (int(re.search(rf"\^{name}(\d+)", label).group(1)) for name in ("PW", "LL"))
    printed = Printed(Image.new("1", (width, height), 255))
    for text in re.findall(r"\^FO.*?\^FS", label, re.DOTALL):
        _field(printed, {name: value.strip("\n") for name, value in _COMMAND.findall(text)})
    return printed


def _field(printed: Printed, commands: dict[str, str]) -> None:
    x, y = map(int, commands["FO"].split(","))
    if "FR" in commands:
        ink = Image.new("1", printed.page.size, 255)
        _draw(printed, ink, (x, y), commands)
        printed.page = ImageChops.logical_xor(printed.page, ImageChops.invert(ink))
    else:
        _draw(printed, printed.page, (x, y), commands)


def _draw(printed: Printed, page: Image.Image, at: tuple[int, int], commands: dict[str, str]) -> None:
    x, y = at
    if "GB" in commands:
        w, h, _ = map(int, commands["GB"].split(","))
        page.paste(0, (x, y, x + w, y + h))
    elif "GFA" in commands:
        picture = unpacked(commands["GFA"])
        page.paste(0, (x, y, x + picture.width, y + picture.height), mask=picture)
    elif "BC" in commands:
        height = int(commands["BC"].split(",")[1])
        _modules(page, at, barcode_modules(commands["FD"], Barcode.CODE128), int(commands["BY"]), height)
        printed.codes.append((Barcode.CODE128, commands["FD"]))
    elif "BX" in commands:
        dot = int(commands["BX"].split(",")[1])
        _modules(page, at, barcode_modules(commands["FD"], Barcode.DATAMATRIX), dot, dot)
        printed.codes.append((Barcode.DATAMATRIX, commands["FD"]))
    else:
        _write(printed, page, at, commands)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD, size)


def _write(printed: Printed, page: Image.Image, at: tuple[int, int], commands: dict[str, str]) -> None:
    size = int(commands["A0N"].split(",")[1])
    raw = commands["FD"].encode()
    if "FH" in commands:
        raw = re.sub(rb"_([0-9A-F]{2})", lambda found: bytes.fromhex(found.group(1).decode()), raw)
    text = raw.decode()
    font = _font(size)
    x, y = at
    if "FB" in commands:
        room, _, _, side = commands["FB"].split(",")
        x += int((int(room) - font.getlength(text)) * {"L": 0, "C": 0.5, "R": 1}[side])
    place = (x, y + 0.78 * size)
    ImageDraw.Draw(page).text(place, text, fill=0, font=font, anchor="ls")
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    printed.texts.append((text, (round(x + left), round(place[1] + top), round(x + right), round(place[1] + bottom))))


def _modules(page: Image.Image, at: tuple[int, int], modules: list[list[bool]], dot: int, height: int) -> None:
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                x, y = at[0] + column * dot, at[1] + row * height
                page.paste(0, (x, y, x + dot, y + height))


def unpacked(value: str) -> Image.Image:
    """The picture of a ^GFA field; ink is 1."""
    _, total, _, row_bytes, packed = value.split(",", 4)
    digits = int(row_bytes) * 2
    rows: list[str] = []
    row, times = "", 0
    for sign in packed:
        if sign in ",!":
            row += ("0" if sign == "," else "F") * (digits - len(row))
        elif sign == ":":
            row = rows[-1]
        elif sign in "0123456789ABCDEF":
            row += sign * (times or 1)
            times = 0
        else:
            times += ord(sign) - ord("F") if sign <= "Y" else (ord(sign) - ord("f")) * 20
        if len(row) == digits:
            rows.append(row)
            row = ""
    data = bytes.fromhex("".join(rows))
    assert len(data) == int(total), "the field says how many bytes it holds"
    return Image.frombytes("1", (int(row_bytes) * 8, len(rows)), data)
