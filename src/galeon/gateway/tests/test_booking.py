"""POST /waybills as a merchant's program meets it: booked, the same again, in conflict, refused, a list of all sorts."""

import json

import pytest
from django.db import connection

from galeon.exchange.acts import issue_api_key
from galeon.exchange.models import Message
from galeon.gateway.tests.company import Shop, order
from galeon.ledger.reads import standing
from galeon.ops.tests.company import NOW, Company

PRICE_MINOR = 22_950 + 4_934


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def test_an_order_is_booked_at_its_price_to_the_cent(shop: Shop, company: Company) -> None:
    answer = shop.post("waybills", order())
    assert answer.status == 201
    assert answer.json["status"] == "booked"
    assert answer.json["number"].startswith("GLN")
    assert answer.json["price"]["total_minor"] == PRICE_MINOR
    assert [line["code"] for line in answer.json["price"]["lines"]] == ["freight", "fuel"]
    assert answer.json["label_url"] == f"/api/v1/waybills/{answer.json['number']}/label.pdf"
    assert standing([company.merchant.account_id])[0].held_minor == PRICE_MINOR


def test_the_same_order_again_is_the_same_waybill_and_holds_nothing_more(shop: Shop, company: Company) -> None:
    first, second = shop.post("waybills", order()), shop.post("waybills", order())
    assert (second.status, second.json["status"], second.json["number"]) == (200, "existing", first.json["number"])
    assert standing([company.merchant.account_id])[0].held_minor == PRICE_MINOR


def test_a_reference_with_other_contents_is_in_conflict_and_both_orders_are_shown(shop: Shop) -> None:
    first = shop.post("waybills", order())
    answer = shop.post("waybills", order(consignee__city="Pasadena"))
    assert answer.status == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["type"] == "urn:galeon:problem:clash"
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [("reference", "clash")]
    assert first.json["number"] in answer.json["detail"]
    assert answer.json["existing"]["consignee"]["city"] == "Los Angeles"
    assert answer.json["submitted"]["consignee"]["city"] == "Pasadena"
    assert rows("waybill") == 1


def test_an_order_beyond_the_balance_is_refused_with_402(company: Company) -> None:
    poor = company.open_merchant("POOR", limit_minor=PRICE_MINOR - 1)
    answer = Shop(issue_api_key(poor.account_id, "", NOW)).post("waybills", order())
    assert (answer.status, answer.json["errors"][0]["code"]) == (402, "no_funds")
    assert rows("waybill") == 0


def test_every_fault_is_named_at_once_in_the_callers_language(shop: Shop) -> None:
    wrong = order(consignee__postcode="", consignee__name="n" * 10_000, parcels=[{"weight_g": 0}])
    answer = shop.post("waybills", wrong, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert answer.status == 422
    assert answer.headers["Content-Language"] == "zh"
    assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [
        ("consignee.postcode", "required"),
        ("consignee.name", "too_long"),
        ("parcels[0].weight_g", "weight"),
    ]
    assert rows("waybill") == 0


def test_a_list_of_all_sorts_books_the_good_ones_and_tells_the_others_why(shop: Shop) -> None:
    shop.post("waybills", order("OLD"))
    shop.post("waybills", order("TAKEN"))
    batch = [
        order("NEW"), order("OLD"), order("TAKEN", consignee__city="Reno"), order("TYPO", parcels=[{"weight_g": "1240"}]),
        {**order("MORE"), "colour": "red"}, order("THERE", consignee__country="JP"), order("ALSO"),
    ]  # fmt: skip
    answer = shop.post("waybills", batch)
    assert answer.status == 207
    assert [(r["index"], r["status"], r["code"]) for r in answer.json["results"]] == [
        (0, "booked", 201), (1, "existing", 200), (2, "refused", 409), (3, "refused", 422), (4, "refused", 422),
        (5, "refused", 422), (6, "booked", 201),
    ]  # fmt: skip
    assert [answer.json[k] for k in ("booked", "existing", "refused")] == [2, 1, 4]
    told = [(r["errors"] or [{}])[0] for r in answer.json["results"]]
    assert (told[3]["field"], told[3]["code"]) == ("parcels[0].weight_g", "wrong_type")
    assert (told[4]["field"], told[4]["code"]) == ("colour", "unknown_field")
    assert (told[5]["field"], told[5]["code"]) == ("service", "service_not_there")
    assert answer.json["results"][2]["existing"]["consignee"]["city"] == "Los Angeles"
    assert rows("waybill") == 4


def test_a_list_wholly_booked_is_201_and_again_200(shop: Shop) -> None:
    batch = [order("A"), order("B")]
    assert shop.post("waybills", batch).status == 201
    assert shop.post("waybills", batch).status == 200
    assert shop.post("waybills", [*batch, order("C")]).status == 207


@pytest.mark.parametrize("size", [0, 1_001])
def test_a_list_holds_one_to_a_thousand_orders(shop: Shop, size: int) -> None:
    answer = shop.post("waybills", [order(f"R{n}") for n in range(size)])
    assert answer.status == 422
    assert rows("waybill") == 0


def test_a_call_sent_again_with_its_key_gives_the_same_answer(shop: Shop) -> None:
    batch = [order("A"), order("B", parcels=[{"weight_g": 31_000}])]
    first = shop.post("waybills", batch, **{"Idempotency-Key": "k-1"})
    again = shop.post("waybills", batch, **{"Idempotency-Key": "k-1"})
    assert [r["number"] for r in first.json["results"]] == [r["number"] for r in again.json["results"]]
    assert first.json["results"][0]["number"]
    other = shop.post("waybills", [order("C")], **{"Idempotency-Key": "k-1"})
    assert other.json["results"][0]["errors"][0]["code"] == "key_reused"
    assert shop.post("waybills", order("D"), **{"Idempotency-Key": "k-1"}).status == 422
    assert rows("waybill") == 1


@pytest.mark.parametrize("key", ["k" * 201, "ключ", "a\x7fb"])
def test_a_key_that_is_none_is_refused(shop: Shop, key: str) -> None:
    answer = shop.post("waybills", order(), **{"Idempotency-Key": key})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert rows("waybill") == 0


BAD = {
    "nothing": (b"", 400),
    "cut off": (b'{"reference": "A', 400),
    "not utf-8": (b'{"reference": "\xff\xfe"}', 400),
    "a byte order mark": (b"\xef\xbb\xbf{}", 400),
    "NaN": (b'{"parcels": [{"weight_g": NaN}]}', 400),
    "a lone surrogate": (b'{"reference": "\\ud800"}', 400),
    "a NUL byte in the raw": (b'{"reference": "a\x00b"}', 400),
    "two documents": (b"{} {}", 422),
    "null": (b"null", 422),
    "a number": (b"7", 422),
    "text": (b'"order"', 422),
    "deep lists": (b"[" * 100_000, 400),
    "deep objects": (b'{"taxes":' * 100_000, 422),
    "a list of nulls": (b"[null, null]", 207),
    "a fraction of a gram": (b'{"reference":"A","service":"USLINE","parcels":[{"weight_g":1.5}]}', 422),
    "a huge exponent": (b'{"parcels":[{"weight_g":1e400}]}', 422),
}


@pytest.mark.parametrize("name", BAD)
def test_a_body_that_is_no_order_is_the_callers_fault_and_books_nothing(shop: Shop, name: str) -> None:
    sent, status = BAD[name]
    answer = shop.post("waybills", sent)
    assert answer.status == status, answer.content
    assert rows("waybill") == 0
    if status != 207:
        assert answer.json["status"] == status
        assert answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parcels": [{"weight_g": 2**63}]}, "parcels[0].weight_g"),
        ({"parcels": [{"weight_g": 10**40}]}, "parcels[0].weight_g"),
        ({"parcels": [{"weight_g": -(10**30)}]}, "parcels[0].weight_g"),
        ({"parcels": [{"weight_g": True}]}, "parcels[0].weight_g"),
        ({"parcels": [{"weight_g": None}]}, "parcels[0].weight_g"),
        ({"parcels": {}}, "parcels"),
        ({"parcels": []}, "parcels"),
        ({"parcels": [{"weight_g": 1240}] * 101}, "parcels"),
        ({"reference": "a\x00b"}, "reference"),
        ({"reference": 7}, "reference"),
        ({"consignee__city": "Los\x07Angeles"}, "consignee.city"),
        ({"consignee__city": "Los \ue000 Angeles"}, "consignee.city"),
        ({"consignee__country": "us"}, "consignee.country"),
        ({"consignee__planet": "Earth"}, "consignee.planet"),
        ({"consignee__street": ["a", "b", "c", "d"]}, "consignee.street"),
        ({"consignee": None}, "consignee"),
        ({"taxes": {"ioss": "\x00"}}, "taxes.ioss"),
        ({"taxes": {"incoterm": "FOB"}}, "taxes.incoterm"),
        ({"cargo_class": "\x00"}, "cargo_class"),
        ({"service": "\x00"}, "service"),
        ({"booked_at": "2020-01-01T00:00:00Z"}, "booked_at"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(shop: Shop, changes: dict[str, object], field: str) -> None:
    answer = shop.post("waybills", order(**changes))
    assert answer.status == 422, answer.content
    assert field in [e["field"] for e in answer.json["errors"]]
    assert rows("waybill") == 0
    assert rows("hold") == 0


def test_a_member_named_twice_is_refused_since_nobody_can_tell_which_was_meant(shop: Shop) -> None:
    text = json.dumps(order()).replace('"reference": "SO-1001"', '"reference": "SO-1001", "reference": "SO-1002"')
    answer = shop.post("waybills", text.encode())
    assert (answer.status, answer.json["errors"][0]["code"], answer.json["errors"][0]["field"]) == (
        400, "duplicate_name", "reference",
    )  # fmt: skip
    assert rows("waybill") == 0


def test_a_body_beyond_the_limit_is_413_and_another_media_type_415(shop: Shop) -> None:
    assert shop.post("waybills", b" " * (8 * 1024 * 1024 + 1)).status == 413
    assert shop.post("waybills", b"reference=A", **{"Content-Type": "application/x-www-form-urlencoded"}).status == 415
    assert shop.post("waybills", order(), **{"Content-Type": "application/json; charset=utf-8"}).status == 201


def test_what_was_refused_is_kept_and_what_was_booked_is_not(shop: Shop, company: Company) -> None:
    shop.post("waybills", order())
    assert Message.objects.count() == 0
    shop.post("waybills", b'{"reference": "A", "secret": "s"}')
    (kept,) = Message.objects.all()
    assert (kept.channel, kept.status, kept.account_id) == ("api", 422, company.merchant.account_id)
    assert bytes(kept.request).startswith(b'{"reference"')
