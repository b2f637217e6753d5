"""What an entity issued in a month, in the columns Chinese invoicing software imports (docs/invoices.md says which).

One row a line of a document. What we only passed on (duty, import tax) or paid (compensation) is no sale and left out,
and so is what is not in CNY: a fapiao is. Amounts are in yuan without tax; the tax of a document's lines of one rate
comes to the document's, to the cent.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec
import xlsxwriter
from django.db import connection

from galeon.billing.invoices.taxing import tax_of
from galeon.kernel.sql import load
from galeon.tariffs.words.reasons import fee_name

CURRENCY = "CNY"
COLUMNS = (
    "发票流水号", "购买方名称", "购买方纳税人识别号", "购买方地址", "项目名称", "商品和服务税收编码", "单位", "数量", "金额",
    "税率", "税额", "价税合计", "备注",
)  # fmt: skip
NUMBERS = ("数量", "金额", "税额", "价税合计")
TAX_CODE = "3040802010200000000"
"""Freight forwarding in the tax office's classification. Not checked against its current edition: the accountant's to
confirm, by fee where they differ."""
TAX_CODES = {"storage": "", "handling": ""}  # other services than forwarding: theirs to fill in
RATES = {"Z": "0%", "E": "免税", "G": "免税", "AE": "不征税", "O": "不征税"}
UNIT = "项"
RISKY = ("=", "+", "-", "@", "\t", "\r")


class _Row(msgspec.Struct, frozen=True):
    """A line of `fapiao.sql`; tax_minor is that of all its document's lines of its category and rate."""

    number: str
    kind: str
    corrected: str
    buyer_name: str
    buyer_tax_number: str
    buyer_address: str
    statement: str
    code: str
    text: str
    count: int
    net_minor: int
    category: str
    percent: Decimal
    tax_minor: int


def fapiao_rows(entity_id: int, month: date) -> list[list[str | Decimal | int]]:
    """Rows in the order of COLUMNS, those of a credit note below zero."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.invoices", "fapiao"), {"entity": entity_id, "month": month.replace(day=1)})
        rows = [_Row(*row) for row in cursor.fetchall()]
    return [_told(row, tax) for row, tax in zip(rows, _line_taxes(rows), strict=True)]


def fapiao_csv(entity_id: int, month: date) -> bytes:
    """As CSV, UTF-8 with a mark, as spreadsheets in China expect it. A text that begins like a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in fapiao_rows(entity_id, month):
        writer.writerow([f"'{x}" if isinstance(x, str) and x.startswith(RISKY) else x for x in row])
    return out.getvalue().encode("utf-8-sig")


def fapiao_xlsx(entity_id: int, month: date) -> bytes:
    """As XLSX: tax numbers and codes as text, amounts as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("发票明细")
    head, money = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "#,##0.00"})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, 24 if name in ("购买方名称", "项目名称", "商品和服务税收编码") else 16)
        sheet.write_string(0, column, name, head)
    for n, row in enumerate(fapiao_rows(entity_id, month), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(n, column, value)
            else:
                sheet.write_number(n, column, value, money if isinstance(value, Decimal) else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _line_taxes(rows: Sequence[_Row]) -> list[int]:
    """Each line's part of its document's tax: running sums rounded, so that they come to it; the last takes the rest."""
    ahead: dict[tuple[str, str, Decimal], int] = {}
    for row in rows:
        ahead[_key(row)] = ahead.get(_key(row), 0) + 1
    net: dict[tuple[str, str, Decimal], int] = {}
    given: dict[tuple[str, str, Decimal], int] = {}
    taxes = []
    for row in rows:
        key = _key(row)
        net[key] = net.get(key, 0) + row.net_minor
        ahead[key] -= 1
        so_far = tax_of(net[key], row.percent) if ahead[key] else row.tax_minor
        taxes.append(so_far - given.get(key, 0))
        given[key] = so_far
    return taxes


def _key(row: _Row) -> tuple[str, str, Decimal]:
    return row.number, row.category, row.percent


def _told(row: _Row, tax_minor: int) -> list[str | Decimal | int]:
    remark = f"账单号 {row.statement}" if row.statement else ""
    if row.corrected:
        remark = f"红字，对应发票 {row.corrected}"
    rate = f"{(row.percent).normalize():f}%" if row.category == "S" else RATES[row.category]
    return [
        row.number, row.buyer_name, row.buyer_tax_number, " ".join(row.buyer_address.split()),
        row.text or fee_name(row.code, "zh-hans"), TAX_CODES.get(row.code, TAX_CODE), UNIT,
        -row.count if row.net_minor < 0 else row.count, _yuan(row.net_minor), rate, _yuan(tax_minor),
        _yuan(row.net_minor + tax_minor), remark,
    ]  # fmt: skip


def _yuan(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)
