"""The statement as PDF and as sheet says what the page says, to the cent."""

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from galeon.billing import acts, reads
from galeon.billing.statements import paper as statement_paper
from galeon.billing.statements.paper import statement_pdf
from galeon.billing.statements.sheet import statement_xlsx
from galeon.billing.tests.books import MONTH_END, NOON, charged, weighed
from galeon.kernel import tenancy
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.models import Account


@pytest.fixture
def head(company: Company) -> reads.Head:
    """A closed month: 40 parcels, one weighed again, one payment; the merchant's reference is a formula once."""
    Account.objects.filter(pk=company.merchant.account_id).update(terms="credit", due_days=15)
    waybills = [charged(company.merchant, f"SO-{n}" if n else "=1+1", 2_310) for n in range(20)]
    weighed(waybills[3], 3_100, at=NOON + timedelta(days=1))
    acts.rate(waybills)
    acts.record_payment(
        acts.NewPayment(
            account_id=company.merchant.account_id, amount_minor=600_050, currency="CNY", method="bank",
            reference="+44 CAMT", received_at=NOON + timedelta(days=2),
        ), by=None,
    )  # fmt: skip
    acts.close_cycle(MONTH_END)
    (made,) = reads.statements()
    assert made.charges_minor == 20 * 31_712 + 7_654
    return made


def pages(pdf: object) -> list[str]:
    assert isinstance(pdf, bytes)
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    finally:
        document.close()


def test_the_pdf_has_every_waybill_every_reason_and_the_total(head: reads.Head) -> None:
    found = pages(statement_pdf(head.account_id, head.id, "en"))
    assert len(found) > 1
    text = " ".join(" ".join(found).split())
    for expected in (
        "Statement 2026-000001", "1 Nov 2026 – 30 Nov 2026", "Lumen Trading", "15 Dec 2026", "6,418.94", "−6,000.50", "418.44",
        "2.5 kg (2.31 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 4 × 31.50", "USLINE-CNY v1", "+44 CAMT",
        "261.00 was charged before", f"Page {len(found)} of {len(found)}",
    ):  # fmt: skip
        assert expected in text, expected
    numbers = {g.number for g in reads.groups(head.account_id, head.id, "en")}
    assert len(numbers) == 20
    assert all(text.count(number) == 1 for number in numbers)
    assert "=1+1" in text


@pytest.mark.parametrize(("language", "day"), [("es", "30 nov 2026"), ("zh", "2026年11月30日")])
def test_days_are_written_as_the_reader_writes_them(head: reads.Head, language: str, day: str) -> None:
    assert day in pages(statement_pdf(head.account_id, head.id, language))[0]


def test_a_waybill_is_not_torn_between_two_pages(head: reads.Head) -> None:
    for page in pages(statement_pdf(head.account_id, head.id, "en"))[1:]:
        rows = page.splitlines()
        first = next(i for i, row in enumerate(rows) if row.strip().startswith("GLN"))
        assert not any("21.5%" in row for row in rows[:first])


def test_an_open_month_is_printed_as_such(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    (head,) = reads.statements()
    (page,) = pages(statement_pdf(head.account_id, head.id, "en"))
    assert "Open statement" in page
    assert "This period is still open" in page
    assert "Balance so far" in page


def test_what_we_owe_a_customer_is_said_in_words_on_paper_and_by_its_sign_in_the_sheet(company: Company) -> None:
    top_up = acts.NewPayment(
        account_id=company.merchant.account_id, amount_minor=5_000_000, currency="CNY", method="alipay", reference="A-1",
        received_at=NOON,
    )  # fmt: skip
    acts.top_up(top_up, by=None)
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    (head,) = reads.statements()
    (page,) = pages(statement_pdf(head.account_id, head.id, "en"))
    assert "Balance in your favour\r\n49,682.88" in page
    content = statement_xlsx(head.account_id, head.id, "en")
    assert content is not None
    front = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Statement").to_python()
    assert ["Closing balance", -49_682.88] in [row[:2] for row in front]


def test_a_statement_too_long_for_paper_is_refused_in_words(head: reads.Head, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_paper, "PAPER_LINES_MAX", 41)
    answer = statement_pdf(head.account_id, head.id, "en")
    assert isinstance(answer, Refusal)
    assert answer.text() == "A statement of more than 41 lines is not printed; take the sheet."
    monkeypatch.setattr(statement_paper, "PAPER_LINES_MAX", 42)
    assert isinstance(statement_pdf(head.account_id, head.id, "en"), bytes)


def test_the_sheet_has_numbers_that_add_up_to_the_total_beside_them(head: reads.Head) -> None:
    content = statement_xlsx(head.account_id, head.id, "en")
    assert content is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Statement", "Charges", "Payments"]
    titles, *lines, total = book.get_sheet_by_name("Charges").to_python()
    assert titles[:2] == ["Date", "Waybill"]
    assert titles[9] == "Amount CNY"
    assert len(lines) == 42
    assert all(isinstance(row[9], float) and isinstance(row[8], float) and isinstance(row[0], date) for row in lines)
    cents = [Decimal(str(row[9])).scaleb(2) for row in lines]
    assert sum(cents) == Decimal(str(total[9])).scaleb(2) == head.charges_minor
    assert (lines[0][3], lines[0][8], lines[0][0]) == ("=1+1", 2.5, date(2026, 11, 3))

    front = {row[0]: row[1] for row in book.get_sheet_by_name("Statement").to_python() if row[0]}
    assert (front["Opening balance"], front["Charges"], front["Payments"], front["Amount due"]) == (
        0,
        6418.94,
        -6000.5,
        418.44,
    )
    assert (front["Check: sums less balance"], front["Check: lines less charges"]) == (0, 0)
    assert book.get_sheet_by_name("Payments").to_python()[1][1:4] == ["Bank transfer", "+44 CAMT", 6000.5]


def test_a_reference_that_looks_like_a_formula_stays_a_text_even_after_a_detour_through_csv(head: reads.Head) -> None:
    content = statement_xlsx(head.account_id, head.id, "en")
    assert content is not None
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    formulas = re.findall(r"<f>(.*?)</f>", sheet)
    assert formulas == ["ROUND(SUM(J2:J43)-J44,2)"]
    cell = re.search(r'<c r="D2" s="(\d+)" t="s">', sheet)
    assert cell is not None
    cell_formats = re.search(r"<cellXfs.*?</cellXfs>", styles)
    assert cell_formats is not None
    assert 'quotePrefix="1"' in re.findall(r"<xf [^>]*>", cell_formats[0])[int(cell[1])]


def test_a_customer_takes_own_papers_and_nobody_elses(company: Company, head: reads.Head) -> None:
    other = company.open_merchant("NORTE")
    with tenancy.customer(head.account_id):
        assert isinstance(statement_pdf(head.account_id, head.id, "en"), bytes)
        assert statement_xlsx(head.account_id, head.id, "en")
    with tenancy.customer(other.account_id):
        assert statement_pdf(head.account_id, head.id, "en") is None
        assert statement_xlsx(head.account_id, head.id, "en") is None


def test_more_lines_than_a_sheet_holds_go_on_in_the_next(head: reads.Head, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("galeon.billing.statements.sheet.SHEET_LINES_MAX", 30)
    monkeypatch.setattr("galeon.billing.statements.sheet.READ_AT_ONCE", 7)
    content = statement_xlsx(head.account_id, head.id, "en")
    assert content is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Statement", "Charges", "Charges 2", "Payments"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in ("Charges", "Charges 2")]
    assert [len(rows) - 2 for rows in sheets] == [30, 12]
    assert sum(Decimal(str(rows[-1][9])).scaleb(2) for rows in sheets) == head.charges_minor
    assert len({tuple(map(str, row)) for rows in sheets for row in rows[1:-1]}) == 42
