"""Jobs of exchange: forget old messages."""

import os
from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from galeon.exchange.acts import FORGET_MAX, forget_messages


def kept_days() -> int:
    """How many days messages are kept: GALEON_MESSAGE_DAYS, 30 when it is not set."""
    return int(os.environ.get("GALEON_MESSAGE_DAYS") or 30)


@app.periodic(cron="41 * * * *")
@app.task(name="exchange.forget_messages", queueing_lock="exchange.forget_messages", pass_context=False)
def forget(timestamp: int) -> None:
    """Delete messages beyond their days, in bites."""
    before = datetime.fromtimestamp(timestamp, UTC) - timedelta(days=kept_days())
    while forget_messages(before) == FORGET_MAX:
        pass
