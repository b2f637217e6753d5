"""Fees of a waybill and its change of address, as pages."""

import pytest
from django.test import Client

from galeon.billing import acts
from galeon.billing.acts import EventCharge
from galeon.billing.models import Charge
from galeon.billing.tests.books import NOON, charged, money
from galeon.billing.tests.test_events import ENTRY, priced_by
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill


@pytest.fixture
def waybill(company: Company) -> Waybill:
    priced_by(company, *ENTRY)
    account_id, waybill_id = charged(company.merchant, "SO-1")
    return Waybill.objects.get(account_id=account_id, id=waybill_id)


def address_of(waybill: Waybill) -> str:
    return f"/finance/waybills/{waybill.number}/fees"


def hand(**changes: str) -> dict[str, str]:
    return {"act": "hand", "key": "k1", "code": "relabel", "amount": "25.00", "reason": "Torn label", **changes}


def test_finance_adds_a_fee_by_hand_once_and_the_customer_reads_why(
    accountant: Client, merchant: Client, waybill: Waybill
) -> None:
    for _ in range(2):
        assert accountant.post(address_of(waybill), hand()).status_code == 302
    charge = Charge.objects.get(event="by_hand")
    assert (charge.amount_minor, charge.code, charge.bearer) == (2_500, "relabel", "customer")
    for client, path in ((accountant, address_of(waybill)), (merchant, f"/waybills/{waybill.number}")):
        page = client.get(path).content.decode()
        assert "Torn label" in page
        assert "Relabelling" in page


def test_what_we_bear_costs_the_customer_nothing(accountant: Client, company: Company, waybill: Waybill) -> None:
    before = money(company.merchant)
    accountant.post(address_of(waybill), hand(bearer="house"))
    charge = Charge.objects.get(event="by_hand")
    assert (charge.amount_minor, charge.borne_minor, charge.bearer) == (0, 2_500, "house")
    assert money(company.merchant) == before
    assert "25.00 borne by us" in accountant.get(address_of(waybill)).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"amount": "x"}, "amount"), ({"amount": "0"}, "amount"), ({"amount": "-5"}, "amount"), ({"amount": "1.001"}, "amount"),
     ({"code": ""}, "code"), ({"code": "freight"}, "code"), ({"code": "gold"}, "code"), ({"reason": " "}, "reason"),
     ({"reason": "x" * 300}, "reason")],
)  # fmt: skip
def test_a_bad_fee_names_its_field_and_charges_nothing(
    accountant: Client, waybill: Waybill, change: dict[str, str], field: str
) -> None:
    response = accountant.post(address_of(waybill), hand(**change))
    assert response.status_code == 422
    assert field in response.context["faults"]
    assert not Charge.objects.filter(event="by_hand").exists()


def test_an_event_of_the_list_is_charged_by_its_rows(accountant: Client, waybill: Waybill) -> None:
    page = accountant.get(address_of(waybill)).content.decode()
    assert 'value="customs_entry"' in page
    assert "Return to sender" not in page
    for _ in range(2):
        accountant.post(address_of(waybill), {"act": "event", "event": "customs_entry", "key": "k2"})
    found = Charge.objects.filter(event="customs_entry").values_list("code", "amount_minor")
    assert sorted(found) == [("customs_entry", 4_000), ("handling", 400)]
    assert accountant.post(address_of(waybill), {"act": "event", "event": "return", "key": "k3"}).status_code == 422


def test_a_fee_is_taken_back_once_by_a_line_of_its_own(accountant: Client, company: Company, waybill: Waybill) -> None:
    before = money(company.merchant)
    accountant.post(address_of(waybill), hand())
    charge = Charge.objects.get(event="by_hand")
    back = {"act": "back", "charge": str(charge.id), "back_reason": "It was not torn"}
    assert accountant.post(address_of(waybill), {**back, "back_reason": ""}).status_code == 422
    for _ in range(2):
        accountant.post(address_of(waybill), back)
    credit = Charge.objects.get(event="taken_back")
    assert (credit.amount_minor, credit.event_id) == (-2_500, charge.id)
    assert money(company.merchant) == before
    assert "taken back" in accountant.get(address_of(waybill)).content.decode()
    again = accountant.post(address_of(waybill), {**back, "charge": str(credit.id)})
    assert again.status_code == 422
    assert accountant.post(address_of(waybill), {**back, "charge": "7"}).status_code == 422
    assert Charge.objects.filter(event="taken_back").count() == 1


NEW = {
    "consignee.name": "Ana Torres", "consignee.city": "San Francisco", "consignee.postcode": "94105", "consignee.state": "CA",
    "consignee.street[0]": "1 Market St",
}  # fmt: skip


def test_a_customer_sends_it_to_another_address_and_sees_where_it_was_to_go(merchant: Client, waybill: Waybill) -> None:
    path = f"/waybills/{waybill.number}/address"
    assert "500 S Hill St" in merchant.get(path).content.decode()
    assert merchant.post(path, NEW).status_code == 302
    assert Waybill.objects.get(id=waybill.id).to_city == "San Francisco"
    page = merchant.get(path).content.decode()
    assert "1 Market St" in page
    assert "500 S Hill St" in page


def test_a_bad_address_is_refused_beside_its_field(merchant: Client, waybill: Waybill) -> None:
    response = merchant.post(f"/waybills/{waybill.number}/address", {**NEW, "consignee.city": ""})
    assert response.status_code == 422
    assert "consignee.city" in response.context["form"].faults
    assert Waybill.objects.get(id=waybill.id).to_city == "Los Angeles"


def test_what_left_our_hands_has_no_form(merchant: Client, waybill: Waybill) -> None:
    Waybill.objects.filter(id=waybill.id).update(state="handed_over")
    page = merchant.get(f"/waybills/{waybill.number}/address").content.decode()
    assert "It has left our hands" in page
    assert "consignee.city" not in page
    assert merchant.post(f"/waybills/{waybill.number}/address", NEW).status_code == 422


def test_a_merchant_does_not_redirect_anothers(merchant: Client, company: Company) -> None:
    _, theirs = charged(company.open_merchant("VELA"), "SO-9")
    number = Waybill.objects.get(id=theirs).number
    assert merchant.post(f"/waybills/{number}/address", NEW).status_code == 404


@pytest.mark.usefixtures("no_bank")
def test_finance_sees_what_waits_for_an_exchange_rate(accountant: Client, waybill: Waybill) -> None:
    asked = EventCharge(
        account_id=waybill.account_id, waybill_id=waybill.id, key="9", duty_minor=100, currency="USD", entry="26US1"
    )
    acts.rate_event("duty", [asked], NOON)
    page = accountant.get("/finance/statements").content.decode()
    assert "Duty assessed" in page
    assert "There is no exchange rate from USD to CNY." in page
