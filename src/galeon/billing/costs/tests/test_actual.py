"""What is expected at weigh-in by the suppliers' lists, and the supplier's bill that takes its place."""

from datetime import timedelta

import msgspec

from galeon.billing import acts as billing
from galeon.billing.costs import acts
from galeon.billing.costs.models import Cost
from galeon.billing.costs.terms import ActualCost, Entered
from galeon.billing.costs.tests.bills import AT, assert_costs_agree, book, entered, flown, new, supplier
from galeon.billing.costs.tests.bills import borne as borne_by
from galeon.billing.tests.books import NOON, booked, sql, weighed
from galeon.decisions.tests.months import cost_list
from galeon.kernel.outbox import drain, publish
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.warehouse.events import ParcelsReceived, WeighInsUndone


def borne(waybill: tuple[int, int], **only: object) -> int:
    """What a waybill costs us."""
    return int(sum(sql_amounts(waybill, **only)))


def sql_amounts(waybill: tuple[int, int], stage: str = "%") -> list[int]:
    """Its shares, in order."""
    rows = sql("SELECT amount_minor FROM cost_share WHERE account_id = %s AND waybill_id = %s AND stage LIKE %s ORDER BY id",
               *waybill, stage)  # fmt: skip
    return [int(str(amount)) for (amount,) in rows]


def weighed_in(company: Company, reference: str = "SO-1", grams: int = 1_240) -> tuple[int, int]:
    """Booked, weighed, charged, and its cost expected, as the worker does it."""
    waybill = booked(company.merchant, reference, grams)
    weighed(waybill, grams)
    publish(ParcelsReceived(waybills=(waybill,), at=NOON))
    drain()
    return waybill


def bill(waybill: tuple[int, int] | None, amount_minor: int, **changes: object) -> ActualCost:
    """A line of the carrier's bill."""
    made = ActualCost(
        supplier="UPS", amount_minor=amount_minor, currency="CNY", source="bill:1", at=AT, waybill=waybill
    )
    return msgspec.structs.replace(made, **changes)


def test_a_weighed_parcel_is_expected_to_cost_what_the_suppliers_list_says(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)  # 80.00 a kilogram, by the whole kilogram
    waybill = weighed_in(company)
    assert sql_amounts(waybill, "accrued") == [16_000]
    (cost,) = Cost.objects.all()
    assert (cost.stage, cost.origin, cost.code, cost.supplier.code) == ("accrued", "weigh_in", "freight", "UPS")
    assert (book("cost", "consolidated"), book("accrued_cost")) == (16_000, -16_000)
    assert_costs_agree()


def test_it_is_expected_once_and_a_reweigh_writes_the_difference(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    assert acts.accrue([waybill], NOON) == 0
    weighed(waybill, 3_100)
    assert acts.accrue([waybill], NOON) == 1
    weighed(waybill, 900)
    assert acts.accrue([waybill, waybill], NOON) == 1
    assert sql_amounts(waybill) == [16_000, 16_000, -24_000]
    assert_costs_agree()


def test_a_weigh_in_taken_back_is_expected_to_cost_nothing(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    sql("UPDATE parcel SET measured_g = NULL, measured_at = NULL WHERE waybill_id = %s RETURNING 1", waybill[1])
    publish(WeighInsUndone(waybills=(waybill,), at=NOON))
    drain()
    assert sql_amounts(waybill) == [16_000, -16_000]
    weighed(waybill, 1_240)
    acts.accrue([waybill], NOON)
    assert borne(waybill) == 16_000
    assert_costs_agree()


def test_without_a_cost_list_nothing_is_expected_and_nothing_fails(company: Company) -> None:
    waybill = weighed_in(company)
    assert sql_amounts(waybill) == []
    assert not Cost.objects.exists()


def test_a_cost_list_that_comes_after_the_parcels_is_made_up_for_at_night_once(company: Company) -> None:
    supplier("UPS", carrier="ups")
    waybill, billed = weighed_in(company), weighed_in(company, "SO-2")
    booked(company.merchant, "NOT-WEIGHED", 1_000)
    acts.actual([bill(billed, 9_999)])
    week_ago = NOON - timedelta(days=7)
    assert acts.accrue_missing(week_ago, NOON) == 0
    cost_list(company, 8_000)
    assert acts.accrue_missing(NOON + timedelta(days=1), NOON) == 0
    assert [acts.accrue_missing(week_ago, NOON) for _night in range(2)] == [1, 0]
    assert (sql_amounts(waybill), sql_amounts(billed)) == ([16_000], [9_999])
    assert_costs_agree()


def test_a_batch_is_posted_in_one_journal_for_each_currency(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybills = [booked(company.merchant, f"SO-{n}", 1_000) for n in range(5)]
    for waybill in waybills:
        weighed(waybill, 1_000)
    assert acts.accrue(waybills, NOON) == 5
    assert sql("SELECT count(*) FROM journal WHERE kind = 'cost'") == [(1,)]
    assert book("accrued_cost") == -40_000


def test_the_suppliers_bill_takes_the_place_of_what_was_expected(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    (answer,) = acts.actual([bill(waybill, 17_150)])
    assert isinstance(answer, Entered) and not answer.existing
    assert (borne(waybill, stage="accrued"), borne(waybill, stage="actual")) == (0, 17_150)
    assert (book("cost", "consolidated"), book("accrued_cost"), book("payable")) == (17_150, 0, -17_150)
    (again,) = acts.actual([bill(waybill, 17_150)])
    assert again == Entered(answer.cost_id, "bill:1", 1, existing=True)
    (clash,) = acts.actual([bill(waybill, 17_151)])
    assert isinstance(clash, Refusal) and clash.code == "cost_clash"
    weighed(waybill, 9_000)
    assert acts.accrue([waybill], NOON) == 0  # what they bill is known; no more is expected of them
    acts.actual([bill(waybill, 3_150, source="bill:2", code="reweigh")])
    assert borne(waybill) == 20_300
    assert_costs_agree()


def test_two_lines_for_one_parcel_in_a_bill_reverse_what_was_expected_once(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    acts.actual(
        [
            bill(waybill, 15_000, source="b:1"),
            bill(waybill, 1_500, source="b:2", code="fuel"),
            bill(waybill, 15_000, source="b:1"),
        ]
    )
    assert (borne(waybill, stage="accrued"), borne(waybill, stage="actual")) == (0, 16_500)
    assert Cost.objects.exclude(reverses=None).count() == 1
    assert_costs_agree()


def test_another_suppliers_bill_leaves_what_is_expected_of_the_first(company: Company) -> None:
    supplier("UPS", carrier="ups")
    supplier("TRUCKER")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    acts.actual([bill(waybill, 2_000, supplier="TRUCKER", code="trucking")])
    assert (borne(waybill, stage="accrued"), borne(waybill, stage="actual")) == (16_000, 2_000)


def test_a_bill_in_another_currency_reverses_in_the_one_it_was_expected_in(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    acts.actual([bill(waybill, 2_345, currency="USD")])
    assert sql("SELECT currency, sum(amount_minor)::bigint FROM cost_share GROUP BY 1 ORDER BY 1") == [
        ("CNY", 0),
        ("USD", 2_345),
    ]
    assert sql("SELECT currency, sum(amount_minor)::bigint FROM posting WHERE book = 'cost' GROUP BY 1 ORDER BY 1") == [
        ("CNY", 0), ("USD", 2_345),
    ]  # fmt: skip


def test_an_airlines_bill_replaces_what_was_expected_of_a_master(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 2_000, 4_000)
    expected = entered(new(number, stage="accrued", amount_minor=1_000_000))
    line = bill(None, 1_234_567, supplier="CATHAY", cost_id=expected.cost_id)
    (answer,) = acts.actual([line])
    assert isinstance(answer, Entered) and answer.waybills == 3
    assert borne_by(waybills) == [176_367, 352_733, 705_467]
    assert borne_by(waybills, stage="accrued") == [0, 0, 0]
    (again,) = acts.actual([line])
    assert isinstance(again, Entered) and again.existing
    for other, code in (
        ({"source": "b2"}, "cost_unknown"),
        ({"source": "b2", "cost_id": answer.cost_id}, "cost_billed"),
    ):
        (refused,) = acts.actual([msgspec.structs.replace(line, **other)])
        assert isinstance(refused, Refusal) and refused.code == code
    assert_costs_agree()


def test_a_bill_for_what_is_not_ours_is_refused_and_the_rest_stands(company: Company) -> None:
    supplier("UPS", carrier="ups")
    waybill = booked(company.merchant, "SO-1", 1_000)
    answers = acts.actual([
        bill((waybill[0], 42), 100, source="a"), bill(waybill, 0, source="b"), bill(waybill, 100, source="c", supplier="X"),
        bill(waybill, 700, source="d"),
    ])  # fmt: skip
    assert [a.code if isinstance(a, Refusal) else a.waybills for a in answers] == [
        "waybill_unknown",
        "amount",
        "supplier_unknown",
        1,
    ]
    assert sql_amounts(waybill) == [700]


def test_expecting_costs_changes_nothing_a_customer_owes(company: Company) -> None:
    supplier("UPS", carrier="ups")
    cost_list(company, 8_000)
    waybill = weighed_in(company)
    before = sql("SELECT sum(amount_minor)::bigint FROM charge")
    acts.actual([bill(waybill, 99_999)])
    billing.rate([waybill])
    assert sql("SELECT sum(amount_minor)::bigint FROM charge") == before
