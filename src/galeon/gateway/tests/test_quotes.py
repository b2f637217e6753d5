"""One question, every service's answer: the cheapest first with its reasons, the others with theirs."""

from decimal import Decimal

import pytest

from galeon.gateway.tests.company import Shop
from galeon.intake.tests.lines import line_sheet, open_line
from galeon.ops.tests.company import Company
from galeon.tariffs.sheet import Basis, Rule, Value
from galeon.waybills.models import Waybill

BATTERY = {
    "country": "ES", "postcode": "28013", "cargo_class": "battery",
    "parcels": [{"weight_g": 2_600, "length_mm": 700, "width_mm": 200, "height_mm": 200}],
}  # fmt: skip


@pytest.fixture
def line(company: Company, shop: Shop) -> Shop:
    """USLINE, a post, a small post that takes no batteries, and a service without a list."""
    open_line(company, "POST", line_sheet())
    open_line(company, "SMALL", line_sheet(), cargo_classes=["general"], weight_g_max=2_000, length_mm_max=600)
    open_line(company, "BARE", None)
    return shop


def test_the_cheapest_comes_first_with_days_zone_weights_and_a_kilograms_price(line: Shop) -> None:
    quotes = line.post("quotes", BATTERY).json["quotes"]
    assert [(q["service"], q["total_minor"]) for q in quotes] == [
        ("POST", 26_300), ("USLINE", 58_502), ("BARE", None), ("SMALL", None),
    ]  # fmt: skip
    # post: 2.6 kg x 95.00 + 16.00 = 263.00; 263.00 / 2.6 kg = 101.15
    # line: 28,000 cm3 / 5000 = 5.6 -> 6.0 kg: 135.00 + 11 x 31.50 = 481.50; fuel 21.5 % = 103.5225
    post = quotes[0]
    assert (post["days_min"], post["days_max"], post["zone"], post["unit_minor"]) == (3, 6, "1", 10_115)
    assert (post["actual_g"], post["charge_weight_g"], post["currency"]) == (2_600, 2_600, "CNY")
    assert post["weight_why"]
    assert [(fee["code"], fee["amount_minor"], fee["reason"]["kind"]) for fee in post["lines"]] == [
        ("freight", 24_700, "per_kg"), ("registration", 1_600, "per_ticket"),
    ]  # fmt: skip
    assert sum(fee["amount_minor"] for fee in post["lines"]) == post["total_minor"]


def test_a_service_that_cannot_says_every_reason_in_the_readers_language(line: Shop) -> None:
    (small,) = line.post("quotes", {**BATTERY, "services": ["SMALL"]}).json["quotes"]
    assert [(fault["code"], fault["field"]) for fault in small["errors"]] == [
        ("cargo_not_accepted", "cargo_class"), ("size_over_limit", "parcels[0].length_mm"),
        ("weight_over_limit", "parcels[0].weight_g"),
    ]  # fmt: skip
    assert (small["total_minor"], small["lines"]) == (None, [])
    spoken = line.post("quotes", {**BATTERY, "services": ["SMALL"]}, **{"Accept-Language": "zh"}).json["quotes"][0]
    assert spoken["name"] == "SMALL邮政"
    assert "SMALL邮政" in spoken["errors"][0]["message"]
    assert "battery" not in spoken["errors"][0]["message"]


def test_where_the_list_has_no_zone_for_the_postcode_the_service_says_so_by_the_countrys_name(line: Shop) -> None:
    far = {"country": "US", "postcode": "10001", "parcels": [{"weight_g": 500}], "services": ["POST", "BARE"]}
    bare, post = line.post("quotes", far, **{"Accept-Language": "es"}).json["quotes"]
    assert [fault["code"] for fault in post["errors"]] == ["destination_not_served"]
    assert "Estados Unidos" in post["errors"][0]["message"]
    assert [fault["code"] for fault in bare["errors"]] == ["price_list_missing"]


def test_from_another_site_than_asked_is_a_reason_and_an_unknown_site_a_fault(line: Shop) -> None:
    here = {**BATTERY, "services": ["POST"], "origin": "szx1"}
    assert line.post("quotes", here).json["quotes"][0]["total_minor"] == 26_300
    answer = line.post("quotes", {**here, "origin": "MOON"})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "origin")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"options": ["No!"]}, "options[0]"), ({"insured_minor": -5}, "insured_minor"), ({"cod_minor": 10**15}, "cod_minor"),
        ({"declared_minor": -1}, "declared_minor"), ({"options": ["insurance"]}, "insured_minor"),
        ({"region": "x\x00"}, "region"), ({"city": "c" * 81}, "city"),
    ],
)  # fmt: skip
def test_a_wrong_wish_is_named_and_nothing_is_quoted(line: Shop, change: dict[str, object], field: str) -> None:
    answer = line.post("quotes", {**BATTERY, **change})
    assert (answer.status, [e["field"] for e in answer.json["errors"]]) == (422, [field])


def test_an_option_costs_what_the_list_says_and_the_order_costs_the_same(company: Company, shop: Shop) -> None:
    fees = (
        Rule(code="freight", basis=Basis.PER_KG, amount_minor=9_500),
        Rule(code="residential", basis=Basis.PER_TICKET, amount_minor=2_400, option="residential"),
        Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), value=Value.INSURED,
             min_minor=2_000, option="insurance"),
    )  # fmt: skip
    open_line(company, "HOME", line_sheet(rules=fees))
    asked = {
        "country": "ES", "postcode": "28013", "city": "Madrid", "parcels": [{"weight_g": 1_000}], "services": ["HOME"],
        "options": ["residential"], "insured_minor": 500_000,
    }  # fmt: skip
    (quote,) = shop.post("quotes", asked).json["quotes"]
    # 1 kg x 95.00; to a home 24.00; 0.8 % of 5,000.00 = 40.00
    assert [(fee["code"], fee["amount_minor"]) for fee in quote["lines"]] == [
        ("freight", 9_500), ("residential", 2_400), ("insurance", 4_000),
    ]  # fmt: skip
    order = {
        "reference": "H-1", "service": "HOME",
        "consignee": {"name": "Ana", "country": "ES", "street": ["Gran Vía 1"], "city": "Madrid", "postcode": "28013"},
        "parcels": asked["parcels"], "options": ["residential"], "insured_minor": 500_000,
        "items": [{"title": "Lamp", "quantity": 1, "unit_value_minor": 1_000, "currency": "EUR"}],
    }  # fmt: skip
    booked = shop.post("waybills", order)
    assert booked.status == 201
    assert booked.json["price"]["total_minor"] == quote["total_minor"] == 15_900
    kept = shop.get(f"waybills/{booked.json['number']}").json["order"]
    assert (kept["options"], kept["insured_minor"]) == (["insurance", "residential"], 500_000)
    assert Waybill.objects.count() == 1


def test_nobody_reads_a_cost_or_a_margin_through_the_api(line: Shop) -> None:
    told = line.post("quotes", BATTERY).content.decode().lower()
    assert "cost" not in told
    assert "margin" not in told
