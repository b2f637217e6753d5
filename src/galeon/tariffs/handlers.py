"""What tariffs do by themselves: price runs, and files of remote areas."""

from procrastinate.contrib.django import app

from galeon.kernel.outbox import on
from galeon.tariffs.acts_areas import read_in
from galeon.tariffs.acts_bulk import forget_old, price_run
from galeon.tariffs.events import AreaFileSent, PriceRunAsked


@on(PriceRunAsked)
def price_rows(event: PriceRunAsked) -> None:
    """Price what is left of the run; tried again it goes on where it stopped."""
    price_run(event.run_id)


@on(AreaFileSent)
def read_areas(event: AreaFileSent) -> None:
    """Read the file and load it; tried again after a fault of ours it begins anew."""
    read_in(event.file_id)


@app.periodic(cron="7 4 * * *")
@app.task(name="tariffs.forget_runs", queueing_lock="tariffs.forget_runs")
def forget_runs(timestamp: int) -> None:
    """Delete runs, with their rows and prices, that were over three months ago."""
    forget_old()
