"""Cash on delivery on pages: carriers' lists, two people's payout, and what the merchant sees of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from galeon.billing.company import cod, cod_reads
from galeon.billing.company.models_cod import CodCollection, CodReceipt, CodRemittance
from galeon.billing.costs.tests.bills import supplier
from galeon.billing.tests.books import sql
from galeon.ops.tests.company import Company
from galeon.web.tests.people import booked, person, signed_in

LIST = "waybill;amount;currency;date;reference\nSO-1;199.00;CNY;2026-11-03;P-1\nSO-2;101.00;CNY;2026-11-04;P-1\n"


@pytest.fixture
def chief(company: Company) -> Client:
    """The other of our finance."""
    return signed_in(person("ines@galeon.example", "admin"))


def said(response: object) -> str:
    """The page's text."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def sent(client: Client, text: str | bytes, carrier: str = "UPS") -> object:
    """A carrier's list sent with the form."""
    file = SimpleUploadedFile("list.csv", text.encode() if isinstance(text, str) else text, "text/csv")
    return client.post("/finance/cod", {"act": "file", "supplier": carrier, "file": file})


def two_orders(company: Company) -> None:
    supplier("UPS", name="UPS Hong Kong", carrier="ups")
    for n in (1, 2):
        booked(company.merchant, f"SO-{n}")


def test_a_carriers_list_is_taken_in_once_approved_by_one_paid_by_another_and_seen_by_the_merchant(
    company: Company, accountant: Client, chief: Client, merchant: Client
) -> None:
    two_orders(company)
    for count in (2, 2):
        assert sent(accountant, LIST).status_code == 302  # type: ignore[attr-defined]
        assert CodCollection.objects.count() == count
    assert "CN¥300.00" in said(accountant.get("/finance/cod"))
    theirs = said(merchant.get("/cod"))
    assert "CN¥300.00" in theirs and "UPS" not in theirs
    assert accountant.post("/finance/cod", {"act": "gather"}).status_code == 302
    found = CodRemittance.objects.get()
    path = f"/finance/cod/{found.account_id}/{found.id}"
    assert accountant.post(path, {"act": "approve"}).status_code == 302
    refused = accountant.post(path, {"act": "pay", "method": "bank", "reference": "B-1"})
    assert refused.status_code == 422 and "Somebody else must pay" in said(refused)
    unnamed = chief.post(path, {"act": "pay", "method": "bank", "reference": " "})
    assert unnamed.status_code == 422 and 'class="fault"' in said(unnamed)
    assert sql("SELECT count(*) FROM posting WHERE book = 'bank'") == [(0,)]
    for _again in range(2):
        assert chief.post(path, {"act": "pay", "method": "bank", "reference": "B-1"}).status_code == 302
    assert sql("SELECT sum(amount_minor)::bigint FROM posting WHERE book = 'bank'") == [(-30_000,)]
    mine = said(merchant.get(f"/cod/{found.id}"))
    assert "B-1" in mine and "SO-1" in mine
    sheet = merchant.get(f"/cod/{found.id}/file.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[4] for row in rows[5:8]] == [199.0, 101.0, 300.0]
    for kind, begin in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert accountant.get(f"{path}/file.{kind}").content.startswith(begin)
        assert merchant.get(f"/cod/{found.id}/file.{kind}").content.startswith(begin)
    assert merchant.get(f"/cod/{found.id}/file.doc").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [(LIST.replace("199.00", "much"), "Row 2"), (LIST.replace("SO-2", "NOBODY"), "Row 3"), (LIST.replace("2026-11-04", "4/11"), "Row 3"),
     (LIST.replace("199.00", "199.005"), "Row 2"), ("a,b\n1,2\n", "column waybill"), ("", "column waybill"), (b"\xff\xfe\x00", "UTF-8"),
     ("waybill,amount,currency,date\n", "no row")],
)  # fmt: skip
def test_a_faulty_list_is_told_row_by_row_and_nothing_of_it_is_taken(
    company: Company, accountant: Client, text: str, told: str
) -> None:
    two_orders(company)
    answer = sent(accountant, text)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert told in said(answer)
    assert not CodCollection.objects.exists()


def test_cash_and_what_a_carrier_paid_are_written_down_by_hand_once(company: Company, accountant: Client) -> None:
    two_orders(company)
    today = timezone.localdate().isoformat()
    one = {
        "act": "collect",
        "waybill": "SO-1",
        "amount": "50.00",
        "currency": "cny",
        "supplier": "UPS",
        "day": today,
        "token": "t",
    }
    for _again in range(2):
        assert accountant.post("/finance/cod", one).status_code == 302
    assert CodCollection.objects.get().amount_minor == 5_000
    for wrong, field in (
        ({"waybill": "NOBODY"}, "cod-waybill"),
        ({"amount": "x"}, "cod-amount"),
        ({"day": "x"}, "cod-day"),
        ({"currency": "#"}, "cod-currency"),
    ):
        answer = accountant.post("/finance/cod", one | {"token": "u"} | wrong)
        assert answer.status_code == 422, wrong
        assert 'aria-invalid="true"' in said(answer).split(f'id="{field}"')[1].split(">")[0], wrong
    paid = {"act": "receive", "supplier": "UPS", "amount": "50.00", "currency": "CNY", "reference": "U-1", "day": today}
    for _again in range(2):
        assert accountant.post("/finance/cod", paid).status_code == 302
    assert CodReceipt.objects.count() == 1
    assert accountant.post("/finance/cod", paid | {"amount": "51.00"}).status_code == 422
    assert accountant.post("/finance/cod", {"act": "moon"}).status_code == 302


def test_nobody_else_reaches_the_desk_and_no_merchant_anothers_remittance(
    company: Company, accountant: Client, merchant: Client, operator: Client
) -> None:
    two_orders(company)
    sent(accountant, LIST)
    ((account_id, id_),) = cod.propose(timezone.now(), timezone.now())
    paths = ("/finance/cod", f"/finance/cod/{account_id}/{id_}", f"/finance/cod/{account_id}/{id_}/file.xlsx")
    other = company.open_merchant("VELA")
    stranger = signed_in(person("eve@vela.example", "owner", account_id=other.account_id))
    pricing = signed_in(person("tom@galeon.example", "pricing"))
    for path in paths:
        assert accountant.get(path).status_code == 200
        assert Client().get(path).status_code == 302
        for client in (merchant, operator, stranger, pricing):
            assert client.get(path).status_code == 403, path
            assert client.post(path, {"act": "approve"}).status_code in (403, 405), path
    for path in (f"/cod/{id_}", f"/cod/{id_}/file.xlsx"):
        assert merchant.get(path).status_code == 200
        assert stranger.get(path).status_code == 404
        assert merchant.get(path.replace(str(id_), str(2**70))).status_code == 404
        assert operator.get(path).status_code == 403
    assert "No remittance yet" in said(stranger.get("/cod"))
    assert accountant.get(f"/finance/cod/{account_id}/{2**70}").status_code == 404
    assert CodRemittance.objects.get().state == "proposed"


def test_terms_are_agreed_on_a_page_and_wrong_ones_name_their_field(
    company: Company, accountant: Client, merchant: Client
) -> None:
    path = "/finance/cod/terms/LUMEN"
    assert 'value="monthly" selected' in said(accountant.get(path))
    good = {"cycle": "weekly", "method": "netting", "percent": "1.5", "least": "2.00"}
    assert accountant.post(path, good).status_code == 302
    agreed = cod_reads.terms(company.merchant.account_id)
    assert (agreed.cycle, agreed.method, agreed.fee_bp, agreed.fee_min_minor) == ("weekly", "netting", 150, 200)
    page = said(accountant.get(path))
    assert 'value="weekly" selected' in page and 'value="1.5' in page and 'value="2' in page
    for wrong, field in (
        ({"percent": "x"}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"least": "x"}, "least"),
        ({"cycle": "never"}, "cycle"),
        ({"method": "gold"}, "method"),
    ):
        answer = accountant.post(path, good | wrong)
        assert answer.status_code == 422, wrong
        assert 'aria-invalid="true"' in said(answer).split(f'id="{field}"')[1].split(">")[0], wrong
    assert cod_reads.terms(company.merchant.account_id) == agreed
    assert merchant.get(path).status_code == 403
    assert accountant.get("/finance/cod/terms/NOBODY").status_code == 404
