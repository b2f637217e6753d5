"""The only doors to customs: declare, answer, assess, hold, explain, release, withdraw. Each records through waybills, in one commit."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from galeon.customs import events
from galeon.customs.assessing import assess
from galeon.customs.declaring import declare
from galeon.customs.models import Declaration
from galeon.customs.reads import waybills_of
from galeon.customs.standing import STOP, Standing, ids_of, lock, reasons, record, standings
from galeon.customs.terms import Answer, Cleared
from galeon.customs.withdrawing import withdraw
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.waybills import acts as waybills

__all__ = ["answer", "assess", "declare", "explain", "hold", "release", "release_all", "withdraw"]

REASON_CHARS_MAX = 200
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/-]{3,34}")

NO_DECLARATION = Refusal(code="declaration_unknown", field="declaration_id", message="There is no such declaration.")
NO_REFERENCE = Refusal(
    code="reference_wrong",
    field="reference",
    message="A customs number has 4 to 35 letters, digits, dashes and slashes.",
)
NO_REASON = Refusal(code="reason_missing", field="reason", message="Say why customs hold it.")
NOT_DECLARED = Refusal(code="not_declared", field="waybill_id", message="The waybill is in no declaration.")


def answer(answers: Sequence[Answer]) -> list[Declaration | Refusal]:
    """Customs took these declarations. Refused: unknown, withdrawn, a number that is none or another's."""
    told: list[Declaration | Refusal] = []
    with transaction.atomic():
        rows = Declaration.objects.select_for_update().order_by("pk").in_bulk([a.declaration_id for a in answers])
        taken = _references(
            {(rows[a.declaration_id].country, a.reference) for a in answers if a.declaration_id in rows}
        )
        for given in answers:
            reference = given.reference.strip().upper()
            row = rows.get(given.declaration_id)
            told.append(_answered(row, reference, given.at, taken))
        Declaration.objects.bulk_update(
            [d for d in told if isinstance(d, Declaration)], ["reference", "state", "answered_at"]
        )
    return told


def _references(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Which declaration carries each customs number already."""
    numbers = {reference.strip().upper() for _, reference in wanted}
    rows = (
        Declaration.objects.filter(reference__in=numbers - {""})
        .exclude(state="withdrawn")
        .values_list("country", "reference", "pk")
    )
    return {(country, reference): pk for country, reference, pk in rows}


def _answered(
    row: Declaration | None, reference: str, at: datetime, taken: dict[tuple[str, str], int]
) -> Declaration | Refusal:
    if row is None:
        return NO_DECLARATION
    if row.state == Declaration.State.WITHDRAWN:
        return Refusal(code="declaration_withdrawn", message="This declaration is withdrawn already.")
    if not _REFERENCE.fullmatch(reference):
        return NO_REFERENCE
    if taken.setdefault((row.country, reference), row.pk) != row.pk:
        return Refusal(
            code="reference_taken",
            field="reference",
            message="{reference} is the number of another declaration.",
            params={"reference": reference},
        )
    if row.state != Declaration.State.RELEASED:
        row.state = Declaration.State.ACCEPTED
    row.reference, row.answered_at = reference, at
    return row


def hold(
    waybill_ids: Sequence[tuple[int, int]], reason: str, at: datetime, *, actor_id: int | None = None
) -> list[Cleared | Refusal]:
    """Customs inspects these (account_id, waybill_id): they are stopped for every act of ours until released.

    Refused: not declared, released already. Holding a held one again changes nothing.
    """
    with transaction.atomic():
        lock(waybill_ids)
        found = standings(waybill_ids)
        good = [s for s in found.values() if s.declaration_id is not None and s.customs == "declared"]
        waybills.stop(ids_of(good), STOP, STOP, reason[:REASON_CHARS_MAX], at)
        record(good, "customs_hold", at, actor_id, reason=reason[:REASON_CHARS_MAX])
        _stand(good, "held", reason[:REASON_CHARS_MAX], at)
        if good:
            publish(events.Held(waybills=tuple(ids_of(good)), reason=reason[:REASON_CHARS_MAX], at=at))
    return [_cleared(found.get(w), "held", ("declared", "held")) for w in waybill_ids]


def explain(
    waybill_ids: Sequence[tuple[int, int]], reason: str, at: datetime, *, actor_id: int | None = None
) -> list[Cleared | Refusal]:
    """Why customs hold these (account_id, waybill_id), learned after the hold: a fact of its own beside the hold.

    Refused: no reason, not declared, not held. The same reason as before changes nothing; another one is told besides.
    """
    told = reason.strip()[:REASON_CHARS_MAX]
    if not told:
        return [NO_REASON] * len(waybill_ids)
    with transaction.atomic():
        lock(waybill_ids)
        found = standings(waybill_ids)
        held = [s for s in found.values() if s.customs == "held"]
        known = reasons(ids_of(held))
        record(
            [s for s in held if known.get((s.account_id, s.waybill_id)) != told],
            "customs_reason",
            at,
            actor_id,
            reason=told,
        )
    return [_cleared(found.get(w), "held", ("held",)) for w in waybill_ids]


def release(
    waybill_ids: Sequence[tuple[int, int]], at: datetime, *, actor_id: int | None = None
) -> list[Cleared | Refusal]:
    """Customs lets these go, held or not; its stop is lifted. Refused: not declared, stopped by somebody else."""
    with transaction.atomic():
        lock(waybill_ids)
        found = standings(waybill_ids)
        good = [s for s in found.values() if s.customs in ("declared", "held") and not s.other_stops]
        waybills.lift(ids_of(good), STOP, STOP, at)
        record(good, "release", at, actor_id)
        _stand(good, "released", "", at)
        if good:
            publish(events.Released(waybills=tuple(ids_of(good)), at=at))
    return [_cleared(found.get(w), "released", ("declared", "held", "released"), stoppable=True) for w in waybill_ids]


def release_all(
    declaration_ids: Sequence[int], at: datetime, *, actor_id: int | None = None
) -> list[Cleared | Refusal]:
    """Release every waybill of these declarations that is not held."""
    return release(waybills_of(declaration_ids, "declared"), at, actor_id=actor_id)


def _stand(standing: Sequence[Standing], state: str, reason: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM declaration WHERE id = ANY (%s) ORDER BY id FOR UPDATE",
            [sorted({s.declaration_id for s in standing if s.declaration_id})],
        )
        cursor.execute(
            load("customs", "stand"),
            {
                "account": [s.account_id for s in standing],
                "waybill": [s.waybill_id for s in standing],
                "state": state,
                "reason": reason,
                "at": at,
            },
        )


def _cleared(
    standing: Standing | None, state: str, possible: tuple[str, ...], *, stoppable: bool = False
) -> Cleared | Refusal:
    """The answer for one waybill, from how it stood before."""
    if standing is None or standing.declaration_id is None or standing.customs is None:
        return NOT_DECLARED
    if standing.customs not in possible:
        return Refusal(
            code="customs_not_now",
            field="waybill_id",
            message="{number} is {state} at customs.",
            params={"number": standing.number, "state": standing.customs},
        )
    if stoppable and standing.other_stops and standing.customs != state:
        return Refusal(
            code="waybill_stopped",
            field="waybill_id",
            message="{number} is stopped: {kinds}.",
            params={"number": standing.number, "kinds": ", ".join(standing.other_stops)},
        )
    return Cleared(standing.account_id, standing.waybill_id, standing.declaration_id, state)
