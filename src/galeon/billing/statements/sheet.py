"""A statement as a sheet: numbers as numbers, its total beside the sum the reader's own program makes of the lines."""

import io
from collections.abc import Iterator
from decimal import Decimal

import xlsxwriter
from babel.numbers import get_currency_precision
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from galeon.billing import reads
from galeon.billing.statements.grouping import BEGIN, WAYS, GroupSum, group_sums, sections
from galeon.billing.statements.lines import Group, Line
from galeon.billing.statements.paper import METHODS, facts, parties, sums, title
from galeon.kernel import wording

READ_AT_ONCE = 20_000
SHEET_LINES_MAX = 1_000_000  # a sheet of that format has 1,048,576 rows
RISKY = ("=", "+", "-", "@", "\t", "\r")
AMOUNT_COLUMN = 9
GROUP_NAMES = {
    "master": gettext_noop("Bill of lading or other master"),
    "customs": gettext_noop("Customs entry"),
    "fee": gettext_noop("Fee"),
}


class _Book:
    """The workbook and its formats."""

    def __init__(self, currency: str) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        places = get_currency_precision(currency)
        money = "#,##0" + ("." + "0" * places if places else "")
        self.currency = currency
        self.places = places
        self.money = self._format({"num_format": money})
        self.strong_money = self._format({"num_format": money, "bold": True, "top": 1})
        self.kg = self._format({"num_format": "0.000"})
        self.day = self._format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.head = self._format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.strong = self._format({"bold": True})
        self.large = self._format({"bold": True, "font_size": 14})
        self.quoted = self._format({"quote_prefix": True})

    def _format(self, properties: dict[str, object]) -> Format:
        return self.book.add_format(properties)

    def text(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """A text as text: never a formula, here or after a detour through CSV in the reader's program."""
        sheet.write_string(row, column, text, self.quoted if text.startswith(RISKY) else None)

    def amount(self, sheet: Worksheet, row: int, column: int, minor: int, style: Format | None = None) -> None:
        """Money as a number in major units."""
        sheet.write_number(row, column, wording.major(minor, self.currency), style or self.money)

    def check(self, sheet: Worksheet, row: int, column: int, formula: str) -> None:
        """A formula that must come to nothing."""
        sheet.write_formula(row, column, f"=ROUND({formula},{self.places})", self.money, 0)


def statement_xlsx(account_id: int, statement_id: int, language: str, by: str = "waybill") -> bytes | None:
    """The statement as XLSX in `language`: sums, charges line by line, payments; None when there is none.

    by: master, customs or fee: the lines in that order, each with its group, and a sheet of what the groups come to.
    """
    head = reads.statement(account_id, statement_id)
    if head is None:
        return None
    language = wording.language_code(language)
    with translation.override(language):
        book = _Book(head.currency)
        front = book.book.add_worksheet(_("Statement"))
        groups = [] if by == "waybill" else group_sums(account_id, statement_id, by, language)
        if groups:
            _groups(book, head, by, groups)
        ranges = list(_charges(book, head, by, groups, language))
        _payments(book, head)
        _front(book, front, head, language, ranges)
        book.book.close()
    return book.buffer.getvalue()


def _front(book: _Book, sheet: Worksheet, head: reads.Head, language: str, ranges: list[str]) -> None:
    house, account = parties(head.account_id)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 24)
    sheet.write_string(0, 0, title(head), book.large)
    book.text(sheet, 1, 0, house.name)
    known = [(_("Customer"), account.name), (_("Code"), account.code), *facts(head, language)]
    for row, (name, value) in enumerate(known, start=3):
        book.text(sheet, row, 0, name)
        book.text(sheet, row, 1, value)
    first = len(known) + 4
    for row, (name, minor) in enumerate(sums(head), start=first):
        is_last = row == first + 3
        sheet.write_string(row, 0, name, book.strong if is_last else None)
        book.amount(sheet, row, 1, minor, book.strong_money if is_last else None)
    book.text(sheet, first + 5, 0, _("Check: sums less balance"))
    book.check(sheet, first + 5, 1, f"SUM(B{first + 1}:B{first + 3})-B{first + 4}")
    book.text(sheet, first + 6, 0, _("Check: lines less charges"))
    book.check(sheet, first + 6, 1, f"{'+'.join(ranges) or '0'}-B{first + 2}")


def _groups(book: _Book, head: reads.Head, by: str, groups: list[GroupSum]) -> None:
    """What each bill of lading, customs entry or fee comes to."""
    sheet = book.book.add_worksheet(_(WAYS[by]))
    names = (
        (_(GROUP_NAMES[by]), 30), (_("Kind"), 20), (_("Waybills"), 11), (_("Lines"), 11),
        (_("Amount {currency}").format(currency=head.currency), 14), (_("Check"), 8),
    )  # fmt: skip
    for column, (name, width) in enumerate(names):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, book.head)
    sheet.freeze_panes(1, 0)
    for row, group in enumerate(groups, start=1):
        book.text(sheet, row, 0, group.name)
        book.text(sheet, row, 1, group.detail)
        sheet.write_number(row, 2, group.waybills)
        sheet.write_number(row, 3, group.lines)
        book.amount(sheet, row, 4, group.amount_minor)
    last = len(groups) + 1
    sheet.write_string(last, 0, _("Total"), book.strong)
    book.amount(sheet, last, 4, head.charges_minor, book.strong_money)
    book.check(sheet, last, 5, f"SUM(E2:E{last})-E{last + 1}")


def _charges(book: _Book, head: reads.Head, by: str, groups: list[GroupSum], language: str) -> Iterator[str]:
    """Sheets of lines, each with its total; gives the sum formula of each."""
    lines = _lines(head, by, groups, language)
    pair = next(lines, None)
    no = 0
    while pair is not None or no == 0:
        no += 1
        name = _("Charges") if no == 1 else f"{_('Charges')} {no}"
        sheet = book.book.add_worksheet(name)
        _charges_head(book, sheet, head.currency, by)
        row, total = 1, 0
        while pair is not None and row <= SHEET_LINES_MAX:
            _charge(book, sheet, row, head.timezone, *pair)
            total += pair[1].amount_minor
            row += 1
            pair = next(lines, None)
        cells = f"J2:J{row}"
        sheet.write_string(row, 0, _("Total"), book.strong)
        book.amount(sheet, row, AMOUNT_COLUMN, total, book.strong_money)
        book.check(sheet, row, AMOUNT_COLUMN + 1, f"SUM({cells})-J{row + 1}")
        yield f"SUM('{name}'!{cells})"


def _lines(head: reads.Head, by: str, groups: list[GroupSum], language: str) -> Iterator[tuple[Group, Line, str]]:
    """Each line with its waybill and the name of its group ("" by waybill, and by fee, which has a column)."""
    if by == "waybill":
        yield from ((group, line, "") for group, line in _by_waybill(head, language))
        return
    names = {} if by == "fee" else {group.key: group.name for group in groups}
    after = BEGIN
    while page := sections(head.account_id, head.id, by, language, after=after, limit=READ_AT_ONCE):
        for part in page:
            yield from ((group, line, names.get(part.key, "")) for group in part.groups for line in group.lines)
        after = page[-1].after


def _by_waybill(head: reads.Head, language: str) -> Iterator[tuple[Group, Line]]:
    after = (-1, 0)
    while page := reads.groups(head.account_id, head.id, language, after=after, limit=READ_AT_ONCE):
        for group in page:
            for line in group.lines:
                yield group, line
        after = (page[-1].waybill_id, page[-1].lines[-1].id)


def _charges_head(book: _Book, sheet: Worksheet, currency: str, by: str) -> None:
    names = [
        (_("Date"), 11), (_("Waybill"), 18), (_("Carrier's number"), 22), (_("Reference"), 22), (_("To"), 5),
        (_("Fee"), 20), (_("Reason"), 60), (_("Rule"), 20), (_("Charged kg"), 11),
        (_("Amount {currency}").format(currency=currency), 14), (_("Check"), 8),
    ]  # fmt: skip
    if by in ("master", "customs"):
        names.append((_(GROUP_NAMES[by]), 24))
    for column, (name, width) in enumerate(names):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, book.head)
    sheet.freeze_panes(1, 0)


def _charge(book: _Book, sheet: Worksheet, row: int, zone: str, group: Group, line: Line, name: str) -> None:
    sheet.write_datetime(row, 0, wording.local_day(line.charged_at, zone), book.day)
    carrier = group.displayed_number if group.displayed_number != group.number else ""
    texts = (group.number, carrier, group.reference, group.to_country, line.name, line.reason, line.rule)
    for column, text in enumerate(texts, start=1):
        book.text(sheet, row, column, text)
    if line.charge_g:
        sheet.write_number(row, 8, Decimal(line.charge_g).scaleb(-3), book.kg)
    book.amount(sheet, row, AMOUNT_COLUMN, line.amount_minor)
    if name:
        book.text(sheet, row, AMOUNT_COLUMN + 2, name)


def _payments(book: _Book, head: reads.Head) -> None:
    sheet = book.book.add_worksheet(_("Payments"))
    names = (
        (_("Received on"), 11), (_("Method"), 18), (_("Reference"), 30),
        (_("Amount {currency}").format(currency=head.currency), 14), (_("Check"), 8),
    )  # fmt: skip
    for column, (name, width) in enumerate(names):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, book.head)
    received = reads.payments(head.account_id, head.id)
    for row, payment in enumerate(received, start=1):
        sheet.write_datetime(row, 0, wording.local_day(payment.received_at, head.timezone), book.day)
        book.text(sheet, row, 1, _(METHODS[payment.method]))
        book.text(sheet, row, 2, payment.reference)
        book.amount(sheet, row, 3, payment.amount_minor)
    last = len(received) + 1
    sheet.write_string(last, 0, _("Total"), book.strong)
    book.amount(sheet, last, 3, head.payments_minor, book.strong_money)
    book.check(sheet, last, 4, f"SUM(D2:D{last})-D{last + 1}")
