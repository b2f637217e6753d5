"""Orders taken back by their merchant before anything was handed in: the journey's `cancel`, the hold released, the
reference free again."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import transaction

from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import end_holds
from galeon.waybills.acts import Scan, free_references, record
from galeon.waybills.journey import State


class Cancelled(msgspec.Struct, frozen=True):
    """A waybill that is cancelled. repeat: it was cancelled before."""

    waybill_id: int
    repeat: bool


def cancel(
    account_id: int, waybill_ids: Sequence[int], *, source: str, at: datetime, actor_id: int | None = None,
    reason: str = "",
) -> list[Cancelled | Refusal]:  # fmt: skip
    """Cancel waybills of one account, each for itself; answers in order. source: customer, staff or a dialect's name.

    Refused (`cannot_cancel`) once a waybill has been handed in, `unknown_waybill` when the account has none such.
    """
    detail = msgspec.json.encode({"reason": reason}).decode() if reason else None
    scans = [
        Scan(
            account_id=account_id, waybill_id=w, code="cancel", source=source, occurred_at=at, actor_id=actor_id,
            detail=detail,
        )
        for w in waybill_ids
    ]  # fmt: skip
    with transaction.atomic():
        outcomes = record(scans)
        ended = list({w: None for w, o in zip(waybill_ids, outcomes, strict=True) if o.verdict == "recorded"})
        if ended:
            end_holds([account_id] * len(ended), ended, [None] * len(ended))
            free_references([(account_id, w) for w in ended], at)
    return [_answer(w, outcome.verdict, outcome.state) for w, outcome in zip(waybill_ids, outcomes, strict=True)]


def _answer(waybill_id: int, verdict: str, state: str | None) -> Cancelled | Refusal:
    if verdict == "recorded" or state == State.CANCELLED:
        return Cancelled(waybill_id, verdict != "recorded")
    if verdict == "unknown":
        return Refusal(code="unknown_waybill", field="number", message="There is no such waybill.")
    return Refusal(
        code="cannot_cancel", field="number", message="Only a waybill not yet handed in can be cancelled; this one is {state}.",
        params={"state": state or "?"},
    )  # fmt: skip
