"""A statement's page, put together by waybill, bill of lading, customs entry or fee."""

import io
from decimal import Decimal

import pypdfium2
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from galeon.billing import reads
from galeon.billing.statements.paper import statement_pdf
from galeon.billing.statements.sheet import statement_xlsx
from galeon.billing.tests.test_grouping import head as grouped_head
from galeon.ops.tests.company import Company
from galeon.parties.models import Account

head = grouped_head


def cents(rows: list[list[object]], column: int) -> int:
    """The sum of a sheet's column, without its head and total."""
    return int(sum(round(Decimal(str(row[column])) * 100) for row in rows[1:-1]))


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_merchant_chooses_how_the_statement_is_put_together(
    company: Company, merchant: Client, head: reads.Head
) -> None:
    path = f"/statements/{head.id}"
    page = body(merchant, f"{path}?by=master")
    for expected in ("COSU6400000001", "160-12345675", "Not in a master yet", "634.24", "393.66"):
        assert expected in page, expected
    part = page.split('data-href="?by=master&amp;group=')[1].split('"')[0]
    alone = body(merchant, f"{path}?by=master&group={part}")
    assert alone.count("at-charge") == 4
    assert "634.24" in alone
    assert "26US000001" in body(merchant, f"{path}?by=customs")
    assert "Packing" in body(merchant, f"{path}?by=fee&group=packing")
    for asked in ("by=colour", "by=master&group=nothing", "by=fee&group=%00", "by=master&group=none&after=a-b-c-d"):
        body(merchant, f"{path}?{asked}")


def test_a_statement_opens_the_way_its_account_likes_it(merchant: Client, accountant: Client, head: reads.Head) -> None:
    Account.objects.filter(pk=head.account_id).update(statement_by="customs")
    assert "26US000001" in body(merchant, f"/statements/{head.id}")
    assert "26US000001" in body(accountant, f"/finance/statements/{head.account_id}/{head.id}")


def test_more_lines_than_a_page_holds_go_on_within_their_group(
    merchant: Client, head: reads.Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("galeon.web.views.statements.LINES", 3)
    page = body(merchant, f"/statements/{head.id}?by=fee&group=freight")
    more = page.split('hx-get="?')[1].split('"')[0].replace("&amp;", "&")
    following = merchant.get(f"/statements/{head.id}?{more}", headers={"hx-request": "true"}).content.decode()
    assert page.count("at-charge") + following.count("at-charge") == 6


@pytest.mark.parametrize(("by", "names"), [
    ("master", ["COSU6400000001", "160-12345675", "Not in a master yet"]),
    ("customs", ["26US000001", "Entry without a number yet", "Not in a customs entry yet"]),
    ("fee", ["Freight", "Fuel surcharge", "Packing"]),
])  # fmt: skip
def test_paper_and_sheet_are_put_together_alike(head: reads.Head, by: str, names: list[str]) -> None:
    pdf = pypdfium2.PdfDocument(statement_pdf(head.account_id, head.id, "en", by))
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    pdf.close()
    book = CalamineWorkbook.from_filelike(io.BytesIO(statement_xlsx(head.account_id, head.id, "en", by) or b""))
    groups = book.get_sheet_by_index(1).to_python()
    for name in names:
        assert name in text, name
        assert name in [row[0] for row in groups], name
    total = groups[-1]
    assert (total[0], total[4]) == ("Total", head.charges_minor / 100)
    assert cents(groups, 4) == head.charges_minor
    lines = book.get_sheet_by_index(2).to_python()
    assert cents(lines, 9) == head.charges_minor
    if by != "fee":
        assert [row[11] for row in lines[1:-1]][:4] == [names[0]] * 4
