"""A bag is closed with a seal of its own, and opened again while it may be."""

import pytest

from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts
from galeon.linehaul.models import Bag
from galeon.linehaul.terms import NewMaster, Sealed, Sealing
from galeon.linehaul.tests.floor import (
    MAWB,
    NOW,
    filled,
    flight,
    open_bag,
    received,
    sealed,
)  # fmt: skip
from galeon.ops.tests.company import Company
from galeon.waybills import acts as waybills
from galeon.waybills.models import Waybill


def _code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def _stop(waybill: Waybill) -> None:
    waybills.stop([(waybill.account_id, waybill.id)], "arrears", "test", "unpaid", NOW)


def test_a_full_bag_is_sealed_with_its_gross_weight(company: Company) -> None:
    bag = filled(company, received(company, "SO-1", "SO-2"))

    (answer,) = acts.seal([Sealing(bag_id=bag.id, seal=" SL-1 ", at=NOW)])

    assert answer == Sealed(bag.id, bag.number, "SL-1", 2, 2_720)


def test_an_empty_an_unknown_and_a_sealed_bag_cannot_be_sealed(company: Company) -> None:
    empty, done = open_bag(company), sealed(company, received(company, "SO-1"))

    answers = acts.seal([Sealing(bag_id=b, seal=f"SL-9{b}"[:24], at=NOW) for b in (empty.id, 404, done.id)])

    assert [_code(a) for a in answers] == ["bag_empty", "bag_unknown", "bag_sealed"]


@pytest.mark.parametrize(("seal", "code"), [("", "seal_missing"), ("S" * 25, "seal_missing"), ("SL-1", "seal_used")])
def test_a_bag_needs_a_seal_of_its_own(company: Company, seal: str, code: str) -> None:
    sealed(company, received(company, "SO-1"), "SL-1")
    other = filled(company, received(company, "SO-2"))

    (answer,) = acts.seal([Sealing(bag_id=other.id, seal=seal, at=NOW)])

    assert _code(answer) == code
    assert Bag.objects.get(pk=other.id).state == "open"


def test_one_seal_for_two_bags_in_one_go_closes_the_first_only(company: Company) -> None:
    one, two = filled(company, received(company, "SO-1")), filled(company, received(company, "SO-2"))

    first, second = acts.seal([Sealing(bag_id=b.id, seal="SL-1", at=NOW) for b in (one, two)])

    assert isinstance(first, Sealed)
    assert _code(second) == "seal_used"


def test_a_bag_with_a_stopped_waybill_is_not_sealed_and_names_it(company: Company) -> None:
    waybill, other = received(company, "SO-1", "SO-2")
    bag = filled(company, [waybill, other])
    _stop(waybill)

    (answer,) = acts.seal([Sealing(bag_id=bag.id, seal="SL-1", at=NOW)])

    assert isinstance(answer, Refusal)
    assert answer.text() == f"Bag {bag.number} holds stopped waybills: {waybill.number}. Take them out first."


def test_a_broken_seal_opens_the_bag_again_until_it_is_on_a_master(company: Company) -> None:
    bag = sealed(company, received(company, "SO-1"))
    assert acts.unseal(bag.id) is None
    assert Bag.objects.get().state == "open"

    acts.seal([Sealing(bag_id=bag.id, seal="SL-2", at=NOW)])
    acts.build_master(NewMaster(kind="mawb", number=MAWB, departure_id=flight().pk), [bag.id], NOW)

    assert _code(acts.unseal(bag.id)) == "bag_not_sealed"
