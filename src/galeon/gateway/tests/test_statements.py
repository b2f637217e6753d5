"""Statements read by a program: the same cents as on the page, with the reason of each, and only one's own."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from galeon.billing.tests.books import charged
from galeon.exchange.acts import issue_api_key
from galeon.gateway.tests.company import Shop
from galeon.ops.tests.company import NOW, Company


@pytest.fixture
def statement(company: Company, shop: Shop) -> str:
    """The open statement of a merchant with one parcel weighed in; its id."""
    charged(company.merchant, "SO-1001", 1_240)
    return str(shop.get("statements").json["statements"][0]["id"])


def test_a_statement_says_what_is_owed_and_why(shop: Shop, statement: str) -> None:
    told = shop.get(f"statements/{statement}", **{"Accept-Language": "en"}).json
    head, (waybill,) = told["statement"], told["waybills"]
    assert (head["state"], head["currency"], head["payments_minor"]) == ("open", "CNY", 0)
    assert head["closing_minor"] == head["charges_minor"] == waybill["total_minor"]
    assert waybill["reference"] == "SO-1001"
    assert sum(charge["amount_minor"] for charge in waybill["charges"]) == waybill["total_minor"]
    assert all(charge["why"] and charge["rule"] for charge in waybill["charges"])
    assert told["is_whole"] is True


def test_the_list_is_narrowed_by_state(shop: Shop, statement: str) -> None:
    assert [s["id"] for s in shop.get("statements?state=open").json["statements"]] == [statement]
    assert shop.get("statements?state=closed").json == {"statements": [], "next_cursor": None}
    assert shop.get("statements?state=paid").status == 422


def test_it_comes_as_pdf_and_as_a_sheet(shop: Shop, statement: str) -> None:
    pdf, sheet = (shop.get(f"statements/{statement}/statement.{kind}") for kind in ("pdf", "xlsx"))
    assert (pdf.status, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert sheet.status == 200
    assert "xl/workbook.xml" in ZipFile(BytesIO(sheet.content)).namelist()


@pytest.mark.parametrize("path", ["statements/{}", "statements/{}/statement.pdf", "statements/{}/statement.xlsx"])
def test_anothers_statement_and_one_that_is_none_are_not_found(
    company: Company, shop: Shop, statement: str, path: str
) -> None:
    other = Shop(issue_api_key(company.open_merchant("OTHER").account_id, "", NOW))
    assert other.get(path.format(statement)).status == 404
    for asked in ("0", "1", "9" * 18, "9" * 40, "-1", "abc", "%00", "1.5"):
        assert shop.get(path.format(asked)).status == 404, asked
