"""The book's lines as CSV and XLSX: one row a posting. Text that a spreadsheet would run as a formula is left as text."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from galeon.billing.company.journals import JournalLine, Span, lines
from galeon.kernel import wording

HEADS = (
    "journal", "line", "booked_on", "entity", "kind", "source", "memo", "book", "segment", "account", "account_name",
    "currency", "amount", "debit", "credit",
)  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t", "\r")
ROWS_MAX = 1_000_000  # a sheet of that format has 1,048,576 rows; what is more goes on in another

Cell = str | Decimal


def write_csv(span: Span, out: IO[str]) -> int:
    """Write the lines; how many there were. To be called within `journals.one_moment`."""
    writer = csv.writer(out)
    writer.writerow(HEADS)
    count = 0
    for row in _rows(span):
        writer.writerow([_plain(cell) for cell in row])
        count += 1
    return count


def write_xlsx(span: Span, file: Path) -> int:
    """Write the lines as a workbook; how many there were. To be called within `journals.one_moment`."""
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    count = 0
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet = _sheet(book)
        for count, row in enumerate(_rows(span), start=1):
            at = (count - 1) % ROWS_MAX + 1
            if at == 1 and count > 1:
                sheet = _sheet(book)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                else:
                    sheet.write_number(at, column, cell)
    return count


def _sheet(book: xlsxwriter.Workbook) -> Worksheet:
    sheet: Worksheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(HEADS):
        sheet.write_string(0, column, head)
    return sheet


def _rows(span: Span) -> Iterator[tuple[Cell, ...]]:
    return (_row(line) for line in lines(span))


def _row(x: JournalLine) -> tuple[Cell, ...]:
    amount = wording.major(x.amount_minor, x.currency)
    zero = Decimal(0)
    # a journal's id has more digits than a spreadsheet's numbers keep
    return (
        str(x.journal_id), Decimal(x.no), x.booked_on.isoformat(), x.entity, x.kind, x.source, x.memo, x.book, x.segment,
        x.account, x.account_name, x.currency, amount, max(amount, zero), max(-amount, zero),
    )  # fmt: skip


def _plain(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return f"'{cell}" if cell.startswith(RISKY) else cell
