"""The middle of the voyage in one piece: bag, seal, master, flight, customs, UPS, door."""

from datetime import timedelta

from galeon.carriers import acts as carriers
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import SHIP, UpsStub
from galeon.carriers.tests.shipping import ups_account, wishes
from galeon.customs import acts as customs
from galeon.customs.terms import Declared, NewDeclaration
from galeon.linehaul.tests.floor import DAY, HOUR, NOW, arrived, received
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill, WaybillEvent

CLEARED = NOW + 2 * DAY


def test_a_parcel_travels_from_the_bag_to_the_door(company: Company) -> None:
    with UpsStub() as ups:
        (waybill,) = received(company, "SO-1")
        _, master = arrived(company, [waybill])
        (made,) = customs.declare([NewDeclaration(master_id=master.id)], CLEARED)
        assert isinstance(made, Declared)
        customs.release_all([made.id], CLEARED + HOUR)
        key = [(waybill.account_id, waybill.id)]
        (label,) = carriers.book(wishes(key, ups_account(ups)), CLEARED + 2 * HOUR)
        assert isinstance(label, Booking)
        carriers.hand_over(key, CLEARED + 3 * HOUR, "LAX1")
        ups.advance(label.number, "delivered", at=CLEARED + DAY)
        carriers.poll(CLEARED + DAY + timedelta(minutes=1))

        assert ups.count(SHIP) == 1
    after = Waybill.objects.get()
    assert (after.state, after.state_at, after.displayed_number) == ("delivered", CLEARED + DAY, label.number)
    told = WaybillEvent.objects.exclude(code="book").order_by("occurred_at").values_list("code", "place")
    assert list(told) == [
        ("weigh_in", None),
        ("bag", "SZX1"),
        ("depart", "CNSZX"),
        ("arrive", "USLAX"),
        ("declare", "USLAX"),
        ("release", "USLAX"),
        ("hand_over", "LAX1"),
        ("carrier_info", "US"),
        ("carrier_scan", "Carson, CA, US"),
        ("carrier_scan", "Carson, CA, US"),
        ("carrier_scan", "Los Angeles, CA, US"),
        ("carrier_out_for_delivery", "Los Angeles, CA, US"),
        ("carrier_delivered", "Los Angeles, CA, US"),
    ]


def test_a_held_waybill_gets_no_label_and_is_not_handed_over(company: Company) -> None:
    with UpsStub() as ups:
        (waybill,) = received(company, "SO-1")
        _, master = arrived(company, [waybill])
        customs.declare([NewDeclaration(master_id=master.id)], CLEARED)
        key = [(waybill.account_id, waybill.id)]
        customs.hold(key, "X-ray", CLEARED)

        (answer,) = carriers.book(wishes(key, ups_account(ups)), CLEARED)

        assert not isinstance(answer, Booking)
        assert answer.code == "waybill_stopped"
        assert ups.calls == []
