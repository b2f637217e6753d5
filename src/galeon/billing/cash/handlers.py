"""What the cash room does by itself: what is to an account's credit pays the statement that has just closed."""

from galeon.billing.cash import acts
from galeon.billing.events import StatementsClosed
from galeon.kernel.outbox import on


@on(StatementsClosed)
def pay_from_credit(event: StatementsClosed) -> None:
    """Let overpayments and credits pay what these statements charged."""
    acts.settle([account_id for account_id, _statement_id in event.statements])
