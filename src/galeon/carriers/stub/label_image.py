"""A label as UPS sends it: an image of 1400 x 800 dots with the 1Z number as a Code 128 that a reader can read."""

import base64
import io
from itertools import pairwise

import zxingcpp
from PIL import Image, ImageDraw

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
    y = 40
    for line in ["SHIP TO:", *lines]:
        pen.text((60, y), line.encode("latin-1", "replace").decode("latin-1"), fill=0)
        y += 26
    pen.line((40, 330, WIDTH - 40, 330), fill=0, width=6)
    pen.text((60, 350), f"UPS {service}", fill=0)
    pen.text((60, 380), f"TRACKING #: {_spaced(number)}", fill=0)
    pen.text((60, HEIGHT - 40), "STUB LABEL - NOT FOR CARRIAGE", fill=0)
    bars = Image.fromarray(zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code128).to_image(scale=5))
    label.paste(bars.resize((bars.width, 260)), ((WIDTH - bars.width) // 2, 440))
    return label


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
