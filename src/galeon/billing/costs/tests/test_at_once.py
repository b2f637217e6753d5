"""The same bill sent by many at once is entered once; many taking one line back take it back once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from galeon.billing.costs import acts
from galeon.billing.costs.models import Cost, CostShare
from galeon.billing.costs.terms import ActualCost, Entered
from galeon.billing.costs.tests.bills import AT, assert_costs_agree, entered, flown, new, supplier
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company

WRITERS = 8


def _together(act):
    """What each of the writers got, all let go at the same moment."""
    start = Barrier(WRITERS)

    def run(_n: int):
        try:
            start.wait(30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


def test_a_bill_sent_by_many_at_once_stands_once(fresh_db: str, company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000, 2_000)
    answers = [answer for (answer,) in _together(lambda: acts.enter([new(number)]))]
    assert all(isinstance(a, Entered) for a in answers)
    assert [a.existing for a in answers].count(False) == 1
    assert (Cost.objects.count(), CostShare.objects.count()) == (1, 2)
    assert_costs_agree()


def test_a_line_taken_back_and_replaced_by_many_at_once_is_reversed_once(fresh_db: str, company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000, 2_000)
    made = entered(new(number, stage="accrued"))
    line = ActualCost(supplier="CATHAY", amount_minor=5, currency="CNY", source="b", at=AT, cost_id=made.cost_id)
    answers = [answer for (answer,) in _together(lambda: acts.actual([line]))]
    assert [isinstance(a, Entered) and not a.existing for a in answers].count(True) == 1
    assert not any(isinstance(a, Refusal) for a in answers)
    assert Cost.objects.count() == 3  # expected, its reversal, billed
    assert_costs_agree()
