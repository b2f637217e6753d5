"""The only writers of charges, statements and payments: rate, rate_event, pass_on, record_payment, top_up, close_cycle, ..."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from galeon.billing.cash.payments import NewPayment, Paid, record
from galeon.billing.charges.by_event import EVENT_BATCH, EventCharge, EventRated, rate_event_batch, waiting_events
from galeon.billing.charges.by_hand import HandFee, charge_by_hand, take_back
from galeon.billing.charges.passing import Correction
from galeon.billing.charges.passing import pass_on as pass_on_corrections
from galeon.billing.charges.raising import Raised
from galeon.billing.charges.rating import BATCH, Rated, rate_batch, unpriced_after
from galeon.billing.credit.acts import review
from galeon.billing.statements import closing
from galeon.kernel.refusal import Refusal

__all__ = [
    "Correction",
    "EventCharge",
    "EventRated",
    "HandFee",
    "NewPayment",
    "Paid",
    "Raised",
    "Rated",
    "charge_fee",
    "close_by_the_clock",
    "close_cycle",
    "pass_on",
    "rate",
    "rate_event",
    "rate_unpriced",
    "rate_waiting_events",
    "record_payment",
    "run_closing",
    "start_closing",
    "take_back_fee",
    "top_up",
]


def rate(waybills: Sequence[tuple[int, int]], at: datetime | None = None) -> list[Rated]:
    """Charge these (account_id, waybill_id) for their measured weight, by the tariff of their day of receipt.

    A first weigh-in is charged whole and captures the hold; a later one charges or credits the difference; one taken
    back is credited. Run twice it charges once. Any number, committed in batches of 2,000; a waybill that does not
    exist has no answer.
    """
    now = at or datetime.now(UTC)
    ordered = sorted(set(waybills), key=lambda pair: pair[1])
    return [done for n in range(0, len(ordered), BATCH) for done in _rate(ordered[n : n + BATCH], now)]


def _rate(waybills: Sequence[tuple[int, int]], at: datetime) -> list[Rated]:
    """One batch, and whom it leaves in arrears or frees, in one commit."""
    with transaction.atomic():
        done = rate_batch(waybills, at)
        review([rated.account_id for rated in done if rated.amount_minor], at)
    return done


def rate_unpriced(at: datetime | None = None) -> list[Rated]:
    """Rate again every weighed waybill no price was found for; what each came to, by account and waybill.

    After a price list is published it runs by itself; a person may call it after mending anything else. Those that
    still find no price stay on the list, with the reason of today.
    """
    now = at or datetime.now(UTC)
    found: list[Rated] = []
    after = (0, 0)
    while keys := unpriced_after(after, BATCH):
        found += rate(keys, now)
        after = keys[-1]
    return found


def rate_event(event: str, waybills: Sequence[EventCharge], at: datetime) -> list[EventRated]:
    """Charge what happened to these waybills at `at`, by the rows of their lists that name the event (`sheet.Event`).

    An event is charged once for its waybill and key; duty assessed anew, a claim that comes to another amount, and what
    never was (`is_withdrawn`) are charged or credited with the difference. A list without such rows charges nothing. What
    cannot be priced for want of a table waits, and is charged when the table is there.
    """
    done: list[EventRated] = []
    for n in range(0, len(waybills), EVENT_BATCH):
        with transaction.atomic():
            rated = rate_event_batch(event, waybills[n : n + EVENT_BATCH], at)
            review([one.account_id for one in rated if one.amount_minor], at)
        done += rated
    return done


def rate_waiting_events() -> list[EventRated]:
    """Charge the events that had no price, each at its own time; those that still have none go on waiting."""
    return [one for event, at, asked in waiting_events() for one in rate_event(event, asked, at)]


def pass_on(corrections: Sequence[Correction]) -> list[Raised]:
    """Charge or credit what suppliers corrected, each once for its source, in lines of their own."""
    with transaction.atomic():
        raised = pass_on_corrections(corrections)
        review(sorted({c.account_id for c in corrections}), max((c.at for c in corrections), default=datetime.now(UTC)))
    return raised


def charge_fee(new: HandFee, *, by: int, at: datetime | None = None) -> Raised | Refusal:
    """Charge a fee by hand, with a person's reason; see `by_hand.charge_by_hand` for what is refused."""
    now = at or datetime.now(UTC)
    with transaction.atomic():
        raised = charge_by_hand(new, by=by, at=now)
        review([new.account_id], now)
    return raised


def take_back_fee(
    account_id: int, charge_id: int, reason: str, *, by: int, at: datetime | None = None
) -> Raised | Refusal:
    """Credit a charge by a line of its own, once; see `by_hand.take_back` for what is refused."""
    now = at or datetime.now(UTC)
    with transaction.atomic():
        raised = take_back(account_id, charge_id, reason, by=by, at=now)
        review([account_id], now)
    return raised


def record_payment(new: NewPayment, *, by: int | None, at: datetime | None = None) -> Paid | Refusal:
    """Write down money received, once for each reference of an account; a stop for arrears it ends is lifted.

    by: the person's id, who must be of our finance; None: the system itself. at: when it is written down, now unless a
    past is being retold. Refused: account_unknown, amount,
    currency_differs, method_unknown, reference, received_later, received_earlier, not_finance, payment_clash (the reference was used
    with other contents).
    """
    return record(new, "payment", by, at)


def top_up(new: NewPayment, *, by: int | None, at: datetime | None = None) -> Paid | Refusal:
    """Write down a prepayment; as `record_payment`."""
    return record(new, "top_up", by, at)


def close_cycle(as_of: datetime, *, at: datetime | None = None, batch: int = closing.BATCH) -> list[tuple[int, int]]:
    """Close every open statement that ended by `as_of`; (account_id, statement_id) of those closed now.

    at: when they are issued, now unless a past is being retold.

    All accounts in set-based runs of `batch`, each committed: stopped at any moment and called again it gives the same
    statements with the same numbers.
    """
    closed: list[tuple[int, int]] = []
    issued_at = at or datetime.now(UTC)
    while found := closing.close_batch(as_of, issued_at, batch):
        closed += found
    return closed


def start_closing(as_of: datetime, by: int | None, *, now: datetime | None = None) -> int | Refusal:
    """Have the worker close all that ended by `as_of`; the id of the run, to watch it by.

    by: the person's id, who must be of our finance; None: the system. Asked again while it is not finished it is the
    same run, and goes on if it was cut off. Refused: not_finance, not_over, nothing_to_close.
    """
    return closing.start(as_of, by, now or datetime.now(UTC))


def run_closing(run_id: int) -> int:
    """Carry out a run, or what is left of it; how many statements were closed now."""
    return closing.carry_out(run_id)


def close_by_the_clock(as_of: datetime) -> int:
    """As the clock does it each hour: a run, if there is anything to close; how many statements were closed."""
    run_id = closing.open_run(as_of, None, datetime.now(UTC))
    return closing.carry_out(run_id) if run_id else 0
