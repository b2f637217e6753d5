"""What is sealed, put on a master, flown and landed."""

import pytest

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts, events, reads
from galeon.linehaul.models import Bag, Departure, Master
from galeon.linehaul.numbers import master_number
from galeon.linehaul.terms import BuiltMaster, Moved, NewDeparture, NewMaster, Sealing
from galeon.linehaul.tests.floor import (
    DAY,
    HOUR,
    MAWB,
    NOW,
    filled,
    flight,
    into,
    loaded,
    open_bag,
    received,
    sealed,
)  # fmt: skip
from galeon.ops.tests.company import Company
from galeon.waybills import acts as waybills
from galeon.waybills.models import Waybill, WaybillEvent


def _code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def _states() -> list[str]:
    return list(Waybill.objects.order_by("id").values_list("state", flat=True))


def _stop(waybill: Waybill) -> None:
    waybills.stop([(waybill.account_id, waybill.id)], "arrears", "test", "unpaid", NOW)


def test_sealed_bags_are_put_on_a_master(company: Company) -> None:
    bags = [sealed(company, received(company, "SO-1", "SO-2"), "A"), sealed(company, received(company, "SO-3"), "B")]
    departure = flight()

    master = acts.build_master(
        NewMaster(kind="mawb", number=MAWB, departure_id=departure.pk), [b.id for b in bags], NOW + HOUR
    )

    assert isinstance(master, BuiltMaster)
    assert (master.number, master.bags, master.parcels, master.weight_g) == ("020-12345675", 2, 3, 3 * 1_300 + 240)
    (board,) = reads.board()
    assert (board.conveyance, board.masters, board.bags, board.parcels) == ("CX 2086", ["020-12345675"], 2, 3)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("mawb", "020-12345675", "020-12345675"),
        ("mawb", "020 1234 5675", "020-12345675"),
        ("mawb", "02012345674", None),  # the check digit is 5
        ("mawb", "020-1234567", None),
        ("bl", "oolu 2637 554-0", "OOLU26375540"),
        ("bl", "A", None),
        ("cmr", "CMR-889/26", "CMR88926"),
        ("boat", "12345", None),
    ],
)
def test_a_master_number_is_kept_as_it_is_written_in_the_trade(kind: str, written: str, kept: str | None) -> None:
    number = master_number(kind, written)

    assert (number if isinstance(number, str) else None) == kept


def test_a_master_number_with_a_wrong_check_digit_is_refused_and_nothing_is_built(company: Company) -> None:
    bag = sealed(company, received(company, "SO-1"))

    answer = acts.build_master(NewMaster(kind="mawb", number="020-12345671", departure_id=flight().pk), [bag.id], NOW)

    assert _code(answer) == "master_number_wrong"
    assert not Master.objects.exists()
    assert Bag.objects.get().state == "sealed"


def test_a_master_number_is_used_once(company: Company) -> None:
    loaded(company, received(company, "SO-1"))
    bag = sealed(company, received(company, "SO-2"), "SL-2")

    answer = acts.build_master(
        NewMaster(kind="mawb", number=MAWB, departure_id=Departure.objects.get().pk), [bag.id], NOW
    )

    assert _code(answer) == "master_number_taken"
    assert Bag.objects.get(pk=bag.id).state == "sealed"


@pytest.mark.parametrize(
    "case",
    ["bags_missing", "bag_unknown", "bag_not_sealed", "wrong_destination", "cut_off_passed", "departure_closed",
     "departure_unknown", "waybill_stopped"],
)  # fmt: skip
def test_a_master_is_built_whole_or_not_at_all(company: Company, case: str) -> None:
    waybill, other = received(company, "SO-1", "SO-2")
    good = sealed(company, [waybill])
    departure = flight("ESMAD") if case == "wrong_destination" else flight()
    departure_id, bags, at = departure.pk, [good.id], NOW + 4 * HOUR
    if case == "bags_missing":
        bags = []
    elif case == "bag_unknown":
        bags.append(404)
    elif case == "bag_not_sealed":
        bags.append(filled(company, [other]).id)
    elif case == "cut_off_passed":
        at = NOW + 13 * HOUR
    elif case == "departure_closed":
        Departure.objects.update(state="departed")
    elif case == "departure_unknown":
        departure_id = 404
    elif case == "waybill_stopped":
        _stop(waybill)

    answer = acts.build_master(NewMaster(kind="mawb", number=MAWB, departure_id=departure_id), bags, at)

    assert _code(answer) == case
    assert not Master.objects.exists()
    assert Bag.objects.get(pk=good.id).state == "sealed"


def test_a_flight_leaves_and_lands_with_everything_on_it(company: Company) -> None:
    first, second = received(company, "SO-1", "SO-2")
    departure, master = loaded(company, [first, second])

    (left,) = acts.depart([departure.pk], NOW + DAY, actor_id=9)
    assert left == Moved(departure.pk, 1, 1, ((first.account_id, first.id), (second.account_id, second.id)))
    assert _states() == ["departed", "departed"]
    (landed,) = acts.arrive([departure.pk], NOW + DAY + 13 * HOUR)

    assert isinstance(landed, Moved)
    assert _states() == ["arrived", "arrived"]
    events_of = WaybillEvent.objects.filter(waybill_id=first.id).order_by("occurred_at")
    assert [(e.code, e.place) for e in events_of][-3:] == [("bag", "SZX1"), ("depart", "CNSZX"), ("arrive", "USLAX")]
    assert events_of[2].detail == {"bags": [Bag.objects.get().number]}
    assert events_of[3].detail == {
        "masters": [master.number], "conveyance": "CX 2086", "origin": "CNSZX", "destination": "USLAX",
    }  # fmt: skip
    assert (Bag.objects.get().state, Departure.objects.get().arrived_at) == ("arrived", NOW + DAY + 13 * HOUR)


def test_a_flight_with_a_stopped_waybill_on_it_does_not_leave(company: Company) -> None:
    waybill, other = received(company, "SO-1", "SO-2")
    departure, _ = loaded(company, [waybill, other])
    _stop(waybill)

    (answer,) = acts.depart([departure.pk], NOW + DAY)

    assert _code(answer) == "waybill_stopped"
    assert _states() == ["bagged", "bagged"]
    assert Departure.objects.get().state == "open"


def test_a_stop_does_not_keep_a_plane_in_the_air(company: Company) -> None:
    waybill, other = received(company, "SO-1", "SO-2")
    departure, _ = loaded(company, [waybill, other])
    acts.depart([departure.pk], NOW + DAY)
    _stop(waybill)

    (answer,) = acts.arrive([departure.pk], NOW + 2 * DAY)

    assert isinstance(answer, Moved)
    assert Departure.objects.get().state == "arrived"
    assert _states() == ["arrived", "arrived"]


@pytest.mark.parametrize("case", ["unknown", "empty", "gone", "not_left"])
def test_a_departure_that_cannot_move_says_why(company: Company, case: str) -> None:
    if case == "unknown":
        answers, code = acts.depart([404], NOW), "departure_unknown"
    elif case == "empty":
        answers, code = acts.depart([flight().pk], NOW), "departure_empty"
    else:
        departure, _ = loaded(company, received(company, "SO-1"))
        code = "departure_not_now"
        if case == "gone":
            acts.depart([departure.pk], NOW + DAY)
            answers = acts.depart([departure.pk], NOW + DAY)
        else:
            answers = acts.arrive([departure.pk], NOW + DAY)

    assert [_code(a) for a in answers] == [code]


def test_a_waybill_spread_over_two_flights_is_under_way_with_the_second_and_there_with_the_last(
    company: Company,
) -> None:
    (waybill,) = received(company, "SO-1", pieces=2)
    flights = []
    for no, number in ((1, "020-12345675"), (2, "125-34598760")):
        bag = open_bag(company)
        into(bag, f"{waybill.number}|{no}")
        acts.seal([Sealing(bag_id=bag.id, seal=f"SL-{no}", at=NOW)])
        flights.append(flight(conveyance=f"CX {no}"))
        acts.build_master(NewMaster(kind="mawb", number=number, departure_id=flights[-1].pk), [bag.id], NOW)

    acts.depart([flights[0].pk], NOW + DAY)
    assert _states() == ["bagged"]
    acts.depart([flights[1].pk], NOW + DAY + HOUR)
    assert _states() == ["departed"]
    acts.arrive([flights[1].pk], NOW + 2 * DAY)
    assert _states() == ["departed"]
    acts.arrive([flights[0].pk], NOW + 2 * DAY + HOUR)

    assert _states() == ["arrived"]


def test_the_floors_above_are_told_what_left(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[events.Departed] = []
    monkeypatch.setitem(outbox._HANDLERS, "linehaul.Departed", (events.Departed, [heard.append]))
    waybill = received(company, "SO-1")[0]
    departure, master = loaded(company, [waybill])

    acts.depart([departure.pk], NOW + DAY)
    outbox.drain()

    assert heard == [
        events.Departed(
            departures=(departure.pk,), masters=(master.id,), waybills=((waybill.account_id, waybill.id),), at=NOW + DAY
        )
    ]


def test_the_same_flight_is_scheduled_once(company: Company) -> None:
    assert flight().pk == flight().pk


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"origin": "XXXXX"}, "port_unknown"),
        ({"transport": "broom"}, "conveyance_wrong"),
        ({"conveyance": ""}, "conveyance_wrong"),
        ({"due_at": NOW}, "times_wrong"),
        ({"cut_off_at": NOW + 2 * DAY}, "times_wrong"),
    ],
)
def test_a_departure_that_makes_no_sense_is_not_put_on_the_board(
    company: Company, change: dict[str, object], code: str
) -> None:
    facts: dict[str, object] = {
        "transport": "air", "conveyance": "CX 1", "origin": "CNSZX", "destination": "USLAX", "cut_off_at": NOW,
        "leaves_at": NOW + HOUR, "due_at": NOW + DAY, **change,
    }  # fmt: skip

    (answer,) = acts.schedule([NewDeparture(**facts)])

    assert _code(answer) == code
    assert not Departure.objects.exists()
