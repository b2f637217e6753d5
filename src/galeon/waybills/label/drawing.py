"""A plan as label.typ reads it: what is certain to fit is placed line by line here, the rest is fitted there."""

from galeon.kernel.documents.barcodes import Barcode, barcode_modules, modules_path
from galeon.kernel.documents.glyphs import is_joined, is_rtl, size_mem
from galeon.waybills.label.fit import MEM, Fit, fit, words
from galeon.waybills.label.plan import HEIGHT, WIDTH, Block, Box, Line, Plan

_BREAK = "\u200b"


def drawing(plan: Plan) -> dict[str, object]:
    """One page. runs: single lines at their places; blocks: texts whose lines break; ink: everything black."""
    runs: list[dict[str, object]] = []
    blocks: list[dict[str, object]] = []
    for block in plan.blocks:
        found = fit(block)
        if found is not None and found.is_certain and not _is_joined(block):
            runs += placed(block, block.sizes[found.at])
        else:
            blocks.append(fitted(block, found))
    return {
        "number": plan.number,
        "country": plan.country,
        "runs": runs,
        "blocks": blocks,
        "ink": _ink(plan),
        "logo_svg": plan.logo_svg,
        "logo": _flat(plan.logo),
    }


def placed(block: Block, size: int) -> list[dict[str, object]]:
    """The lines of a block that fits at `size`, each unbroken. A single line stands in the middle of its box."""
    box = block.box
    sizes_mem = [size_mem(line.text) for line in block.lines]
    heights = [
        (of.ascent + of.descent) * size * line.scale / MEM for line, of in zip(block.lines, sizes_mem, strict=True)
    ]
    y = box.y + (box.h - heights[0]) / 2 if len(heights) == 1 else float(box.y)
    runs: list[dict[str, object]] = []
    for line, height in zip(block.lines, heights, strict=True):
        rtl = is_rtl(line.text)
        side = "right" if rtl and block.align == "left" else block.align
        x = {"left": box.x, "right": box.x + box.w - WIDTH, "center": box.x + (box.w - WIDTH) / 2}[side]
        style = {**_style(line.text, line), "size": size * line.scale / 100, "white": block.white}
        if line.text:
            runs.append({"x": x, "y": y, "side": side, **style})
        y += height
    return runs


def fitted(block: Block, found: Fit | None) -> dict[str, object]:
    """A block whose size the template finds, beginning with the one reckoned here (the smallest when none was).

    Letters that join come out far narrower than reckoned: there it begins with the largest.
    """
    at = 0 if _is_joined(block) else found.at if found else len(block.sizes) - 1
    return {
        **_flat(block.box),
        "field": block.field,
        "sizes": block.sizes[at:],
        "lines": [_breaking(line, block) for line in block.lines],
        "align": block.align,
        "shorten": block.shorten,
        "white": block.white,
    }


def _is_joined(block: Block) -> bool:
    return any(is_joined(line.text) for line in block.lines)


def _breaking(line: Line, block: Block) -> dict[str, object]:
    """word: the longest part that does not break by itself, which must not be wider than the box.

    A word wider than the box even at the smallest size may be broken anywhere: zero width spaces say so.
    """
    room_mem = (block.box.w - block.sizes[-1]) * MEM // (block.sizes[-1] * line.scale)
    text, longest, longest_mem = "", "", 0
    for word in words(line.text):
        width_mem = size_mem(word).width
        text += _BREAK.join(word) if width_mem > room_mem else word
        if longest_mem < width_mem <= room_mem:
            longest, longest_mem = word, width_mem
    return {**_style(text, line), "scale": line.scale, "word": longest}


def _style(text: str, line: Line) -> dict[str, object]:
    """ascent, descent: in thousandths of the size; the template spaces lines by them, whatever its fonts say."""
    of = size_mem(text)
    return {"text": text, "bold": line.bold, "rtl": is_rtl(text), "ascent": of.ascent, "descent": of.descent}


def _ink(plan: Plan) -> str:
    """All rules and codes as one picture of the whole page: one element to lay out instead of twenty."""
    path = [f"M{r.x} {r.y}h{r.w}v{r.h}h-{r.w}z" for r in plan.rules]
    for code in plan.codes:
        modules = barcode_modules(code.text, Barcode(code.kind))
        path.append(modules_path(modules, code.box.x, code.box.y, code.dot, code.box.h // len(modules)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{"".join(path)}"/></svg>'
    )


def _flat(box: Box) -> dict[str, int]:
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h}
