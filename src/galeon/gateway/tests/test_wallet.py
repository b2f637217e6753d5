"""The wallet read by a program: the same figures as on the page, and what to pay when orders are refused."""

from datetime import UTC, datetime

from galeon.billing.credit import acts
from galeon.gateway.tests.company import Shop
from galeon.ledger.acts import set_limit
from galeon.ops.tests.company import Company, order
from galeon.waybills.models import Waybill


def test_a_wallet_says_what_can_be_spent(shop: Shop, company: Company) -> None:
    told = shop.get("wallet").json
    assert (told["currency"], told["limit_minor"], told["available_minor"], told["is_stopped"]) == (
        "CNY", 1_000_000, 1_000_000, False,
    )  # fmt: skip


def test_a_stopped_account_is_told_what_to_pay_and_its_orders_are_refused(shop: Shop, company: Company) -> None:
    from galeon.intake.acts import place

    place(company.merchant, [order("FIRST")], source="api")
    set_limit(company.merchant.account_id, "CNY", 20_000)
    acts.review([company.merchant.account_id], datetime.now(UTC))
    told = shop.get("wallet", **{"Accept-Language": "en"}).json
    assert (told["available_minor"], told["to_pay_minor"], told["is_stopped"]) == (-7_884, 7_884, True)
    assert "Pay 78.84 CNY" in told["stopped_because"]
    assert Waybill.objects.count() == 1
