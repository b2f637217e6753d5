"""What costs do by themselves: expect what a weighed parcel will cost, share again what left with other parcels."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from galeon.billing.costs import acts
from galeon.billing.costs.sharing import reallocate_on_board
from galeon.kernel.outbox import on
from galeon.linehaul.events import Departed
from galeon.warehouse.events import ParcelsReceived, WeighInsUndone

LOOK_BACK = timedelta(days=45)  # a cost list that comes later is for the months to come


@app.periodic(cron="10 4 * * *")
@app.task(name="billing.accrue_missing", queueing_lock="billing.accrue_missing")
def accrue_missing(timestamp: int) -> None:
    """Once a night: a supplier's list may have come after the parcels."""
    now = datetime.now(UTC)
    acts.accrue_missing(now - LOOK_BACK, now)


@on(ParcelsReceived)
def expect_costs(event: ParcelsReceived) -> None:
    """Expect what the suppliers' lists say."""
    acts.accrue(event.waybills, event.at)


@on(WeighInsUndone)
def expect_less(event: WeighInsUndone) -> None:
    """Expect nothing of what is not weighed any more."""
    acts.accrue(event.waybills, event.at)


@on(Departed)
def share_by_what_left(event: Departed) -> None:
    """What was entered before the bags were closed is shared by what is in them."""
    reallocate_on_board(event.masters, event.departures)
