"""Sheets as merchants send them, made in memory."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from python_calamine import CalamineWorkbook

Cell = str | int | float
HEADS = (
    "Order reference", "Service", "Recipient", "Country", "City", "Postcode", "Street", "Phone", "Weight kg", "Length cm",
    "Width cm", "Height cm", "Goods in English", "Pieces", "Value of one", "Currency",
)  # fmt: skip
ROW: Mapping[str, Cell] = {
    "Order reference": "S-1", "Service": "USLINE", "Recipient": "Ana Torres", "Country": "US", "City": "Los Angeles",
    "Postcode": "90013", "Street": "500 S Hill St", "Phone": "+1 213 555 0100", "Weight kg": 1.24, "Length cm": 30,
    "Width cm": 22, "Height cm": 14, "Goods in English": "LED desk lamp", "Pieces": 2, "Value of one": 19, "Currency": "USD",
}  # fmt: skip


def row(**changes: Cell) -> dict[str, Cell]:
    """The usual row, some cells (by their heads, spaces as underscores) otherwise."""
    known = {head.replace(" ", "_"): head for head in HEADS}
    return {**ROW, **{known.get(key, key): cell for key, cell in changes.items()}}


def xlsx(rows: Sequence[Mapping[str, Cell]], heads: Sequence[str] = HEADS, above: int = 0) -> bytes:
    """A workbook of one sheet; `above`: blank rows over the head. Numbers are numbers, texts are texts."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for n, cells in enumerate([dict(zip(heads, heads, strict=True)), *rows], start=above):
            for position, head in enumerate(heads):
                sheet.write(n, position, cells.get(head, ""))
    return out.getvalue()


def csv(rows: Sequence[Mapping[str, Cell]], heads: Sequence[str] = HEADS, delimiter: str = ",") -> str:
    """The same as text, nothing quoted."""
    lines = [delimiter.join(heads), *(delimiter.join(str(cells.get(head, "")) for head in heads) for cells in rows)]
    return "\r\n".join(lines) + "\r\n"


def cells_of(workbook: bytes) -> list[list[object]]:
    """The first sheet as rows."""
    return list(CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_index(0).to_python())


PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def hostile(rows: int, one_row: str, *, before: str = "") -> bytes:
    """A workbook written by hand: the same row again and again."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, body in PARTS.items():
            packed.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + body)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            opening = '<?xml version="1.0" encoding="UTF-8"?>' + before
            sheet.write(opening.encode())
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            bit = one_row.encode() * 1_000
            for _ in range(rows // 1_000):
                sheet.write(bit)
            sheet.write(one_row.encode() * (rows % 1_000) + b"</sheetData></worksheet>")
    return out.getvalue()
