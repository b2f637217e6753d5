"""What disputes do by themselves: silence confirms."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from galeon.billing.disputes import acts


@app.periodic(cron="40 4 * * *")
@app.task(name="disputes.confirm_silent", queueing_lock="disputes.confirm_silent")
def confirm_silent(timestamp: int) -> None:
    """Each night: statements nobody answered in time are confirmed."""
    acts.confirm_silent(datetime.now(UTC))
