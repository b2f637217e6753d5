"""What a customer hands in as proof: a picture or a PDF, looked at before it is kept. Pure but for the two readers."""

import io
import warnings

import pikepdf
from PIL import Image

from galeon.kernel.refusal import Refusal

SLIP_MAX = 5 * 1024 * 1024
PIXELS_MAX = 40_000_000
PAGES_MAX = 20
KINDS = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf"}


def kind_of(content: bytes, field: str = "slip") -> str | Refusal:
    """png, jpg or pdf, as the contents say (never the name). Refused: empty, larger than 5 MB, no picture or PDF."""
    if len(content) > SLIP_MAX:
        return Refusal(code="slip_large", field=field, message="The file is larger than {max} MB.", params={"max": "5"})
    if content.startswith(b"%PDF-") and _is_pdf(content):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and _is_picture(content, "PNG"):
        return "png"
    if content.startswith(b"\xff\xd8\xff") and _is_picture(content, "JPEG"):
        return "jpg"
    return Refusal(code="slip_unreadable", field=field, message="This is neither a PNG or JPEG picture nor a PDF.")


def _is_picture(content: bytes, form: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    return False
                picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True


def _is_pdf(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return 1 <= len(document.pages) <= PAGES_MAX
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return False
