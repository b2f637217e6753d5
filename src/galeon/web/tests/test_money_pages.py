"""Statements as files, payments written down, sheets of orders: the pages where money and many rows move."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from galeon.billing.models import Payment
from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills.models import Waybill
from galeon.web.tests.people import booked, person

HEAD = "reference,service,name,country,state,city,postcode,street,phone,weight kg,goods,pieces,unit value,currency\n"
GOOD = "{ref},USLINE,Ana Torres,US,CA,Los Angeles,90013,500 S Hill St,+1 213 555 0100,1.24,LED desk lamp,2,19.00,USD\n"


@pytest.fixture
def charged(company: Company) -> int:
    """A statement with charges in it; its id."""
    waybill = booked(company.merchant)
    operator = person("wei@galeon.example", "station", site_id=company.hub.pk)
    scan = StationScan(
        text=waybill.number,
        site_id=company.hub.pk,
        operator_id=operator.pk,
        occurred_at=datetime.now(UTC),
        weight_g=1_000,
    )
    assert receive([scan])[0].is_recorded
    drain()
    from galeon.billing.models import Statement

    statement_id: int = Statement.objects.get(account_id=company.merchant.account_id).id
    return statement_id


def test_a_statement_is_a_page_a_pdf_and_a_sheet(
    merchant: Client, accountant: Client, company: Company, charged: int
) -> None:
    pdf = merchant.get(f"/statements/{charged}/file.pdf")
    assert pdf.content.startswith(b"%PDF")
    sheet = merchant.get(f"/statements/{charged}/file.xlsx")
    assert sheet.content.startswith(b"PK")
    assert merchant.get(f"/statements/{charged}/file.exe").status_code == 404
    ours = accountant.get(f"/finance/statements/{company.merchant.account_id}/{charged}")
    assert ours.context["audit"].agrees
    assert "agrees with the ledger" in ours.content.decode()


def test_a_payment_is_written_down_once(accountant: Client, company: Company, charged: int) -> None:
    typed = {
        "amount": "150,00",
        "method": "bank",
        "reference": "TT-1",
        "received_on": datetime.now(UTC).date().isoformat(),
        "kind": "payment",
    }
    for _ in range(2):
        response = accountant.post("/finance/pay/LUMEN", typed)
        assert response.status_code == 302
    payment = Payment.objects.get()
    assert (payment.amount_minor, payment.currency, payment.reference) == (15_000, company.merchant.currency, "TT-1")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("amount", ""), ("amount", "x"), ("amount", "0"), ("amount", "1.005"), ("amount", "NaN"), ("amount", "9" * 40),
     ("reference", ""), ("reference", "x" * 500), ("method", "gold"), ("received_on", "soon"), ("received_on", "2999-01-01")],
)  # fmt: skip
def test_a_bad_payment_is_refused_by_field_and_nothing_is_written(
    accountant: Client, company: Company, field: str, typed: str
) -> None:
    good = {"amount": "10", "method": "bank", "reference": "TT-1", "received_on": "2026-11-20", "kind": "payment"}
    response = accountant.post("/finance/pay/LUMEN", {**good, field: typed})
    assert response.status_code == 422
    assert response.context["faults"]
    assert Payment.objects.count() == 0


def sheet(merchant: Client, text: str, name: str = "orders.csv") -> "object":
    return merchant.post("/waybills/import", {"file": SimpleUploadedFile(name, text.encode())}, follow=True)


def test_good_rows_are_booked_and_faulty_ones_come_back_to_mend(merchant: Client, company: Company) -> None:
    bad = GOOD.format(ref="SO-2").replace(",US,", ",ZZ,")
    response = sheet(merchant, HEAD + GOOD.format(ref="SO-1") + bad)
    text = response.content.decode()  # type: ignore[attr-defined]
    assert "There is no country ZZ" in text
    assert list(Waybill.objects.values_list("reference", flat=True)) == ["SO-1"]
    address = response.redirect_chain[-1][0]  # type: ignore[attr-defined]
    back = merchant.get(f"{address}/faulty.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert any("SO-2" in str(cell) for row in rows for cell in row)
    assert not any(str(cell) == "SO-1" for row in rows for cell in row)


def test_the_template_can_be_sent_as_it_is(merchant: Client, company: Company) -> None:
    template = merchant.get("/waybills/import/template.xlsx").content
    upload = SimpleUploadedFile("orders.xlsx", template)
    response = merchant.post("/waybills/import", {"file": upload}, follow=True)
    assert response.status_code == 200
    assert "No row names the columns" not in response.content.decode()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"a,b,c\n1,2,3\n", b"\xff\xfe\xff", HEAD.encode()]
)
def test_no_file_breaks_the_import(merchant: Client, company: Company, content: bytes) -> None:
    response = merchant.post("/waybills/import", {"file": SimpleUploadedFile("x.xlsx", content)})
    assert response.status_code == 422
    assert response.context["fault"]
    assert Waybill.objects.count() == 0


def test_without_a_file_the_page_asks_for_one(merchant: Client, company: Company) -> None:
    assert merchant.post("/waybills/import").status_code == 422
