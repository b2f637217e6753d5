"""Parcels go into the bag they belong in, and into no other."""

from typing import Any

import pytest

from galeon.kernel.checkdigits import is_sscc
from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts, reads
from galeon.linehaul.bagging import Parcel
from galeon.linehaul.models import Bag, BagParcel
from galeon.linehaul.terms import Bagged, BagScan, NewBag, OpenedBag, Sealed, Sealing
from galeon.linehaul.tests.floor import HOUR, NOW, booked, filled, into, open_bag, received
from galeon.ops.tests.company import Company
from galeon.parties import acts as parties
from galeon.waybills import acts as waybills
from galeon.waybills.models import Waybill, WaybillEvent
from galeon.waybills.orders import Address

BERLIN = Address(
    name="Erika Muster",
    country="DE",
    street=("Invalidenstr. 1",),
    city="Berlin",
    postcode="10115",
    phone="+49 30 555 0100",
)


def _code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def _states() -> list[str]:
    return list(Waybill.objects.order_by("id").values_list("state", flat=True))


def test_a_bag_gets_our_number_and_an_sscc_that_a_customs_office_can_check(company: Company) -> None:
    bags = [open_bag(company), open_bag(company)]

    assert len({b.sscc for b in bags}) == 2
    assert all(is_sscc(b.sscc) and b.sscc.startswith("09521234") for b in bags)
    assert all(b.countries == ("US",) for b in bags)
    assert reads.bag(f"(00){bags[0].sscc}") == reads.bag(bags[0].number.lower())


def test_the_company_prefix_is_the_operators_own(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALEON_GS1_PREFIX", "8412345")

    assert open_bag(company).sscc.startswith("08412345")


def test_a_port_nobody_knows_gets_no_bag(company: Company) -> None:
    (answer,) = acts.open_bag([NewBag(site_id=company.hub.pk, destination="XXXXX")], NOW)

    assert _code(answer) == "port_unknown"
    assert not Bag.objects.exists()


def test_received_parcels_go_into_the_bag_and_its_weight_runs_with_them(company: Company) -> None:
    first, second = received(company, "SO-1", "SO-2")
    bag = open_bag(company)

    answers = into(bag, first.number, "so-2")  # by our number, by the merchant's reference

    assert answers == [
        Bagged(first.account_id, first.id, 1, bag.id, bag.number, 2, 2_600),
        Bagged(second.account_id, second.id, 1, bag.id, bag.number, 2, 2_600),
    ]
    assert _states() == ["bagged", "bagged"]
    event = WaybillEvent.objects.get(waybill_id=first.id, code="bag")
    assert (event.place, event.actor_id, event.detail) == ("SZX1", 7, {"bags": [bag.number]})
    assert [(p.number, p.weight_g) for p in reads.contents(bag.id)] == [(first.number, 1_300), (second.number, 1_300)]


def test_a_waybill_of_three_pieces_is_bagged_with_its_last_piece(company: Company) -> None:
    (waybill,) = received(company, "SO-1", pieces=3)
    one, two = open_bag(company), open_bag(company)

    into(one, f"{waybill.number}|1", f"{waybill.number}|002")
    assert _states() == ["received"]
    into(two, f"{waybill.number}|3")

    assert _states() == ["bagged"]
    assert WaybillEvent.objects.get(code="bag").detail == {"bags": [one.number, two.number]}


def test_a_number_without_its_piece_is_not_enough_when_there_are_several(company: Company) -> None:
    (waybill,) = received(company, "SO-1", pieces=2)

    (answer,) = into(open_bag(company), waybill.number)

    assert _code(answer) == "piece_missing"


@pytest.mark.parametrize(
    ("text", "code"), [("GLN0", "number_unknown"), ("", "number_unknown"), ("{number}|9", "piece_unknown")]
)
def test_what_names_no_parcel_is_refused(company: Company, text: str, code: str) -> None:
    (waybill,) = received(company, "SO-1")

    (answer,) = into(open_bag(company), text.format(number=waybill.number))

    assert _code(answer) == code
    assert not BagParcel.objects.exists()


def test_a_parcel_nobody_received_is_refused(company: Company) -> None:
    (waybill,) = booked(company, "SO-1")

    (answer,) = into(open_bag(company), waybill.number)

    assert isinstance(answer, Refusal)
    assert answer.text() == f"{waybill.number} is booked: only a received parcel is bagged."
    assert not BagParcel.objects.exists()


def test_a_parcel_for_germany_does_not_go_to_los_angeles(company: Company) -> None:
    german, american = (
        received(company, "SO-1", consignee=BERLIN)[0],
        received(company, "SO-2")[0],
    )
    bag = open_bag(company)

    refused, taken = into(bag, german.number, american.number)

    assert isinstance(refused, Refusal)
    assert refused.text() == f"{german.number} goes to Germany; bag {bag.number} is bound for USLAX."
    assert isinstance(taken, Bagged)
    assert Bag.objects.get().parcels == 1


def test_a_bag_bound_elsewhere_than_the_services_line_haul_is_refused_too(company: Company) -> None:
    (waybill,) = received(company, "SO-1")
    elsewhere = open_bag(company, "ESMAD", countries=("US", "ES"))

    (answer,) = into(elsewhere, waybill.number)

    assert _code(answer) == "wrong_destination"


@pytest.mark.parametrize("halt", ["waybill", "account"])
def test_a_stopped_waybill_is_set_aside(company: Company, halt: str) -> None:
    (waybill,) = received(company, "SO-1")
    if halt == "waybill":
        waybills.stop([(waybill.account_id, waybill.id)], "intercept", "test", "customer asked", NOW)
    else:
        parties.stop_account(waybill.account_id, "arrears", "test", "unpaid", NOW)

    (answer,) = into(open_bag(company), waybill.number)

    assert _code(answer) == "waybill_stopped"
    assert _states() == ["received"]


def test_the_same_parcel_twice_is_in_the_bag_once(company: Company) -> None:
    (waybill,) = received(company, "SO-1")
    bag = open_bag(company)

    first, again = into(bag, waybill.number, waybill.number)
    (later,) = into(bag, waybill.number)

    assert isinstance(first, Bagged)
    assert (_code(again), _code(later)) == ("already_in_bag", "already_in_bag")
    assert Bag.objects.get().weight_g == 1_300


def test_a_parcel_in_one_bag_is_not_put_into_another(company: Company) -> None:
    (waybill,) = received(company, "SO-1")
    there = filled(company, [waybill])

    (answer,) = into(open_bag(company), waybill.number)

    assert isinstance(answer, Refusal)
    assert answer.text() == f"{waybill.number} is in bag {there.number} already."


def test_nothing_goes_into_a_sealed_bag_or_one_that_does_not_exist(company: Company) -> None:
    first, second = received(company, "SO-1", "SO-2")
    bag = filled(company, [first])
    acts.seal([Sealing(bag_id=bag.id, seal="SL-1", at=NOW)])

    closed, nowhere = acts.bag(
        [BagScan(bag_id=bag.id, text=second.number, at=NOW), BagScan(bag_id=404, text=second.number, at=NOW)]
    )

    assert (_code(closed), _code(nowhere)) == ("bag_sealed", "bag_unknown")
    assert Bag.objects.get().parcels == 1


def test_a_parcel_taken_out_is_received_again_and_may_go_into_another_bag(company: Company) -> None:
    waybill, stays = received(company, "SO-1", "SO-2")
    bag = filled(company, [waybill, stays])

    (out,) = acts.unbag(bag.id, [waybill.number], NOW + 3 * HOUR)

    assert out == Parcel(waybill.account_id, waybill.id, 1)
    assert _states() == ["received", "bagged"]
    assert (Bag.objects.get(pk=bag.id).parcels, Bag.objects.get(pk=bag.id).weight_g) == (1, 1_300)
    (again,) = into(open_bag(company), waybill.number)
    assert isinstance(again, Bagged)


def test_a_stopped_parcel_is_taken_out_so_that_the_rest_can_leave(company: Company) -> None:
    waybill, stays = received(company, "SO-1", "SO-2")
    bag = filled(company, [waybill, stays])
    waybills.stop([(waybill.account_id, waybill.id)], "customs", "test", "inspection", NOW)

    (out,) = acts.unbag(bag.id, [waybill.number], NOW + 3 * HOUR)

    assert isinstance(out, Parcel)
    assert _states() == ["received", "bagged"]
    (closed,) = acts.seal([Sealing(bag_id=bag.id, seal="SL-1", at=NOW)])
    assert isinstance(closed, Sealed)


def test_a_parcel_of_another_bag_stays_there_and_the_refusal_names_it(company: Company) -> None:
    waybill, loose = received(company, "SO-1", "SO-2")
    bag, other = filled(company, [waybill]), open_bag(company)

    elsewhere, nowhere = acts.unbag(other.id, [waybill.number, loose.number], NOW + 3 * HOUR)

    assert (_code(elsewhere), _code(nowhere)) == ("in_other_bag_still", "not_in_bag")
    assert isinstance(elsewhere, Refusal)
    assert bag.number in elsewhere.text()
    assert _states() == ["bagged", "received"]
    assert Bag.objects.get(pk=bag.id).parcels == 1


def test_a_parcel_is_not_taken_out_of_a_sealed_bag(company: Company) -> None:
    (waybill,) = received(company, "SO-1")
    bag = filled(company, [waybill])
    acts.seal([Sealing(bag_id=bag.id, seal="SL-1", at=NOW)])

    (answer,) = acts.unbag(bag.id, [waybill.number], NOW + 3 * HOUR)

    assert _code(answer) == "not_in_open_bag"
    assert _states() == ["bagged"]


def test_a_thousand_parcels_are_bagged_in_one_go(company: Company) -> None:
    many = received(company, *(f"SO-{n}" for n in range(1_000)))
    bag = open_bag(company)

    answers = into(bag, *(w.number for w in many))

    assert all(isinstance(a, Bagged) for a in answers)
    assert (Bag.objects.get().parcels, Bag.objects.get().weight_g) == (1_000, 1_300_000)
    assert set(_states()) == {"bagged"}


def test_bagging_takes_a_fixed_number_of_statements(company: Company, django_assert_max_num_queries: Any) -> None:
    many = received(company, *(f"SO-{n}" for n in range(50)))
    bag = open_bag(company)

    with django_assert_max_num_queries(12):
        into(bag, *(w.number for w in many))


def test_an_opened_bag_is_on_the_floor_of_its_site(company: Company) -> None:
    bag = open_bag(company)
    assert isinstance(bag, OpenedBag)

    assert [(b.number, b.site, b.gross_g, b.state) for b in reads.bags(company.hub.pk)] == [
        (bag.number, "SZX1", 120, "open")
    ]
    assert reads.bags(site_id=404) == []
