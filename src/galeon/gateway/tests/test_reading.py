"""What a merchant's program reads back: its own waybills only, by any number, in its language; and what it may not."""

from datetime import timedelta

import pytest
from django.test import Client

from galeon.exchange.acts import issue_api_key, revoke
from galeon.exchange.models import Credential
from galeon.gateway.tests.company import Shop, order
from galeon.ledger.reads import standing
from galeon.ops.tests.company import NOW, Company
from galeon.waybills.acts import NewNumber, Scan, record, renumber
from galeon.waybills.models import Waybill

NOT_FOUND = ("unknown_waybill", "number")


@pytest.fixture
def number(shop: Shop) -> str:
    """A booked waybill's number."""
    return str(shop.post("waybills", order()).json["number"])


def waybill_id(number: str) -> int:
    return Waybill.objects.get(number=number).id


def test_a_waybill_is_found_by_each_of_its_numbers(shop: Shop, company: Company, number: str) -> None:
    renumber(
        [
            NewNumber(
                account_id=company.merchant.account_id, waybill_id=waybill_id(number), number="1Z 9", carrier="ups"
            )
        ],
        NOW,
    )
    for asked in (number, number.lower(), "SO-1001", "so%201001", "1Z9"):
        answer = shop.get(f"waybills/{asked}")
        assert (answer.status, answer.json["number"]) == (200, number), asked
    assert answer.json["displayed_number"] == "1Z 9"
    assert {n["kind"] for n in answer.json["numbers"]} == {"ours", "reference", "carrier"}
    assert answer.json["order"]["items"][0]["title"] == "LED desk lamp"
    assert answer.json["price"]["total_minor"] == answer.json["quoted_minor"] == 27_884


@pytest.mark.parametrize("path", ["waybills/{}", "tracking/{}", "waybills/{}/label.pdf", "waybills/{}/label.zpl"])
@pytest.mark.parametrize("asked", ["NONE", "%00", "x" * 300, "%ff", "-", "..%2f", "%F0%9F%98%80"])
def test_an_unknown_number_is_404_whatever_it_is(shop: Shop, path: str, asked: str) -> None:
    answer = shop.get(path.format(asked))
    assert answer.status == 404
    assert answer.json["title"] == "Not found"


@pytest.mark.parametrize("path", ["waybills/{}", "tracking/{}", "waybills/{}/label.pdf", "waybills/{}/label.zpl"])
def test_anothers_waybill_does_not_exist_for_you(company: Company, number: str, path: str) -> None:
    other = Shop(issue_api_key(company.open_merchant("OTHER").account_id, "", NOW))
    answer = other.get(path.format(number))
    assert (answer.status, answer.json["errors"][0]["code"]) == (404, "unknown_waybill")
    assert other.post(f"waybills/{number}/cancel", b"").status == 404
    assert other.get("waybills").json["waybills"] == []
    assert Waybill.objects.get(number=number).state == "booked"


def test_tracking_tells_the_events_in_the_readers_language(shop: Shop, company: Company, number: str) -> None:
    record([
        Scan(account_id=company.merchant.account_id, waybill_id=waybill_id(number), code="weigh_in", source="station",
             occurred_at=Waybill.objects.get(number=number).booked_at + timedelta(hours=2), place="SZX1", parcel_no=1)
    ])  # fmt: skip
    answer = shop.get(f"tracking/{number}", **{"Accept-Language": "en"})
    assert (answer.json["state"], answer.json["state_name"]) == ("received", "Received")
    assert [(e["code"], e["name"], e["place"]) for e in answer.json["events"]] == [
        ("weigh_in", "Received and weighed", "Shenzhen"), ("book", "Order accepted", ""),
    ]  # fmt: skip


def test_labels_come_as_pdf_and_zpl_and_are_not_cached(shop: Shop, number: str) -> None:
    pdf, zpl = shop.get(f"waybills/{number}/label.pdf"), shop.get(f"waybills/{number}/label.zpl")
    assert (pdf.status, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert (zpl.status, zpl.headers["Content-Type"], zpl.content[:3]) == (200, "application/zpl", b"^XA")
    assert pdf.headers["Cache-Control"] == "private, no-store"


def test_the_list_goes_on_from_cursor_to_cursor_and_ends(shop: Shop) -> None:
    for n in range(5):
        shop.post("waybills", order(f"R{n}"))
    seen, cursor = [], ""
    while True:
        page = shop.get(f"waybills?limit=2&cursor={cursor}").json
        seen += [w["reference"] for w in page["waybills"]]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert seen == ["R4", "R3", "R2", "R1", "R0"]


def test_the_list_is_narrowed_by_state_and_by_reference(shop: Shop, number: str) -> None:
    shop.post("waybills", order("SO-2"))
    shop.post(f"waybills/{number}/cancel", b"")
    assert [w["number"] for w in shop.get("waybills?state=cancelled").json["waybills"]] == [number]
    assert [w["reference"] for w in shop.get("waybills?reference=so-2").json["waybills"]] == ["SO-2"]
    assert shop.get("waybills?reference=SO-3").json["waybills"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=flying", "state"), ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("limit=1e3", "limit"),
        ("cursor=zz", "cursor"), ("cursor=-1", "cursor"), ("cursor=fffffffffffffffff", "cursor"), ("colour=red", "colour"),
        ("limit=1&limit=2", "limit"), ("cursor=" + "f" * 30, "cursor"), ("limit=99999999999999999999999999", "limit"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(shop: Shop, query: str, field: str) -> None:
    answer = shop.get(f"waybills?{query}")
    assert answer.status == 422, answer.content
    assert answer.json["errors"][0]["field"] == field


def test_a_cancelled_waybill_gives_its_money_and_its_reference_back(shop: Shop, company: Company, number: str) -> None:
    for _ in range(2):
        answer = shop.post(f"waybills/{number}/cancel", b"")
        assert (answer.status, answer.json) == (200, {"number": number, "state": "cancelled"})
    assert standing([company.merchant.account_id])[0].held_minor == 0
    assert shop.post("waybills", order()).status == 201


def test_what_was_handed_in_is_not_cancelled(shop: Shop, company: Company, number: str) -> None:
    booked = Waybill.objects.get(number=number)
    record([
        Scan(account_id=company.merchant.account_id, waybill_id=booked.id, code="weigh_in", source="station",
             occurred_at=booked.booked_at, place="SZX1", parcel_no=1)
    ])  # fmt: skip
    answer = shop.post(f"waybills/{number}/cancel", b"")
    assert (answer.status, answer.json["errors"][0]["code"]) == (409, "cannot_cancel")
    assert standing([company.merchant.account_id])[0].held_minor == 27_884


def test_services_tell_what_they_take(shop: Shop) -> None:
    (service,) = shop.get("services", **{"Accept-Language": "zh"}).json["services"]
    assert (service["code"], service["name"], service["countries"]) == ("USLINE", "美国专线", ["DE", "ES", "FR", "US"])
    assert service["weight_g_max"] == 30_000


def test_a_quote_says_what_it_costs_and_why(shop: Shop) -> None:
    body = {
        "country": "US",
        "postcode": "90013",
        "parcels": [{"weight_g": 1240, "length_mm": 300, "width_mm": 220, "height_mm": 140}],
    }
    (offer,) = shop.post("quotes", body).json["quotes"]
    assert (offer["service"], offer["total_minor"], offer["currency"]) == ("USLINE", 27_884, "CNY")
    assert (offer["actual_g"], offer["volumetric_g"], offer["charge_weight_g"]) == (1_240, 1_848, 2_000)
    assert [(line["code"], line["amount_minor"]) for line in offer["lines"]] == [("freight", 22_950), ("fuel", 4_934)]
    assert "135.00" in offer["lines"][0]["why"]
    assert Waybill.objects.count() == 0


def test_a_service_that_cannot_take_it_says_why_and_a_wrong_enquiry_is_refused(shop: Shop) -> None:
    (offer,) = shop.post("quotes", {"country": "JP", "parcels": [{"weight_g": 500}]}).json["quotes"]
    assert offer["total_minor"] is None
    assert offer["errors"][0]["code"] == "service_not_there"
    assert (
        shop.post("quotes", {"country": "US", "parcels": [{"weight_g": 500}]}).json["quotes"][0]["total_minor"]
        == 16_403
    )
    for body, field in (
        ({"country": "XX", "parcels": [{"weight_g": 500}]}, "country"), ({"country": "US", "parcels": []}, "parcels"),
        ({"country": "US", "parcels": [{"weight_g": 0}]}, "parcels[0].weight_g"), ({"parcels": []}, "country"),
        ({"country": "US", "parcels": [{"weight_g": 5}], "services": ["NO\x00"]}, "services"),
        ({"country": "US\x00", "parcels": [{"weight_g": 5}]}, "country"),
        ({"country": "US", "postcode": "9\x000", "parcels": [{"weight_g": 5}]}, "postcode"),
    ):  # fmt: skip
        answer = shop.post("quotes", body)
        assert (answer.status, answer.json["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer gk_live_" + "x" * 43, "Basic abc", "Bearer \udc80", "bearer  "]
)
def test_without_a_valid_key_there_is_nothing_to_see(company: Company, authorization: str) -> None:
    answer = Client().get("/api/v1/waybills", headers={"Authorization": authorization} if authorization else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["code"] == "unauthorized"


def test_a_revoked_key_is_out_at_once(shop: Shop) -> None:
    assert shop.get("services").status == 200
    revoke([Credential.objects.get().pk], NOW)
    assert shop.get("services").status == 401


def test_beyond_its_rate_a_key_is_told_when_to_come_back(company: Company) -> None:
    slow = Shop(issue_api_key(company.merchant.account_id, "", NOW, rate_per_s=2))
    answers = [slow.get("services") for _ in range(5)]
    assert [a.status for a in answers] == [200, 200, 200, 200, 429]
    assert answers[4].headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("DELETE", "waybills", "GET, HEAD, POST"), ("POST", "services", "GET, HEAD"), ("GET", "waybills/X/cancel", "POST"),
     ("OPTIONS", "quotes", "POST"), ("TRACE", "quotes", "POST")],
)  # fmt: skip
def test_another_method_is_405_and_says_which_go(shop: Shop, method: str, path: str, allow: str) -> None:
    answer = shop.call(method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allow)


@pytest.mark.parametrize("path", ["", "nowhere", "waybills/", "waybills/a/b", "waybills/A/label.png", "openapi.yaml"])
def test_there_is_nothing_at_other_addresses(shop: Shop, path: str) -> None:
    answer = shop.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_reference_with_slashes_is_read_tracked_and_cancelled_by_its_path(shop: Shop) -> None:
    number = shop.post("waybills", order("PO/2026/7")).json["number"]
    for asked in ("PO/2026/7", "PO%2F2026%2F7"):
        assert shop.get(f"waybills/{asked}").json["number"] == number
        assert shop.get(f"tracking/{asked}").status == 200
    assert shop.get("waybills/PO/2026/7/label.pdf").status == 200
    assert shop.get("waybills/PO/2026").status == 404
    assert shop.post("waybills/PO/2026/7/cancel", None).status == 200
