"""The quote page without a browser: nonsense, whose prices, and what a customer may never see."""

import pytest
from django.test import Client

from galeon.intake.tests.lines import BY_WEIGHT, WISHES, line_sheet, open_cost, open_line
from galeon.ops.tests.company import Company
from galeon.tariffs.sheet import Basis, Rule
from galeon.waybills.models import Waybill

ASKED = {
    "consignee.country": "ES", "consignee.postcode": "28013", "parcels[0].weight_g": "2.6", "cargo_class": "battery",
    "taxes.incoterm": "DAP",
}  # fmt: skip


@pytest.fixture
def post(company: Company) -> Company:
    """A post with options, and what it costs us: 60.00 a kilogram."""
    service = open_line(company, "POST", line_sheet(rules=(*BY_WEIGHT, *WISHES)))
    open_cost(service, line_sheet(rules=(Rule(code="freight", basis=Basis.PER_KG, amount_minor=6_000),)))
    return company


def shown(client: Client, **changes: str) -> str:
    response = client.post("/quote/prices", {**ASKED, **changes})
    assert response.status_code == 200
    return response.content.decode()


def test_a_quote_stands_in_an_address_too(post: Company, merchant: Client) -> None:
    page = merchant.get("/quote", ASKED).content.decode()
    assert "CN¥263.00" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"parcels[0].weight_g": "1e400", "consignee.country": "ES"}, "This is not a number."),
        ({"parcels[0].weight_g": "9000000"}, "The weight must be more than 0"),
        ({"consignee.city": "M\x07adrid"}, "Control characters are not allowed."),
        ({"consignee.postcode": "<b>"}, "&lt;b&gt; is no postcode of Spain"),
        ({"consignee.country": "ZZ"}, "There is no country ZZ."),
        ({"cargo_class": "plutonium"}, "does not take these goods: plutonium."),
        ({"options.N0!": "on"}, "There is no option N0!."),
        ({"options.": "on"}, "There is no option ?."),
        ({"insured_minor": "-3"}, "Between 0 and"),
        ({"declared_minor": "0.001"}, "That is finer than we can measure."),
        ({f"parcels[{n}].weight_g": "1" for n in range(1, 102)}, "One to 100 parcels."),
    ],
)
def test_nonsense_is_told_and_nothing_breaks(
    post: Company, merchant: Client, change: dict[str, str], sentence: str
) -> None:
    assert sentence in shown(merchant, **change)
    assert Waybill.objects.count() == 0


@pytest.mark.parametrize("whose", ["account:LUMEN", "level:standard.CNY", "account:\x00", "level:gold", "x" * 500])
def test_a_customer_sees_their_own_prices_and_no_cost_whatever_they_ask_for(
    post: Company, merchant: Client, whose: str
) -> None:
    page = shown(merchant, whose=whose)
    assert "CN¥263.00" in page
    assert "156.00" not in page
    assert "Our cost" not in page


@pytest.mark.parametrize("whose", ["", "account:NOBODY", "account:\x00", "level:gold", "level:standard.XXX", "x" * 500])
def test_our_own_people_are_asked_whose_prices_they_mean(post: Company, accountant: Client, whose: str) -> None:
    page = shown(accountant, whose=whose)
    assert "Whose prices?" in page
    assert "263.00" not in page


def test_cost_and_margin_are_for_those_who_make_prices(post: Company, accountant: Client, operator: Client) -> None:
    assert "CN¥156.00" in shown(accountant, whose="account:LUMEN")
    page = shown(operator, whose="account:LUMEN")
    assert "CN¥263.00" in page
    assert "156.00" not in page


def test_an_order_from_a_quote_is_only_written_down_when_it_is_sent(post: Company, merchant: Client) -> None:
    response = merchant.post("/waybills/new/from-quote", {**ASKED, "service": "POST", "options.residential": "on"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="options.residential" value="on" checked' in page
    assert Waybill.objects.count() == 0
    assert merchant.get("/waybills/new/from-quote").status_code == 302
