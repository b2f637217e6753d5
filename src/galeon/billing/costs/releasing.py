"""What was expected of a supplier and is not billed any more: let go."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from galeon.billing.costs.replacing import BATCH, expected_of, lock
from galeon.billing.costs.sharing import borne, reversal, take_turns
from galeon.billing.costs.terms import Key
from galeon.billing.costs.writing import write


def release(waybills: Sequence[Key], supplier_id: int, *, at: datetime, by: int | None) -> int:
    """See `acts.release`."""
    ordered = sorted(set(waybills))
    with transaction.atomic():
        take_turns()
        lock(ordered)
        return sum(_batch(ordered[n : n + BATCH], supplier_id, at, by) for n in range(0, len(ordered), BATCH))


def _batch(keys: Sequence[Key], supplier_id: int, at: datetime, by: int | None) -> int:
    found = expected_of(keys)
    costs = [cost for key in keys for of in (supplier_id, None) for cost in found.get((key, of), [])]
    shares = borne([cost.pk for cost in costs])
    rows = [
        reversal(cost, shares[cost.pk].shares, source=f"reversal:{cost.pk}", at=at, origin="entered", by=by)
        for cost in costs
    ]
    return sum(id_ is not None for id_ in write(rows))
