"""Declaring what arrived: one declaration a master, its lines from the goods of its waybills."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.customs import events
from galeon.customs.standing import Standing, ids_of, lock, record, standings
from galeon.customs.terms import Declared, NewDeclaration
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.linehaul.reads import Consignment, consignments, waybills_on
from galeon.waybills.journey import State

NO_MASTER = Refusal(code="master_unknown", field="master_id", message="There is no such master.")


class _Plan(msgspec.Struct):
    """A declaration about to be written."""

    id: int
    new: NewDeclaration
    consignment: Consignment
    waybills: list[Standing]
    left_out: list[Standing]


def declare(new: Sequence[NewDeclaration], at: datetime) -> list[Declared | Refusal]:
    """Declare what arrived whole on these masters and is in no declaration yet; one answer a master.

    Refused: an unknown master, one that has not arrived, nothing left to declare. Stopped waybills are left out and
    may be declared later.
    """
    with transaction.atomic():
        masters = consignments([n.master_id for n in new])
        on = waybills_on(list(masters))
        everyone = [w for ids in on.values() for w in ids]
        lock(everyone)
        standing = standings(everyone)
        taken: set[tuple[int, int]] = set()
        plans = [_planned(n, masters.get(n.master_id), on.get(n.master_id, []), standing, taken) for n in new]
        good = [p for p in plans if isinstance(p, _Plan)]
        counts = _write(good, at)
        declared = [
            msgspec.structs.replace(s, declaration_id=p.id, port=p.consignment.destination)
            for p in good
            for s in p.waybills
        ]
        record(declared, "declare", at, None)
        if good:
            ids = tuple(ids_of(declared))
            publish(events.Declared(declarations=tuple(p.id for p in good), waybills=ids, at=at))
    return [p if isinstance(p, Refusal) else _told(p, *counts[p.id]) for p in plans]


def _planned(
    new: NewDeclaration,
    consignment: Consignment | None,
    on: Sequence[tuple[int, int]],
    standing: dict[tuple[int, int], Standing],
    taken: set[tuple[int, int]],
) -> _Plan | Refusal:
    if consignment is None:
        return NO_MASTER
    if consignment.state != "arrived":
        return Refusal(
            code="master_not_arrived",
            field="master_id",
            message="Master {number} has not arrived.",
            params={"number": consignment.number},
        )
    open_ = [standing[w] for w in on if standing[w].declaration_id is None and standing[w].state == State.ARRIVED]
    fresh = [s for s in open_ if (s.account_id, s.waybill_id) not in taken]
    good = [s for s in fresh if not s.other_stops]
    if not good:
        return Refusal(
            code="nothing_to_declare",
            field="master_id",
            message="Nothing on master {number} is left to declare.",
            params={"number": consignment.number},
        )
    taken.update(ids_of(good))
    return _Plan(0, new, consignment, good, [s for s in fresh if s.other_stops])


def _write(plans: Sequence[_Plan], at: datetime) -> dict[int, tuple[int, int]]:
    """Insert the declarations with waybills and lines; (lines, lines without a tariff code) by declaration."""
    if not plans:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id() FROM generate_series(1, %s)", [len(plans)])
        for plan, (id_,) in zip(plans, cursor.fetchall(), strict=True):
            plan.id = id_
        whose = [(p.id, s) for p in plans for s in p.waybills]
        cursor.execute(
            load("customs", "declare"),
            {
                "id": [p.id for p in plans],
                "master": [p.new.master_id for p in plans],
                "country": [p.new.country or p.consignment.country for p in plans],
                "regime": [p.new.regime for p in plans],
                "broker": [p.new.broker for p in plans],
                "by": [p.new.operator_id for p in plans],
                "declaration": [id_ for id_, _ in whose],
                "account": [s.account_id for _, s in whose],
                "waybill": [s.waybill_id for _, s in whose],
                "at": at,
            },
        )
        return {id_: (lines, missing) for id_, lines, missing in cursor.fetchall()}


def _told(plan: _Plan, lines: int, missing_hs: int) -> Declared:
    return Declared(
        plan.id,
        plan.new.master_id,
        plan.new.country or plan.consignment.country,
        tuple(ids_of(plan.waybills)),
        lines,
        missing_hs,
        tuple(ids_of(plan.left_out)),
    )
