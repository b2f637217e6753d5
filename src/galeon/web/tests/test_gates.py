"""Every address: who may open it, and that nobody reaches another's rows. An address nobody listed fails."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from galeon.ops.tests.company import Company
from galeon.web import finance_urls, urls
from galeon.web.tests.people import booked, person, signed_in

PUBLIC = {"track", "track-number", "preferences", "home", "reset"}
CUSTOMER = {
    "order", "order-price", "import", "import-template", "import-batch", "import-faulty", "cancel", "statements",
    "statement", "statement-file", "invoices", "invoice", "invoice-file", "order-from-quote",
    "cod", "cod-remittance", "cod-remittance-file",
    "wallet", "wallet-withdraw", "wallet-slip", "statement-answer", "statement-dispute", "cases-mine", "case",
    "evidence", "claim", "open-items", "letter",
}  # fmt: skip
BOTH = {
    "overview", "find", "waybills", "waybill", "waybill-address", "labels", "export", "label", "carrier-label", "quote", "quote-prices",
}  # fmt: skip
PLANNING = {"plan"}  # customers, and those of ours who know prices
HUB = {
    "station", "choose-site", "scan", "undo", "bags", "open-bag", "find-bag", "bag", "scan-bag", "seal-bag", "masters",
    "schedule", "build-master", "move", "customs", "customs-act", "declaration", "handover", "handover-act",
}  # fmt: skip
FINANCE = {pattern.name for pattern in finance_urls.urlpatterns}
STAFF = {"jobs", "retry-job", "declaration-duties", "duty-sheet"}


def addresses() -> Iterator[tuple[str, str]]:
    """(name, path) of every page, its places filled with something that exists nowhere."""
    listed = [("", pattern) for pattern in urls.urlpatterns]
    listed += [("finance/", pattern) for pattern in finance_urls.urlpatterns]
    for folder, pattern in listed:
        if isinstance(pattern, URLPattern):
            path = str(pattern.pattern).replace("<str:number>", "NOPE1").replace("<str:kind>", "pdf")
            yield pattern.name or "", f"/{folder}{re.sub('<str:[a-z_]+>', 'NOPE', re.sub('<int:[a-z_]+>', '7', path))}"


ADDRESSES = sorted(addresses())


def test_every_address_is_listed_for_somebody() -> None:
    listed = PUBLIC | CUSTOMER | BOTH | PLANNING | HUB | FINANCE | STAFF
    assert {name for name, _path in ADDRESSES} == listed
    assert isinstance(get_resolver(), URLResolver)


def opened(client: Client, path: str) -> int:
    """The status a person gets, whichever way the page wants to be asked."""
    status = client.get(path).status_code
    return client.post(path).status_code if status == 405 else status


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), [a for a in ADDRESSES if a[0] not in PUBLIC])
def test_nobody_sees_a_page_without_signing_in(name: str, path: str) -> None:
    for response in (Client().get(path), Client().post(path)):
        if response.status_code != 405:
            assert response.status_code == 302, name
            assert response["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize(("name", "path"), [a for a in ADDRESSES if a[0] in HUB | FINANCE | STAFF])
def test_a_merchant_does_not_reach_our_own_pages(name: str, path: str, merchant: Client) -> None:
    assert opened(merchant, path) == 403, name


@pytest.mark.parametrize(("name", "path"), [a for a in ADDRESSES if a[0] in CUSTOMER | PLANNING | FINANCE])
def test_a_station_reaches_neither_orders_nor_money(name: str, path: str, operator: Client) -> None:
    assert opened(operator, path) == 403, name


@pytest.mark.parametrize(("name", "path"), [a for a in ADDRESSES if a[0] in HUB])
def test_finance_does_not_work_at_stations(name: str, path: str, accountant: Client) -> None:
    assert opened(accountant, path) == 403, name


def test_each_role_lands_on_its_page(merchant: Client, operator: Client, accountant: Client) -> None:
    landed = [client.get("/")["Location"] for client in (merchant, operator, accountant)]
    assert landed == ["/overview", "/hub", "/finance/statements"]


def test_a_login_without_a_place_sees_nothing(company: Company) -> None:
    client = signed_in(person("gone@lumen.example", "owner", account_id=company.open_merchant("CLOSED").account_id))
    from galeon.parties.models import Account

    Account.objects.filter(code="CLOSED").update(is_active=False)
    assert client.get("/").status_code == 403
    assert client.get("/waybills").status_code == 403


def test_one_merchant_sees_nothing_of_another(company: Company, merchant: Client) -> None:
    other = company.open_merchant("VELA")
    theirs = booked(other, "VELA-1")
    mine = booked(company.merchant, "MINE-1")
    assert merchant.get(f"/waybills/{mine.number}").status_code == 200
    assert merchant.get(f"/waybills/{theirs.number}").status_code == 404
    assert merchant.get(f"/waybills/{theirs.number}/label.pdf").status_code == 404
    assert theirs.number not in merchant.get("/waybills").content.decode()
    assert theirs.number not in merchant.get("/find?q=VELA", headers={"hx-request": "true"}).content.decode()
    exported = merchant.post("/waybills/export", {"id": [theirs.waybill_id]})
    assert exported.status_code == 302, "nothing of theirs can be picked"
    merchant.post("/waybills/cancel", {"id": [theirs.waybill_id]})
    from galeon.waybills.models import Waybill

    assert Waybill.objects.get(id=theirs.waybill_id).state == "booked"
