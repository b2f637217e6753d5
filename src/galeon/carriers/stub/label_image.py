"""A label as UPS sends it: an image of 1400 x 800 dots with the 1Z number as a Code 128 that a reader can read."""

import base64
import functools
import io
from itertools import pairwise

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from galeon.kernel.documents.glyphs import FONTS

WIDTH, HEIGHT = 1400, 800


def png(number: str, lines: list[str], service: str) -> str:
    """Base64 of a PNG."""
    return _saved(_drawn(number, lines, service), "PNG")


def pdf(number: str, lines: list[str], service: str) -> str:
    """Base64 of a PDF of 4 x 7 inches."""
    return _saved(_drawn(number, lines, service).rotate(-90, expand=True), "PDF")


def _saved(label: Image.Image, format: str) -> str:
    out = io.BytesIO()
    label.save(out, format, resolution=200)
    return base64.b64encode(out.getvalue()).decode()


def _drawn(number: str, lines: list[str], service: str) -> Image.Image:
    label = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(label)
    large, small = _font(44), _font(32)
    for at, line in enumerate(["SHIP TO:", *lines][:7]):
        pen.text((60, 24 + 42 * at), line, fill=0, font=small)
    pen.line((40, 330, WIDTH - 40, 330), fill=0, width=6)
    pen.text((60, 342), f"UPS {service}   TRACKING #: {_spaced(number)}", fill=0, font=large)
    pen.text((60, HEIGHT - 60), "STUB LABEL - NOT FOR CARRIAGE", fill=0, font=small)
    bars = Image.fromarray(zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code128).to_image(scale=5))
    label.paste(bars.resize((bars.width, 260)), ((WIDTH - bars.width) // 2, 440))
    return label


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Latin, Greek and Cyrillic: more than UPS itself prints."""
    return ImageFont.truetype(next(FONTS.glob("noto-sans@*/*400Regular.ttf")), size)


def zpl(number: str, lines: list[str], service: str) -> str:
    """Base64 of a ZPL label for a 203 dpi printer."""
    rows = [f"^FO40,{40 + 30 * i}^A0N,26^FD{line}^FS" for i, line in enumerate(["SHIP TO:", *lines])]
    body = [
        "^XA^CI28^PW812^LL1218",
        *rows,
        f"^FO40,360^A0N,40^FDUPS {service}^FS",
        f"^FO40,420^A0N,30^FDTRACKING #: {_spaced(number)}^FS",
        f"^FO40,480^BY3^BCN,200,N^FD{number}^FS",
        "^FO40,760^A0N,26^FDSTUB LABEL - NOT FOR CARRIAGE^FS^XZ",
    ]
    return base64.b64encode("\n".join(body).encode()).decode()


def _spaced(number: str) -> str:
    """1Z 9E1 4G0 03 9000 0017, as UPS prints it."""
    cuts = (0, 2, 5, 8, 10, 14, 18)
    return " ".join(number[a:b] for a, b in pairwise(cuts))
