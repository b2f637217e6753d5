"""Buying labels for waybills: once, whatever happens in between."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp

from galeon.carriers import acts, handlers, reads
from galeon.carriers.models import CarrierBooking
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import RECOVERY, SHIP, UpsStub
from galeon.carriers.tests.shipping import LATER, received, record, ups_account, wishes
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.ops.small import NOW, order
from galeon.ops.tests.company import Company
from galeon.waybills import acts as waybills
from galeon.waybills.models import Document, Waybill, WaybillNumber


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def _booked(answers: list[Booking | Refusal]) -> list[Booking]:
    assert all(isinstance(a, Booking) and a.state == "booked" for a in answers), answers
    return [a for a in answers if isinstance(a, Booking)]


def test_a_received_parcel_gets_a_ups_label_and_shows_its_1z_number(company: Company, ups: UpsStub) -> None:
    (waybill,) = received(company.merchant, "SO-1")

    (booking,) = _booked(acts.book(wishes([waybill], ups_account(ups)), LATER))

    kept = Waybill.objects.get(account_id=waybill[0], id=waybill[1])
    alias = WaybillNumber.objects.get(number=booking.number)
    label = Document.objects.get(account_id=waybill[0], waybill_id=waybill[1], kind="carrier_label")
    page = pypdfium2.PdfDocument(io.BytesIO(bytes(label.content)))[0].render(scale=3).to_pil()
    assert booking.number.startswith("1Z9E14G0")
    assert (kept.displayed_number, kept.state) == (booking.number, "received")  # the label alone hands nothing over
    assert (alias.waybill_id, alias.carrier, alias.leg) == (waybill[1], "ups", "last_mile")
    assert label.media_type == "application/pdf"
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [booking.number]
    assert (booking.cost_minor, booking.cost_currency) == (842, "USD")


def test_ups_is_told_the_goods_and_the_weight_of_the_order(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")

    acts.book(wishes(waybill, ups_account(ups)), LATER)

    shipment = ups.bodies(SHIP)[0]["ShipmentRequest"]["Shipment"]
    assert shipment["InvoiceLineTotal"] == {"CurrencyCode": "USD", "MonetaryValue": "38.0"}
    assert shipment["NumOfPiecesInShipment"] == "2"
    assert shipment["Package"][0]["PackageWeight"]["Weight"] == "2.73"  # 1,240 g in pounds
    assert shipment["ShipTo"]["Address"]["AddressLine"] == ["500 S Hill St"]
    booking = CarrierBooking.objects.get()
    assert shipment["Package"][0]["ReferenceNumber"] == {"Value": f"GAL-{booking.id}"}


def test_asking_again_for_the_same_waybill_buys_nothing_and_gives_the_same_label(
    company: Company, ups: UpsStub
) -> None:
    waybill = received(company.merchant, "SO-1")
    account = ups_account(ups)

    first = _booked(acts.book(wishes(waybill, account), LATER))
    again = _booked(acts.book(wishes(waybill, account), LATER))

    assert again == first
    assert ups.count(SHIP) == 1


def test_many_labels_at_once_and_the_refused_one_says_why_in_upss_words(company: Company, ups: UpsStub) -> None:
    ids = received(company.merchant, "SO-1", "SO-2", "SO-3", "SO-4", "SO-5", "SO-6")
    ups.fail(SHIP, "postcode")

    answers = acts.book(wishes(ids, ups_account(ups)), LATER)

    refused = [a for a in answers if isinstance(a, Refusal)]
    assert [r.text() for r in refused] == [
        "UPS refused the shipment: Address Validation Error on ShipTo address (120802)"
    ]
    assert len({b.number for b in _booked([a for a in answers if not isinstance(a, Refusal)])}) == 5
    assert Document.objects.filter(kind="carrier_label").count() == 5


def test_a_number_that_fails_its_check_digit_is_taken_with_a_warning(
    company: Company, ups: UpsStub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("galeon.carriers.ups.numbers.make", lambda *_: "1Z12345E0205271688")  # UPS's own sample

    (booking,) = _booked(acts.book(wishes(received(company.merchant, "SO-1"), ups_account(ups)), LATER))

    assert booking.number == "1Z12345E0205271688"
    assert "1Z12345E0205271688 fails its check digit" in caplog.text


def test_after_a_refusal_the_label_may_be_asked_for_again(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")
    account = ups_account(ups)
    ups.fail(SHIP, "postcode")
    assert isinstance(acts.book(wishes(waybill, account), LATER)[0], Refusal)

    _booked(acts.book(wishes(waybill, account), LATER))

    assert ups.count(SHIP) == 2


def test_two_boxes_get_two_numbers_and_both_find_the_waybill(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1", pieces=2)

    (booking,) = _booked(acts.book(wishes(waybill, ups_account(ups)), LATER))

    open_numbers = WaybillNumber.objects.filter(kind="carrier", until=None)
    assert {n.number for n in open_numbers} == set(booking.piece_numbers)
    assert len(booking.piece_numbers) == 2
    assert Waybill.objects.get().displayed_number == booking.number


@pytest.mark.parametrize(
    ("before", "code"), [("booked", "label_not_now"), ("stopped", "waybill_stopped"), ("unknown", "waybill_unknown")]
)
def test_no_label_is_bought_for_a_waybill_that_cannot_be_handed_over(
    company: Company, ups: UpsStub, before: str, code: str
) -> None:
    waybill = received(company.merchant, "SO-1")
    if before == "booked":
        record(waybill, "undo_weigh_in", NOW + timedelta(hours=1))
    elif before == "stopped":
        waybills.stop(waybill, "customs", "test", "inspection", NOW)
    else:
        waybill = [(company.merchant.account_id, 1)]

    (answer,) = acts.book(wishes(waybill, ups_account(ups)), LATER)

    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert ups.calls == []
    assert not CarrierBooking.objects.exists()


def test_a_carrier_account_nobody_opened_is_refused(company: Company) -> None:
    (answer,) = acts.book(wishes(received(company.merchant, "SO-1"), 404), LATER)

    assert isinstance(answer, Refusal)
    assert answer.code == "carrier_account_unknown"


def test_a_busy_carrier_is_asked_again_later_and_the_label_is_bought_then(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")
    ups.fail(SHIP, "busy")

    (waiting,) = acts.book(wishes(waybill, ups_account(ups)), LATER)
    assert isinstance(waiting, Booking)
    assert (waiting.state, waiting.trouble_text) == ("wanted", "Too Many Requests (10429)")

    assert acts.ask(LATER) == 0  # it rests a minute first
    assert acts.ask(LATER + timedelta(minutes=1)) == 1
    assert CarrierBooking.objects.get().state == "booked"


@pytest.mark.parametrize("way", ["drop", "fault", "garbage", "hang"])
def test_a_silent_carrier_is_never_asked_to_sell_twice_the_label_is_found_again(
    company: Company, ups: UpsStub, way: str
) -> None:
    waybill = received(company.merchant, "SO-1")
    account = ups_account(ups)
    ups.fail(SHIP, way)

    (doubtful,) = acts.book(wishes(waybill, account), LATER, timeout_s=0.8)
    assert isinstance(doubtful, Booking)
    assert (doubtful.state, doubtful.number) == ("unknown", "")
    acts.book(wishes(waybill, account), LATER)
    acts.ask(LATER + timedelta(hours=1))
    assert ups.count(SHIP) == 1

    acts.reconcile(LATER + timedelta(minutes=20))

    (after,) = reads.bookings(waybill).values()
    if way in ("drop", "hang"):  # the stub had sold it
        assert (after.state, after.number in ups.world.shipments) == ("booked", True)
        assert Waybill.objects.get().displayed_number == after.number
        assert Document.objects.filter(kind="carrier_label").count() == 1
    else:  # certainly nothing was bought: it may be wanted again
        assert after.state == "wanted"
        acts.ask(LATER + timedelta(hours=2))
        assert CarrierBooking.objects.get().state == "booked"
        assert ups.count(SHIP) == 2
    assert len(ups.world.shipments) == 1


def test_a_label_not_found_in_the_first_minutes_may_still_be_on_its_way(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")
    ups.fail(SHIP, "fault")
    acts.book(wishes(waybill, ups_account(ups)), LATER)

    acts.reconcile(LATER + timedelta(minutes=2))

    assert reads.bookings(waybill)[waybill[0]].state == "unknown"


@pytest.mark.parametrize("way", ["fault", "drop", "postcode", "garbage"])
def test_while_the_carrier_cannot_say_what_became_of_it_a_booking_stays_unknown_and_a_person_sees_it(
    company: Company, ups: UpsStub, way: str
) -> None:
    waybill = received(company.merchant, "SO-1")
    ups.fail(SHIP, "drop")
    acts.book(wishes(waybill, ups_account(ups)), LATER)
    ups.fail(RECOVERY, way)

    acts.reconcile(LATER + timedelta(hours=1))

    assert [b.state for b in reads.stuck()] == ["unknown"]
    assert ups.count(SHIP) == 1


def test_a_carrier_we_have_no_folder_for_cannot_be_opened(db: None) -> None:
    new = acts.NewCarrierAccount(
        code="X", carrier="pigeon", client_id="", client_secret="", account_number="", country="US", service="",
        ship_from=order().consignee,
    )  # fmt: skip

    answer = acts.open_carrier_account(new, NOW)

    assert isinstance(answer, Refusal)
    assert answer.text() == "We cannot ship with pigeon."


def test_a_street_ups_cannot_print_is_refused_by_name_and_nothing_is_asked(company: Company, ups: UpsStub) -> None:
    (waybill,) = received(company.merchant, "SO-1")
    Waybill.objects.update(
        consignee={
            **Waybill.objects.get().consignee,
            "street": ["500 South Hill Street, Building Twelve"] * 3,
            "house_number": "12",
        }
    )

    (answer,) = acts.book(wishes([waybill], ups_account(ups)), LATER)

    assert isinstance(answer, Refusal)
    assert answer.code == "address_too_long"
    assert "500 South Hill Street, Building Twelve 12" in answer.text()
    assert ups.calls == []


def test_an_account_is_aimed_at_the_stub_of_the_day(company: Company, ups: UpsStub) -> None:
    ups_account(ups)
    with UpsStub() as tomorrow:
        assert acts.point("UPS-US", tomorrow.url)
        assert not acts.point("DPD-DE", tomorrow.url)
        _booked(acts.book(wishes(received(company.merchant, "SO-1"), reads.choices("ups")[0].id), LATER))

        assert (ups.count(SHIP), tomorrow.count(SHIP)) == (0, 1)


def test_a_wish_written_by_the_web_is_bought_by_the_worker(company: Company, ups: UpsStub) -> None:
    waybill = received(company.merchant, "SO-1")

    (wish,) = acts.want(wishes(waybill, ups_account(ups)), NOW)
    assert isinstance(wish, Booking)
    assert (wish.state, ups.calls) == ("wanted", [])
    outbox.drain()

    assert reads.bookings(waybill)[waybill[0]].state == "booked"


def test_the_jobs_of_the_minute_may_run_when_there_is_nothing_to_do(db: None) -> None:
    now = int(LATER.timestamp())

    handlers.labels(now)
    handlers.look(now)

    assert reads.stuck() == []
