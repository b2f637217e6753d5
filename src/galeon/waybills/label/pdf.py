"""Labels as PDF, any number in one document, a page each."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import typst

from galeon.kernel.documents.barcodes import Barcode, barcode_svg
from galeon.kernel.documents.engine import compile_pdf
from galeon.kernel.documents.glyphs import is_rtl, width_mem
from galeon.kernel.refusal import Refusal
from galeon.waybills.label.data import LabelData
from galeon.waybills.label.layouts import plan_label
from galeon.waybills.label.limits import label_refusal
from galeon.waybills.label.plan import Block, Box, Line, Plan

TEMPLATE = Path(__file__).parent / "label.typ"
_BREAK = "\u200b"


def label_pdf(labels: Sequence[LabelData]) -> bytes | Refusal:
    """A PDF of 100 x 150 mm pages in the order given; the first refusal when any of them cannot be printed whole."""
    for label in labels:
        if refusal := label_refusal(label):
            return refusal
    try:
        return compile_pdf(TEMPLATE, [_drawing(plan_label(label)) for label in labels])
    except typst.TypstError as error:
        return too_long(error)


def too_long(error: typst.TypstError) -> Refusal:
    """The refusal for a text that fits its box at no size; any other fault of the template is raised again."""
    cause, _, rest = error.message.partition("too long|")
    if not cause.startswith("panicked") or not rest:
        raise error
    number, field = rest.strip('"').split("|")
    message = "{field} of {number} is too long for the label."
    return Refusal(code="label_too_long", field=field, message=message, params={"field": field, "number": number})


class _TypstLine(msgspec.Struct):
    """word: its longest part that does not break by itself, which must not be wider than the box."""

    text: str
    scale: int
    bold: bool
    rtl: bool
    word: str


def typst_block(block: Block) -> dict[str, object]:
    """The block as label.typ reads it."""
    return {
        **_flat(block.box),
        "field": block.field,
        "sizes": block.sizes,
        "lines": [_line(line, block) for line in block.lines],
        "align": block.align,
        "shorten": block.shorten,
        "white": block.white,
    }


def _drawing(plan: Plan) -> dict[str, object]:
    return {
        "number": plan.number,
        "country": plan.country,
        "blocks": [typst_block(block) for block in plan.blocks if any(line.text for line in block.lines)],
        "rules": [_flat(rule) for rule in plan.rules],
        "codes": [{**_flat(code.box), "svg": barcode_svg(code.text, Barcode(code.kind))} for code in plan.codes],
        "logo_svg": plan.logo_svg,
        "logo": _flat(plan.logo),
    }


def _line(line: Line, block: Block) -> _TypstLine:
    """A word wider than the box even at the smallest size may be broken anywhere: zero width spaces say so."""
    room_mem = block.box.w * 1000 * 100 // (block.sizes[-1] * line.scale)
    words = line.text.split(" ")
    broken = [_BREAK.join(word) if width_mem(word) > room_mem else word for word in words]
    pieces = [word for word in broken if _BREAK not in word]
    return _TypstLine(" ".join(broken), line.scale, line.bold, is_rtl(line.text), max(pieces, key=width_mem, default=""))


def _flat(box: Box) -> dict[str, int]:
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h}
