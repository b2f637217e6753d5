"""Every pricing address: who may open it. Customers, agents and stations see none, finance looks, pricing edits."""

from collections.abc import Iterator

import pytest
from django.test import Client

from galeon.ops.tests.company import Company
from galeon.tariffs import reads
from galeon.tariffs.models import AreaTable, FuelTable, FxRate
from galeon.web import tariff_urls
from galeon.web.tests.people import person, signed_in

EDITING = {
    "tariff-new", "tariff-upload", "tariff-save", "tariff-publish", "tariff-discard", "tariff-copy",
    "tariff-derive", "tariff-area-act", "tariff-area-send",
}  # fmt: skip
ADMIN = {"tariff-policy"}


def addresses() -> Iterator[tuple[str, str]]:
    """(name, path) of every pricing page, its places filled with something that exists nowhere."""
    for pattern in tariff_urls.urlpatterns:
        path = str(pattern.pattern)
        for place in ("version_id", "file_id", "edition_id", "run_id"):
            path = path.replace(f"<int:{place}>", "7")
        yield pattern.name or "", f"/tariffs/{path.replace('<str:code>', 'NOPE')}"


ADDRESSES = sorted(addresses())


def opened(client: Client, path: str) -> int:
    """The status a person gets, whichever way the page wants to be asked."""
    status = client.get(path).status_code
    return client.post(path).status_code if status == 405 else status


@pytest.mark.parametrize(("name", "path"), ADDRESSES)
def test_customers_stations_and_strangers_see_no_price_list(
    name: str, path: str, merchant: Client, operator: Client, db: None
) -> None:
    assert opened(merchant, path) == 403, name
    assert opened(operator, path) == 403, name
    stranger = Client().get(path)
    assert stranger.status_code in (302, 405), name


@pytest.mark.parametrize(("name", "path"), [a for a in ADDRESSES if a[0] in EDITING | ADMIN])
def test_finance_looks_and_does_not_touch(name: str, path: str, accountant: Client) -> None:
    assert opened(accountant, path) == 403, name


def test_only_the_administrator_sets_how_careful_publishing_is(clerk: Client, company: Company) -> None:
    assert clerk.post("/tariffs/policy", {"below_cost": "ignore"}).status_code == 403
    assert reads.policy().below_cost == "flag"
    admin = signed_in(person("mar@galeon.example", "admin"))
    admin.post("/tariffs/policy", {"below_cost": "refuse", "two_persons": "1"})
    assert (reads.policy().below_cost, reads.policy().two_persons) == ("refuse", True)


def test_finance_enters_no_rate(accountant: Client, company: Company) -> None:
    assert accountant.post("/tariffs/fuel", {"code": "x", "name": "x", "timezone": "UTC"}).status_code == 403
    assert accountant.post("/tariffs/areas", {"code": "x", "name": "x", "timezone": "UTC"}).status_code == 403
    rate = {"base": "USD", "quote": "CNY", "rate": "7.1", "valid_from": "2026-12-01"}
    assert accountant.post("/tariffs/rates", rate).status_code == 403
    assert not FuelTable.objects.filter(code="x").exists()
    assert not AreaTable.objects.filter(code="x").exists()
    assert FxRate.objects.count() == 0


def test_finance_reads_every_page_of_a_list(accountant: Client, live_id: int) -> None:
    for path in ("/tariffs/", "/tariffs/lists/DE-EXPRESS", f"/tariffs/versions/{live_id}", "/tariffs/fuel", "/tariffs/areas",
                 "/tariffs/rates", f"/tariffs/versions/{live_id}/diff", f"/tariffs/versions/{live_id}/check"):  # fmt: skip
        assert accountant.get(path).status_code == 200, path
    assert b"data-save>" not in accountant.get(f"/tariffs/versions/{live_id}").content


def test_the_pricing_clerk_lands_on_the_lists_and_works_neither_stations_nor_money(clerk: Client) -> None:
    assert clerk.get("/")["Location"] == "/tariffs/"
    for path in ("/hub", "/hub/bags", "/finance/statements", "/waybills/new", "/statements"):
        assert clerk.get(path).status_code == 403, path
    for path in ("/overview", "/waybills"):
        assert clerk.get(path).status_code == 200, path
