"""Invoices on the pages: finance sees every account's, a merchant their own; tax rules are added, never edited."""

from datetime import date

import pytest
from django.test import Client

from galeon.billing.invoices.acts import Issued
from galeon.billing.invoices.models import TaxRule
from galeon.billing.invoices.tests.issuing import close, credit, fee, rule, the_invoice
from galeon.ops.tests.company import Company
from galeon.parties.models import LegalEntity
from galeon.web.tests.people import person, signed_in


@pytest.fixture(autouse=True)
def _entity(company: Company) -> None:
    LegalEntity.objects.filter(pk=1).update(prefix="GAL", name="Galeón Freight", country="CN")


@pytest.fixture
def invoiced(company: Company) -> int:
    """An invoice of 1,000.00 and its tax; its id."""
    rule("S", "6")
    fee(company.merchant, "packing", 100_000, "a")
    close()
    return int(the_invoice(company.merchant).id)


def body(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def test_finance_finds_an_invoice_by_account_company_kind_month_and_number(
    company: Company, accountant: Client, invoiced: int
) -> None:
    account_id = company.merchant.account_id
    for asked in ("", "?account=LUMEN", "?entity=1", "?kind=invoice", "?month=2026-12", "?number=000001"):
        assert "GAL-2026-000001" in body(accountant, f"/finance/invoices{asked}"), asked
    for asked in ("?entity=99", "?kind=credit", "?month=2026-11", "?number=%25", "?number=0_0"):
        found = "GAL-2026-000001" in body(accountant, f"/finance/invoices{asked}")
        assert found is (asked == "?entity=99"), asked  # a company that is none narrows nothing
    page = body(accountant, f"/finance/invoices/{account_id}/{invoiced}")
    for expected in ("Invoice GAL-2026-000001", "6 %", "2026-000001", "1,060.00"):
        assert expected in page, expected
    pdf = accountant.get(f"/finance/invoices/{account_id}/{invoiced}/file.pdf")
    assert pdf.content[:4] == b"%PDF"
    xml = accountant.get(f"/finance/invoices/{account_id}/{invoiced}/file.xml")
    assert xml["Content-Disposition"] == 'attachment; filename="GAL-2026-000001.xml"'
    assert b"<cbc:ID>GAL-2026-000001</cbc:ID>" in xml.content


def test_a_list_longer_than_a_page_goes_on_where_it_ended(company: Company, accountant: Client, invoiced: int) -> None:
    for _ in range(51):
        assert isinstance(credit(company.merchant, ("packing", 1), corrects=invoiced), Issued)
    first = body(accountant, "/finance/invoices?account=LUMEN")
    assert "GALC-2026-000051" in first
    assert "GALC-2026-000001" not in first
    older = first.split('class="foot"')[1].split('href="?')[1].split('"')[0].replace("&amp;", "&")
    second = body(accountant, f"/finance/invoices?{older}")
    assert "GALC-2026-000001" in second
    assert "GALC-2026-000051" not in second


def test_a_merchant_sees_their_own_documents_and_nobody_elses(
    company: Company, merchant: Client, invoiced: int
) -> None:
    other = company.open_merchant("VELA")
    stranger = signed_in(person("vela@vela.example", "owner", account_id=other.account_id))
    assert "GAL-2026-000001" in body(merchant, "/invoices")
    page = body(merchant, f"/invoices/{invoiced}")
    assert f"/invoices/{invoiced}/file.pdf" in page
    assert merchant.get(f"/invoices/{invoiced}/file.pdf").content[:4] == b"%PDF"
    assert "No invoice yet" in body(stranger, "/invoices")
    for path in (f"/invoices/{invoiced}", f"/invoices/{invoiced}/file.pdf", f"/invoices/{invoiced}/file.xml"):
        body(stranger, path, 404)


def test_an_invoice_says_what_of_it_was_credited(company: Company, accountant: Client, invoiced: int) -> None:
    credit(company.merchant, ("packing", 40_000), corrects=invoiced)
    account_id = company.merchant.account_id
    assert "partly credited" in body(accountant, f"/finance/invoices/{account_id}/{invoiced}")
    answer = credit(company.merchant, ("packing", 60_000), corrects=invoiced)
    assert "credited whole" in body(accountant, f"/finance/invoices/{account_id}/{invoiced}")
    note = body(accountant, f"/finance/invoices/{account_id}/{answer.id}")
    assert "The parcel was weighed wet." in note
    assert "GAL-2026-000001" in note


RULE = {"entity": "1", "category": "S", "percent": "6", "valid_from": "2026-12-01"}


def test_finance_adds_a_tax_rule_from_a_day_on(accountant: Client) -> None:
    assert "Nothing is taxed yet" in body(accountant, "/finance/invoices/tax-rules")
    assert accountant.post("/finance/invoices/tax-rules", RULE).status_code == 302
    assert [(r.category, f"{r.percent}", r.valid_from) for r in TaxRule.objects.all()] == [
        ("S", "6.00", date(2026, 12, 1))
    ]
    assert "6 %" in body(accountant, "/finance/invoices/tax-rules")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("entity", {"entity": "99"}), ("category", {"category": "XX"}), ("percent", {"percent": "0"}),
        ("percent", {"percent": "six"}), ("percent", {"percent": "100"}), ("percent", {"percent": "6.125"}),
        ("percent", {"category": "Z", "percent": "6"}), ("reason", {"category": "AE", "percent": ""}),
        ("reason", {"reason": "not needed"}), ("country", {"country": "XQ"}), ("code", {"code": "no such!"}),
        ("valid_from", {"valid_from": "soon"}), ("valid_to", {"valid_to": "2026-11-30"}), ("valid_to", {"valid_to": "x"}),
    ],
)  # fmt: skip
def test_a_faulty_rule_is_refused_at_its_field(accountant: Client, field: str, changes: dict[str, str]) -> None:
    response = accountant.post("/finance/invoices/tax-rules", RULE | changes)
    assert response.status_code == 422
    around = response.content.decode().split(f'id="{field}"')[1].split("</div>")[0]
    assert 'aria-invalid="true"' in around, field
    assert TaxRule.objects.count() == 0


def test_only_a_companys_month_is_exported_for_chinese_software(
    company: Company, accountant: Client, invoiced: int
) -> None:
    page = body(accountant, "/finance/invoices?entity=1&month=2026-12")
    assert "/finance/invoices/fapiao.xlsx?entity=1&amp;month=2026-12" in page
    told = accountant.get("/finance/invoices/fapiao.csv?entity=1&month=2026-12").content.decode("utf-8-sig")
    assert "GAL-2026-000001" in told
    for asked in ("", "?entity=1", "?month=2026-12", "?entity=1&month=2026-13"):
        body(accountant, f"/finance/invoices/fapiao.csv{asked}", 404)
