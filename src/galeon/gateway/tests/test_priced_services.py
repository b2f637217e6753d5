"""A merchant's program is told only of services it could order: open ones that some price list is in force for."""

from datetime import date, timedelta

import msgspec
import pytest
from django.test.utils import CaptureQueriesContext

from galeon.exchange.acts import add_credential, issue_api_key
from galeon.gateway.tests.company import Shop
from galeon.gateway.yunexpress.tests.erp import Erp
from galeon.intake.quotes import orderable
from galeon.network.acts import open_service
from galeon.network.models import Service
from galeon.ops.tests.company import NOW, Company
from galeon.parties.reads import Customer
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Zone

SHEET = Sheet(
    currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", zones=(Zone("1", "US"),),
    rules=(Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=5_000),),
)  # fmt: skip


def _open(company: Company, code: str) -> Service:
    return open_service(
        Service(
            code=code, name_en=code, name_es=code, name_zh=code, mode="express", weight_g_max=30_000,
            cargo_classes=["general"], number_range=company.service.number_range, origin_site=company.hub, days_min=3,
            days_max=6,
        ),
        ["US"], [],
    )  # fmt: skip


def _publish(service: Service, sheet: Sheet = SHEET, *, level: str = "", account_id: int | None = None) -> None:
    key = ListKey(
        code=f"{service.code}-{level}{account_id or ''}", name="-", service_id=service.pk, currency=sheet.currency,
        level=level, account_id=account_id,
    )  # fmt: skip
    version = tariffs.draft(key, sheet, None, NOW)
    assert isinstance(version, int), version
    tariffs.publish(version, None, NOW)


@pytest.fixture
def other(company: Company) -> Customer:
    """A merchant beside LUMEN. Of five more services LUMEN can be priced for one, this one for OWN besides."""
    found = company.open_merchant("OTHER")
    _open(company, "UNPRICED")
    _publish(_open(company, "OWN"), account_id=found.account_id)
    _publish(_open(company, "LEVEL"), level="standard")
    _publish(_open(company, "DOLLARS"), msgspec.structs.replace(SHEET, currency="USD"))
    _publish(_open(company, "ENDED"), msgspec.structs.replace(SHEET, valid_to=date(2026, 2, 1)))
    return found


def test_the_api_lists_what_the_account_has_prices_for(company: Company, other: Customer, shop: Shop) -> None:
    assert _codes(shop) == ["LEVEL", "USLINE"]
    assert _codes(Shop(issue_api_key(other.account_id, "Shop", NOW))) == ["LEVEL", "OWN", "USLINE"]


def _codes(shop: Shop) -> list[str]:
    return sorted(s["code"] for s in shop.get("services").json["services"])


@pytest.mark.parametrize(
    "verb", ["/api/Common/GetShippingMethods?CountryCode=US", "/LMS.API/api/lms/Get?countryCode=US"]
)
def test_the_dialect_lists_what_the_account_has_prices_for(company: Company, other: Customer, verb: str) -> None:
    for customer, code in ((company.merchant, "GL0001"), (other, "GL0002")):
        assert isinstance(add_credential(customer.account_id, "yunexpress", code, "secret/1", NOW), int)
    told = [Erp(code, "secret/1").send("GET", verb).json for code in ("GL0001", "GL0002")]
    assert [sorted(s["Code"] for s in t.get("Items") or t["Item"]) for t in told] == [
        ["LEVEL", "USLINE"], ["LEVEL", "OWN", "USLINE"],
    ]  # fmt: skip


def test_a_list_counts_from_its_first_moment_to_its_last(company: Company, other: Customer) -> None:
    first_after = NOW.replace(month=1, day=31, hour=16)  # 1 February in Shanghai
    assert "ENDED" in {s.code for s in orderable(company.merchant, first_after - timedelta(microseconds=1))}
    assert "ENDED" not in {s.code for s in orderable(company.merchant, first_after)}


def test_however_many_services_there_are_one_look_is_enough(company: Company, other: Customer) -> None:
    from django.db import connection

    orderable(company.merchant, NOW)
    with CaptureQueriesContext(connection) as asked:
        orderable(company.merchant, NOW)
    assert len(asked) <= 2
