"""Documents from typst templates. Knows fonts and files, nothing of waybills or money.

A template is a `.typ` file inside the package. It begins with

    #import "/kernel/documents/galeon.typ": data, file, families

and finds there `data` (what the caller passed, as plain typst values) and `file(name)` (a picture). Only the fonts
of `fonts/` are used, so every machine prints the same.
"""

import base64
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
import typst

from galeon.kernel.documents.glyphs import FONTS

ROOT = Path(__file__).parents[2]
BLANK = Path(__file__).parent / "blank.typ"
FORGET_OVER = 150_000  # characters of data; a label has about 6,000
THERMAL_DPI = 203.2  # 8 dots a millimetre
_NO_FILES: Mapping[str, bytes] = {}
_local = threading.local()


def compile_pdf(template: Path, data: object, *, files: Mapping[str, bytes] = _NO_FILES, tagged: bool = False) -> bytes:
    """The template filled with `data` (whatever msgspec can write as JSON: structs, dicts, dates, Decimals as text).

    files: pictures (SVG, PNG, JPEG) by the name the template asks `file(name)` for. tagged: write the structure that
    screen readers use (a statement wants it; a label does not). `typst.TypstError` when the template is at fault or
    calls `panic`.
    """
    inputs = _inputs(data, files)
    try:
        pdf = _compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_tags=tagged)
    finally:
        _forget(len(inputs["data"]))
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def compile_png(
    template: Path, data: object, *, files: Mapping[str, bytes] = _NO_FILES, dpi: float = THERMAL_DPI
) -> list[bytes]:
    """As `compile_pdf`, but one PNG a page."""
    inputs = _inputs(data, files)
    try:
        pages = _compiler(template).compile(format="png", sys_inputs=inputs, ppi=dpi)
    finally:
        _forget(len(inputs["data"]))
    if pages is None:
        return []
    return [pages] if isinstance(pages, bytes) else pages


def _inputs(data: object, files: Mapping[str, bytes]) -> dict[str, str]:
    pictures = {f"file:{name}": picture_svg(content) for name, content in files.items()}
    return {"data": msgspec.json.encode(data).decode(), **pictures}


def picture_svg(picture: bytes) -> str:
    """SVG as it is; a PNG or JPEG inside an SVG, since templates and label data take text only."""
    if picture.lstrip()[:1] == b"<":
        return picture.decode()
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    content = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="data:image/{kind};base64,{content}"/></svg>'
    )


def _compiler(template: Path) -> typst.Compiler:
    """One compiler a thread and template: a compiler works on one document at a time, and keeps files and layout warm."""
    compilers: dict[Path, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    if template not in compilers:
        compilers[template] = typst.Compiler(template, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True)
    return compilers[template]


def _forget(size: int) -> None:
    """Typst keeps the layout of its last ten documents; after a big one that is hundreds of megabytes never asked for
    again. Ten empty documents push it out (about 20 ms)."""
    if size > FORGET_OVER:
        for _ in range(11):
            _compiler(BLANK).compile(format="svg")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
