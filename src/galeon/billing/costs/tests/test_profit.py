"""What a waybill, a master, a customer earned: known from the scale on, in the company's currency."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.costs import acts, reads
from galeon.billing.costs.profit import Money, Part, profit
from galeon.billing.costs.terms import ActualCost
from galeon.billing.costs.tests.bills import AT, entered, flown, new, supplier
from galeon.billing.costs.tests.test_actual import weighed_in
from galeon.billing.tests.books import NOON, lines, sql
from galeon.decisions.tests.months import cost_list
from galeon.kernel.tenancy import customer
from galeon.linehaul.models import Master
from galeon.ops.tests.company import Company
from galeon.tariffs.acts_dated import set_rate

NOVEMBER = (datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC))


class _Seven:
    """Seven yuan a dollar, and no other rate."""

    def converted(self, minor: int, base: str, quote: str, on: date) -> int | None:
        return minor * 7 if (base, quote) == ("USD", "CNY") else None


def test_each_day_is_turned_by_its_rate_and_what_has_none_is_told_apart():
    parts = [
        Part("CNY", AT.date(), Money(1_000, 100, 0)),
        Part("USD", AT.date(), Money(0, 0, 50)),
        Part("XAU", AT.date(), Money(0, 0, 9)),
    ]
    found = profit(parts, "CNY", _Seven())
    assert (found.money, found.lacking) == (Money(1_000, 100, 350), ("XAU",))
    assert (found.money.margin_minor, found.money.margin_bp) == (550, 5_500)
    assert found.own["XAU"] == Money(0, 0, 9)


def test_nothing_charged_has_no_percentage():
    assert Money(0, 5, 0).margin_bp is None


def test_a_waybill_is_worth_its_charges_less_what_it_is_expected_to_cost_then_what_it_cost(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    revenue = sum(amount for _, _, amount in lines(waybill))
    assert reads.profit_of_waybills([waybill])[waybill].money == Money(revenue, 16_000, 0)
    acts.actual([ActualCost(supplier="UPS", amount_minor=17_150, currency="CNY", source="b", at=AT, waybill=waybill)])
    found = reads.profit_of_waybills([waybill])[waybill]
    assert found.money == Money(revenue, 0, 17_150)
    assert found.money.margin_minor == revenue - 17_150


def test_duty_we_advanced_and_tax_are_no_revenue_of_ours(company: Company) -> None:
    waybill = weighed_in(company)
    before = reads.profit_of_waybills([waybill])[waybill].money
    fees = [("duty", 5_000), ("disbursement", 300), ("tax", 60)]
    raise_fees(
        [NewFee(account_id=waybill[0], waybill_id=waybill[1], code=code, amount_minor=amount, currency="CNY", charged_at=NOON,
                event="duty", source=f"duty:{code}", reason=None) for code, amount in fees]
    )  # fmt: skip
    assert reads.profit_of_waybills([waybill])[waybill].money.revenue_minor == before.revenue_minor + 300


def test_a_dollar_bill_counts_by_the_rate_of_its_day(company: Company) -> None:
    supplier("UPS")
    set_rate("USD", "CNY", date(2026, 11, 1), Decimal("7.10"), None, NOON)
    set_rate("USD", "CNY", AT.date() + timedelta(days=2), Decimal("9.99"), None, NOON)
    waybill = weighed_in(company)
    acts.actual([ActualCost(supplier="UPS", amount_minor=1_000, currency="USD", source="b", at=AT, waybill=waybill)])
    found = reads.profit_of_waybills([waybill])[waybill]
    assert found.money.actual_minor == 7_100
    assert found.own["USD"] == Money(0, 0, 1_000)


def test_master_customer_service_and_month_agree_to_the_cent(company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000, 2_000, 4_000)
    entered(new(number))
    assert sql("SELECT origin, object_ref, amount_minor FROM v_billing_cost ORDER BY amount_minor") == [
        ("entered", number, part) for part in (176_367, 352_733, 705_467)
    ]
    other = weighed_in(company, "ELSEWHERE")
    master = Master.objects.get(number=number).pk
    whole, each = reads.profit_of_master(master)
    assert whole.money == Money(0, 0, 1_234_567)
    assert sorted(p.money.actual_minor for p in each.values()) == [176_367, 352_733, 705_467]
    revenue = sum(amount for _, _, amount in lines(other))
    everything = Money(revenue, 0, 1_234_567)
    account = company.merchant.account_id
    assert reads.profit_of_customer(account, *NOVEMBER).money == everything
    assert reads.profits("account", *NOVEMBER)[str(account)].waybills == 4
    assert reads.profits("service", *NOVEMBER)[str(company.service.pk)].money == everything
    assert {k: v.money for k, v in reads.by_month(*NOVEMBER).items()} == {"2026-11": everything}
    assert {k: v.money for k, v in reads.profits("master", *NOVEMBER).items()} == {
        str(master): Money(0, 0, 1_234_567), "": Money(revenue, 0, 0),
    }  # fmt: skip
    by_waybill = reads.profits("waybill", *NOVEMBER, account_id=account, service_id=company.service.pk)
    assert reads.together(list(by_waybill.values()), "CNY").money == everything
    assert len(by_waybill) == 4
    assert reads.profits("account", *NOVEMBER, entity_id=1) == reads.profits("account", *NOVEMBER)
    assert reads.profits("account", NOVEMBER[1], NOVEMBER[1] + timedelta(days=30)) == {}


def test_no_customer_can_read_a_cost_whatever_they_ask(company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    entered(new(number))
    for table in ("supplier", "cost", "cost_share", "container_load", "v_billing_cost"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            customer(company.merchant.account_id),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
