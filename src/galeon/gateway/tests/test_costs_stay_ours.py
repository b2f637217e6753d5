"""A merchant's program reads all it may: nowhere is there what a parcel costs us, from whom, or what we earn by it."""

import pytest

from galeon.billing.costs import acts
from galeon.billing.costs.models import Cost
from galeon.billing.costs.terms import ActualCost
from galeon.billing.costs.tests.bills import AT, supplier
from galeon.billing.costs.tests.test_actual import weighed_in
from galeon.decisions.tests.months import cost_list
from galeon.gateway.tests.company import Shop
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill

READ = (
    "waybills",
    "waybills/{number}",
    "tracking/{number}",
    "statements",
    "statements/{statement}",
    "wallet",
    "invoices",
    "services",
    "openapi.json",
)


@pytest.mark.parametrize("path", READ)
def test_no_reply_to_a_merchant_tells_a_cost(shop: Shop, company: Company, path: str) -> None:
    supplier("UPS", name="Brown Van Lines", carrier="ups")
    cost_list(company, 8_123)
    waybill = weighed_in(company)
    acts.actual([ActualCost(supplier="UPS", amount_minor=17_153, currency="CNY", source="b", at=AT, waybill=waybill)])
    assert sorted(Cost.objects.values_list("amount_minor", flat=True)) == [-16_246, 16_246, 17_153]
    number = Waybill.objects.get(id=waybill[1]).number
    statement = next(iter(shop.get("statements").json["statements"]), {"id": 0})["id"]
    answer = shop.get(path.format(number=number, statement=statement))
    assert answer.status == 200, answer.content
    for secret in (b"Brown Van", b"16246", b"17153", b"162.46", b"171.53", b"margin_minor", b"profit"):
        assert secret not in answer.content, secret
