"""What credit does by itself: each hour it is midnight somewhere, where a day of grace, a raise or a waiver ends."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from galeon.billing.credit import acts


@app.periodic(cron="10 * * * *")
@app.task(name="credit.review_all", queueing_lock="credit.review_all")
def review_all(timestamp: int) -> None:
    """Put back limits whose raise is over, then stop who is late and let go who is not."""
    now = datetime.now(UTC)
    acts.expire_raises(now)
    acts.review_all(now)
