"""Barcodes as grids of modules and as SVG, drawn by the same library that reads them back in the tests."""

from enum import StrEnum
from itertools import groupby

import zxingcpp


class Barcode(StrEnum):
    """The kinds we print."""

    CODE128 = "code128"
    DATAMATRIX = "datamatrix"
    QR = "qr"


_FORMATS = {
    Barcode.CODE128: zxingcpp.BarcodeFormat.Code128,
    Barcode.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Barcode.QR: zxingcpp.BarcodeFormat.QRCode,
}


def barcode_modules(text: str, kind: Barcode) -> list[list[bool]]:
    """Rows of modules, True = dark, without quiet zone. Code 128 is one row. ValueError when `text` cannot be coded."""
    options = {"force_square": True} if kind is Barcode.DATAMATRIX else {}
    image = zxingcpp.create_barcode(text, _FORMATS[kind], **options).to_image(scale=1, add_quiet_zones=False)
    height, width = image.shape
    rows = range(1) if kind is Barcode.CODE128 else range(height)
    pixels = bytes(memoryview(image))  # type: ignore[arg-type]  # a buffer, though its stub does not say so
    return [[pixel == 0 for pixel in pixels[row * width : (row + 1) * width]] for row in rows]


def barcode_svg(text: str, kind: Barcode) -> str:
    """The code as SVG, one user unit a module, no quiet zone (the page leaves it); Code 128 stretches to any height."""
    modules = barcode_modules(text, kind)
    width, height = len(modules[0]), len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' preserveAspectRatio="none"><path d="{modules_path(modules)}"/></svg>'
    )


def modules_path(modules: list[list[bool]], x: int = 0, y: int = 0, width: int = 1, height: int = 1) -> str:
    """The dark modules as an SVG path; (x, y) is the top left corner, `width` and `height` are of one module."""
    path: list[str] = []
    for row in modules:
        at = 0
        for dark, run in groupby(row):
            length = len(list(run)) * width
            if dark:
                path.append(f"M{x + at} {y}h{length}v{height}h-{length}z")
            at += length
        y += height
    return "".join(path)
