"""The sample company at the border: declared after landing, a few looked into, released."""

from collections.abc import Sequence
from datetime import datetime

from galeon.ops.sample.plan import Fate
from galeon.ops.sample.tale import Tale
from galeon.waybills import acts as waybills
from galeon.waybills.acts import Scan

PLACE = "LAX1"
ENTRY = "customs:sample"


def declare(tales: Sequence[Tale]) -> None:
    """Declare what has landed; customs stop those they want to look into."""
    waybills.record([_scan(t, "declare", t.declared_at or t.plan.handed_at) for t in tales])
    held = [t for t in tales if t.plan.fate is Fate.CUSTOMS]
    if held:
        at = max(t.declared_at or t.plan.handed_at for t in held)
        waybills.stop([(t.account_id, t.waybill_id) for t in held], "customs", ENTRY, "Inspection of the goods", at)


def release(tales: Sequence[Tale]) -> None:
    """Customs let them go."""
    if not tales:
        return
    at = max(t.released_at or t.plan.handed_at for t in tales)
    held = [(t.account_id, t.waybill_id) for t in tales if t.plan.fate is Fate.CUSTOMS]
    waybills.lift(held, "customs", ENTRY, at)
    waybills.record([_scan(t, "release", t.released_at or t.plan.handed_at) for t in tales])


def _scan(tale: Tale, code: str, at: datetime) -> Scan:
    return Scan(
        account_id=tale.account_id, waybill_id=tale.waybill_id, code=code, source="staff", occurred_at=at, place=PLACE
    )
