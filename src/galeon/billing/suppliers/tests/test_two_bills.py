"""A supplier asks for one parcel on two bills before the first of them is booked."""

import pytest

from galeon.billing.costs.acts import accrue
from galeon.billing.models import Charge
from galeon.billing.suppliers import acts
from galeon.billing.suppliers.models import Bill
from galeon.billing.suppliers.tests.bills import HEAD, accountant, items, read, shipped, ups, ups_file, verdicts
from galeon.billing.suppliers.tests.test_decide import ALL, book
from galeon.billing.tests.books import NOON
from galeon.ops.tests.company import Company

FREIGHT = ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")])
ADDRESS = ups_file("INV-2", [("1Z0001", "ADC", "1.5", "12.00")])


@pytest.fixture
def supplier(company: Company) -> int:
    """UPS, of whom 198.00 is expected for a parcel."""
    found = ups(company)
    accrue([shipped(company, "1Z0001", 1_500)], NOON)
    return found


def test_a_fee_billed_after_the_freight_is_dearer_by_the_fee(supplier: int) -> None:
    first, second = read(supplier, FREIGHT), read(supplier, ADDRESS)
    assert (verdicts(first), verdicts(second)) == ({"1Z0001": ("equal", 0)}, {"1Z0001": ("dearer", 1_200)})
    assert (items(second)["1Z0001"].expected_minor, items(second)["1Z0001"].expected_by) == (0, "earlier")


def test_so_it_is_when_both_bills_are_in_one_file(supplier: int) -> None:
    acts.send(supplier, "both.csv", FREIGHT + ADDRESS, HEAD, None)
    assert verdicts(Bill.objects.get(number="INV-2")) == {"1Z0001": ("dearer", 1_200)}


def test_the_customer_is_charged_the_fee_and_never_credited_the_freight(supplier: int) -> None:
    by, first, second = accountant(), read(supplier, FREIGHT), read(supplier, ADDRESS)
    acts.decide(second.pk, ALL, "pass_on", by, how=acts.How(by="markup"))
    assert (acts.book(first.pk, by), acts.book(second.pk, by)) == ("booked", "booked")
    assert list(Charge.objects.values_list("amount_minor", flat=True).filter(event="supplier_correction")) == [1_200]
    assert (book("accrued_cost"), book("cost"), book("payable")) == (0, 21_000, -21_000)


@pytest.mark.parametrize(("kg", "verdict"), [("1.5", "dearer"), ("2.0", "reweighed")])
def test_freight_billed_anew_for_a_little_less_waits_for_a_person(supplier: int, kg: str, verdict: str) -> None:
    read(supplier, FREIGHT)
    second = read(supplier, ups_file("INV-2", [("1Z0001", "FRT", kg, "197.00")]))
    assert verdicts(second) == {"1Z0001": (verdict, 19_700)}
    assert items(second)["1Z0001"].decision == ""


def test_what_the_first_bill_left_is_expected_of_the_second(supplier: int) -> None:
    read(supplier, ups_file("INV-1", [("1Z0001", "FRT", "1.5", "150.00")]))
    second = read(supplier, ups_file("INV-2", [("1Z0001", "FSC", "1.5", "48.00")]))
    assert verdicts(second) == {"1Z0001": ("equal", 0)}


def test_a_later_bill_takes_nothing_from_an_earlier_one_matched_again(supplier: int) -> None:
    first = read(supplier, FREIGHT)
    read(supplier, ADDRESS)
    assert acts.match_again(first.pk) is None
    acts.match(first.pk)
    assert verdicts(first) == {"1Z0001": ("equal", 0)}


def test_a_bill_matched_before_its_turn_still_minds_the_earlier_one(supplier: int) -> None:
    first, second = read(supplier, FREIGHT), read(supplier, ADDRESS)
    for bill in (first, second):
        acts.match_again(bill.pk)
    assert acts.match(second.pk)
    assert verdicts(second) == {"1Z0001": ("dearer", 1_200)}
    assert acts.match(first.pk)
    assert verdicts(first) == {"1Z0001": ("equal", 0)}
