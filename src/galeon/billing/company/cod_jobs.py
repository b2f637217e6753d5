"""What cash on delivery does by itself: writes down what was delivered, gathers what a cycle has ended for."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from galeon.billing.company import cod


@app.periodic(cron="40 2 * * *")
@app.task(name="billing.cod", queueing_lock="billing.cod")
def gather(timestamp: int) -> None:
    """Once a night; twice gathers nothing twice."""
    now = datetime.now(UTC)
    while cod.collect_delivered(now):
        pass
    cod.propose_due(now)
