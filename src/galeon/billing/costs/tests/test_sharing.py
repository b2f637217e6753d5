"""What was shared too early is shared again, and what was wrong is taken back; nothing is ever edited."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from galeon.billing.costs import acts
from galeon.billing.costs.handlers import share_by_what_left
from galeon.billing.costs.models import Cost, CostShare
from galeon.billing.costs.terms import Entered
from galeon.billing.costs.tests.bills import AT, assert_costs_agree, book, borne, entered, flown, new, supplier, weigh
from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts as linehaul
from galeon.linehaul.events import Departed
from galeon.linehaul.terms import BagScan
from galeon.linehaul.tests.floor import DAY, HOUR, NOW, filled, received
from galeon.ops.tests.company import Company


def test_a_parcel_that_joins_a_bag_later_bears_its_part_and_the_others_less(company: Company) -> None:
    supplier()
    first, second, late = received(company, "A", "B", "C")
    weigh([first, second, late], [1_000, 1_000, 2_000])
    bag = filled(company, [first, second])
    made = entered(new(bag.number, object_kind="bag", amount_minor=10_000))
    assert borne([first, second, late]) == [5_000, 5_000, 0]
    linehaul.bag([BagScan(bag_id=bag.id, text=late.number, at=NOW + 2 * HOUR)])
    assert acts.reallocate([made.cost_id]) == [3]
    assert borne([first, second, late]) == [2_500, 2_500, 5_000]
    assert CostShare.objects.count() == 2 + 2 + 3  # written, reversed, written
    assert acts.reallocate([made.cost_id]) == [3]
    assert CostShare.objects.count() == 7
    assert_costs_agree()


def test_a_cost_known_before_its_parcels_waits_for_them(company: Company) -> None:
    supplier()
    (one,) = received(company, "A")
    weigh([one], [1_000])
    bag = filled(company, [])
    made = entered(new(bag.number, object_kind="bag", amount_minor=10_000))
    assert made.waybills == 0
    assert (book("cost"), book("cost", "consolidated"), book("payable")) == (10_000, 0, -10_000)
    linehaul.bag([BagScan(bag_id=bag.id, text=one.number, at=NOW + 2 * HOUR)])
    assert acts.reallocate([made.cost_id]) == [1]
    assert borne([one]) == [10_000]
    assert (book("cost"), book("cost", "consolidated"), book("payable")) == (0, 10_000, -10_000)
    linehaul.unbag(bag.id, [one.number], NOW + 3 * HOUR)
    assert acts.reallocate([made.cost_id]) == [0]
    assert borne([one]) == [0]
    assert (book("cost"), book("cost", "consolidated")) == (10_000, 0)
    assert_costs_agree()


def test_when_a_flight_leaves_its_costs_are_shared_by_what_is_on_board(company: Company) -> None:
    supplier()
    number, departure, waybills = flown(company, 1_000, 1_000)
    acts.load_container("CSQU3054383", masters=[number], at=AT)
    for kind, ref in (("master", number), ("departure", str(departure)), ("container", "CSQU3054383")):
        entered(new(ref, object_kind=kind, source=kind, amount_minor=400))
    assert borne(waybills) == [600, 600]
    weigh(waybills, [1_000, 3_000])  # charged for their volume meanwhile
    share_by_what_left(Departed(departures=(departure,), masters=(), waybills=(), at=NOW + DAY))
    assert borne(waybills) == [300, 900]
    share_by_what_left(Departed(departures=(departure,), masters=(), waybills=(), at=NOW + DAY))
    assert borne(waybills) == [300, 900]
    assert CostShare.objects.count() == 3 * (2 + 2 + 2)
    assert_costs_agree()


def test_a_wrong_bill_is_taken_back_once_and_the_right_one_entered(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 2_000, 4_000)
    wrong = entered(new(number, amount_minor=9_999_999))
    undone = acts.take_back(wrong.cost_id, source="undo-1", at=AT, by=7)
    assert isinstance(undone, Entered) and not undone.existing
    assert borne(waybills) == [0, 0, 0]
    assert book("payable") == 0
    again = acts.take_back(wrong.cost_id, source="undo-1", at=AT, by=7)
    assert isinstance(again, Entered) and again.existing
    for of in (wrong.cost_id, undone.cost_id, 42):
        refused = acts.take_back(of, source="undo-2", at=AT, by=7)
        assert isinstance(refused, Refusal) and refused.code == "cost_unknown"
    entered(new(number, source="bill-1b"))
    assert borne(waybills) == [176_367, 352_733, 705_467]
    assert acts.reallocate([wrong.cost_id, undone.cost_id]) == [0, 0]
    assert Cost.objects.count() == 3
    assert_costs_agree()


def test_sharing_again_asks_as_often_for_seven_costs_as_for_one(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 1_000)
    made = [entered(new(number, source=f"b{n}", amount_minor=100 + n)).cost_id for n in range(7)]
    weigh(waybills, [1_000, 9_000])
    counts = []
    for ids in (made[:1], made[1:]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            acts.reallocate(ids)
        counts.append(len(asked))
    assert counts[0] == counts[1]
