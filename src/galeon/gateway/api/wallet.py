"""The wallet: what an account can still spend, and why it is stopped."""

from datetime import UTC, date, datetime

import msgspec

from galeon.billing.credit import reads
from galeon.gateway.api.endpoint import Answer, Call, Reply, endpoint
from galeon.gateway.api.shapes import Cents
from galeon.kernel.tenancy import customer
from galeon.kernel.tongue import speaking
from galeon.ledger.reads import standing
from galeon.parties.reads import customer as account


class WalletOut(msgspec.Struct, frozen=True, kw_only=True):
    """available = balance - held + limit. balance above zero is money of yours, below zero what you owe.

    overdue_minor: unpaid after its due day and the days of grace. is_stopped: orders are refused and nothing goes out;
    to_pay_minor mends it, and stopped_because says so in your language.
    """

    currency: str
    balance_minor: Cents
    held_minor: Cents
    limit_minor: Cents
    available_minor: Cents
    overdue_minor: Cents
    to_pay_minor: Cents
    waived_until: date | None
    is_stopped: bool
    stopped_because: str


@endpoint("GET", "wallet", tag="wallet", summary="Balance and credit", replies={200: WalletOut}, refuses={})
def get_wallet(call: Call) -> Answer:
    """What can still be ordered for, what orders hold, and whether the account is stopped."""
    now = datetime.now(UTC)
    with customer(call.account_id):
        mine = account(call.account_id)
        currency = mine.currency if mine else ""
        money = next((x for x in standing([call.account_id]) if x.currency == currency), None)
        lacks = next((x for x in reads.arrears([call.account_id], now) if x.currency == currency), None)
        is_stopped = bool(reads.stops(call.account_id))
        why = reads.stopped(call.account_id, now) if is_stopped else None
    with speaking(call.language):
        said = why.text() if why else ""
    return Reply(
        200,
        WalletOut(
            currency=currency, balance_minor=money.posted_minor if money else 0, held_minor=money.held_minor if money else 0,
            limit_minor=money.limit_minor if money else 0, available_minor=money.available_minor if money else 0,
            overdue_minor=lacks.overdue_minor if lacks else 0, to_pay_minor=lacks.to_pay_minor if lacks else 0,
            waived_until=lacks.waived_until if lacks else None, is_stopped=is_stopped, stopped_because=said,
        ),
    )  # fmt: skip
