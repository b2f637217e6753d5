"""Cost lines as people and bills enter them: checked, shared over the waybills of their object, written once."""

import re
from collections.abc import Sequence

from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.costs.members import Member, members, weights
from galeon.billing.costs.models import Cost, Supplier
from galeon.billing.costs.resolving import Found, resolve
from galeon.billing.costs.terms import Entered, NewCost
from galeon.billing.costs.writing import Row, shared, write
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.parties.models import LegalEntity
from galeon.tariffs.fx import Rates, rates

COSTS_MAX = 5_000
AMOUNT_MAX = 10**13
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_CURRENCY = re.compile(r"[A-Z]{3}")


class _Known(Struct, frozen=True):
    """What a batch of cost lines is checked and shared by."""

    suppliers: dict[str, int]
    zones: dict[int, str]
    objects: dict[tuple[str, str], Found | Refusal]
    rates: Rates


def enter(costs: Sequence[NewCost]) -> list[Entered | Refusal]:
    """See `acts.enter`."""
    if len(costs) > COSTS_MAX:
        raise ValueError(f"at most {COSTS_MAX} cost lines at once")
    with transaction.atomic():
        known = _known(costs)
        refusals = [_refused(cost, known) for cost in costs]
        old = standing([c.source for c, no in zip(costs, refusals, strict=True) if no is None])
        fresh = [n for n, (c, no) in enumerate(zip(costs, refusals, strict=True)) if no is None and c.source not in old]
        them = members([_object(costs[n], known) for n in fresh])
        rows: dict[int, Row] = {}
        for n, waybills in zip(fresh, them, strict=True):
            row = _row(costs[n], waybills, known)
            if isinstance(row, Refusal):
                refusals[n] = row
            else:
                rows[n] = row
        written = dict(zip(rows, write(list(rows.values())), strict=True))
        old |= standing([costs[n].source for n, id_ in written.items() if id_ is None])
    return [refusals[n] or _answer(cost, known, rows.get(n), written.get(n), old) for n, cost in enumerate(costs)]


class Standing(Struct, frozen=True):
    """A cost line entered before, and how many waybills share it now."""

    id: int
    object_kind: str
    object_ref: str
    supplier_id: int | None
    code: str
    amount_minor: int
    currency: str
    basis: str
    stage: str
    waybills: int


def standing(sources: Sequence[str]) -> dict[str, Standing]:
    """The cost lines that stand under these sources."""
    if not sources:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.source, c.id, c.object_kind, c.object_ref, c.supplier_id, c.code, c.amount_minor, c.currency, c.basis,
                 c.stage, (SELECT count(*) FROM cost_share s WHERE s.cost_id = c.id AND s.weight IS NOT NULL
                             AND s.round = (SELECT max(x.round) FROM cost_share x WHERE x.cost_id = c.id))
               FROM cost c WHERE c.source = ANY (%s)""",
            [list(set(sources))],
        )
        return {source: Standing(*row) for source, *row in cursor.fetchall()}


def _known(costs: Sequence[NewCost]) -> _Known:
    return _Known(
        dict(Supplier.objects.filter(code__in={c.supplier for c in costs}).values_list("code", "pk")),
        dict(LegalEntity.objects.values_list("pk", "timezone")),
        resolve([(c.object_kind, c.object_ref) for c in costs]),
        rates(),
    )


def _refused(cost: NewCost, known: _Known) -> Refusal | None:
    found = known.objects[cost.object_kind, cost.object_ref]
    if isinstance(found, Refusal):
        return found
    if cost.supplier not in known.suppliers:
        return no(
            "supplier_unknown", "supplier", message="There is no supplier {supplier}.", supplier=cost.supplier[:24]
        )
    if not _CODE.fullmatch(cost.code):
        return no("code", "code", message="A cost's code has small letters, digits and underscores, at most 32.")
    if not cost.amount_minor or abs(cost.amount_minor) > AMOUNT_MAX:
        return no("amount", "amount", message="The amount must not be nothing.")
    if not _CURRENCY.fullmatch(cost.currency):
        return no("currency_unknown", "currency", message="The currency must be a three-letter ISO code.")
    return _malformed(cost, known)


def _malformed(cost: NewCost, known: _Known) -> Refusal | None:
    if cost.basis not in Cost.Basis.values:
        return no("basis_unknown", "basis", message="A cost cannot be shared by that.")
    if cost.stage not in Cost.Stage.values:
        return no("stage_unknown", "stage", message="A cost is accrued or actual.")
    if not cost.source or len(cost.source) > 120 or not cost.source.isprintable():
        return no("source", "source", message="A source has 1 to 120 characters.")
    if cost.entity_id is not None and cost.entity_id not in known.zones:
        return no("entity_unknown", "entity_id", message="There is no such company of ours.")
    if len(cost.memo) > 200 or (cost.memo and not cost.memo.isprintable()):
        return no("memo", "memo", message="A note has at most 200 characters.")
    return None


def _object(cost: NewCost, known: _Known) -> Found:
    found = known.objects[cost.object_kind, cost.object_ref]
    assert not isinstance(found, Refusal)  # noqa: S101  refused before
    return found


def _row(cost: NewCost, them: Sequence[Member], known: _Known) -> Row | Refusal:
    found = _object(cost, known)
    entity_id = cost.entity_id or (them[0].entity_id if them else 1)
    day = local_day(cost.occurred_at, known.zones[entity_id])
    counted = weights(them, cost.basis, cost.currency, day, known.rates)
    if isinstance(counted, Refusal):
        return counted
    return Row(
        object_kind=found.kind, object_id=found.id, object_ref=found.ref, supplier_id=known.suppliers[cost.supplier],
        code=cost.code, amount_minor=cost.amount_minor, currency=cost.currency, basis=cost.basis, stage=cost.stage,
        origin="entered" if cost.bill_line_id is None else "billed", occurred_at=cost.occurred_at, by=cost.by,
        source=cost.source, entity_id=entity_id, shares=shared(cost.amount_minor, them, counted),
        bill_line_id=cost.bill_line_id, memo=cost.memo,
    )  # fmt: skip


def _answer(
    cost: NewCost, known: _Known, row: Row | None, cost_id: int | None, old: dict[str, Standing]
) -> Entered | Refusal:
    if row is not None and cost_id is not None:
        return Entered(cost_id, cost.source, len(row.shares))
    stands, found = old[cost.source], _object(cost, known)
    same = (
        stands.object_kind, stands.object_ref, stands.supplier_id, stands.code, stands.amount_minor, stands.currency,
        stands.basis, stands.stage,
    ) == (
        found.kind, found.ref, known.suppliers[cost.supplier], cost.code, cost.amount_minor, cost.currency, cost.basis,
        cost.stage,
    )  # fmt: skip
    if not same:
        return no(
            "cost_clash", "source", message="{source} was entered before with other contents.", source=cost.source
        )
    return Entered(stands.id, cost.source, stands.waybills, existing=True)


def no(code: str, field: str, message: str, **params: str) -> Refusal:
    """A refusal of a cost line."""
    return Refusal(code=code, field=field, message=message, params=params)
