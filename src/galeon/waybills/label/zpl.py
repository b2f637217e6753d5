"""Labels for thermal printers (ZPL II, 203 dpi): text in the printer's own font where it has the letters, else as bitmap."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import typst

from galeon.kernel.documents.barcodes import Barcode
from galeon.kernel.documents.engine import compile_png
from galeon.kernel.documents.glyphs import size_mem
from galeon.kernel.refusal import Refusal
from galeon.waybills.label.data import LabelData
from galeon.waybills.label.drawing import fitted
from galeon.waybills.label.fit import MEM, Fit, fit, wrap
from galeon.waybills.label.graphic import graphic
from galeon.waybills.label.layouts import plan_label
from galeon.waybills.label.limits import first_refusal
from galeon.waybills.label.pdf import too_long
from galeon.waybills.label.plan import HEIGHT, WIDTH, Block, Code, Plan

PICTURES = Path(__file__).parent / "pictures.typ"
# Every printer's font 0 has Latin-1. A backslash is a command inside a field block.
_NATIVE = re.compile(r"[\x20-\x5b\x5d-\x7e\xa1-\xac\xae-\xff]*")
_COMMAND = re.compile(r"[\^~_]")
_LINE = 1.362  # height of a line in our Latin font, and where its letters stand; of the size
_BASELINE = 1.069
_PRINTER_BASELINE = 0.78  # where letters stand in the printer's font, below the field's origin
_SIDES = {"left": "L", "right": "R", "center": "C"}

_Picture = tuple[str, Block] | str  # of a block for readers in a country; or of a logo


def label_zpl(labels: Sequence[LabelData]) -> bytes | Refusal:
    """One `^XA ... ^XZ` a label, UTF-8, in the order given; the first refusal when any cannot be printed whole."""
    if refusal := first_refusal(labels):
        return refusal
    plans = [plan_label(label) for label in labels]
    try:
        pictures = _pictures(plans)
    except typst.TypstError as error:
        return too_long(error)
    return "".join(_format(plan, pictures) for plan in plans).encode()


def _pictures(plans: Iterable[Plan]) -> dict[_Picture, bytes]:
    """What the printer cannot write itself, each drawn once: a batch shares its sender and its logo."""
    pages: dict[_Picture, dict[str, object]] = {}
    for plan in plans:
        if plan.logo_svg:
            pages[plan.logo_svg] = {"logo_svg": plan.logo_svg, "w": plan.logo.w, "h": plan.logo.h}
        for block in plan.blocks:
            key = (plan.country, block)
            if key not in pages and _has_text(block) and _native(block) is None:
                pages[key] = {**fitted(block, fit(block)), "country": plan.country, "number": plan.number}
    drawn = compile_png(PICTURES, list(pages.values())) if pages else []
    return dict(zip(pages, drawn, strict=True))


def _format(plan: Plan, pictures: dict[_Picture, bytes]) -> str:
    fields = [f"^XA^CI28^PW{WIDTH}^LL{HEIGHT}^LH0,0"]
    fields += [f"^FO{r.x},{r.y}^GB{r.w},{r.h},{min(r.w, r.h)}^FS" for r in plan.rules]
    fields += [_code(code) for code in plan.codes]
    if plan.logo_svg:
        fields.append(graphic(pictures[plan.logo_svg], plan.logo.x, plan.logo.y))
    for block in plan.blocks:
        picture = pictures.get((plan.country, block))
        if picture is not None:
            fields.append(graphic(picture, block.box.x, block.box.y, inverse=block.white))
        elif _has_text(block):
            fields.append(_native(block) or "")
    return "\n".join([*fields, "^XZ\n"])


def _native(block: Block) -> str | None:
    """The block in the printer's font, or None when that lacks a letter or the text may not fit.

    The font's widths are not published, but it is a bold condensed face: our bold, by which the text was fitted, is
    wider in every letter. Each line is placed on its own, since the printer prints what exceeds a field block's
    lines over the last one.
    """
    if not all(_NATIVE.fullmatch(line.text) for line in block.lines):
        return None
    found = fit(block) or (_shortened(block) if block.shorten else None)
    if found is None:
        return None
    box, size = block.box, block.sizes[found.at]
    y = float(box.y)
    if len(found.rows) == 1:
        y += (box.h - len(found.rows[0]) * _LINE * size * block.lines[0].scale / 100) / 2
    fields: list[str] = []
    for line, rows in zip(block.lines, found.rows, strict=True):
        height = round(size * line.scale / 100)
        for row in rows:
            top = round(y + (_BASELINE - _PRINTER_BASELINE) * height)
            fields.append(_text(row, block, top, height))
            y += _LINE * height
    return "\n".join(fields)


def _text(text: str, block: Block, top: int, height: int) -> str:
    reverse = "^FR" if block.white else ""
    side = _SIDES[block.align]
    room = "" if side == "L" else f"^FB{block.box.w},1,0,{side}"
    hexed = _COMMAND.sub(lambda found: f"_{ord(found.group()):02X}", text)
    escape = "^FH" if hexed != text else ""
    return f"^FO{block.box.x},{top}{reverse}^A0N,{height},{height}{room}{escape}^FD{hexed}^FS"


def _shortened(block: Block) -> Fit:
    """As many rows as the box holds at the smallest size, the last one ended by dots."""
    (line,) = block.lines
    size = block.sizes[-1]
    room_mem = block.box.w * MEM // (size * line.scale)
    kept = wrap(line.text, room_mem)[: int(block.box.h // (_LINE * size))]
    last = kept[-1]
    while size_mem(f"{last}...").width > room_mem:
        last = last[:-1]
    return Fit(len(block.sizes) - 1, ([*kept[:-1], f"{last}..."],))


def _code(code: Code) -> str:
    at = f"^FO{code.box.x},{code.box.y}"
    if code.kind == Barcode.CODE128:
        return f"{at}^BY{code.dot}^BCN,{code.box.h},N,N,N,A^FD{code.text}^FS"
    return f"{at}^BXN,{code.dot},200^FD{code.text}^FS"


def _has_text(block: Block) -> bool:
    return any(line.text for line in block.lines)
