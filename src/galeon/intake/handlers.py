"""What intake does by itself: place large sheets bit by bit."""

from galeon.intake.acts_sheet import place_all
from galeon.intake.events import SheetAccepted
from galeon.kernel.outbox import on


@on(SheetAccepted)
def place_sheet(event: SheetAccepted) -> None:
    """Place what is left of the sheet; tried again it goes on where it stopped."""
    place_all(event.account_id, event.batch_id)
