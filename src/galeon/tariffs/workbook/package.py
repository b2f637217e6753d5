"""An uploaded file to worksheets of cells, with every limit held before a cell is read.

An XLSX is a packed folder of XML. Its directory says how much it holds; what is unpacked is counted, looked over (rows,
columns, hidden and merged ones), packed again and only then given to the reader, which so never meets a bomb.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import cast
from xml.etree import ElementTree

from msgspec import Struct
from python_calamine import CalamineWorkbook

from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.workbook import xmlcells
from galeon.tariffs.workbook.faults import CellFault, cell_name, column_name

MIB = 1024 * 1024
PARTS_MAX = 500
TEXT_MAX, TEXTS_MAX = 2_000, 400 * MIB
PAGES_MAX = 200
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_ROW_NO = re.compile(rb"""\br\s*=\s*["'](\d{1,9})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)""")
_NARROW = re.compile(rb"""\br\s*=\s*["']([A-Z])\d""")
_WIDE = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,9})\d""")
_DEEP = re.compile(rb"""\br\s*=\s*["'][A-Z]+(\d{5,12})["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
_SPAN = re.compile(rb"""\b(min|max)\s*=\s*["'](\d{1,9})["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Limits(Struct, frozen=True):
    """How much of a file is read: bytes packed and unpacked, and rows, columns and cells of a worksheet, empty ones too."""

    file: int
    unpacked: int
    rows: int
    columns: int
    cells: int


LIMITS = Limits(20 * MIB, 64 * MIB, 60_000, 1_000, 2_000_000)
"""Of a price list; 100,000 prices are 5 MB."""


class Page(Struct, frozen=True):
    """A worksheet: its name and its cells from A1 on, every row as wide as the widest."""

    name: str
    rows: list[list[Raw]]


class _Layout(Struct, frozen=True):
    """What a worksheet's XML says before it is read: hidden rows and columns, cells shown as percentages, all counted from
    0, and cells without a value that should have one."""

    rows: tuple[int, ...]
    columns: tuple[tuple[int, int], ...]
    percents: tuple[tuple[int, int], ...]
    faults: tuple[CellFault, ...]


class _Refused(Exception):
    def __init__(self, fault: CellFault) -> None:
        self.fault = fault


def opened(data: bytes, limits: Limits = LIMITS) -> list[Page] | tuple[CellFault, ...]:
    """The worksheets of a file, or why it cannot be taken: everything that is hidden or merged, by its cell."""
    try:
        parts = _parts(data, limits)
        names = _names(parts)
        how = xmlcells.ways(parts.get("xl/styles.xml", b""), parts["xl/workbook.xml"])
        layouts = {name: _looked_over(name, parts[path], limits, how) for name, path in names.items() if path in parts}
        file = _packed(parts)
        parts.clear()
        return _pages(file, layouts)
    except _Refused as refused:
        return (refused.fault,)
    except (zipfile.BadZipFile, zlib.error, struct.error, LookupError, ValueError, NotImplementedError, EOFError):
        return (_file(_unreadable()),)
    except ElementTree.ParseError:
        return (_file(_unreadable()),)


def _unreadable() -> Refusal:
    return _no("file_not_xlsx", "This is no XLSX file we can read. Save it as an Excel workbook (.xlsx).")


def _parts(data: bytes, limits: Limits) -> dict[str, bytes]:
    """The XML parts of the packed file, unpacked within the limits."""
    if len(data) > limits.file:
        raise _Refused(_file(_no("file_too_large", "The file is larger than {max} MB.", max=str(limits.file // MIB))))
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise _Refused(_file(_no("file_encrypted", "The file is locked with a password. Save it without one.")))
        raise _Refused(_file(_no("file_old", "This is the old Excel format. Save it as an Excel workbook (.xlsx).")))
    if not data.startswith(b"PK"):
        raise _Refused(_file(_unreadable()))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        size = sum(entry.file_size for entry in entries)
        if size > limits.unpacked or len(entries) > PARTS_MAX:
            message = "Unpacked, the file has {size} MB; at most {max} MB and {rows} rows are read."
            params = {"size": str(size // MIB), "max": str(limits.unpacked // MIB), "rows": str(limits.rows)}
            raise _Refused(_file(_no("file_too_large", message, **params)))
        if any(entry.flag_bits & 1 for entry in entries):
            raise _Refused(_file(_no("file_encrypted", "The file is locked with a password. Save it without one.")))
        return {e.filename: _part(packed, e) for e in entries if e.filename.endswith((".xml", ".rels"))}


def _part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part, never more bytes of it than the directory says: asked for all, zipfile would unpack what is really there."""
    with packed.open(entry) as part:
        return part.read(entry.file_size)


def _names(parts: dict[str, bytes]) -> dict[str, str]:
    """Worksheet name -> its part."""
    if any(b"<!DOCTYPE" in part or _is_strange(part[:200]) for part in parts.values()):
        raise _Refused(_file(_unreadable()))
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314  no DOCTYPE, no entities
    }
    found = {}
    for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():  # noqa: S314  as above
        if sheet.tag.endswith("}sheet"):
            target = relations.get(sheet.get(_RELATION), "")
            found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if len(found) > PAGES_MAX:
        raise _Refused(_file(_no("file_too_many_sheets", "At most {max} worksheets are read.", max=str(PAGES_MAX))))
    texts = parts.get("xl/sharedStrings.xml", b"")
    longest = max(map(len, re.split(rb"</(?:\w+:)?si>", texts)))
    used = sum(
        part.count(b'"s"') + part.count(b"'s'") for name, part in parts.items() if name.startswith("xl/worksheets/")
    )
    if longest > TEXT_MAX * 4 or longest * used > TEXTS_MAX:  # one text may stand in every cell
        raise _Refused(_file(_no("file_long_text", "A cell holds more than {max} characters.", max=str(TEXT_MAX))))
    return found


def _is_strange(head: bytes) -> bool:
    """XML in other letters than UTF-8, in which what is looked for could hide."""
    told = _ENCODING.search(head)
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        told is not None and told[1].lower() not in (b"utf-8", b"us-ascii")
    )


def _looked_over(name: str, xml: bytes, limits: Limits, how: xmlcells.Ways) -> _Layout:
    """What must be known of a worksheet, once its size is found to be within the limits."""
    _within(name, "A worksheet has at most {max} rows; this one has {found}.", limits.rows, xml.count(b"<row"))
    hidden, last = [], 0
    for row in _ROW.finditer(xml):
        found = _ROW_NO.search(row[1])
        last = int(found[1]) if found else last + 1
        if _HIDDEN.search(row[1]):
            hidden.append(last - 1)
    narrow = max(_NARROW.findall(xml), default=b"A")
    wide = max(_WIDE.findall(xml), key=lambda letters: (len(letters), letters), default=narrow)
    columns, lowest = _column_no(wide), last
    for number in set(_DEEP.findall(xml)):
        lowest = max(lowest, int(number))
    _within(name, "A worksheet has at most {max} rows; this one has {found}.", limits.rows, lowest)
    _within(name, "A worksheet has at most {max} columns; this one has {found}.", limits.columns, columns)
    message = "A worksheet has at most {max} cells, empty ones too; this one has {found}."
    _within(name, message, limits.cells, columns * lowest)
    percents, faults = xmlcells.percents(xml, how), tuple(xmlcells.faults(name, xml, how))
    if len(percents) > xmlcells.PERCENTS_MAX:
        message = "More than {max} cells are formatted as percentages: format the prices as numbers."
        refusal = _no("cells_are_percent", message, max=str(xmlcells.PERCENTS_MAX))
        raise _Refused(_at(name, cell_name(*percents[-1]), refusal))
    return _Layout(tuple(hidden), tuple(_hidden_columns(xml)), percents, faults)


def _within(name: str, message: str, most: int, found: int) -> None:
    if found > most:
        raise _Refused(_at(name, "", _no("sheet_too_large", message, max=str(most), found=str(found))))


def _column_no(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden_columns(xml: bytes) -> Iterator[tuple[int, int]]:
    for column in _COLUMN.finditer(xml):
        if _HIDDEN.search(column[1]):
            span = {key: int(value) for key, value in _SPAN.findall(column[1])}
            yield span.get(b"min", 1) - 1, span.get(b"max", span.get(b"min", 1)) - 1


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """The same parts packed again, as large as they were counted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, part in parts.items():
            if not name.startswith(("xl/media", "xl/drawings", "xl/charts", "customXml")):
                packed.writestr(name, part)
    out.seek(0)
    return out


def _pages(file: io.BytesIO, layouts: dict[str, _Layout]) -> list[Page] | tuple[CellFault, ...]:
    pages: list[Page] = []
    faults = [fault for layout in layouts.values() for fault in layout.faults]
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            for told in book.sheets_metadata:
                if told.name not in layouts:
                    continue
                sheet = book.get_sheet_by_name(told.name)
                rows = cast("list[list[Raw]]", sheet.to_python(skip_empty_area=False))
                if not any(any(cell != "" for cell in row) for row in rows):
                    continue
                xmlcells.as_shown(rows, layouts[told.name].percents)
                pages.append(Page(told.name, rows))
                if str(told.visible).rpartition(".")[2] != "Visible":
                    faults.append(
                        _at(told.name, "", _no("sheet_hidden", "The worksheet is hidden: show or delete it."))
                    )
                faults += _hidden(pages[-1], layouts[told.name])
                faults += _merged(told.name, sheet.merged_cell_ranges or ())
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  a broken file's fault means one thing; a panic of the library is no Exception
        return (_file(_unreadable()),)
    return tuple(faults) if faults else pages


def _hidden(page: Page, layout: _Layout) -> Iterator[CellFault]:
    width = len(page.rows[0])
    for row in layout.rows:
        if row < len(page.rows) and any(cell != "" for cell in page.rows[row]):
            yield _at(page.name, str(row + 1), _no("row_hidden", "The row is hidden: show it or delete it."))
    for first, last in layout.columns:
        if first < width:
            place = f"{column_name(first)}:{column_name(min(last, width - 1))}"
            yield _at(page.name, place, _no("column_hidden", "The column is hidden: show it or delete it."))


def _merged(name: str, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[CellFault]:
    for first, last in ranges:
        refusal = _no("cells_merged", "These cells are merged: part them, so that each says its own.")
        yield _at(name, f"{cell_name(*first)}:{cell_name(*last)}", refusal)


def _at(sheet: str, cell: str, refusal: Refusal) -> CellFault:
    return CellFault(sheet, cell, refusal)


def _file(refusal: Refusal) -> CellFault:
    return CellFault("", "", refusal)


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="file", message=message, params=params)
