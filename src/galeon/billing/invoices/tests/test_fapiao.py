"""What Chinese invoicing software is given to import."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from galeon.billing.invoices.fapiao import COLUMNS, fapiao_csv, fapiao_rows, fapiao_xlsx
from galeon.billing.invoices.tests.issuing import close, credit, fee, rule, the_invoice
from galeon.ops.tests.company import Company
from galeon.parties.models import Account, LegalEntity

DECEMBER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _entity(company: Company) -> None:
    LegalEntity.objects.filter(pk=1).update(prefix="GAL", country="CN")
    Account.objects.filter(pk=company.merchant.account_id).update(
        invoice_name="=深圳市露明贸易有限公司", tax_number="91440300MA5EQ0000X", address="深圳市\n南山区"
    )


def test_a_months_documents_are_rows_in_yuan_whose_tax_comes_to_the_documents(company: Company) -> None:
    rule("S", "6")
    for code, amount in (("packing", 101), ("storage", 108), ("freight", 109), ("duty", 90_000)):
        fee(company.merchant, code, amount, code)
    close()
    invoice = the_invoice(company.merchant)
    assert invoice.tax_minor == 19  # of 3.18; line by line it would be 6 + 6 + 7, and of 1.01 + 1.08 alone 12.54
    credit(company.merchant, ("packing", 50), corrects=invoice.id)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in fapiao_rows(1, DECEMBER)]
    mine = [row for row in rows if row["发票流水号"] == "GAL-2026-000001"]
    assert [(r["金额"], r["税率"]) for r in mine] == [
        (Decimal("1.09"), "6%"), (Decimal("1.08"), "6%"), (Decimal("1.01"), "6%"),
    ]  # fmt: skip
    assert sum(Decimal(r["税额"]) for r in mine) == Decimal("0.19")
    (note,) = [row for row in rows if row not in mine]
    assert (note["数量"], note["金额"], note["税额"], note["备注"]) == (
        -1, Decimal("-0.50"), Decimal("-0.03"), "红字，对应发票 GAL-2026-000001",
    )  # fmt: skip
    assert {r["购买方纳税人识别号"] for r in rows} == {"91440300MA5EQ0000X"}
    assert fapiao_rows(1, date(2026, 11, 1)) == []
    assert fapiao_rows(2, DECEMBER) == []


def test_the_files_say_the_same_and_run_no_formula(company: Company) -> None:
    fee(company.merchant, "packing", 1_000, "a")
    close()
    text = fapiao_csv(1, DECEMBER)
    assert text.startswith(b"\xef\xbb\xbf")
    (head, row) = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    assert tuple(head) == COLUMNS
    assert (row[1], row[8], row[9]) == ("'=深圳市露明贸易有限公司", "10.00", "不征税")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(fapiao_xlsx(1, DECEMBER))).get_sheet_by_index(0)
    heads, cells = sheet.to_python()
    assert tuple(heads) == COLUMNS
    assert cells[1:3] == ["=深圳市露明贸易有限公司", "91440300MA5EQ0000X"]
    assert cells[8] == 10.0
