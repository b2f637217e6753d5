"""What tariffs do by themselves: price runs."""

from galeon.kernel.outbox import on
from galeon.tariffs.acts_bulk import price_run
from galeon.tariffs.events import PriceRunAsked


@on(PriceRunAsked)
def price_rows(event: PriceRunAsked) -> None:
    """Price what is left of the run; tried again it goes on where it stopped."""
    price_run(event.run_id)
