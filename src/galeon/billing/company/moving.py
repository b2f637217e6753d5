"""A sheet of what was open in another system, row by row, into debts, credits and balances, or all that is wrong with it. Pure.

A row is a customer's (`account`) or one of an account of the book (`book`); amounts above zero: the customer owes it, the
book has it on its debit side.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.ledger.chart import CHART

ROWS_MAX = 20_000
DOCUMENT_MAX = 80
HEADS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "customer", "cuenta", "cliente", "客户", "客户代码"),
    "book": ("book", "ledger account", "cuenta contable", "科目"),
    "document": ("document", "number", "invoice", "documento", "factura", "número", "单据", "发票号"),
    "due_on": ("due", "due on", "due date", "vencimiento", "到期日"),
    "amount": ("amount", "balance", "importe", "saldo", "金额", "余额"),
    "currency": ("currency", "divisa", "moneda", "币种"),
    "entity": ("entity", "company", "empresa", "公司"),
}
NEEDED = ("document", "amount", "currency")
BOOKS = frozenset(line.code for line in CHART if not line.is_customer and line.code != "opening")
_MARKS = re.compile(r"[ \u00a0'’]")


class Fault(Struct, frozen=True, order=True):
    """What is wrong: row as the sheet counts them (the head is row 1; 0: the whole sheet), and the column."""

    row: int
    column: str
    refusal: Refusal


class Brought(Struct, frozen=True):
    """A row that can be read. account, book: one of both; entity "": the customer's own, or the first company."""

    row: int
    account: str
    book: str
    document: str
    due_on: date | None
    amount_minor: int
    currency: str
    entity: str


def read(rows: Sequence[Sequence[str]]) -> tuple[list[Brought], list[Fault]]:
    """The rows that can be read, and what is wrong with the others."""
    columns = _columns(rows[0]) if rows else {}
    missing = [name for name in NEEDED if name not in columns]
    if missing or not {"account", "book"} & columns.keys():
        wanted = ", ".join(missing) or "account, book"
        return [], [Fault(1, "", _no("columns_missing", "The sheet lacks the columns {names}.", names=wanted))]
    if len(rows) - 1 > ROWS_MAX:
        return [], [Fault(0, "", _no("rows_many", "At most {max} rows.", max=str(ROWS_MAX)))]
    found: list[Brought] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[n].strip() if n < len(row) else "" for name, n in columns.items()}
        if any(cells.values()):
            wrong = [Fault(number, column, refusal) for column, refusal in _faults(cells)]
            faults += wrong
            if not wrong:
                found.append(_brought(number, cells))
    return found, faults + _doubles(found)


def _columns(head: Sequence[str]) -> dict[str, int]:
    known = {word: name for name, words in HEADS.items() for word in words}
    named = [(known.get(" ".join(cell.strip().lower().replace("_", " ").split())), n) for n, cell in enumerate(head)]
    return {name: n for name, n in reversed(named) if name}


def _faults(cells: Mapping[str, str]) -> list[tuple[str, Refusal]]:
    found: list[tuple[str, Refusal]] = []
    if bool(cells.get("account")) == bool(cells.get("book")):
        found.append(("account", _no("account_or_book", "Name a customer or an account of the book.")))
    if cells.get("book") and cells["book"] not in BOOKS:
        found.append(
            ("book", _no("book_unknown", "There is no account {name} to bring a balance to.", name=cells["book"][:32]))
        )
    if not cells["document"] or len(cells["document"]) > DOCUMENT_MAX or not cells["document"].isprintable():
        found.append(("document", _no("document", "A document has 1 to {max} characters.", max=str(DOCUMENT_MAX))))
    if cells.get("due_on") and _day(cells["due_on"]) is None:
        found.append(("due_on", _no("day", "This is not a day as 2026-12-31.")))
    currency = cells["currency"].upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        found.append(("currency", _no("currency", "A currency has three letters.")))
    elif (amount := _minor(cells["amount"], currency)) is None:
        found.append(("amount", _no("amount", "This is not an amount in {currency}.", currency=currency)))
    elif not amount:
        found.append(("amount", _no("amount_zero", "The amount must not be zero.")))
    return found


def _brought(row: int, cells: Mapping[str, str]) -> Brought:
    currency = cells["currency"].upper()
    return Brought(
        row, cells.get("account", ""), cells.get("book", ""), cells["document"], _day(cells.get("due_on", "")),
        _minor(cells["amount"], currency) or 0, currency, cells.get("entity", ""),
    )  # fmt: skip


def _doubles(found: Sequence[Brought]) -> list[Fault]:
    first: dict[tuple[str, str, str, str], int] = {}
    faults = []
    for x in found:
        key = (x.account, x.book, x.document, x.entity if x.book else "")
        if key in first:
            refusal = _no(
                "document_twice", "Document {name} stands in row {row} already.", name=x.document, row=str(first[key])
            )
            faults.append(Fault(x.row, "document", refusal))
        first.setdefault(key, x.row)
    return faults


def _minor(text: str, currency: str) -> int | None:
    """1234.50, 1,234.50 or 1.234,50: the last mark is the decimal one unless three digits follow it alone."""
    typed = _MARKS.sub("", text)
    marks = [c for c in typed if c in ".,"]
    if marks:
        last = marks[-1]
        if len(set(marks)) == 2:
            typed = typed.replace("," if last == "." else ".", "").replace(last, ".")
        elif len(marks) > 1:
            typed = typed.replace(last, "")
        else:
            typed = typed.replace(",", ".")
    try:
        value = Decimal(typed).scaleb(get_currency_precision(currency))
    except InvalidOperation:
        return None
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > 10**13:
        return None
    return int(value)


def _day(text: str) -> date | None:
    for shape in ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text[:10], shape).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return found if 2000 <= found.year < 3000 else None
    return None


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=None, message=message, params=params)
