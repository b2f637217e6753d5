"""Where waybills stand with customs, under lock, and recording what changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.kernel.sql import load
from galeon.waybills import acts as waybills

STOP = "customs"  # kind and source of the stops written down to waybills


class Standing(msgspec.Struct, frozen=True):
    """customs: declared, held, released, or None when in no declaration. other_stops: kinds that are not customs' own.

    port: the UN/LOCODE it is cleared at.
    """

    account_id: int
    waybill_id: int
    number: str
    state: str
    declaration_id: int | None
    customs: str | None
    other_stops: list[str]
    port: str | None = None


def ids_of(standing: Iterable[Standing]) -> list[tuple[int, int]]:
    """Their (account_id, waybill_id)."""
    return [(s.account_id, s.waybill_id) for s in standing]


def lock(waybill_ids: Sequence[tuple[int, int]]) -> None:
    """Lock the waybills in id order."""
    with connection.cursor() as cursor:
        cursor.execute(load("customs", "lock_waybills"), _columns(waybill_ids))


def standings(waybill_ids: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """How each waybill stands; unknown ones are missing."""
    with connection.cursor() as cursor:
        cursor.execute(load("customs", "standing"), _columns(waybill_ids))
        return {(row[0], row[1]): Standing(*row) for row in cursor.fetchall()}


def reasons(waybill_ids: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Why customs hold each of these, by what was told last; those not held are missing."""
    with connection.cursor() as cursor:
        cursor.execute(load("customs", "reasons"), _columns(waybill_ids))
        return {(account_id, waybill_id): reason for account_id, waybill_id, reason in cursor.fetchall()}


def _columns(waybill_ids: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    return {"account": [a for a, _ in waybill_ids], "waybill": [w for _, w in waybill_ids]}


def record(standing: Sequence[Standing], code: str, at: datetime, actor_id: int | None, **facts: str) -> None:
    """Record a move of waybills judged under lock. Raises RuntimeError when the journey disagrees: our bug."""
    outcomes = waybills.record(
        [
            waybills.Scan(
                account_id=s.account_id,
                waybill_id=s.waybill_id,
                code=code,
                source="staff",
                occurred_at=at,
                place=s.port,
                actor_id=actor_id,
                detail=msgspec.json.encode({"declaration": s.declaration_id, **facts}).decode(),
            )
            for s in standing
        ],
        fold_s=0,
    )
    if wrong := [o for o in outcomes if o.verdict not in ("recorded", "repeat")]:
        raise RuntimeError(f"judged possible, but the journey says {wrong[0].verdict} from {wrong[0].state}")
