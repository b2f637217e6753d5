"""A label is given back, or the parcel handed over with it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from galeon.carriers import acts, reads
from galeon.carriers.models import CarrierPoll
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import TRACK, UpsStub
from galeon.carriers.tests.shipping import LATER, received, ups_account, wishes
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.waybills import acts as waybills
from galeon.waybills.models import Waybill, WaybillEvent


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def _booked(answers: list[Booking | Refusal]) -> list[Booking]:
    assert all(isinstance(a, Booking) and a.state == "booked" for a in answers), answers
    return [a for a in answers if isinstance(a, Booking)]


def test_a_label_given_back_is_voided_and_no_longer_watched(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")
    account = ups_account(ups)
    (first,) = _booked(acts.book(wishes(waybill, account), LATER))

    (gone,) = acts.void(waybill, LATER)

    assert isinstance(gone, Booking)
    assert gone.state == "voided"
    assert ups.world.shipments[first.number].voided
    acts.poll(LATER + timedelta(days=1))
    assert ups.count(TRACK, "GET") == 0
    (second,) = _booked(acts.book(wishes(waybill, account), LATER))
    assert Waybill.objects.get().displayed_number == second.number


def test_a_label_whose_parcel_ups_has_cannot_be_given_back(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")
    (booking,) = _booked(acts.book(wishes(waybill, ups_account(ups)), LATER))
    ups.advance(booking.number, "origin")

    (answer,) = acts.void(waybill, LATER)

    assert isinstance(answer, Refusal)
    assert "has been picked up" in answer.text()
    assert reads.bookings(waybill)[waybill[0]].state == "booked"
    assert CarrierPoll.objects.get().ended_at is None


def test_handing_over_needs_a_label_and_moves_the_waybill(company: Company, ups: UpsStub) -> None:
    labelled, bare = received(company.merchant, "SO-1", "SO-2")
    (booking,) = _booked(acts.book(wishes([labelled], ups_account(ups)), LATER))

    done, refused = acts.hand_over([labelled, bare], LATER, "LAX1")

    assert isinstance(done, waybills.Outcome)
    assert done.verdict == "recorded"
    assert isinstance(refused, Refusal)
    assert refused.code == "carrier_label_missing"
    assert {w.id: w.state for w in Waybill.objects.all()} == {labelled[1]: "handed_over", bare[1]: "received"}
    event = WaybillEvent.objects.get(code="hand_over")
    assert event.detail == {"number": booking.number, "carrier": "ups"}
