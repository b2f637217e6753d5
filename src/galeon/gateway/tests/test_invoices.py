"""Invoices read by a program: the same cents as on paper, as UBL, and only one's own."""

import pytest

from galeon.billing.invoices.tests.issuing import close, credit, fee, rule, the_invoice
from galeon.exchange.acts import issue_api_key
from galeon.gateway.tests.company import Shop
from galeon.ops.tests.company import NOW, Company
from galeon.parties.models import LegalEntity


@pytest.fixture
def invoice(company: Company) -> str:
    """An invoice of 1,000.00 at 6 %; its id."""
    LegalEntity.objects.filter(pk=1).update(prefix="GAL", name="Galeón Freight", country="CN")
    rule("S", "6")
    fee(company.merchant, "packing", 100_000, "a")
    close()
    return str(the_invoice(company.merchant).id)


def test_an_invoice_says_what_is_owed_and_how_it_is_taxed(shop: Shop, invoice: str) -> None:
    told = shop.get(f"invoices/{invoice}", **{"Accept-Language": "en"}).json
    head = told["invoice"]
    assert (head["number"], head["net_minor"], head["tax_minor"], head["gross_minor"]) == (
        "GAL-2026-000001", 100_000, 6_000, 106_000,
    )  # fmt: skip
    assert told["lines"] == [
        {"code": "packing", "name": "Packing", "count": 1, "net_minor": 100_000, "category": "S", "percent": "6"}
    ]
    assert told["taxes"] == [{"category": "S", "percent": "6", "reason": "", "net_minor": 100_000, "tax_minor": 6_000}]
    assert told["seller"]["name"] == "Galeón Freight"
    statement = shop.get(f"statements/{head['statement_id']}").json["statement"]
    assert statement["charges_minor"] == 106_000


def test_the_list_is_narrowed_by_kind_and_month_and_goes_on_by_its_cursor(
    company: Company, shop: Shop, invoice: str
) -> None:
    credit(company.merchant, ("packing", 1_000), corrects=int(invoice))

    def numbers(query: str) -> list[str]:
        return [i["number"] for i in shop.get(f"invoices?{query}").json["invoices"]]

    assert numbers("") == ["GALC-2026-000001", "GAL-2026-000001"]
    assert numbers("kind=credit") == ["GALC-2026-000001"]
    assert numbers("month=2026-11") == []
    first = shop.get("invoices?limit=1").json
    assert [i["gross_minor"] for i in first["invoices"]] == [-1_060]
    assert first["invoices"][0]["corrects"] == invoice
    assert numbers(f"limit=1&cursor={first['next_cursor']}") == ["GAL-2026-000001"]
    for asked in ("kind=bill", "month=2026-13", "month=11", "cursor=x", "limit=0", "entity=1"):
        assert shop.get(f"invoices?{asked}").status == 422, asked


def test_it_comes_as_pdf_and_as_ubl(shop: Shop, invoice: str) -> None:
    pdf, xml = (shop.get(f"invoices/{invoice}/invoice.{kind}") for kind in ("pdf", "xml"))
    assert (pdf.status, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert (xml.status, xml.headers["Content-Type"]) == (200, "application/xml")
    assert b"<cbc:ID>GAL-2026-000001</cbc:ID>" in xml.content


@pytest.mark.parametrize("path", ["invoices/{}", "invoices/{}/invoice.pdf", "invoices/{}/invoice.xml"])
def test_anothers_invoice_and_one_that_is_none_are_not_found(
    company: Company, shop: Shop, invoice: str, path: str
) -> None:
    other = Shop(issue_api_key(company.open_merchant("OTHER").account_id, "", NOW))
    assert other.get(path.format(invoice)).status == 404
    for asked in ("0", "1", "9" * 18, "9" * 40, "-1", "abc", "%00", "1.5"):
        assert shop.get(path.format(asked)).status == 404, asked


@pytest.mark.parametrize("by", ["master", "customs", "fee"])
def test_a_statement_is_put_together_as_asked(company: Company, shop: Shop, invoice: str, by: str) -> None:
    (head,) = shop.get("statements").json["statements"]
    told = shop.get(f"statements/{head['id']}?by={by}", **{"Accept-Language": "en"}).json
    key = {"fee": ["packing", "tax"]}.get(by, ["account"])
    assert [g["key"] for g in told["groups"]] == key
    assert sum(g["total_minor"] for g in told["groups"]) == head["charges_minor"]
    assert {w["group"] for w in told["waybills"]} == set(key)
    for kind in ("pdf", "xlsx"):
        assert shop.get(f"statements/{head['id']}/statement.{kind}?by={by}").status == 200
    assert shop.get(f"statements/{head['id']}?by=colour").status == 422
