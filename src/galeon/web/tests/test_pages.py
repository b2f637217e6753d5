"""The pages as a person meets them, through Django's client."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills.models import Item, Waybill
from galeon.web.tests.people import PASSWORD, booked, person, signed_in

ORDER = {
    "reference": "SO-77", "service": "USLINE", "cargo_class": "general", "consignee.name": "Ana Torres",
    "consignee.country": "US", "consignee.city": "Los Angeles", "consignee.postcode": "90001", "consignee.state": "CA",
    "consignee.street[0]": "350 S Grand Ave", "consignee.phone": "+1 310 555 0199", "parcels[0].weight_g": "1,24",
    "items[0].title": "LED desk lamp", "items[0].quantity": "2", "items[0].unit_value_minor": "19.00", "currency": "USD",
    "key": "k1",
}  # fmt: skip


def test_signing_in_with_email_and_password(company: Company) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    cache.clear()
    wrong = Client().post("/accounts/login/", {"login": "ana@lumen.example", "password": "no such ship"})
    assert wrong.status_code == 200
    right = Client().post("/accounts/login/", {"login": "ana@lumen.example", "password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/")


def test_guessing_passwords_is_stopped(company: Company) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    cache.clear()
    client = Client()
    for _ in range(6):
        client.post("/accounts/login/", {"login": "ana@lumen.example", "password": "no such ship"})
    client.post("/accounts/login/", {"login": "ana@lumen.example", "password": PASSWORD})
    assert client.get("/waybills").status_code == 302, "even the right one has to wait"
    cache.clear()


def test_nobody_opens_an_account_by_themselves(db: None) -> None:
    response = Client().post(
        "/accounts/signup/", {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "opened by hand" in response.content.decode()


def test_nothing_inline_runs_on_a_page(merchant: Client) -> None:
    response = merchant.get("/waybills")
    assert "script-src 'self';" in response["Content-Security-Policy"]
    text = response.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert "onclick=" not in text


def test_a_person_reads_their_language_on_every_machine(company: Company) -> None:
    ana = person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    assert "Waybills" in signed_in(ana).get("/waybills").content.decode()
    signed_in(ana).post("/preferences", {"language": "zh-hans", "next": "/waybills"})
    elsewhere = signed_in(ana).get("/waybills").content.decode()
    assert 'lang="zh-Hans"' in elsewhere
    assert "运单" in elsewhere


def test_a_language_switch_leads_nowhere_else(db: None) -> None:
    response = Client().post("/preferences", {"language": "es", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_an_order_is_written_and_its_label_is_next(company: Company, merchant: Client) -> None:
    response = merchant.post("/waybills/new", ORDER)
    waybill = Waybill.objects.get()
    assert response["Location"] == f"/waybills/{waybill.number}"
    assert (waybill.reference, waybill.weight_g, waybill.declared_minor) == ("SO-77", 1_240, 3_800)
    shown = merchant.get(response["Location"]).content.decode()
    assert "LED desk lamp" in shown
    label = merchant.get(f"/waybills/{waybill.number}/label.pdf")
    assert label.content.startswith(b"%PDF")
    assert merchant.get(f"/waybills/{waybill.number}/label.zpl").content.startswith(b"^XA")


def test_the_same_order_sent_twice_is_one_waybill(company: Company, merchant: Client) -> None:
    first, second = (merchant.post("/waybills/new", ORDER)["Location"] for _ in range(2))
    assert first == second
    assert Waybill.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("consignee.name", "", "This is missing."),
        ("consignee.name", "x" * 10_000, "At most 120 characters."),
        ("consignee.city", "Los\x07Angeles", "Control characters are not allowed."),
        ("consignee.country", "ZZ", "There is no country ZZ."),
        ("consignee.country", "MX", "Service US line does not go to Mexico."),
        ("parcels[0].weight_g", "0", "The weight must be more than 0 and at most 5,000"),
        ("parcels[0].weight_g", "heavy", "This is not a number."),
        ("parcels[0].weight_g", "1e400", "This is not a number."),
        ("parcels[0].weight_g", "NaN", "This is not a number."),
        ("parcels[0].length_mm", "9999999", "Between 0 and 20000 mm."),
        ("items[0].quantity", "1.5", "That is finer than we can measure."),
        ("items[0].hs_code", "lamp", "An HS code is"),
        ("service", "NOPE", "There is no service NOPE."),
        ("cargo_class", "plutonium", "does not take these goods: plutonium."),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(
    company: Company, merchant: Client, field: str, typed: str, sentence: str
) -> None:
    response = merchant.post("/waybills/new", {**ORDER, field: typed})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Waybill.objects.count() == 0


def test_a_reference_with_other_contents_is_refused_and_says_which_waybill(company: Company, merchant: Client) -> None:
    merchant.post("/waybills/new", ORDER)
    number = Waybill.objects.get().number
    response = merchant.post("/waybills/new", {**ORDER, "consignee.city": "San Diego", "key": "k2"})
    assert response.status_code == 422
    assert f"Reference SO-77 is waybill {number} already" in response.content.decode()
    assert Waybill.objects.count() == 1


def test_country_postcode_and_weight_are_enough_for_a_price(company: Company, merchant: Client) -> None:
    typed = {
        "consignee.country": "US",
        "consignee.postcode": "90013",
        "parcels[0].weight_g": "1.24",
        "service": "USLINE",
    }
    shown = merchant.post("/waybills/new/price", typed).content.decode()
    assert "price-total" in shown
    assert "Freight" in shown
    nowhere = merchant.post("/waybills/new/price", {**typed, "consignee.country": "MX"}).content.decode()
    assert "does not go to Mexico" in nowhere
    assert "price-total" not in nowhere


@pytest.mark.parametrize(
    "query", ["before=9" * 30, "before=-1", "before=abc", "state=<script>", "country=%00%00", "mode='; DROP", "q=%25%5C_", "q=" + "x" * 5_000]
)  # fmt: skip
def test_no_query_breaks_the_list(company: Company, merchant: Client, query: str) -> None:
    booked(company.merchant)
    assert merchant.get(f"/waybills?{query}").status_code == 200


def test_a_list_is_found_by_any_number_or_name(company: Company, merchant: Client) -> None:
    waybill = booked(company.merchant, "SO-100001")
    for text in (waybill.number, waybill.number.lower(), "so-100001", "so100001", waybill.number[:8]):
        assert waybill.number in merchant.get("/waybills", {"q": text}).content.decode(), text
    assert waybill.number not in merchant.get("/waybills", {"q": "%"}).content.decode()


def test_pages_of_a_list_follow_each_other_without_gap(
    company: Company, merchant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from galeon.web.views import waybills

    monkeypatch.setattr(waybills, "PAGE", 2)
    numbers = [booked(company.merchant, f"SO-{n}").number for n in range(5)]
    seen: list[str] = []
    before = ""
    for _ in range(3):
        rows = merchant.get("/waybills", {"before": before}).context["rows"]
        seen += [row[0].number for row in rows]
        before = str(rows[-1][0].id)
    assert seen == numbers[::-1]


def test_cancelling_frees_the_money_and_what_is_at_the_hub_stays(company: Company, merchant: Client) -> None:
    early, late = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    _weigh(company, late.number)
    response = merchant.post("/waybills/cancel", {"id": [early.waybill_id, late.waybill_id]}, follow=True)
    text = response.content.decode()
    assert "1 waybill cancelled." in text
    assert late.number in text
    assert set(Waybill.objects.values_list("reference", "state")) == {("SO-1", "cancelled"), ("SO-2", "received")}


def _weigh(company: Company, number: str) -> None:
    operator = person("wei@galeon.example", "station", site_id=company.hub.pk)
    scan = StationScan(
        text=number, site_id=company.hub.pk, operator_id=operator.pk, occurred_at=datetime.now(UTC), weight_g=1_000
    )
    assert receive([scan])[0].is_recorded
    drain()


def test_after_the_weigh_in_the_page_shows_what_was_charged_and_the_statement_why(
    company: Company, merchant: Client
) -> None:
    waybill = booked(company.merchant)
    before = merchant.get(f"/waybills/{waybill.number}").content.decode()
    assert "Price as ordered" in before
    _weigh(company, waybill.number)
    after = merchant.get(f"/waybills/{waybill.number}").content.decode()
    assert "Charges" in after
    assert "Price as ordered" not in after
    heads = merchant.get("/statements").context["heads"]
    page = merchant.get(f"/statements/{heads[0][0].id}")
    lines = [line for group in page.context["groups"] for line in group.lines]
    assert sum(line.amount_minor for line in lines) == heads[0][0].charges_minor > 0
    assert all(line.reason for line in lines)
    assert waybill.number in page.content.decode()


def test_labels_of_many_are_one_file(company: Company, merchant: Client) -> None:
    ids = [booked(company.merchant, f"SO-{n}").waybill_id for n in range(3)]
    response = merchant.post("/waybills/labels", {"id": ids})
    assert response["Content-Type"] == "application/pdf"
    import pypdfium2

    assert len(pypdfium2.PdfDocument(response.content)) == 3


def test_a_formula_in_a_name_stays_text_in_the_sheet(company: Company, merchant: Client) -> None:
    merchant.post("/waybills/new", {**ORDER, "consignee.name": "=HYPERLINK(1)"})
    response = merchant.post("/waybills/export", {"id": [Waybill.objects.get().id]})
    import io

    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert "=HYPERLINK(1)" in rows[1]


def test_the_public_learns_where_a_parcel_is_and_nothing_about_people(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1")
    _weigh(company, waybill.number)
    cache.clear()
    told = Waybill.objects.get()
    for number in (waybill.number, waybill.number.lower(), "SO-1"):
        text = Client().get(f"/track/{number}").content.decode()
        assert waybill.number in text
        for secret in (
            told.to_name,
            *told.consignee["street"],
            told.consignee.get("phone") or "no phone",
            told.to_postcode,
        ):
            assert secret not in text.replace(waybill.number, ""), secret


def test_an_unknown_number_is_told_kindly_and_asking_too_often_is_slowed(db: None) -> None:
    cache.clear()
    client = Client()
    assert client.get("/track/NOPE-1").status_code == 404
    answers = [client.get(f"/track/NOPE-{n}").status_code for n in range(60)]
    assert answers[-1] == 429
    assert 404 in answers
    cache.clear()


def test_a_refused_order_is_corrected_on_the_form_that_came_back(company: Company, merchant: Client) -> None:
    merchant.post("/waybills/new", ORDER)
    clash = merchant.post("/waybills/new", {**ORDER, "consignee.city": "San Diego", "key": "k2"})
    key = clash.context["key"]
    assert key != "k2", "what is corrected is another order than what was refused"
    corrected = {**ORDER, "consignee.city": "San Diego", "reference": "SO-78", "key": key}
    first, second = (merchant.post("/waybills/new", corrected)["Location"] for _ in range(2))
    assert first == second
    assert sorted(Waybill.objects.values_list("reference", flat=True)) == ["SO-77", "SO-78"]


def test_goods_are_declared_as_made_where_the_form_says(company: Company, merchant: Client) -> None:
    drawn = merchant.get("/waybills/new").context["form"]
    assert drawn.text("items[0].origin_country") == "CN", "the merchant sits in Shanghai's zone"
    merchant.post("/waybills/new", {**ORDER, "items[0].origin_country": "es"})
    assert list(Item.objects.values_list("origin_country", flat=True)) == ["ES"]


def test_every_parcel_of_the_form_is_booked_whatever_its_rows_are_called(company: Company, merchant: Client) -> None:
    rows = {f"parcels[{n}].weight_g": "0.5" for n in range(1, 120, 2)}
    typed = {name: value for name, value in ORDER.items() if not name.startswith("parcels")}
    assert merchant.post("/waybills/new", {**typed, **rows}).status_code == 302
    waybill = Waybill.objects.get()
    assert (waybill.pieces, waybill.weight_g) == (60, 30_000)


def test_a_fault_stands_beside_its_own_row_and_too_many_rows_are_refused(company: Company, merchant: Client) -> None:
    gap = {**ORDER, "parcels[7].weight_g": "1", "parcels[7].length_mm": "9999999"}
    assert "parcels[7].length_mm" in merchant.post("/waybills/new", gap).context["form"].faults
    many = merchant.post("/waybills/new", {**ORDER, **{f"parcels[{n}].weight_g": "0.1" for n in range(500)}})
    assert many.status_code == 422
    assert Waybill.objects.count() == 0
