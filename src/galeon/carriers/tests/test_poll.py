"""What UPS has seen becomes our events: set-wise, once, in any order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from galeon.carriers import acts, karrio_door
from galeon.carriers.models import CarrierPoll
from galeon.carriers.polling import Watched, pieces_waiting
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import TOKEN, TRACK, UpsStub
from galeon.carriers.stub.ups_answers import Activity
from galeon.carriers.terms import Sighting
from galeon.carriers.tests.shipping import LATER, received, ups_account, wishes
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill, WaybillEvent

DAY = timedelta(days=1)


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def _handed_over(company: Company, ups: UpsStub, *references: str, pieces: int = 1) -> list[Booking]:
    ids = received(company.merchant, *references, pieces=pieces)
    booked = [b for b in acts.book(wishes(ids, ups_account(ups)), LATER) if isinstance(b, Booking)]
    assert [b.state for b in booked] == ["booked"] * len(references)
    acts.hand_over(ids, LATER, "LAX1")
    return booked


def _state() -> str:
    return str(Waybill.objects.get().state)


def _codes() -> list[str]:
    return list(
        WaybillEvent.objects.filter(source="carrier:ups").order_by("occurred_at").values_list("code", flat=True)
    )


def test_a_parcel_is_followed_from_the_label_to_the_door(company: Company, ups: UpsStub) -> None:
    (booking,) = _handed_over(company, ups, "SO-1")

    ups.advance(booking.number, "origin", at=LATER + timedelta(hours=3))
    acts.poll(LATER + timedelta(hours=4))
    assert _state() == "handed_over"
    ups.advance(booking.number, "out", at=LATER + DAY)
    acts.poll(LATER + DAY + timedelta(hours=1))
    assert _state() == "out_for_delivery"
    ups.advance(booking.number, "delivered", at=LATER + DAY + timedelta(hours=2))
    acts.poll(LATER + DAY + timedelta(hours=3))

    assert _state() == "delivered"
    assert _codes() == [
        "carrier_info", "carrier_scan", "carrier_scan", "carrier_scan", "carrier_out_for_delivery", "carrier_delivered",
    ]  # fmt: skip
    last = WaybillEvent.objects.get(code="carrier_delivered")
    assert (last.occurred_at, last.place) == (LATER + DAY + timedelta(hours=2), "Los Angeles, CA, US")
    assert last.detail == {"number": booking.number, "carrier_code": "D/FS", "text": "DELIVERED", "country": "US"}


def test_a_delivered_number_is_not_asked_about_any_more(company: Company, ups: UpsStub) -> None:
    (booking,) = _handed_over(company, ups, "SO-1")
    ups.advance(booking.number, "delivered", at=LATER + DAY)
    acts.poll(LATER + DAY)

    assert acts.poll(LATER + 30 * DAY) == 0
    assert ups.count(TRACK, "GET") == 1


def test_a_look_that_brings_nothing_new_writes_nothing(company: Company, ups: UpsStub) -> None:
    (booking,) = _handed_over(company, ups, "SO-1")
    ups.advance(booking.number, "departed", at=LATER + timedelta(hours=3))
    acts.poll(LATER + timedelta(hours=4))
    before = list(WaybillEvent.objects.order_by("id").values_list("id", flat=True))

    assert acts.poll(LATER + timedelta(hours=5)) == 1

    assert list(WaybillEvent.objects.order_by("id").values_list("id", flat=True)) == before


def test_a_late_scan_after_the_delivery_is_kept_and_changes_nothing(company: Company, ups: UpsStub) -> None:
    (booking,) = _handed_over(company, ups, "SO-1")
    ups.advance(booking.number, "out", at=LATER + DAY)
    acts.poll(LATER + DAY)
    late = Activity("I", "AR", "005", "Arrived at Facility", LATER + timedelta(hours=12), "Reno", "NV", "US")
    ups.world.happen(booking.number, late)
    ups.world.happen(booking.number, late)  # and told twice

    acts.poll(LATER + DAY + timedelta(hours=1))

    assert _state() == "out_for_delivery"
    assert WaybillEvent.objects.filter(place="Reno, NV, US").count() == 1


def test_a_code_ups_invents_next_year_is_noted_and_moves_nothing(company: Company, ups: UpsStub) -> None:
    (booking,) = _handed_over(company, ups, "SO-1")
    ups.world.happen(booking.number, Activity("Q", "Q9", "999", "Teleported", LATER + DAY, "Reno", "NV", "US"))

    acts.poll(LATER + DAY)

    assert _state() == "handed_over"
    detail = WaybillEvent.objects.get(place="Reno, NV, US").detail
    assert detail is not None
    assert detail["carrier_code"] == "Q/Q9"


def test_many_numbers_are_looked_at_together_and_one_bad_answer_spoils_no_other(company: Company, ups: UpsStub) -> None:
    booked = _handed_over(company, ups, *(f"SO-{n}" for n in range(12)))
    for booking in booked:
        ups.advance(booking.number, "delivered", at=LATER + DAY)
    ups.fail(f"{TRACK}{booked[3].number}", "garbage")

    assert acts.poll(LATER + DAY) == 12

    states = {w.displayed_number: w.state for w in Waybill.objects.all()}
    assert states.pop(booked[3].number) == "handed_over"
    assert set(states.values()) == {"delivered"}
    missed = CarrierPoll.objects.get(number=booked[3].number)
    assert (missed.misses, missed.next_at) == (1, LATER + DAY + timedelta(minutes=1))
    acts.poll(LATER + DAY + timedelta(minutes=1))
    assert Waybill.objects.get(displayed_number=booked[3].number).state == "delivered"


def test_a_carrier_that_refuses_our_login_is_asked_once_not_once_a_number(company: Company, ups: UpsStub) -> None:
    _handed_over(company, ups, *(f"SO-{n}" for n in range(5)))
    karrio_door._forget_tokens(ups.url)
    ups.fail(TOKEN, "token")
    logins = ups.count(TOKEN)

    acts.poll(LATER + DAY)

    assert ups.count(TOKEN) == logins + 1
    assert ups.count(TRACK, "GET") == 0
    assert set(CarrierPoll.objects.values_list("trouble_text", "misses")) == {("ClientId is Invalid (10401)", 1)}


def test_a_waybill_of_two_boxes_is_delivered_with_its_last_one(company: Company, ups: UpsStub) -> None:
    (booking,) = _handed_over(company, ups, "SO-1", pieces=2)
    first, last = booking.piece_numbers
    shipment = ups.world.shipments.pop(first)
    ups.world.shipments[first] = msgspec.structs.replace(
        shipment, numbers=[first], activities=list(shipment.activities)
    )  # the stub moves all boxes of a label together; these two part ways

    ups.advance(first, "delivered", at=LATER + DAY)
    acts.poll(LATER + DAY)
    assert _state() != "delivered"
    assert WaybillEvent.objects.filter(parcel_no=1, code="carrier_info", place="Los Angeles, CA, US").exists()

    ups.advance(last, "delivered", at=LATER + 2 * DAY)
    acts.poll(LATER + 2 * DAY)
    assert _state() == "delivered"
    assert Waybill.objects.get().state_at == LATER + 2 * DAY


def test_of_two_boxes_delivered_in_one_look_the_later_one_ends_it() -> None:
    def watched(number: str) -> Watched:
        return Watched(1, number, 7, 1, 1, LATER, 0, None, "", 2)

    def delivered(number: str, hour: int) -> Sighting:
        at = datetime(2026, 11, 20, hour, tzinfo=UTC)
        return Sighting(number=number, code="carrier_delivered", carrier_code="D/FS", text="", occurred_at=at)

    due = [watched("A"), watched("B")]

    assert pieces_waiting(due, [(due[0], [delivered("A", 9)]), (due[1], [delivered("B", 8)])]) == {"B"}
    assert pieces_waiting(due[:1], [(due[0], [delivered("A", 9)])]) == {"A"}


def test_a_number_nobody_hears_of_for_two_months_is_given_up(company: Company, ups: UpsStub) -> None:
    _handed_over(company, ups, "SO-1")

    acts.poll(LATER + 61 * DAY)

    assert CarrierPoll.objects.get().ended_at == LATER + 61 * DAY
    assert _state() == "handed_over"
