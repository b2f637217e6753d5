"""Who owes more than they may is stopped, told what to pay, and goes on by itself when it is paid."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from galeon.billing import acts as billing
from galeon.billing.credit import acts, reads
from galeon.billing.credit.models import Grace
from galeon.billing.credit.tests.money import (
    COSTS_30_G,
    COSTS_580_G,
    COSTS_612_G,
    buy,
    closed_november,
    pay,
    price_as_in_c8,
    stopped_for,
)
from galeon.billing.tests.books import NOON, assert_books_agree, charged, money, weighed
from galeon.intake.acts import Placed, Rejected, quote
from galeon.ops.tests.company import NOW, Company, order
from galeon.parties.acts import lift_account_stop, stop_account
from galeon.tariffs.price import Price
from galeon.waybills.acts import Scan, record
from galeon.waybills.models import Waybill

GRACE_ENDS = datetime(2026, 12, 13, 16, 0, tzinfo=UTC)  # midnight in Shenzhen after 10 December and three days


def refused(answer: object) -> tuple[str, str]:
    assert isinstance(answer, Rejected), answer
    (fault,) = answer.faults
    return fault.code, fault.text()


def test_a_reweigh_may_pass_the_limit_and_then_the_next_order_waits_for_money(company: Company) -> None:
    """Case C8: balance 100, limit 500."""
    price_as_in_c8(company)
    merchant = company.open_merchant("EIGHT", 50_000)
    pay(merchant, 10_000, "TT-1", NOW)

    large = buy(merchant, "LARGE", COSTS_580_G)
    assert isinstance(large, Placed)
    assert (money(merchant).held_minor, money(merchant).available_minor) == (58_000, 2_000)
    assert refused(buy(merchant, "SMALL", COSTS_30_G))[0] == "no_funds"
    assert stopped_for(merchant) == []

    waybill = (merchant.account_id, large.waybill_id)
    weighed(waybill, COSTS_612_G)
    (rated,) = billing.rate([waybill], NOON)
    assert (rated.outcome, rated.amount_minor) == ("charged", 61_200)
    stands = money(merchant)
    assert (stands.posted_minor, stands.held_minor, stands.available_minor) == (-51_200, 0, -1_200)
    assert stopped_for(merchant) == ["The balance is below its limit"]
    assert refused(buy(merchant, "SMALL", COSTS_30_G)) == (
        "account_stopped",
        "Orders are stopped: your balance is below its limit. Pay 12.00 CNY, or ask us to let you go on.",
    )
    assert Waybill.objects.filter(account_id=merchant.account_id).count() == 1

    pay(merchant, 1_199, "TT-2", NOON)
    assert stopped_for(merchant) == ["The balance is below its limit"]
    pay(merchant, 1 + 3_000, "TT-3", NOON)
    assert stopped_for(merchant) == []
    assert isinstance(buy(merchant, "SMALL", COSTS_30_G), Placed)
    assert money(merchant).available_minor == 0
    assert_books_agree(merchant)


def test_a_reweigh_of_a_charged_parcel_passes_the_limit_too(company: Company) -> None:
    price_as_in_c8(company)
    merchant = company.open_merchant("EIGHT", 50_000)
    pay(merchant, 10_000, "TT-1", NOW)
    large = buy(merchant, "LARGE", COSTS_580_G)
    assert isinstance(large, Placed)
    waybill = (merchant.account_id, large.waybill_id)
    for weight_g, at in ((COSTS_580_G, NOON), (COSTS_612_G, NOON + timedelta(hours=1))):
        weighed(waybill, weight_g, at=at)
        billing.rate([waybill], at)
    assert money(merchant).available_minor == -1_200
    assert stopped_for(merchant) == ["The balance is below its limit"]
    weighed(waybill, COSTS_580_G, at=NOON + timedelta(hours=2))  # the scale was wrong: the credit frees the account
    billing.rate([waybill], NOON + timedelta(hours=2))
    assert (money(merchant).available_minor, stopped_for(merchant)) == (2_000, [])


def test_a_statement_is_overdue_the_day_after_grace_in_the_accounts_own_zone(company: Company) -> None:
    closed_november(company.merchant)
    acts.review_all(GRACE_ENDS - timedelta(seconds=1))
    assert stopped_for(company.merchant) == []
    acts.review_all(GRACE_ENDS)
    assert stopped_for(company.merchant) == ["A statement is overdue"]
    (lacks,) = reads.arrears([company.merchant.account_id], GRACE_ENDS)
    assert (lacks.overdue_minor, lacks.below_minor, lacks.to_pay_minor) == (27_884, 0, 27_884)
    assert (lacks.due_on, lacks.grace_days) == (date(2026, 12, 10), 3)


def test_payments_pay_the_oldest_statement_and_all_of_it_has_to_be_paid(company: Company) -> None:
    closed_november(company.merchant)
    charged(company.merchant, "SO-DECEMBER", 1_240, at=GRACE_ENDS - timedelta(days=5))  # not closed, so not overdue
    acts.review_all(GRACE_ENDS)
    pay(company.merchant, 27_883, "TT-1", GRACE_ENDS)
    assert stopped_for(company.merchant) == ["A statement is overdue"]
    pay(company.merchant, 1, "TT-2", GRACE_ENDS)
    assert stopped_for(company.merchant) == []


def test_grace_is_a_levels_own_or_a_companys_or_everybodys(company: Company) -> None:
    account_id = company.merchant.account_id

    def days() -> int:
        return reads.arrears([account_id], NOW)[0].grace_days

    assert days() == 3
    Grace.objects.create(entity_id=1, level=None, days=4)
    assert days() == 4
    Grace.objects.create(entity_id=None, level="standard", days=5)
    Grace.objects.create(entity_id=None, level="gold", days=9)
    assert days() == 5
    Grace.objects.create(entity_id=1, level="standard", days=6)
    assert days() == 6


def test_a_stopped_account_may_ask_prices_but_its_parcels_stay_and_old_orders_answer_as_before(
    company: Company,
) -> None:
    merchant = company.merchant
    first = buy(merchant, "FIRST", 1_240)
    assert isinstance(first, Placed)
    waybill = (merchant.account_id, first.waybill_id)
    weighed(waybill, 1_240)
    stop_account(merchant.account_id, "fraud", "person:7", "Papers are false", NOW)
    assert refused(buy(merchant, "SECOND", 1_240)) == (
        "account_stopped", "Orders of this account are stopped: ask us why, and what is to be done.",
    )  # fmt: skip
    again = buy(merchant, "FIRST", 1_240)
    assert isinstance(again, Placed)
    assert (again.existing, again.waybill_id) == (True, first.waybill_id)
    assert isinstance(quote(merchant, [order("")])[0], Price)
    scan = Scan(account_id=waybill[0], waybill_id=waybill[1], code="hand_over", source="station",
                occurred_at=NOON + timedelta(hours=1), place="SZX1")  # fmt: skip
    assert record([scan])[0].verdict == "stopped"
    lift_account_stop(merchant.account_id, "fraud", "person:7", NOW)
    assert isinstance(buy(merchant, "SECOND", 1_240), Placed)
    assert record([scan])[0].verdict == "recorded"


def test_a_review_that_finds_nothing_new_asks_once_and_writes_nothing(company: Company) -> None:
    closed_november(company.merchant)
    others = [company.open_merchant(f"M{n}").account_id for n in range(20)]
    for at in (GRACE_ENDS - timedelta(days=1), GRACE_ENDS, GRACE_ENDS + timedelta(days=1)):
        acts.review([company.merchant.account_id, *others], at)
    with CaptureQueriesContext(connection) as asked:
        acts.review([company.merchant.account_id, *others], GRACE_ENDS)
    assert [q["sql"].split()[0] for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]] == ["SELECT"]
    assert stopped_for(company.merchant) == ["A statement is overdue"]


@pytest.mark.parametrize("kind", ["fraud", "arrears"])
def test_what_a_person_stopped_is_not_let_go_by_a_review(company: Company, kind: str) -> None:
    stop_account(company.merchant.account_id, kind, "person:7", "Ask Mei", NOW)
    acts.review_all(NOON)
    assert [stop.reason for stop in reads.stops(company.merchant.account_id)] == ["Ask Mei"]
