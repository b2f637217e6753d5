"""Barcodes as grids of modules and as SVG, drawn by the same library that reads them back in the tests."""

from enum import StrEnum

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
    pixels = bytes(memoryview(image))
    return [[pixel == 0 for pixel in pixels[row * width : (row + 1) * width]] for row in rows]


def barcode_svg(text: str, kind: Barcode) -> str:
    """The code as SVG, one user unit a module, no quiet zone (the page leaves it); Code 128 stretches to any height."""
    return _svg(barcode_modules(text, kind))


def _svg(modules: list[list[bool]]) -> str:
    path: list[str] = []
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            start, dark = x, row[x]
            while x < len(row) and row[x] is dark:
                x += 1
            if dark:
                path.append(f"M{start} {y}h{x - start}v1h{start - x}z")
    size = f"{len(modules[0])} {len(modules)}"
    width, height = size.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {size}"'
        f' preserveAspectRatio="none"><path d="{"".join(path)}"/></svg>'
    )
