"""A label on the printer's grid: what stands where. PDF and ZPL are both drawn from one plan, so they cannot differ.

All lengths are dots of a 203 dpi printer, 8 a millimetre; bars and matrix cells fall on whole dots.
"""

import msgspec

DOTS_PER_MM = 8
WIDTH, HEIGHT = 100 * DOTS_PER_MM, 150 * DOTS_PER_MM


class Box(msgspec.Struct, frozen=True):
    """A rectangle, measured from the label's top left corner."""

    x: int
    y: int
    w: int
    h: int


class Line(msgspec.Struct, frozen=True):
    """One paragraph of a block. scale: percent of the block's size."""

    text: str
    scale: int = 100
    bold: bool = False


class Block(msgspec.Struct, frozen=True):
    """Text in a box, printed at the first of `sizes` at which it fits whole.

    field: named in the refusal when it fits at none. shorten: instead of refusing, end the one line with "…" (for the
    contents table only; an address is never shortened). white: on a black ground.
    """

    field: str
    box: Box
    sizes: tuple[int, ...]
    lines: tuple[Line, ...]
    align: str = "left"
    shorten: bool = False
    white: bool = False


class Code(msgspec.Struct, frozen=True):
    """A barcode. dot: width of one module; `box` is what its dark modules fill."""

    kind: str
    text: str
    box: Box
    dot: int


class Plan(msgspec.Struct, frozen=True):
    """One label. rules: filled black rectangles. logo: the box of `logo_svg`."""

    number: str
    country: str
    blocks: tuple[Block, ...]
    rules: tuple[Box, ...]
    codes: tuple[Code, ...]
    logo_svg: str = ""
    logo: Box = Box(0, 0, 0, 0)
