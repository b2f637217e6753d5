"""A merchant's program asks which way a product should go."""

from decimal import Decimal

import pytest

from galeon.gateway.tests.company import Shop
from galeon.intake.tests.ways import open_ways
from galeon.ops.tests.company import Company


@pytest.fixture
def ways(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three services more."""
    monkeypatch.setattr("galeon.network.reads.FRESH_S", -1.0)
    open_ways(company)


def body(**changes: object) -> dict:
    """400 lamps a month for Los Angeles."""
    made: dict = {
        "sku": {"weight_g": 400, "length_mm": 200, "width_mm": 150, "height_mm": 100, "cost_minor": 3_000},
        "destinations": [{"country": "US", "postcode": "90013"}],
        "demand": {"orders_month": 400},
        "carton": {"units": 20, "weight_g": 8_600, "length_mm": 600, "width_mm": 400, "height_mm": 400},
    }
    return {**made, **changes}


def test_a_program_learns_what_each_way_costs_and_why(shop: Shop, ways: None) -> None:
    answer = shop.post("plans", body())
    assert answer.status == 200
    told = answer.json
    assert [(way["mode"], way["service"]) for way in told["ways"]] == [
        ("overseas", "LAX"), ("consolidated", "LINE"), ("express", "FAST"), ("consolidated", "USLINE"),
    ]  # fmt: skip
    stock = told["ways"][0]
    assert stock["total_minor"] == sum(line["amount_minor"] for line in stock["lines"])
    lines = {line["code"]: line for line in stock["lines"]}
    carton = Decimal("0.6") * Decimal("0.4") * Decimal("0.4")
    assert lines["first_leg"]["amount_minor"] == 20 * carton * 1_200 * 100 == 230_400
    assert lines["storage"]["amount_minor"] == 20 * carton * 30 * Decimal("4.50") * 100 == 25_920
    assert lines["freight"]["amount_minor"] == 400 * (800 + 2_400)
    assert lines["first_leg"]["reason"]["kind"] == "first_leg"
    assert lines["storage"]["why"] == "20 cartons on the shelf, 1.92 m³ × 30 days × 4.50"
    assert (stock["days_min"], stock["days_max"]) == (2, 4)


def test_the_crossings_come_with_the_totals_on_both_sides(shop: Shop, ways: None) -> None:
    told = shop.post("plans", body(border={"departure_entry_minor": 8_000, "departures_month": 8})).json
    assert told["searched"] == 50_000
    assert told["stretches"][0] == {**told["stretches"][0], "from_orders": 1, "below": [], "at": []}
    for stretch in told["stretches"][1:]:
        at = {mode["mode"]: mode["total_minor"] for mode in stretch["at"]}
        assert at[stretch["mode"]] == min(at.values())
    assert {point["orders"] for point in told["curve"]} >= {1, 400, 50_000}


def test_what_cannot_be_done_is_told_in_the_callers_language(shop: Shop, ways: None) -> None:
    shop.language = "es"
    told = shop.post("plans", body(sku={"weight_g": 400, "cargo_class": "battery"})).json
    assert [(no["mode"], no["service"], no["errors"][0]["code"]) for no in told["cannot"]] == [
        ("express", "FAST", "cargo_not_accepted"), ("consolidated", "LINE", "cargo_not_accepted"),
        ("overseas", "LAX", "cargo_not_accepted"),
    ]  # fmt: skip
    assert told["cannot"][0]["name"] == "Vía FAST"


def test_every_fault_of_a_plan_is_named_at_once(shop: Shop, ways: None) -> None:
    bad = body(demand={"orders_month": 0, "units_order": 0}, destinations=[{"country": "US", "share_percent": 40}])
    answer = shop.post("plans", bad)
    assert answer.status == 422
    assert {fault["field"] for fault in answer.json["errors"]} == {
        "demand.orders_month", "demand.units_order", "destinations[0].share_percent",
    }  # fmt: skip
    unknown = shop.post("plans", body(demand={"orders_month": 1, "orders": 1}))
    assert (unknown.status, unknown.json["errors"][0]["field"]) == (422, "demand.orders")


def test_cost_and_margin_are_nowhere_in_it(shop: Shop, ways: None) -> None:
    text = shop.post("plans", body()).content.decode()
    assert "margin" not in text
    assert "supplier" not in text
