"""The table of declared contents: a few lines of goods, and always the total of what is inside."""

from babel.numbers import get_currency_precision

from galeon.kernel.documents.glyphs import printable
from galeon.waybills.label.data import LabelData, LabelItem
from galeon.waybills.label.plan import Block, Box, Line

ROW = 44
ROWS = 4
HEAD = 24
_QTY, _TITLE, _CODE, _VALUE = 40, 246, 124, 120  # column widths, 560 with the gaps between them
_GAP = 10


def contents(label: LabelData, box: Box) -> list[Block]:
    """Blocks of the table inside `box`: the first lines, then how many more, then the sum of each currency."""
    if not label.items:
        return []
    blocks = _row(box, box.y, ("QTY", "CONTENTS", "HS", "VALUE"), 16, HEAD)
    shown = label.items if len(label.items) <= ROWS else label.items[: ROWS - 1]
    y = box.y + HEAD
    for item in shown:
        texts = (str(item.quantity), printable(item.title), _code(item), money(item.value_minor, item.currency))
        blocks += _row(box, y, texts, 18, ROW)
        y += ROW
    rest = len(label.items) - len(shown)
    if rest:
        blocks.append(_line(Box(box.x + _QTY + _GAP, y, box.w - _QTY - _GAP, ROW), f"+ {rest} more lines"))
    total = Box(box.x, box.y + box.h - 34, box.w, 34)
    return [*blocks, _line(total, f"TOTAL {sum(i.quantity for i in label.items)} pcs  {_sums(label.items)}")]


def money(minor: int, currency: str) -> str:
    """`USD 1234.50`, with as many decimals as the currency has."""
    places = get_currency_precision(currency)
    whole, part = divmod(minor, 10**places)
    return f"{currency} {whole}.{part:0{places}d}" if places else f"{currency} {whole}"


def _sums(items: tuple[LabelItem, ...]) -> str:
    sums: dict[str, int] = {}
    for item in items:
        sums[item.currency] = sums.get(item.currency, 0) + item.value_minor
    return " + ".join(money(minor, currency) for currency, minor in sums.items())


def _code(item: LabelItem) -> str:
    return " ".join(text for text in (item.hs_code, item.origin) if text)


def _line(box: Box, text: str) -> Block:
    return Block("items", box, (22, 20, 18, 16, 14, 12), (Line(text, bold=True),), shorten=True)


def _row(box: Box, y: int, texts: tuple[str, str, str, str], size: int, height: int) -> list[Block]:
    blocks: list[Block] = []
    x = box.x
    for text, width, align in zip(
        texts, (_QTY, _TITLE, _CODE, _VALUE), ("right", "left", "left", "right"), strict=True
    ):
        sizes = tuple(s for s in (size, 17, 16, 15, 14) if s <= size)
        cell = Box(x, y, width, height)
        blocks.append(Block("items", cell, sizes, (Line(text, bold=size == 16),), align, shorten=width == _TITLE))
        x += width + _GAP
    return blocks
