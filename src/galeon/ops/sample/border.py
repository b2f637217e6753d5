"""The sample company at the border: a master is declared after landing, customs look into a few parcels, all others go."""

from collections.abc import Sequence
from datetime import datetime

from galeon.customs import acts as customs
from galeon.customs.models import DutyAssessment
from galeon.customs.reads import lines
from galeon.customs.terms import Answer, Assessed, Declared, NewDeclaration
from galeon.ops.sample.company import sure
from galeon.ops.sample.plan import Fate
from galeon.ops.sample.tale import Tale
from galeon.tariffs.price import half_up

BROKER = "Pacific Gate Customs Brokers"
DUTY_PERCENT = 4
REASON = "Inspection of the goods"


def declare(masters: Sequence[tuple[datetime, int]], tales: Sequence[Tale]) -> None:
    """Declare the masters due now, take customs' answer, and have those inspected whose fate it is."""
    for at, master_id in masters:
        (told,) = customs.declare([NewDeclaration(master_id=master_id, broker=BROKER)], at)
        if isinstance(told, Declared):
            _assess(told, at)
            customs.answer([Answer(declaration_id=told.id, reference=f"GXU-{master_id:07d}-{master_id % 10}", at=at)])
    held = [t for t in tales if t.plan.fate is Fate.CUSTOMS]
    if held:
        at = max(t.declared_at or t.plan.handed_at for t in held)
        customs.hold([(t.account_id, t.waybill_id) for t in held], REASON, at)


def _assess(told: Declared, at: datetime) -> None:
    """Duty on the first entry of all, so that somebody's invoice has it: those who promised to pay duty owe it to us."""
    if DutyAssessment.objects.exists():
        return
    values: dict[tuple[int, int, str], int] = {}
    for line in lines(told.id):
        key = line.account_id, line.waybill_id, line.currency
        values[key] = values.get(key, 0) + line.value_minor
    asked = [
        Assessed(declaration_id=told.id, account_id=a, waybill_id=w, currency=currency, duty_minor=half_up(minor * DUTY_PERCENT, 100),
                 note=f"{BROKER}, entry summary")
        for (a, w, currency), minor in sorted(values.items())
    ]  # fmt: skip
    for answer in customs.assess(asked, at):
        sure(answer)


def release(tales: Sequence[Tale]) -> None:
    """Customs let them go; a debtor's parcels stay where they are."""
    by_moment: dict[datetime, list[Tale]] = {}
    for tale in tales:
        by_moment.setdefault(tale.released_at or tale.plan.handed_at, []).append(tale)
    for at, some in by_moment.items():
        customs.release([(t.account_id, t.waybill_id) for t in some], at)
