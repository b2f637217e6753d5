"""A supplier's file to rows of texts: limits first; a workbook is opened by a process of its own."""

import codecs
import csv
import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice

import msgspec

from galeon.billing.suppliers.heads import LINES_MAX
from galeon.billing.suppliers.layout import COLUMNS_MAX
from galeon.kernel.encodings import decoded, delimiter_of, encoding_of
from galeon.kernel.refusal import Refusal

MIB = 1024 * 1024
CSV_MAX = 160 * MIB  # 200,000 lines of UPS's 250 columns are 140 MB
XLSX_MAX = 40 * MIB
UNPACKED_MAX = 600 * MIB
READ_SECONDS_MAX = 120
SAMPLE_BYTES = 256 * 1024
ROWS_MAX = LINES_MAX + 1_000  # heads and blank rows stand beside the lines
CELL_MAX = 100_000
ZIP_MARK = b"PK\x03\x04"
_ROW = msgspec.json.Decoder(list[str])


def checked(content: bytes) -> Refusal | None:
    """Why a file cannot be taken: file_empty, file_too_large, file_unreadable."""
    if not content.strip():
        return _no("file_empty", "The file is empty.")
    if content.startswith(ZIP_MARK):
        unpacked = _unpacked_size(content)
        if not unpacked:
            return _unreadable()
        if len(content) > XLSX_MAX or unpacked > UNPACKED_MAX:
            return _too_large(XLSX_MAX)
    elif len(content) > CSV_MAX:
        return _too_large(CSV_MAX)
    elif b"\x00" in content[:4096] and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _unreadable()
    return None


def packed(content: bytes) -> bytes:
    """The file as it is kept."""
    return zlib.compress(content, 6)


def unpacked(kept: bytes) -> bytes:
    """The file as it was sent; never more of it than a file may be."""
    return zlib.decompressobj().decompress(kept, CSV_MAX + 1)


def first_rows(content: bytes, count: int) -> list[list[str]] | Refusal:
    """The first rows, for finding out its shape and for a preview."""
    try:
        if content.startswith(ZIP_MARK):
            return list(_workbook(content, count))
        return list(islice(_csv(content[:SAMPLE_BYTES], content), count))
    except (UnreadableError, csv.Error):
        return _unreadable()


def rows(content: bytes) -> Iterator[list[str]]:
    """Every row, some more than a file may have lines. Raises UnreadableError for a file that breaks off."""
    if content.startswith(ZIP_MARK):
        yield from _workbook(content, ROWS_MAX)
        return
    try:
        yield from islice(_csv(content, content), ROWS_MAX)
    except csv.Error as fault:
        raise UnreadableError from fault


class UnreadableError(Exception):
    """The file cannot be read to its end."""


def _csv(content: bytes, whole: bytes) -> Iterator[list[str]]:
    head = decoded(whole[:SAMPLE_BYTES])
    hint = head[:4].lower() == "sep="  # Excel's own
    delimiter = head[4:5] if hint else delimiter_of(head)
    csv.field_size_limit(CELL_MAX)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding_of(whole), errors="replace", newline="")
    if hint:
        text.readline()
    for row in csv.reader(text, delimiter=delimiter):
        yield [cell.replace("\x00", " ") for cell in row[:COLUMNS_MAX]]


def _workbook(content: bytes, count: int) -> Iterator[list[str]]:
    command = [sys.executable, "-m", "galeon.billing.suppliers.unpack", str(count), str(COLUMNS_MAX)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=READ_SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableError from None
    if done.returncode != 0:
        raise UnreadableError
    for row in io.BytesIO(done.stdout):
        yield [cell.replace("\x00", " ") for cell in _ROW.decode(row)]


def _unpacked_size(content: bytes) -> int:
    """Bytes, as the packed file's directory says; a lie there is stopped by the process's own limits. 0: no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return 0


def _too_large(limit: int) -> Refusal:
    return _no("file_too_large", "The file is larger than {max} MB.", max=str(limit // MIB))


def _unreadable() -> Refusal:
    return _no("file_unreadable", "This is no XLSX or CSV file we can read.")


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="file", message=message, params=params)
