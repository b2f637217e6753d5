"""What billing does by itself: charge what was weighed, close what has ended."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from galeon.billing import acts
from galeon.billing import happened as happened
from galeon.billing.events import ClosingAsked
from galeon.kernel.outbox import on
from galeon.tariffs.events import DatedTableChanged, PriceListPublished
from galeon.warehouse.events import ParcelsReceived, WeighInsUndone

CLOSE_AFTER = timedelta(hours=6)  # the night's last scans may still be on their way


@on(ParcelsReceived)
def charge_weigh_in(event: ParcelsReceived) -> None:
    """Charge what the scale said."""
    acts.rate(event.waybills, event.at)


@on(WeighInsUndone)
def credit_weigh_in(event: WeighInsUndone) -> None:
    """Credit what was charged for a weigh-in that was taken back."""
    acts.rate(event.waybills, event.at)


@on(ClosingAsked)
def close_as_asked(event: ClosingAsked) -> None:
    """Close what a person asked to be closed."""
    acts.run_closing(event.run_id)


@on(PriceListPublished)
def rate_what_found_no_price(event: PriceListPublished) -> None:
    """Charge what waited for this list."""
    acts.rate_unpriced()


@on(DatedTableChanged)
def rate_what_found_no_rate(event: DatedTableChanged) -> None:
    """Charge what waited for a fuel percentage or an area table."""
    acts.rate_unpriced()


@app.periodic(cron="50 3 * * *")
@app.task(name="billing.rate_unpriced", queueing_lock="billing.rate_unpriced")
def rate_unpriced(timestamp: int) -> None:
    """Once a night too: a service, an address or an account's level may have been mended since."""
    acts.rate_unpriced()


@app.periodic(cron="20 * * * *")
@app.task(name="billing.close_cycles", queueing_lock="billing.close_cycles")
def close_cycles(timestamp: int) -> None:
    """Close the statements whose period ended six hours ago or earlier."""
    acts.close_by_the_clock(datetime.now(UTC) - CLOSE_AFTER)
