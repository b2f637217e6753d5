"""A file to lines: limits first, then a process of its own reads it."""

import codecs
import io
import json
import subprocess
import sys
import zipfile

from galeon.intake.sheet.cells import decimal_mark, pointed
from galeon.intake.sheet.columns import NUMBERS, head_row, strange
from galeon.intake.sheet.rows import Line, grouped
from galeon.kernel.refusal import Refusal

FILE_MAX = 10 * 1024 * 1024
UNPACKED_MAX = 48 * 1024 * 1024  # 5,000 rows of 30 columns are 9 MB
ROWS_MAX = 5_000
COLUMNS_MAX = 100
READ_SECONDS_MAX = 40
ZIP_MARK = b"PK\x03\x04"


def lines(content: bytes) -> list[Line] | Refusal:
    """The rows below the head, blank ones left out, rows of one reference together; or why the file cannot be taken."""
    rows = table(content)
    if isinstance(rows, Refusal):
        return rows
    head = head_row(rows)
    if head is None:
        message = "No row names the columns. Take our template, or name at least recipient, country and weight."
        return _no("sheet_no_head", message)
    at, columns = head
    columns = {**columns, **strange(rows[at], columns)}
    below = [
        Line(n, {key: row[position] for position, key in columns.items() if position < len(row)})
        for n, row in enumerate(rows[at + 1 :], start=at + 2)
    ]
    filled = [line for line in below if any(cell.strip() for cell in line.cells.values())]
    if not filled:
        return _no("sheet_empty", "There is no order below the head.")
    if len(filled) > ROWS_MAX:
        return _no("sheet_too_long", "At most {max} rows at once: split the sheet.", max=ROWS_MAX)
    return [line for group in grouped(_one_reading(filled)) for line in group]


def _one_reading(lines: list[Line]) -> list[Line]:
    """Numbers that could be read two ways, written as the rest of the sheet means them."""
    mark = decimal_mark(line.cells[key] for line in lines for key in NUMBERS if key in line.cells)
    if not mark:
        return lines
    return [
        Line(line.no, {key: pointed(cell, mark) if key in NUMBERS else cell for key, cell in line.cells.items()})
        for line in lines
    ]


def table(content: bytes, rows_max: int = ROWS_MAX) -> list[list[str]] | Refusal:
    """Every row of a file's first sheet as text, up to some more than `rows_max`; or why it cannot be taken."""
    if not content:
        return _no("sheet_empty", "The file is empty.")
    if len(content) > FILE_MAX:
        return _no("sheet_too_large", "The file is larger than {max} MB.", max=FILE_MAX // 1024 // 1024)
    kind = "xlsx" if content.startswith(ZIP_MARK) else "csv"
    unpacked = _unpacked_size(content) if kind == "xlsx" else len(content)
    if unpacked > UNPACKED_MAX:
        return _no("sheet_too_large", "Unpacked, the file is larger than we take.")
    if not unpacked or (kind == "csv" and _is_binary(content)):
        return _no("sheet_unreadable", "This is no XLSX or CSV file we can read.")
    command = [sys.executable, "-m", "galeon.intake.sheet.reader", kind, str(rows_max + 20), str(COLUMNS_MAX)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=READ_SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return _no("sheet_unreadable", "Reading the file took too long.")
    if done.returncode != 0:
        return _no("sheet_unreadable", "This is no XLSX or CSV file we can read.")
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def _is_binary(content: bytes) -> bool:
    return b"\x00" in content[:4096] and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _unpacked_size(content: bytes) -> int:
    """Bytes, as the packed file's directory says; a lie there is stopped by the reader's own limits. 0: no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError):
        return 0


def _no(code: str, message: str, **params: object) -> Refusal:
    return Refusal(code=code, field="file", message=message, params={k: str(v) for k, v in params.items()})
