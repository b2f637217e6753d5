"""Taking an order back while the parcel has not reached the hub: the journey's `cancel`, the hold and the reference freed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import end_holds
from galeon.waybills.acts import Outcome, Scan, free_references, record

CANCEL_MAX = 1_000


def cancel(account_id: int, waybill_ids: Sequence[int], *, source: str, at: datetime, actor_id: int | None = None) -> list[Refusal | None]:
    """Cancel waybills of one account, each for itself: None where it is cancelled (or was), else why not. One commit.

    source: customer, staff or system. Raises ValueError for more than 1,000 at once.
    """
    if len(waybill_ids) > CANCEL_MAX:
        raise ValueError(f"at most {CANCEL_MAX} waybills at once")
    scans = [
        Scan(account_id=account_id, waybill_id=waybill_id, code="cancel", source=source, occurred_at=at, actor_id=actor_id)
        for waybill_id in waybill_ids
    ]
    with transaction.atomic():
        outcomes = record(scans)
        done = [w for w, outcome in zip(waybill_ids, outcomes, strict=True) if outcome.verdict == "recorded"]
        if done:
            free_references([(account_id, waybill_id) for waybill_id in done], at)
            end_holds([account_id] * len(done), done, [None] * len(done))
    return [_refusal(outcome) for outcome in outcomes]


def _refusal(outcome: Outcome) -> Refusal | None:
    if outcome.verdict in ("recorded", "repeat") or outcome.state == "cancelled":
        return None
    if outcome.verdict == "unknown":
        return Refusal(code="unknown_waybill", message="There is no such waybill.")
    if outcome.verdict == "stopped":
        return Refusal(code="stopped", message="This waybill is halted; ask us to lift that first.")
    return Refusal(code="too_late", message="It is at the hub already: ask us to hold or return it.")
