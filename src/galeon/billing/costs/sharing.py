"""Sharing a cost again when other waybills bear it now, and taking a wrong one back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.costs.entering import no, standing
from galeon.billing.costs.members import members, weights
from galeon.billing.costs.models import Cost
from galeon.billing.costs.resolving import Found
from galeon.billing.costs.terms import Entered
from galeon.billing.costs.writing import Row, Share, by_segment, entry, shared, write, write_shares
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.kernel.wording import local_day
from galeon.ledger.acts import Entry, post
from galeon.parties.models import LegalEntity
from galeon.tariffs.fx import rates


class Borne(Struct, frozen=True):
    """What the waybills bear of a cost now, and the last round they were written in."""

    shares: tuple[Share, ...] = ()
    round: int = 0


def reallocate(cost_ids: Sequence[int]) -> list[int]:
    """See `acts.reallocate`."""
    with transaction.atomic():
        take_turns()
        costs = {c.pk: c for c in open_costs(cost_ids)}
        before = borne(list(costs))
        again = _again(list(costs.values()))
        now = datetime.now(UTC)
        rows: list[tuple[int, int, Share]] = []
        entries: list[Entry] = []
        for id_, cost in costs.items():
            if id_ not in again or _same(before[id_].shares, again[id_]):
                continue
            round_ = before[id_].round + 1
            undone = [Share(s.account_id, s.waybill_id, -s.amount_minor, s.segment) for s in before[id_].shares]
            rows += [(id_, round_, share) for share in (*undone, *again[id_])]
            moved = _moved(cost, before[id_].shares, again[id_])
            made = entry(f"shares:{id_}:{round_}", moved, cost.currency, now, cost.entity_id)
            entries += [made] if made else []
        write_shares(rows)
        post(entries)
    return [len(again.get(id_, before[id_].shares if id_ in before else ())) for id_ in cost_ids]


def reallocate_on_board(masters: Sequence[int], departures: Sequence[int]) -> int:
    """Share again what stands on these masters and departures and what travels with them; how many costs that are."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "on_board"), {"masters": list(masters), "departures": list(departures)})
        ids = [int(id_) for (id_,) in cursor.fetchall()]
    return len(reallocate(ids)) if ids else 0


def take_back(cost_id: int, *, source: str, at: datetime, by: int | None) -> Entered | Refusal:
    """See `acts.take_back`."""
    with transaction.atomic():
        take_turns()
        if old := standing([source]):
            return Entered(old[source].id, source, old[source].waybills, existing=True)
        found = open_costs([cost_id])
        if not found:
            return no("cost_unknown", "cost", message="There is no such cost, or it was taken back.")
        row = reversal(found[0], borne([cost_id])[cost_id].shares, source=source, at=at, origin="entered", by=by)
        (id_,) = write([row])
        if id_ is None:
            raise RuntimeError("a cost was about to be taken back twice")
    return Entered(id_, source, len(row.shares))


def reversal(
    cost: Cost,
    them: Sequence[Share],
    *,
    source: str,
    at: datetime,
    origin: str,
    by: int | None,
    bill: int | None = None,
) -> Row:
    """The line that undoes a cost as it is shared now."""
    undone = tuple(Share(s.account_id, s.waybill_id, -s.amount_minor, s.segment) for s in them)
    return Row(
        object_kind=cost.object_kind, object_id=cost.object_id, object_ref=cost.object_ref, supplier_id=cost.supplier_id,
        code=cost.code, amount_minor=-cost.amount_minor, currency=cost.currency, basis=cost.basis, stage=cost.stage,
        origin=origin, occurred_at=at, by=by, source=source, entity_id=cost.entity_id, shares=undone,
        reverses=cost.pk, bill_line_id=bill, memo=cost.memo,
    )  # fmt: skip


def take_turns() -> None:
    """What changes costs that stand goes one after another until its commit; entering new ones does not wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('billing.costs'))")


def open_costs(cost_ids: Sequence[int]) -> list[Cost]:
    """Those of these cost lines that neither reverse another nor are reversed."""
    reversed_ = Cost.objects.filter(reverses__in=list(cost_ids)).values("reverses")
    return list(Cost.objects.filter(pk__in=list(cost_ids), reverses=None).exclude(pk__in=reversed_).order_by("pk"))


def borne(cost_ids: Sequence[int]) -> dict[int, Borne]:
    """What the waybills of each of these costs bear now."""
    found: dict[int, tuple[list[Share], int]] = {id_: ([], 0) for id_ in cost_ids}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "standing_shares"), {"costs": list(cost_ids)})
        for cost_id, account_id, waybill_id, mode, number, amount, round_, weight in cursor.fetchall():
            them, last = found[cost_id]
            if amount:
                counted = None if weight is None else int(weight)
                them.append(Share(account_id, waybill_id, amount, mode, counted, number))
            found[cost_id] = (them, max(last, round_))
    return {id_: Borne(tuple(them), last) for id_, (them, last) in found.items()}


def _again(costs: Sequence[Cost]) -> dict[int, tuple[Share, ...]]:
    """How these costs are shared by what their objects hold now; without those that have no rate for it."""
    zones = dict(LegalEntity.objects.values_list("pk", "timezone"))
    known = rates()
    kept = [c for c in costs if c.object_kind != "waybill"]
    found: dict[int, tuple[Share, ...]] = {}
    for cost, them in zip(kept, members([Found(c.object_kind, c.object_id, c.object_ref) for c in kept]), strict=True):
        counted = weights(them, cost.basis, cost.currency, local_day(cost.occurred_at, zones[cost.entity_id]), known)
        if not isinstance(counted, Refusal):
            found[cost.pk] = shared(cost.amount_minor, them, counted)
    return found


def _same(before: Sequence[Share], after: Sequence[Share]) -> bool:
    def amounts(them: Sequence[Share]) -> dict[int, int]:
        return {s.waybill_id: s.amount_minor for s in them if s.amount_minor}

    return amounts(before) == amounts(after)


def _moved(cost: Cost, before: Sequence[Share], after: Sequence[Share]) -> dict[tuple[str, str], int]:
    """What the cost account moves from one mode of transport to another."""
    sums = {("cost", segment): -amount for segment, amount in by_segment(before, cost.amount_minor).items()}
    for segment, amount in by_segment(after, cost.amount_minor).items():
        sums["cost", segment] = sums.get(("cost", segment), 0) + amount
    return sums
