"""The sample company's account with UPS, which a stub on this machine answers for, and what UPS carries of it today.

Parcels under way go through the carriers' own acts: a label bought, a number watched, the stub knowing what it will
report and when. Those delivered long ago are told as recorded history (`story`).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from galeon.carriers import acts
from galeon.carriers.accounts import by_code
from galeon.carriers.acts import NewCarrierAccount, Wish
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.terms import Address
from galeon.ops.sample.company import House, sure
from galeon.ops.sample.plan import Fate
from galeon.ops.sample.ride import SHIPPER, Report
from galeon.ops.sample.stub import CLIENT, CODE, MEMORY, NOWHERE
from galeon.ops.sample.tale import Tale

SITE = "LAX1"
LABELLED_BEFORE = timedelta(hours=3)
STILL_TOLD = timedelta(hours=36)  # delivered since then: still with its label and its carrier's own words
CARRIED = frozenset({Fate.ORDINARY, Fate.CUSTOMS, Fate.SECOND_TRY, Fate.PICKUP_POINT})
STEPS = {
    "carrier_out_for_delivery": "out",
    "carrier_delivery_failed": "attempt",
    "carrier_pickup_point": "access_point",
    "carrier_delivered": "delivered",
}
DEPARTED_AFTER = timedelta(hours=5)


def open_account(house: House, at: datetime) -> None:
    """Open the account the Los Angeles warehouse ships with, in test mode."""
    site = house.sites[SITE]
    sure(
        acts.open_carrier_account(
            NewCarrierAccount(
                code=CODE, carrier="ups", client_id=CLIENT, client_secret=secrets.token_urlsafe(12),
                account_number=SHIPPER, country="US", service="ups_ground", test_mode=True, base_url=NOWHERE,
                ship_from=Address(
                    name="Galeón Los Angeles", company="Galeón", lines=("5300 W Century Blvd",), city=site.city,
                    state="CA", postcode="90045", country="US", phone="+1 310 555 0100",
                ),
            ),
            at,
        )
    )  # fmt: skip


def is_ours() -> bool:
    """Whether the account of that code is still the sample company's, and not one with UPS's real login."""
    account = by_code(CODE)
    return account is not None and account.login.client_id == CLIENT


def is_fresh(tale: Tale, now: datetime) -> bool:
    """Whether UPS has the parcel now, or delivered it a moment ago: then its hand-over is a real one."""
    if tale.leaves_from != SITE or tale.plan.fate not in CARRIED or tale.handed_at is None or not tale.is_bagged:
        return False
    return tale.handed_at <= now < tale.reports[-1].at + STILL_TOLD


def carry(tales: Sequence[Tale], now: datetime, data: Path, operator_id: int | None) -> None:
    """Buy labels of the fresh ones, hand them over as planned and hear of them; wish for labels of some that wait.

    Outside any transaction: a label is asked for only once the wish is committed.
    """
    with UpsStub(waits=True, memory=data / MEMORY) as ups:
        acts.point(CODE, ups.url)
        fresh = sorted((t for t in tales if is_fresh(t, now)), key=lambda t: t.plan.handed_at)
        for handed_at, some in groupby(fresh, key=lambda t: t.plan.handed_at):
            _hand_over(list(some), handed_at, ups, operator_id)
        ups.world.clock = lambda: now
        acts.poll(now)
    acts.point(CODE, NOWHERE)
    waiting = [t for t in tales if t.released_at and t.handed_at and t.released_at <= now < t.handed_at]
    acts.want(_wishes(waiting[::2]), now)  # the worker buys these; the others are left to whoever tries the page


def _hand_over(tales: list[Tale], at: datetime, ups: UpsStub, operator_id: int | None) -> None:
    ups.world.clock = lambda: at - LABELLED_BEFORE
    bought = acts.book(_wishes(tales), at - LABELLED_BEFORE)
    labelled = [(t, b) for t, b in zip(tales, bought, strict=True) if isinstance(b, Booking)]
    acts.hand_over([(t.account_id, t.waybill_id) for t, _ in labelled], at, SITE, actor_id=operator_id)
    for tale, booking in labelled:
        ups.world.plan(booking.number, steps(tale.reports))


def steps(reports: Sequence[Report]) -> list[tuple[str, datetime]]:
    """A carrier's reports as steps of the stub."""
    origin, arrived, *rest = reports
    return [
        ("origin", origin.at),
        ("departed", min(origin.at + DEPARTED_AFTER, arrived.at)),
        ("arrived", arrived.at),
        *((STEPS[report.code], report.at) for report in rest),
    ]


def _wishes(tales: Sequence[Tale]) -> list[Wish]:
    account = by_code(CODE)
    if account is None:
        return []
    return [
        Wish(
            account_id=t.account_id, waybill_id=t.waybill_id, carrier_account_id=account.id,
            service="ups_standard" if t.plan.order.consignee.country == "CA" else "",
        )
        for t in tales
    ]  # fmt: skip
