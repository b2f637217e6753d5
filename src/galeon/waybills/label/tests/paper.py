"""Looking at printed labels: pages as a 203 dpi printer sees them, their codes, their letters and where these stand."""

import ctypes

import pypdfium2
import zxingcpp
from PIL import Image

from galeon.kernel.refusal import Refusal

THERMAL = 203.2 / 72


def printed(result: bytes | Refusal) -> pypdfium2.PdfDocument:
    """The document; fails with the refusal when there is none."""
    assert isinstance(result, bytes), result
    return pypdfium2.PdfDocument(result)


def page_image(document: pypdfium2.PdfDocument, at: int = 0) -> Image.Image:
    """The page in dots of the printer, 800 x 1200, black or white."""
    image: Image.Image = document[at].render(scale=THERMAL, grayscale=True).to_pil().crop((0, 0, 800, 1200))
    return image.point([0] * 128 + [255] * 128).convert("L")


def codes(image: Image.Image) -> dict[str, str]:
    """What a scanner reads, by kind."""
    return {found.format.name: found.text for found in zxingcpp.read_barcodes(image)}


def text(document: pypdfium2.PdfDocument, at: int = 0) -> str:
    """The page's text without white space."""
    return squeezed(document[at].get_textpage().get_text_range())


def squeezed(value: str) -> str:
    """Without white space and the marks that only allow a line to break."""
    return "".join(value.split()).replace("\u200b", "").replace("\ufffe", "")


def letters(document: pypdfium2.PdfDocument, at: int = 0) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each visible letter with its box in dots: left, top, right, bottom."""
    page = document[at]
    words = page.get_textpage()
    found = []
    for index in range(words.count_chars()):
        letter = chr(pypdfium2.raw.FPDFText_GetUnicode(words, ctypes.c_int(index)))
        left, bottom, right, top = (edge * THERMAL for edge in words.get_charbox(index))
        if letter.strip() and right > left:
            found.append((letter, (left, 1200 - top, right, 1200 - bottom)))
    return found
