"""The worker's part: buy what is wanted, clear up what is unknown, look after the numbers. Each may run twice."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from galeon.carriers import acts
from galeon.carriers.events import LabelsWanted
from galeon.kernel.outbox import on

QUEUE = "carriers"
POLL_AT_ONCE = 500
ROUNDS_MAX = 5  # of POLL_AT_ONCE numbers; what is left waits for the next minute


@on(LabelsWanted)
def buy_promptly(event: LabelsWanted) -> None:
    """Somebody waits at a station: do not wait for the minute."""
    acts.ask(datetime.now(UTC), event.bookings)


@app.periodic(cron="* * * * *")
@app.task(name="carriers.labels", queue=QUEUE, queueing_lock="carriers.labels")
def labels(timestamp: int) -> None:
    """Buy labels that are due again after trouble; ask about those whose answer never came."""
    now = datetime.fromtimestamp(timestamp, UTC)
    acts.reconcile(now)
    acts.ask(now)


@app.periodic(cron="* * * * *")
@app.task(name="carriers.poll", queue=QUEUE, queueing_lock="carriers.poll")
def look(timestamp: int) -> None:
    """Ask the carriers about the numbers that are due."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for _ in range(ROUNDS_MAX):
        if acts.poll(now, POLL_AT_ONCE) < POLL_AT_ONCE:
            break
