"""The stub's driver comes for what was handed over, and for nothing else."""

from datetime import timedelta

import psycopg

from galeon.carriers import acts
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.tests.shipping import LATER, received, ups_account, wishes
from galeon.ops.sample import pickup
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill


def test_a_parcel_handed_over_is_collected_and_comes_to_the_door_by_itself(
    fresh_db: str, fresh_url: str, company: Company
) -> None:
    with UpsStub(pace=timedelta(minutes=1), waits=True) as ups, psycopg.connect(fresh_url, autocommit=True) as staff:
        ups.world.clock = lambda: LATER
        ids = received(company.merchant, "SO-1", "SO-2")
        booked = [b for b in acts.book(wishes(ids, ups_account(ups)), LATER) if isinstance(b, Booking)]
        assert pickup.collect(staff, ups) == 0  # both lie on our shelf
        acts.hand_over(ids[:1], LATER, "LAX1")
        assert pickup.collect(staff, ups) == 1
        assert pickup.collect(staff, ups) == 0  # once
        there = LATER + timedelta(minutes=6)
        ups.world.clock = lambda: there
        acts.poll(there)

    assert len(booked) == 2
    assert {w.id: w.state for w in Waybill.objects.all()} == {ids[0][1]: "delivered", ids[1][1]: "received"}
