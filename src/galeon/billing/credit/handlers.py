"""What credit does by itself: look at every account each night, when days of grace and waivers end."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from galeon.billing.credit import acts


@app.periodic(cron="10 * * * *")
@app.task(name="credit.review_all", queueing_lock="credit.review_all")
def review_all(timestamp: int) -> None:
    """Each hour: it is midnight somewhere, and an account's day of grace ends at its own."""
    acts.review_all(datetime.now(UTC))
