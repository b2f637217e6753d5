"""Bitmaps in a thermal printer's own compressed hexadecimal (^GFA)."""

import io
import re

from PIL import Image

INK_BELOW = 150  # of 255: thin strokes keep their dots, blurred edges do not grow
_RUN = re.compile(r"(.)\1{2,}")  # two are no shorter counted than written


def graphic(png: bytes, x: int, y: int, *, inverse: bool = False) -> str:
    """The picture's black part as one field whose top left corner is (x, y); "" when there is none.

    inverse: printed white on the black that stands there already.
    """
    with Image.open(io.BytesIO(png)) as image:
        grey = Image.new("L", image.size, 255)
        grey.paste(image.convert("L"), mask=image.getchannel("A") if "A" in image.mode else None)
    ink = grey.point([255 if level < INK_BELOW else 0 for level in range(256)])
    box = ink.getbbox()
    if box is None:
        return ""
    bits = ink.crop(box).convert("1", dither=Image.Dither.NONE)
    row_bytes = (bits.width + 7) // 8
    total = row_bytes * bits.height
    reverse = "^FR" if inverse else ""
    return f"^FO{x + box[0]},{y + box[1]}{reverse}^GFA,{total},{total},{row_bytes},{compressed(bits.tobytes(), row_bytes)}^FS"


def compressed(data: bytes, row_bytes: int) -> str:
    """Rows of hex digits, as Zebra packs them: G..Y repeat the next digit 1..19 times, g..z 20..400 times, "," ends a
    row with zeros, "!" with ones, ":" is the row above once more."""
    rows: list[str] = []
    above = ""
    for start in range(0, len(data), row_bytes):
        row = data[start : start + row_bytes].hex().upper()
        rows.append(":" if row == above else _packed(row))
        above = row
    return "".join(rows)


def _packed(row: str) -> str:
    for digit, sign in (("0", ","), ("F", "!")):
        kept = row.rstrip(digit)
        if len(kept) < len(row):
            return _runs(kept) + sign
    return _runs(row)


def _runs(digits: str) -> str:
    return _RUN.sub(lambda run: _count(len(run.group())) + run.group(1), digits)


def _count(times: int) -> str:
    four_hundreds, rest = divmod(times, 400)
    twenties, ones = divmod(rest, 20)
    return "z" * four_hundreds + (chr(ord("f") + twenties) if twenties else "") + (chr(ord("F") + ones) if ones else "")
