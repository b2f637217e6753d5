"""What the XML of a worksheet says of single cells and its reader passes over: errors, formulas nobody has reckoned,
numbers shown as percentages. Pure; each search is one pass, whatever the XML."""

import re
from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids import cells
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.workbook.faults import FAULTS_MAX, CellFault

PERCENTS_MAX = 10_000
_FORMULA = rb"\s*<(?:\w+:)?f\b[^<>]*>(?:[^<]*</(?:\w+:)?f>)?"
_VALUE = rb"\s*(?:<(?:\w+:)?v\b[^<>]*>([^<]*))?"
_ERROR = re.compile(rb"""<(?:\w+:)?c\b([^<>]*\bt\s*=\s*["']e["'][^<>]*)>(?:""" + _FORMULA + rb")?" + _VALUE)
_REACHED = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>" + _FORMULA + _VALUE)
_STYLED = re.compile(rb"""<(?:\w+:)?c\b([^<>]*\bs\s*=\s*["'](\d{1,6})["'][^<>]*)>""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_RECKONS_LATER = re.compile(rb"""\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_NO_SIGN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_BUILT_IN = frozenset({9, 10})
"""Number formats every spreadsheet program has without naming them: 0% and 0.00%."""


class Ways(Struct, frozen=True):
    """What a workbook says of all its cells: the styles that show a percentage, and whether formulas wait to be reckoned."""

    percents: frozenset[bytes] = frozenset()
    waiting: bool = False


def ways(styles: bytes, workbook: bytes) -> Ways:
    """From the parts xl/styles.xml and xl/workbook.xml, neither with a DOCTYPE."""
    return Ways(frozenset(_percent_styles(styles)) if styles else frozenset(), bool(_RECKONS_LATER.search(workbook)))


def _percent_styles(styles: bytes) -> Iterator[bytes]:
    root = ElementTree.fromstring(styles)  # noqa: S314  no DOCTYPE, no entities
    named = {
        int(one.get("numFmtId", "0")): "%" in _NO_SIGN.sub("", one.get("formatCode", ""))
        for one in root.iterfind("{*}numFmts/{*}numFmt")
    }
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        shown = int(style.get("numFmtId", "0"))
        if named.get(shown, shown in _BUILT_IN):
            yield b"%d" % number


def faults(page: str, xml: bytes, how: Ways) -> Iterator[CellFault]:
    """The cells that show an error and the formulas without a value, at most FAULTS_MAX of each."""
    for found in islice(_ERROR.finditer(xml), FAULTS_MAX):
        message = "This cell shows an error, {error}: mend its formula or write what belongs here."
        yield CellFault(page, _place(found[1]), _no("cell_error", message, error=_told(found[2])))
    for found in islice((one for one in _REACHED.finditer(xml) if _waits(one, how)), FAULTS_MAX):
        message = "This formula has no value: open the file in a spreadsheet program and save it."
        yield CellFault(page, _place(found[1]), _no("formula_empty", message))


def _waits(found: re.Match[bytes], how: Ways) -> bool:
    """True of a formula whose value is not there; files made by scripts have 0 until a spreadsheet has reckoned."""
    value = found[2]
    if value is None or _IS_ERROR.search(found[1]):
        return value is None and not _IS_ERROR.search(found[1])
    if not value.strip():
        return not _IS_TEXT.search(found[1])  # a formula may well have the empty text as its value
    return how.waiting and value.strip() == b"0"


def percents(xml: bytes, how: Ways) -> tuple[tuple[int, int], ...]:
    """Row and column, from 0, of cells that are shown as a percentage: no more than PERCENTS_MAX and one."""
    if not how.percents or not any(b"%s" % style in xml for style in how.percents):
        return ()
    shown = (one[1] for one in _STYLED.finditer(xml) if one[2] in how.percents and not one[1].endswith(b"/"))
    return tuple(islice(map(_position, shown), PERCENTS_MAX + 1))


def _position(attributes: bytes) -> tuple[int, int]:
    found = _PLACE.search(attributes)
    if found is None:
        raise ValueError("a cell that does not say where it stands")
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1


def as_shown(rows: list[list[Raw]], places: tuple[tuple[int, int], ...]) -> None:
    """Put into these cells what they show: 21.5 with its sign where 0.215 is kept."""
    for row, column in places:
        if row < len(rows) and column < len(rows[row]):
            kept = rows[row][column]
            if isinstance(kept, int | float) and not isinstance(kept, bool):
                rows[row][column] = cells.Percent(kept * 100)


def _place(attributes: bytes) -> str:
    found = _PLACE.search(attributes)
    return (found[1] + found[2]).decode() if found else ""


def _told(value: bytes | None) -> str:
    return cells.shown((value or b"").decode("utf-8", "replace")) or "#?"


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
