"""A carrier's list of the cash it collected, as CSV. Pure: no Django.

The first row names the columns: waybill, amount, currency, date, and reference where the carrier numbers its payments.
Amounts with a decimal point; dates as 2026-11-24. Comma, semicolon or tab between them.
"""

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from galeon.billing.company.cod_terms import AMOUNT_MAX, NewCollection, no
from galeon.kernel import wording
from galeon.kernel.refusal import Refusal

ROWS_MAX = 20_000
BYTES_MAX = 5_000_000
COLUMNS = ("waybill", "amount", "currency", "date")


class Fault(Struct, frozen=True):
    """What is wrong in a row; row 1 is the head."""

    row: int
    refusal: Refusal


def read(content: bytes, supplier: str) -> list[NewCollection] | list[Fault] | Refusal:
    """The collections of a file, or everything that is wrong with it."""
    if len(content) > BYTES_MAX:
        return no("file_too_large", "file", message="A file has at most {max} rows.", max=str(ROWS_MAX))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return no("file_not_text", "file", message="The file must be CSV in UTF-8.")
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        return no("file_not_csv", "file", message="The file must be CSV in UTF-8.")
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if missing := [name for name in COLUMNS if name not in names]:
        return no("column_missing", "file", message="The column {column} is missing.", column=missing[0])
    if len(rows) - 1 > ROWS_MAX:
        return no("file_too_large", "file", message="A file has at most {max} rows.", max=str(ROWS_MAX))
    found: list[NewCollection] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        made = _collection(cells, supplier)
        if isinstance(made, Refusal):
            faults.append(Fault(number, made))
        else:
            found.append(made)
    return faults or found or no("file_empty", "file", message="There is no row in the file.")


def _collection(cells: dict[str, str], supplier: str) -> NewCollection | Refusal:
    currency = cells.get("currency", "").upper()
    try:
        amount = Decimal(cells.get("amount", ""))
        exact = (
            amount.is_finite()
            and abs(amount) < AMOUNT_MAX
            and wording.major(wording.minor(amount, currency), currency) == amount
        )
    except (InvalidOperation, ValueError, ArithmeticError):
        exact = False
    if not exact:
        return no(
            "amount",
            "amount",
            message="{text} is not an amount in {currency}.",
            text=cells.get("amount", "")[:20],
            currency=currency[:3],
        )
    try:
        day = date.fromisoformat(cells.get("date", ""))
    except ValueError:
        return no("date", "date", message="{text} is not a day like 2026-11-24.", text=cells.get("date", "")[:20])
    waybill, reference = cells.get("waybill", "")[:64], cells.get("reference", "")
    return NewCollection(
        waybill=waybill, amount_minor=wording.minor(amount, currency), currency=currency, supplier=supplier,
        collected_at=datetime.combine(day, time(12), UTC), source=f"list:{supplier}:{reference or day}:{waybill}"[:120],
    )  # fmt: skip
