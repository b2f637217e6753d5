"""A line of a parcel is disputed, or some of it; the rest is booked as billed."""

from datetime import UTC, date, datetime

import pytest

from galeon.billing.suppliers import acts, reads
from galeon.billing.suppliers.letters import reason
from galeon.billing.suppliers.models import Bill, BillLine
from galeon.billing.suppliers.owed import owed
from galeon.billing.suppliers.tests.bills import accountant, items, read, shipped, ups, ups_file
from galeon.billing.suppliers.tests.test_decide import ALL, book
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company

LINES = [("1Z0001", "FRT", "1.5", "198.00"), ("1Z0001", "ADC", "1.5", "73.00"), ("1Z0001", "RES", "1.5", "24.00")]
ADDRESS, RESIDENTIAL = 2, 3


@pytest.fixture
def bill(company: Company) -> Bill:
    """295.00 for a parcel of which 198.00 is expected."""
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    return read(supplier, ups_file("INV-1", LINES))


def parcel(bill: Bill) -> int:
    return int(items(bill)["1Z0001"].pk)


def test_one_line_and_some_of_another_are_disputed_and_the_rest_is_a_cost(bill: Bill) -> None:
    by = accountant()
    assert acts.dispute_lines(bill.pk, parcel(bill), {ADDRESS: 7_300, RESIDENTIAL: 1_000}, by) == 8_300
    item = items(bill)["1Z0001"]
    assert (item.decision, item.disputed_minor, item.dispute_until) == ("dispute", 8_300, date(2026, 12, 10))
    assert acts.book(bill.pk, by) == "booked"
    assert (book("cost"), book("recoverable"), book("payable")) == (21_200, 8_300, -29_500)


@pytest.mark.parametrize(("outcome", "cost", "payable"), [("credited", 21_200, -21_200), ("refused", 29_500, -29_500)])
def test_the_supplier_credits_it_or_it_is_ours_after_all(bill: Bill, outcome: str, cost: int, payable: int) -> None:
    by = accountant()
    acts.dispute_lines(bill.pk, parcel(bill), {ADDRESS: 7_300, RESIDENTIAL: 1_000}, by)
    acts.book(bill.pk, by)
    assert acts.end_disputes(bill.pk, (), outcome, "CN-1", by) == 1
    assert (book("cost"), book("recoverable"), book("payable")) == (cost, 0, payable)
    assert owed(Bill.objects.get(pk=bill.pk)).left_minor == -payable


def test_no_more_than_a_line_and_no_other_parcel_s_line_and_only_in_the_window(bill: Bill) -> None:
    by, at = accountant(), datetime(2026, 12, 10, 23, tzinfo=UTC)
    late = datetime(2026, 12, 11, tzinfo=UTC)
    for amounts, who, when, code in (
        ({ADDRESS: 7_301}, by, at, "amount"), ({ADDRESS: 0}, by, at, "amount"), ({ADDRESS: -1}, by, at, "amount"),
        ({9: 100}, by, at, "line_unknown"), ({}, by, at, "line_unknown"), ({ADDRESS: 7_300}, 12_345, at, "not_finance"),
        ({ADDRESS: 7_300}, by, late, "dispute_too_late"),
    ):  # fmt: skip
        refused = acts.dispute_lines(bill.pk, parcel(bill), amounts, who, at=when)
        assert isinstance(refused, Refusal), amounts
        assert refused.code == code
    assert (items(bill)["1Z0001"].decision, BillLine.objects.filter(disputed_minor__gt=0).count()) == ("", 0)
    assert acts.dispute_lines(bill.pk, parcel(bill), {ADDRESS: 7_300}, by, at=at) == 7_300
    acts.book(bill.pk, by)
    refused = acts.dispute_lines(bill.pk, parcel(bill), {ADDRESS: 1}, by, at=at)
    assert isinstance(refused, Refusal)
    assert refused.code == "bill_not_open"


@pytest.mark.parametrize("otherwise", ["undo", "accept", "dispute", "match"])
def test_decided_otherwise_no_line_is_disputed_by_itself(bill: Bill, otherwise: str) -> None:
    by = accountant()
    acts.dispute_lines(bill.pk, parcel(bill), {ADDRESS: 7_300}, by)
    chosen = acts.Choice(ids=(parcel(bill),))
    if otherwise == "undo":
        assert acts.undo(bill.pk, ALL, by) == 1
    elif otherwise == "match":
        assert acts.match_again(bill.pk) is None
        acts.match(bill.pk)
    else:
        acts.decide(bill.pk, chosen, otherwise, by)
    assert items(bill)["1Z0001"].disputed_minor == (9_700 if otherwise == "dispute" else 0)
    assert BillLine.objects.filter(disputed_minor__gt=0).count() == 0


def test_the_letter_names_the_fees_that_are_disputed(bill: Bill) -> None:
    acts.dispute_lines(bill.pk, parcel(bill), {ADDRESS: 7_300, RESIDENTIAL: 1_000}, accountant())
    (item,) = reads.items(bill.pk)
    assert reason(item, "CNY", "en") == "We do not agree with: Adc, Res."
