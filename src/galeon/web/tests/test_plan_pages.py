"""The mode planner as a person meets it, through Django's client."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client

from galeon.intake.tests.ways import open_ways, publish
from galeon.network.models import Service
from galeon.ops.tests.company import Company
from galeon.tariffs.sheet import Basis, Rule
from galeon.web import planchart
from galeon.web.tests.people import person, signed_in

ASKED = {
    "in": "en", "weight": "0.4", "length": "20", "width": "15", "height": "10", "cost": "30", "declared": "60",
    "orders": "400", "units": "1", "country0": "US", "postcode0": "90013", "restock": "30", "safety": "14",
    "transit": "35", "carton_units": "20", "carton_weight": "8.6", "carton_length": "60", "carton_width": "40",
    "carton_height": "40", "parcel_vat": "20", "bulk_duty": "5", "departure_entry": "80", "departures": "8",
    "shipment_entry": "150", "free": "10", "capital": "9",
}  # fmt: skip


@pytest.fixture
def ways(company: Company) -> Company:
    """Three services more."""
    open_ways(company)
    return company


def test_an_empty_page_says_what_is_enough_to_begin_with(merchant: Client) -> None:
    shown = merchant.get("/plan")
    assert shown.status_code == 200
    assert "Weight, country and orders a month are enough" in shown.content.decode()
    assert "No plan yet" not in shown.content.decode()


def test_three_columns_stand_side_by_side_and_the_cheapest_is_marked(ways: Company, merchant: Client) -> None:
    shown = merchant.get("/plan", ASKED)
    columns = {column.mode: column for column in shown.context["columns"]}
    assert list(columns) == ["express", "consolidated", "overseas"]
    assert [mode for mode, column in columns.items() if column.is_best] == ["overseas"]
    assert columns["overseas"].way.total_minor == 1_682_782, "worked out in the tests of the planner"
    text = shown.content.decode()
    assert text.count(">Cheapest<") == 1
    assert "42.07" in text
    assert "20 cartons on the shelf, 1.92 m³ × 30 days × 4.50" in text
    assert [name for name, _minor in columns["consolidated"].others] == ["US line"]


def test_weight_country_and_orders_are_enough(ways: Company, merchant: Client) -> None:
    shown = merchant.get("/plan", {"weight": "0.4", "country0": "US", "orders": "10"})
    assert shown.status_code == 200
    columns = {column.mode: column for column in shown.context["columns"]}
    assert columns["express"].way.total_minor == 10 * (13_500 + 2_903), "0.4 kg without a size is 0.5 kg"
    assert columns["overseas"].way is None
    assert "every piece needs its three sides" in shown.content.decode()


def test_a_link_means_the_same_in_another_language(ways: Company, merchant: Client) -> None:
    """1.125 is a kilogram and an eighth in the English it was written in, and 1,125 kg when a Spaniard opens it."""
    merchant.post("/preferences", {"language": "es"})
    shown = merchant.get("/plan", {**ASKED, "weight": "1.125", "carton_weight": "25", "orders": "1,400"})
    assert shown.status_code == 200, shown.context["form"].faults
    form = shown.context["form"]
    assert (form.enquiry.sku.weight_g, form.enquiry.demand.orders_month) == (1_125, 1_400)
    fields = {field.name: field.value for field in [*form.goods, *form.demand]}
    assert (fields["weight"], fields["orders"]) == ("1,125", "1.400")
    assert 'name="in" value="es"' in shown.content.decode()
    again = merchant.get("/plan", {**ASKED, "in": "es", **fields, "carton_weight": "25"})
    assert again.context["form"].enquiry == form.enquiry


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("weight", "0", "The weight must be more than 0"),
        ("weight", "heavy", "This is not a number."),
        ("weight", "0.00001", "That is finer than we can measure."),
        ("orders", "0", "Between 1 and 50000."),
        ("orders", "", "Between 1 and 50000."),
        ("country0", "", "There is no country"),
        ("postcode0", "9", "is no postcode of"),
        ("share0", "40", "The shares of the destinations make 40 %, not 100 %."),
        ("carton_weight", "1", "20 units alone weigh 8.000 kg."),
        ("carton_units", "", "Between 1 and 10000."),
        ("capital", "1e400", "This is not a number."),
        ("capital", "2000", "Between 0 and 1000 %."),
        ("cost", "-1", "This amount is below 0 or too large."),
    ],
)
def test_a_bad_field_is_named_and_there_is_no_plan(
    ways: Company, merchant: Client, field: str, typed: str, sentence: str
) -> None:
    shown = merchant.get("/plan", {**ASKED, field: typed})
    assert shown.status_code == 422
    assert sentence in shown.content.decode().replace("&#x27;", "'")
    assert shown.context["plan"] is None
    assert field in shown.context["form"].faults


@pytest.mark.parametrize(
    "query",
    ["weight=%00", "orders=9" * 30, "country0=<script>&weight=1", "service=%00&weight=1", "in=xx&weight=1", "share0=%E2%82%AC&orders=5",
     "weight=1&weight=2&orders=1&country0=US", "account=%00&orders=1"],
)  # fmt: skip
def test_no_query_breaks_the_page(ways: Company, merchant: Client, accountant: Client, query: str) -> None:
    for client in (merchant, accountant):
        answer = client.get(f"/plan?{query}")
        assert answer.status_code in (200, 422)
        assert b"<script>&" not in answer.content


def test_our_people_plan_with_the_prices_of_the_customer_they_choose(ways: Company, accountant: Client) -> None:
    other = ways.open_merchant("OTHER")
    cheap = (Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=1_000),)
    publish(Service.objects.get(code="LINE"), cheap, other.account_id)
    assert "Whose prices?" in accountant.get("/plan", ASKED).content.decode()
    for code, minor in (("OTHER", 400_000), ("LUMEN", 1_520_000)):
        shown = accountant.get("/plan", {**ASKED, "account": code})
        (column,) = [c for c in shown.context["columns"] if c.mode == "consolidated"]
        assert column.way.part("parcel") == minor


def test_a_customer_cannot_plan_with_another_ones_prices(ways: Company, merchant: Client) -> None:
    other = ways.open_merchant("OTHER")
    publish(
        Service.objects.get(code="LINE"), (Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=1_000),), other.account_id
    )  # fmt: skip
    shown = merchant.get("/plan", {**ASKED, "account": "OTHER"})
    (column,) = [c for c in shown.context["columns"] if c.mode == "consolidated"]
    assert column.way.part("parcel") == 1_520_000
    assert "Other Trading" not in shown.content.decode()


def test_who_sees_no_prices_has_no_planner(ways: Company, operator: Client) -> None:
    assert operator.get("/plan").status_code == 403
    assert signed_in(person("rosa@galeon.example", "finance")).get("/plan").status_code == 200


def test_what_cannot_be_done_says_why_in_its_column(ways: Company, merchant: Client) -> None:
    shown = merchant.get("/plan", {**ASKED, "cargo": "battery"})
    text = shown.content.decode()
    assert text.count("Not possible") == 2
    assert re.search(r"LAX way.*does not take", text, re.DOTALL)


def test_the_chart_marks_each_crossing_where_the_totals_meet(ways: Company, merchant: Client) -> None:
    shown = merchant.get("/plan", {**ASKED, "parcel_vat": "", "bulk_duty": "", "capital": "", "departure_entry": ""})
    plan, chart = shown.context["plan"], shown.context["chart"]
    crossings = [stretch.first for stretch in plan.stretches[1:]]
    assert [mark.orders for mark in chart.crossings] == crossings[: planchart.MARKS_MAX]
    assert {line.mode for line in chart.lines} == {"express", "consolidated", "overseas"}
    for line in chart.lines:
        for point in line.points.split():
            x, y = map(float, point.split(","))
            assert planchart.LEFT <= x <= planchart.WIDTH - planchart.RIGHT + 0.1
            assert planchart.TOP <= y <= planchart.HEIGHT - planchart.BOTTOM
    assert shown.content.decode().count("<polyline") == 3


@pytest.mark.parametrize(
    ("low", "high", "round_numbers"),
    [
        (3_900, 21_400, [5_000, 10_000, 20_000]),
        (21_400, 29_400, [22_000, 24_000, 26_000, 28_000]),
        (150, 9_000_000, [1_000, 10_000, 100_000, 1_000_000]),
        (700, 700, [700]),
    ],
)
def test_an_axis_has_a_handful_of_round_numbers(low: int, high: int, round_numbers: list[int]) -> None:
    assert list(planchart.ticks(Decimal(low), Decimal(high))) == round_numbers


def test_the_plan_is_the_address(ways: Company, merchant: Client) -> None:
    shown = merchant.get(f"/plan?{urlencode(ASKED)}")
    text = shown.content.decode()
    for name in ("weight", "orders", "carton_weight", "capital"):
        assert re.search(rf'name="{name}" value="{re.escape(ASKED[name])}"', text), name
    assert '<option value="US" selected>' in text
