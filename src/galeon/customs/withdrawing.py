"""A declaration entered by mistake is taken back before customs release anything of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from msgspec import Struct

from galeon.customs import events
from galeon.customs.assessing import latest, write
from galeon.customs.models import Declaration, DeclarationWaybill
from galeon.customs.standing import STOP, Standing, ids_of, lock, record, standings
from galeon.customs.terms import Assessed
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.waybills import acts as waybills
from galeon.waybills.journey import State

REASON_CHARS_MAX = 200
Key = tuple[int, int]


class Withdrawn(Struct, frozen=True):
    """A declaration that is none any more, and the waybills that may be declared again."""

    id: int
    waybills: tuple[Key, ...]


def withdraw(declaration_id: int, reason: str, at: datetime, *, actor_id: int | None = None) -> Withdrawn | Refusal:
    """Take a declaration back: each waybill that stands declared has arrived again, customs' stop of it is lifted, what was
    asked for it is asked no more, and what was charged for entry and duty is credited by whoever hears of it.

    The declaration, its goods and its events stay to be read. Refused: reason_missing, declaration_unknown,
    declaration_withdrawn, declaration_released (anything of it).
    """
    told = reason.strip()[:REASON_CHARS_MAX]
    if not told:
        return Refusal(code="reason_missing", field="reason", message="Say why it is withdrawn.")
    with transaction.atomic():
        lock(_keys(declaration_id))
        row = Declaration.objects.select_for_update().filter(pk=declaration_id).first()
        keys = _keys(declaration_id)
        if row is None:
            return Refusal(code="declaration_unknown", field="declaration_id", message="There is no such declaration.")
        standing = list(standings(keys).values())
        if refusal := _refused(row, standing):
            return refusal
        waybills.lift(ids_of(standing), STOP, STOP, at)
        record([s for s in standing if s.state == State.DECLARED], "undeclare", at, actor_id, reason=told)
        _ask_nothing(declaration_id, keys, told, at, actor_id)
        DeclarationWaybill.objects.filter(declaration_id=declaration_id).delete()
        Declaration.objects.filter(pk=declaration_id).update(
            state=Declaration.State.WITHDRAWN, withdrawn_at=at, withdrawn_by=actor_id, withdrawn_why=told
        )
        publish(events.Withdrawn(declaration=declaration_id, waybills=tuple(keys), at=at))
    return Withdrawn(declaration_id, tuple(keys))


def _keys(declaration_id: int) -> list[Key]:
    found = DeclarationWaybill.objects.filter(declaration_id=declaration_id).order_by("waybill_id")
    return list(found.values_list("account_id", "waybill_id"))


def _refused(row: Declaration, standing: Sequence[Standing]) -> Refusal | None:
    if row.state == Declaration.State.WITHDRAWN:
        return Refusal(code="declaration_withdrawn", message="This declaration is withdrawn already.")
    if row.state == Declaration.State.RELEASED or any(s.customs == "released" for s in standing):
        return Refusal(code="declaration_released", message="Customs have released waybills of it: it stands.")
    return None


def _ask_nothing(declaration_id: int, keys: Sequence[Key], why: str, at: datetime, actor_id: int | None) -> None:
    """What was asked for a waybill of it is followed by a row of nothing."""
    zero = [
        Assessed(declaration_id=declaration_id, account_id=a, waybill_id=w, currency=currency, note=why[:80])
        for (a, w), (currency, *amounts) in sorted(latest(keys).items())
        if any(amounts)
    ]
    write(zero, at, actor_id)
