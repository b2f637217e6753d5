"""The standard 100 x 150 mm layout: sorting mark, addresses, facts, Code 128, declared contents, DataMatrix."""

from galeon.kernel.documents.barcodes import Barcode, barcode_modules
from galeon.kernel.documents.glyphs import printable
from galeon.waybills.label.address import city_line
from galeon.waybills.label.contents import contents
from galeon.waybills.label.countries import country_names
from galeon.waybills.label.data import LabelAddress, LabelData
from galeon.waybills.label.plan import WIDTH, Block, Box, Code, Line, Plan

MARGIN = 24
RIGHT = WIDTH - MARGIN
INNER = RIGHT - MARGIN
RULE = 3
_LADDER = (84, 78, 72, 66, 60, 52, 44, 40, 38, 36, 34, 32, 30, 28, 26, 24, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12)
QUIET = 10  # modules of white that Code 128 needs on either side
MARKS = {"general": "", "battery": "BATTERY", "sensitive": "SENSITIVE", "liquid": "LIQUID", "magnetic": "MAGNETIC"}


def standard(label: LabelData) -> Plan:
    """The plan of one label whose texts passed `label_refusal`."""
    blocks = (*_header(label), *_addresses(label), *_facts(label), *_mark(label), *contents(label, _CONTENTS))
    rules = (_COUNTRY, *_frame(_HUB), *_frame(_TO), *_lines(), *_mark_frame(label))
    codes = (code128(label.number), datamatrix(f"{label.number}|{label.piece}"))
    number = Block("number", Box(MARGIN, 884, INNER, 44), _sizes(32, 24), (Line(label.number, bold=True),), "center")
    return Plan(label.number, label.recipient.country, (*blocks, number), rules, codes, label.logo_svg, _LOGO)


_LOGO = Box(MARGIN, 24, 440, 62)
_COUNTRY = Box(480, 24, 132, 124)
_HUB = Box(612, 24, RIGHT - 612, 124)
_TO = Box(MARGIN, 234, INNER, 384)
_FACTS = Box(MARGIN, 622, INNER, 84)
_CONTENTS = Box(MARGIN, 940, 560, 236)
_MARK = Box(RIGHT - 176, 1126, 176, 50)


def recipient_block(address: LabelAddress) -> Block:
    """The recipient in full: the block that must never be too small to read at arm's length, nor cut."""
    box = Box(_TO.x + 14, _TO.y + 32, _TO.w - 28, 290)
    return Block("recipient.lines", box, _sizes(38, 16), _recipient(address))


def sender_block(address: LabelAddress) -> Block:
    """The sender in short, for returns."""
    return Block("sender.lines", Box(MARGIN + 64, 156, INNER - 64, 76), _sizes(22, 12), _sender(address))


def reference_block(reference: str) -> Block:
    """The merchant's reference, among the facts."""
    left, right = _facts_columns()[2:4]
    box = Box(left + 10, _FACTS.y + 26, right - left - 20, 56)
    return Block("reference", box, _sizes(28, 12), (Line(printable(reference)),))


def _sizes(most: int, least: int) -> tuple[int, ...]:
    return tuple(size for size in _LADDER if least <= size <= most)


def _header(label: LabelData) -> list[Block]:
    service = f"{label.service_code}  {printable(label.service_name)}"
    company = Block("company", _LOGO, _sizes(44, 16), (Line(printable(label.company), bold=True),))
    return [
        *([] if label.logo_svg else [company]),
        Block("service_name", Box(MARGIN, 90, 440, 58), _sizes(32, 14), (Line(service, bold=True),)),
        _big("recipient.country", _COUNTRY, label.recipient.country, white=True),
        _big("hub", _HUB, label.hub),
    ]


def _big(field: str, frame: Box, text: str, *, white: bool = False) -> Block:
    inside = Box(frame.x + 12, frame.y + 4, frame.w - 24, frame.h - 8)
    return Block(field, inside, _sizes(84, 16), (Line(text, bold=True),), "center", white=white)


def _addresses(label: LabelData) -> list[Block]:
    english, local = country_names(label.recipient.country)
    foot = _TO.y + _TO.h - 60
    left, right = Box(_TO.x + 14, foot, 410, 52), Box(_TO.x + 438, foot, 300, 52)
    return [
        _title("FROM", MARGIN, 160),
        sender_block(label.sender),
        _title("TO", _TO.x + 14, _TO.y + 10),
        recipient_block(label.recipient),
        Block("recipient.country", left, _sizes(38, 16), (Line(english.upper(), bold=True),)),
        Block("recipient.country", right, _sizes(34, 14), (Line(local),), "right"),
    ]


def _sender(address: LabelAddress) -> tuple[Line, ...]:
    who = ", ".join(printable(text) for text in (address.name, address.company, address.phone) if text)
    where = ", ".join(printable(text) for text in (*address.lines, city_line(address), address.country) if text)
    return Line(who), Line(where)


def _recipient(address: LabelAddress) -> tuple[Line, ...]:
    lines = [Line(printable(address.name), 115, bold=True)]
    lines += [Line(printable(text)) for text in (address.company, *address.lines) if text]
    lines += [Line(text, 110, bold=True) for text in (city_line(address),) if text]
    lines += [Line(f"Tel. {printable(address.phone)}")] if address.phone else []
    return tuple(lines)


def _facts(label: LabelData) -> list[Block]:
    x = _facts_columns()
    weight = f"{label.weight_g // 1000}.{label.weight_g % 1000:03d} kg"
    texts = (
        ("PIECE", "piece", f"{label.piece}/{label.pieces}", _sizes(44, 20), True),
        ("WEIGHT", "weight_g", weight, _sizes(32, 18), True),
        ("REFERENCE", "reference", printable(label.reference), _sizes(28, 12), False),
        ("DATE", "date", label.date.isoformat(), _sizes(28, 24), False),
    )
    blocks: list[Block] = []
    for at, (title, field, text, sizes, bold) in enumerate(texts):
        left, right = x[at] + 10, x[at + 1] - 10
        blocks.append(_title(title, left, _FACTS.y + 6))
        blocks.append(Block(field, Box(left, _FACTS.y + 26, right - left, 56), sizes, (Line(text, bold=bold),)))
    return blocks


def _facts_columns() -> tuple[int, ...]:
    return MARGIN, MARGIN + 130, MARGIN + 310, RIGHT - 172, RIGHT


def _mark(label: LabelData) -> list[Block]:
    mark = _mark_text(label)
    box = Box(_MARK.x + 6, _MARK.y + 4, _MARK.w - 12, _MARK.h - 8)
    return [Block("cargo_class", box, _sizes(30, 14), (Line(mark, bold=True),), "center", white=True)] if mark else []


def _mark_text(label: LabelData) -> str:
    mark = MARKS.get(label.cargo_class, printable(label.cargo_class).upper())
    return "  ".join(text for text in (mark, label.incoterm) if text)


def _mark_frame(label: LabelData) -> list[Box]:
    return [_MARK] if _mark_text(label) else []


def _title(text: str, x: int, y: int) -> Block:
    return Block("", Box(x, y, 150, 24), (16,), (Line(text, bold=True),))


def _frame(box: Box) -> list[Box]:
    return [
        Box(box.x, box.y, box.w, RULE),
        Box(box.x, box.y + box.h - RULE, box.w, RULE),
        Box(box.x, box.y, RULE, box.h),
        Box(box.x + box.w - RULE, box.y, RULE, box.h),
    ]


def _lines() -> list[Box]:
    upright = [Box(x, _FACTS.y, RULE, _FACTS.h) for x in _facts_columns()[1:-1]]
    return [Box(MARGIN, y, INNER, RULE) for y in (_FACTS.y + _FACTS.h, 932)] + upright


def code128(number: str) -> Code:
    """Centred, with the widest module that leaves the white margins scanners need: 3 dots if it fits, else 2."""
    modules = len(barcode_modules(number, Barcode.CODE128)[0])
    dot = 3 if (modules + 2 * QUIET) * 3 <= WIDTH else 2
    width = modules * dot
    return Code(Barcode.CODE128, number, Box((WIDTH - width) // 2, 722, width, 160), dot)


def datamatrix(text: str) -> Code:
    """In the lower right corner, modules of 1 mm where they fit."""
    modules = len(barcode_modules(text, Barcode.DATAMATRIX))
    dot = min(8, 168 // modules)
    size = modules * dot
    return Code(Barcode.DATAMATRIX, text, Box(RIGHT - size, 944, size, size), dot)
