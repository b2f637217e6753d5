"""What costs do by themselves: expect what a weighed parcel will cost, share again what left with other parcels."""

from galeon.billing.costs import acts
from galeon.billing.costs.sharing import reallocate_on_board
from galeon.kernel.outbox import on
from galeon.linehaul.events import Departed
from galeon.warehouse.events import ParcelsReceived, WeighInsUndone


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
