"""What the cash room does by itself: what is to an account's credit pays the statement that has just closed."""

from procrastinate.contrib.django import app

from galeon.billing.cash import acts, reads
from galeon.billing.events import StatementsClosed
from galeon.kernel.outbox import on


@on(StatementsClosed)
def pay_from_credit(event: StatementsClosed) -> None:
    """Let overpayments and credits pay what these statements charged."""
    acts.settle([account_id for account_id, _statement_id in event.statements])


@app.periodic(cron="35 3 * * *")
@app.task(name="billing.settle_credits", queueing_lock="billing.settle_credits")
def settle_credits(timestamp: int) -> None:
    """Once a night too: credits of before there were allocations, or of an event that was given up."""
    acts.settle(reads.to_settle())
