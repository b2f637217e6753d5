"""A bank's CSV to movements: letters, delimiter, decimal mark and order of the day guessed, columns as a person said. Pure."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision
from msgspec import Struct

from galeon.billing.cash.booked import LINES_MAX, NAME_MAX, NUMBER_MAX, TEXT_MAX, Booked, Read, reference, told
from galeon.kernel.encodings import decoded, delimiter_of
from galeon.kernel.refusal import Refusal

FILE_MAX = 16 * 1024 * 1024
COLUMNS_MAX, CELL_MAX, HEAD_WITHIN = 60, 20_000, 30
FIELDS = (
    "booked_on",
    "valued_on",
    "amount",
    "credit",
    "debit",
    "currency",
    "reference",
    "payer",
    "payer_account",
    "text",
)
DAYS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%d.%m.%y",
    "%Y.%m.%d",
    "%Y年%m月%d日",
)
WORDS = {
    "booked_on": r"(booking|book|transaction|posting|operation|value)? ?date|buchung(stag|sdatum)?|fecha( operaci[oó]n| contable)?|交易(日期|时间)|记账日期|日期",
    "valued_on": r"value date|valuta(datum)?|wertstellung|fecha valor|起息日",
    "amount": r"amount( .*)?|betrag.*|importe.*|umsatz|金额|交易金额|发生额",
    "credit": r"credit.*|paid in|money in|haben|abono.*|haber|ingresos?|收入(金额)?|贷方(发生额|金额)?|贷方",
    "debit": r"debit.*|paid out|money out|soll|cargo.*|debe|支出(金额)?|借方(发生额|金额)?|借方",
    "currency": r"currency|ccy|w[aä]hrung|divisa|moneda|币种|货币",
    "reference": r"(bank|transaction|entry)? ?(reference|ref\.?|id)( .*)?|referenz|referencia.*|流水号|交易(流水|参考)?号|凭证号",
    "payer": r"(payer|debtor|counterparty|beneficiary|sender|name|ordenante).*|beg[uü]nstigter.*|auftraggeber.*|nombre.*|对方(户名|名称)|付款人.*|户名",
    "payer_account": r"(counterparty |payer'?s? |debtor )?(iban|account( no\.?| number)?)|kontonummer.*|cuenta.*|对方账号|付款账号|账号",
    "text": r"description|details?|remittance.*|narrative|memo|verwendungszweck|concepto.*|observaciones|摘要|附言|备注|用途",
}  # fmt: skip


class Mapping(Struct, frozen=True, kw_only=True):
    """How a bank's CSV is read. columns: field -> place (from 0). mark: "." or ",", "" where nobody can tell. day: a strptime pattern."""

    columns: dict[str, int]
    head: int
    mark: str
    day: str


class Table(Struct, frozen=True):
    """A file's rows as texts, and what they seem to mean."""

    rows: list[list[str]]
    guess: Mapping


def table(content: bytes) -> Table | Refusal:
    """A file's rows and a guess at them. Refused: file_empty, file_too_large, file_broken, file_too_long."""
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        return _no("file_empty", "The file is empty.")
    if len(content) > FILE_MAX:
        return _no("file_too_large", "The file is larger than {max} MB.", max=FILE_MAX // 1024 // 1024)
    if b"\x00" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return _no("file_broken", "This is neither CAMT.053 nor CSV.")
    text = decoded(content).lstrip("\ufeff")
    csv.field_size_limit(CELL_MAX)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text[:65_536])):
            rows.append([cell.strip() for cell in row[:COLUMNS_MAX]])
            if len(rows) > LINES_MAX + HEAD_WITHIN:
                return _no(
                    "file_too_long", "A file may have {max} lines: ask the bank for a shorter period.", max=LINES_MAX
                )
    except csv.Error:
        return _no("file_broken", "This is neither CAMT.053 nor CSV.")
    if max(len(row) for row in rows) < 2:
        return _no("file_broken", "This is neither CAMT.053 nor CSV.")
    return Table(rows, guessed(rows))


def guessed(rows: Sequence[Sequence[str]]) -> Mapping:
    """Columns by their heads, in the first row that names most; marks and days by what stands below."""
    named = [_named(row) for row in rows[:HEAD_WITHIN]]
    head = max(range(len(named)), key=lambda n: (len(named[n]), -n))
    columns = named[head]
    below = rows[head + 1 :]
    return Mapping(
        columns=columns, head=head,
        mark=_mark([_cell(row, columns, field) for row in below for field in ("amount", "credit", "debit")]),
        day=_pattern([_cell(row, columns, "booked_on") for row in below]),
    )  # fmt: skip


def read(rows: Sequence[Sequence[str]], how: Mapping, currency: str) -> Read | Refusal:
    """The movements of a table, read as mapped; lines without amount and day (totals, notes) are left out.

    currency: of those lines that name none. Refused: mapping (a column nobody named), file_entry (a cell that cannot be
    read so, with its row and what stands there).
    """
    has_amount = "amount" in how.columns or {"credit", "debit"} & set(how.columns)
    if "booked_on" not in how.columns or not has_amount:
        return _no("mapping", "Say which column is the day and which the amount.")
    if not how.mark:
        return _no("mapping", "Say what begins the decimals: 1.000 may be one or a thousand.")
    lines: list[Booked] = []
    for n, row in enumerate(rows[how.head + 1 :], start=how.head + 2):
        day = _cell(row, how.columns, "booked_on")
        amounts = [_cell(row, how.columns, field) for field in ("amount", "credit", "debit")]
        if not day or not any(amounts):
            continue
        try:
            lines.append(_booked(row, how, day, amounts, currency))
        except (ValueError, InvalidOperation):
            what = " · ".join(x for x in (day, *amounts) if x)
            return _no("file_entry", "Row {row} cannot be read so: {cells}", row=n, cells=told(what, 80))
    if not lines:
        return _no("mapping", "No row has a day and an amount in these columns.")
    return Read("", "", lines)


def is_unclear(rows: Sequence[Sequence[str]], how: Mapping) -> bool:
    """Whether no amount tells what begins the decimals, and some could be read both ways."""
    below = rows[how.head + 1 :]
    return not _mark([_cell(row, how.columns, field) for row in below for field in ("amount", "credit", "debit")])


def _booked(row: Sequence[str], how: Mapping, day: str, amounts: Sequence[str], currency: str) -> Booked:
    said = _cell(row, how.columns, "currency").upper()
    money = {"RMB": "CNY", "人民币": "CNY", "欧元": "EUR", "美元": "USD", "€": "EUR"}.get(said, said) or currency
    if not re.fullmatch(r"[A-Z]{3}", money):
        raise ValueError
    amount, credit, debit = (_minor(text, how.mark, money) for text in amounts)
    valued = _cell(row, how.columns, "valued_on")
    text, bank = _cell(row, how.columns, "text"), _cell(row, how.columns, "reference")
    return Booked(
        booked_on=_day(day, how.day), valued_on=_day(valued, how.day) if valued else None,
        amount_minor=amount + abs(credit) - abs(debit), currency=money, reference=reference(bank),
        payer=told(_cell(row, how.columns, "payer"), NAME_MAX),
        payer_account=told(_cell(row, how.columns, "payer_account").replace(" ", ""), NUMBER_MAX),
        text=told(text, TEXT_MAX),
    )  # fmt: skip


def _named(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field in (
        "valued_on",
        "credit",
        "debit",
        "currency",
        "amount",
        "booked_on",
        "text",
        "payer_account",
        "payer",
        "reference",
    ):
        pattern = re.compile(WORDS[field], re.IGNORECASE)
        place = next(
            (n for n, cell in enumerate(row) if n not in found.values() and pattern.fullmatch(cell.strip(" *:"))), None
        )
        if place is not None:
            found[field] = place
    return found


def _cell(row: Sequence[str], columns: dict[str, int], field: str) -> str:
    place = columns.get(field, -1)
    return row[place].strip() if 0 <= place < len(row) else ""


def _mark(cells: Sequence[str]) -> str:
    """What begins the decimals, by those cells that tell; "" where all that have a sign are like 1.000."""
    told_by = [_mark_of(cell) for cell in cells]
    comma, point = told_by.count(","), told_by.count(".")
    if not comma + point and "" in told_by:
        return ""
    return "," if comma > point else "."


def _mark_of(cell: str) -> str | None:
    """What begins the decimals of a number: the last of two kinds of signs, the only one there is unless it may part
    thousands ("": 1.000), the other kind where one comes again (1.000.000). None: there is no sign.
    """
    number = re.sub(r"^\D+|\D+$|[\s'’]", "", cell)
    signs: list[str] = re.findall(r"[.,]", number)
    if not signs:
        return None
    if len(set(signs)) > 1:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    return "" if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number) else signs[0]


def _pattern(cells: Sequence[str]) -> str:
    """The first pattern all days fit: day before month where both would do, as everywhere but in the US."""
    filled = [cell for cell in cells if re.search(r"\d", cell)][:2_000]
    return max(DAYS, key=lambda day: (sum(_fits(cell, day) for cell in filled), -DAYS.index(day)))


def _fits(cell: str, pattern: str) -> bool:
    try:
        _day(cell, pattern)
    except ValueError:
        return False
    return True


def _day(text: str, pattern: str) -> date:
    first = re.split(r"[T ]", text.strip())[0]
    found = datetime.strptime(first, pattern).date()  # noqa: DTZ007  a day, no moment
    if not 2000 <= found.year <= 2100:
        raise ValueError
    return found


def _minor(text: str, mark: str, currency: str) -> int:
    bare = re.sub(r"[\s'’¥￥€$£]|[A-Z]{3}", "", text.replace("\u2212", "-"))
    if not bare:
        return 0
    if bare.endswith("-") or (bare.startswith("(") and bare.endswith(")")):
        bare = "-" + bare.strip("-()")
    group = "." if mark == "," else ","
    if group in bare:  # a sign that parts thousands stands between them and nowhere else: 1.000,00 is no 1.00
        if not re.fullmatch(rf"[+-]?\d{{1,3}}([{group}]\d{{2,3}})*[{group}]\d{{3}}([{mark}]\d*)?", bare):
            raise ValueError
        bare = bare.replace(group, "")
    bare = bare.replace(mark, ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,10})?", bare):
        raise ValueError
    value = Decimal(bare).scaleb(get_currency_precision(currency))
    if value != value.to_integral_value() or abs(value) > 10**13:
        raise ValueError
    return int(value)


def _no(code: str, message: str, **params: object) -> Refusal:
    return Refusal(code=code, field="file", message=message, params={k: str(v) for k, v in params.items()})
