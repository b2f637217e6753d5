"""Which kinds of cost a bill asks for each parcel: those of its fees."""

from collections.abc import Sequence

from galeon.billing.costs.kinds import covered
from galeon.billing.suppliers.models import BillLine

BATCH = 10_000
Covers = frozenset[str] | None
"""Kinds as `costs.kinds` names them; None: whatever was expected."""


def covers(item_ids: Sequence[int]) -> dict[int, Covers]:
    """By item; those that ask nothing are missing."""
    found: dict[int, Covers] = {}
    for n in range(0, len(item_ids), BATCH):
        lines = BillLine.objects.filter(item_id__in=item_ids[n : n + BATCH]).exclude(amount_minor=0)
        fees: dict[int, set[tuple[str, str]]] = {}
        for item_id, code, words in lines.values_list("item_id", "code", "description").distinct():
            fees.setdefault(item_id or 0, set()).add((code, words))
        found |= {item_id: covered(told) for item_id, told in fees.items()}
    return found
