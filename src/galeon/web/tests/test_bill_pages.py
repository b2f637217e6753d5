"""Suppliers' bills on finance's pages."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from galeon.billing.costs.acts import accrue
from galeon.billing.costs.models import Supplier
from galeon.billing.suppliers import acts
from galeon.billing.suppliers.models import Bill, BillFile, BillItem, BillMapping, BillPayment
from galeon.billing.suppliers.tests.bills import shipped, ups, ups_file
from galeon.billing.tests.books import NOON
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill

LINES = [("1Z0001", "FRT", "1.5", "198.00"), ("1Z0002", "FRT", "2.0", "229.50"), ("1Z0404", "FRT", "1.0", "166.50")]
OWN = (
    b"Tracking;Fee;Kg;Price\r\n1Z0001;freight;1,5;198,00\r\n1Z0002;freight;2,0;229,50\r\n1Z0404;freight;1,0;166,50\r\n"
)


def send(client: Client, supplier: int, content: bytes, **typed: str) -> HttpResponse:
    """Send a file and go where it leads."""
    file = SimpleUploadedFile("bill.csv", content, content_type="text/csv")
    answer: HttpResponse = client.post("/finance/bills/new", {"supplier": supplier, "file": file, **typed}, follow=True)  # type: ignore[assignment]
    return answer


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def supplier(company: Company) -> int:
    """UPS, which carried two parcels of 1.5 kg."""
    made = ups(company)
    shipped(company, "1Z0001", 1_500)
    shipped(company, "1Z0002", 1_500)
    return made


def test_a_bill_sent_is_matched_decided_booked_and_paid(supplier: int, accountant: Client) -> None:
    page = send(accountant, supplier, ups_file("INV-1", LINES))
    bill = Bill.objects.get()
    at = f"/finance/bills/{bill.pk}"
    assert page.redirect_chain[-1][0] == at  # type: ignore[attr-defined]
    for words in ("1Z0404", "Re-weighed", "Unknown", "As expected", "31.50"):
        assert words in text(page)

    shown = accountant.post(f"{at}/decide", {"all": "reweighed", "decision": "pass_on", "how": "list"})
    assert "CN¥38.27" in text(shown)
    assert BillItem.objects.filter(decision="pass_on").count() == 0
    accountant.post(f"{at}/decide", {"all": "reweighed", "decision": "pass_on", "how": "list", "agreed": "1"})
    unknown = BillItem.objects.get(verdict="unknown")
    accountant.post(f"{at}/decide", {"id": unknown.pk, "decision": "dispute"})
    assert dict(BillItem.objects.values_list("verdict", "decision")) == {
        "equal": "accept", "reweighed": "pass_on", "unknown": "dispute",
    }  # fmt: skip
    assert "166.50" in text(accountant.get(f"{at}/disputes/letter"))
    sheet = text(accountant.get(f"{at}/disputes/csv"))
    assert "1Z0404,166.50,0.00,166.50,1.000,," in sheet

    assert "The bill is booked." in text(accountant.post(f"{at}/act", {"act": "book"}, follow=True))  # type: ignore[arg-type]
    accountant.post(f"{at}/act", {"act": "credited", "id": unknown.pk, "reference": "CN-9"})
    accountant.post(f"{at}/pay", {"amount": "427.50", "paid_on": "2026-11-20", "reference": "TT-1"})
    assert BillPayment.objects.get().amount_minor == 42_750
    assert "CN¥0.00" in text(accountant.get(at))


def test_another_sheet_is_told_its_columns_once_with_a_preview(supplier: int, accountant: Client) -> None:
    page = send(accountant, supplier, OWN)
    file = BillFile.objects.get()
    assert "Which column is what" in text(page)
    told = {
        "tracking": "0", "code": "1", "weight": "2", "amount": "3", "head_rows": "1", "decimal": ",", "weight_unit": "kg",
        "day_order": "ymd",
    }  # fmt: skip
    preview = text(accountant.post(f"/finance/bills/files/{file.pk}/preview", told))
    assert "1Z0002" in preview
    assert "229.50" in preview
    columns = f"/finance/bills/files/{file.pk}/columns"
    nothing = accountant.post(columns, told | {"amount": ""})
    assert nothing.status_code == 422
    assert Bill.objects.count() == 0
    head = {"head_number": "A-1", "head_billed_on": "2026-11-10", "head_total": "594.00", "save_as": "weekly"}
    accountant.post(columns, told | head)
    assert Bill.objects.get().total_minor == 59_400
    assert dict(BillItem.objects.values_list("tracking", "verdict")) == {
        "1Z0001": "equal", "1Z0002": "reweighed", "1Z0404": "unknown",
    }  # fmt: skip
    mapping = BillMapping.objects.get()
    other = OWN.replace(b"1Z0404", b"1Z0405")
    send(accountant, supplier, other, mapping=str(mapping.pk), **{k: v for k, v in head.items() if k != "save_as"} | {"head_number": "A-2"})  # fmt: skip
    assert Bill.objects.count() == 2


def test_a_refused_file_says_its_rows_and_may_be_told_anew(supplier: int, accountant: Client) -> None:
    page = send(accountant, supplier, ups_file("INV-1", LINES, "600.00"))
    assert "The bill says 600.00 CNY, its lines come to 594.00 CNY." in text(page)
    assert Bill.objects.count() == 0
    assert accountant.get(f"/finance/bills/files/{BillFile.objects.get().pk}/columns").status_code == 200


@pytest.mark.parametrize("content", [b"", b"\x00\x01binary", b"PK\x03\x04no zip at all"])
def test_what_is_no_sheet_is_refused_at_its_field(content: bytes, supplier: int, accountant: Client) -> None:
    page = send(accountant, supplier, content)
    assert page.status_code == 422
    assert BillFile.objects.count() == 0


def test_each_parcel_opens_its_lines(supplier: int, accountant: Client) -> None:
    send(accountant, supplier, ups_file("INV-1", LINES))
    item = BillItem.objects.get(verdict="reweighed")
    page = text(accountant.get(f"/finance/bills/{item.bill_id}/{item.pk}"))
    for words in ("2.000 kg", "1.500 kg", "229.50", "31.50"):
        assert words in page
    assert accountant.get(f"/finance/bills/{item.bill_id}/999").status_code == 404


def test_the_outcome_is_a_workbook(supplier: int, accountant: Client) -> None:
    send(accountant, supplier, ups_file("INV-1", LINES))
    answer = accountant.get(f"/finance/bills/{Bill.objects.get().pk}/outcome.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["1Z0001", "1Z0002", "1Z0404"]
    assert Decimal(str(rows[2][6])) == Decimal("31.5")


def test_nobody_else_sees_or_sends_a_bill(
    supplier: int, accountant: Client, merchant: Client, operator: Client
) -> None:
    send(accountant, supplier, ups_file("INV-1", LINES))
    at = f"/finance/bills/{Bill.objects.get().pk}"
    for client in (merchant, operator):
        for path in ("/finance/bills", "/finance/bills/new", at, f"{at}/outcome.xlsx"):
            assert client.get(path).status_code == 403
        assert client.post(f"{at}/decide", {"all": "unknown", "decision": "accept"}).status_code == 403
    assert acts.Choice() == acts.Choice(ids=(), verdict="")
    assert BillItem.objects.filter(decision="").count() == 2


def test_pages_far_into_a_bill_go_on_by_key(supplier: int, accountant: Client) -> None:
    lines = [(f"1ZX{n:04}", "FRT", "1.0", "10.00") for n in range(150)]
    send(accountant, supplier, ups_file("INV-1", lines))
    at = f"/finance/bills/{Bill.objects.get().pk}"
    first = text(accountant.get(at))
    assert ("1ZX0099" in first, "1ZX0100" in first) == (True, False)
    last = BillItem.objects.order_by("pk")[99].pk
    second = text(accountant.get(f"{at}?after={last}"))
    assert ("1ZX0099" in second, "1ZX0100" in second, "1ZX0149" in second) == (False, True, True)
    assert "1ZX0120" in text(accountant.get(f"{at}?q=1zx0120"))


def test_the_page_says_what_is_still_expected_and_lets_it_go_after_the_window(
    supplier: int, accountant: Client
) -> None:
    Supplier.objects.filter(pk=supplier).update(dispute_days=0)
    accrue([(waybill.account_id, waybill.id) for waybill in Waybill.objects.all()], NOON)
    content = ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00"), ("1Z0002", "ADC", "1.5", "73.00")])
    today = f"{timezone.now().date():%Y-%m-%d}".encode()
    send(accountant, supplier, content.replace(b"2026-11-10", today))
    at = f"/finance/bills/{Bill.objects.get().pk}"
    accountant.post(f"{at}/decide", {"all": "every", "decision": "accept"})
    accountant.post(f"{at}/act", {"act": "book"})
    page = text(accountant.get(at))
    assert "Of 1 parcel the supplier has not billed everything yet" in page
    assert ("CN¥198.00" in page, 'value="release"' in page) == (True, False)
    said = text(accountant.post(f"{at}/act", {"act": "release"}, follow=True))  # type: ignore[arg-type]
    assert "UPS may bill the rest until" in said


def test_some_of_a_parcel_s_lines_are_disputed_on_its_page(supplier: int, accountant: Client) -> None:
    send(accountant, supplier, ups_file("INV-1", [LINES[0], ("1Z0001", "ADC", "1.5", "73.00")]))
    item = BillItem.objects.get()
    at = f"/finance/bills/{item.bill_id}/{item.pk}"
    assert "Dispute these amounts" in text(accountant.get(at))
    said = text(accountant.post(f"{at}/dispute", {"line-1": "", "line-2": "73.01"}, follow=True))  # type: ignore[arg-type]
    assert "at most 73.00 CNY of the line" in said
    said = text(accountant.post(f"{at}/dispute", {"line-1": "", "line-2": "23.00"}, follow=True))  # type: ignore[arg-type]
    assert "CN¥23.00 of this parcel is disputed; the rest will be booked as billed." in said
    assert BillItem.objects.get().disputed_minor == 2_300
