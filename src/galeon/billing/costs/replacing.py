"""What a supplier bills takes the place of what was expected of it: a reversal and a new line."""

from collections.abc import Sequence

import msgspec
from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.costs.allocate import shares
from galeon.billing.costs.entering import AMOUNT_MAX, Standing, no, standing
from galeon.billing.costs.kinds import kind_of_code
from galeon.billing.costs.members import Member, members
from galeon.billing.costs.models import Cost, Supplier
from galeon.billing.costs.resolving import Found
from galeon.billing.costs.sharing import Borne, borne, open_costs, reversal, take_turns
from galeon.billing.costs.terms import ActualCost, Entered, Key
from galeon.billing.costs.writing import Row, Share, write
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load

BATCH = 2_000
ACTUALS_MAX = 50_000


class _Known(Struct, frozen=True):
    """What a batch of bill lines replaces and falls on."""

    suppliers: dict[str, int]
    waybills: dict[Key, Member]
    expected: dict[tuple[Key, int | None], list[Cost]]
    costs: dict[int, Cost]
    borne: dict[int, Borne]
    old: dict[str, Standing]


def actual(costs: Sequence[ActualCost]) -> list[Entered | Refusal]:
    """See `acts.actual`."""
    if len(costs) > ACTUALS_MAX:
        raise ValueError(f"at most {ACTUALS_MAX} lines of bills at once")
    with transaction.atomic():
        take_turns()
        lock([c.waybill for c in costs if c.waybill])
        return [done for n in range(0, len(costs), BATCH) for done in _batch(costs[n : n + BATCH])]


def _batch(costs: Sequence[ActualCost]) -> list[Entered | Refusal]:
    known = _known(costs)
    old = known.old
    answers: list[Entered | Refusal | None] = [_refused(c, known) for c in costs]
    rows: list[Row] = []
    at: dict[int, int] = {}
    undone: set[int] = set()
    seen: set[str] = set(old)
    for n, cost in enumerate(costs):
        if answers[n] is not None or cost.source in seen:
            continue
        seen.add(cost.source)
        for expected in _expected(cost, known):
            if expected.pk not in undone:
                undone.add(expected.pk)
                rows.append(_undo(expected, cost, known))
        at[n] = len(rows)
        rows.append(_row(cost, known))
    written = write(rows)
    old |= standing([c.source for n, c in enumerate(costs) if n in at])
    for n, cost in enumerate(costs):
        if answers[n] is None:
            answers[n] = _answer(cost, known, old, fresh=n in at and written[at[n]] is not None)
    return [answer for answer in answers if answer is not None]


def _known(costs: Sequence[ActualCost]) -> _Known:
    suppliers = dict(Supplier.objects.filter(code__in={c.supplier for c in costs}).values_list("code", "pk"))
    keys = sorted({c.waybill for c in costs if c.waybill})
    found = members([Found("waybill", waybill_id, "", account_id) for account_id, waybill_id in keys])
    waybills = {key: them[0] for key, them in zip(keys, found, strict=True) if them}
    expected = expected_of(keys)
    named = {c.pk: c for c in open_costs([c.cost_id for c in costs if c.cost_id])}
    all_ids = [c.pk for group in expected.values() for c in group] + list(named)
    return _Known(
        suppliers, waybills, expected, named, borne(sorted(set(all_ids))), standing([c.source for c in costs])
    )


def expected_of(keys: Sequence[Key]) -> dict[tuple[Key, int | None], list[Cost]]:
    """The lines expected for each waybill by supplier that nothing has replaced."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.account_id, s.waybill_id, s.cost_id FROM cost_share s
               JOIN unnest(%s::bigint[], %s::bigint[]) AS u(a, w) ON s.account_id = u.a AND s.waybill_id = u.w
               WHERE s.stage = 'accrued'""",
            [[a for a, _ in keys], [w for _, w in keys]],
        )
        of = {cost_id: (account_id, waybill_id) for account_id, waybill_id, cost_id in cursor.fetchall()}
    found: dict[tuple[Key, int | None], list[Cost]] = {}
    for cost in open_costs(list(of)):
        if cost.object_kind == "waybill":
            found.setdefault((of[cost.pk], cost.supplier_id), []).append(cost)
    return found


def _refused(cost: ActualCost, known: _Known) -> Refusal | None:
    if cost.supplier not in known.suppliers:
        return no(
            "supplier_unknown", "supplier", message="There is no supplier {supplier}.", supplier=cost.supplier[:24]
        )
    if not cost.amount_minor or abs(cost.amount_minor) > AMOUNT_MAX:
        return no("amount", "amount", message="The amount must not be nothing.")
    if (cost.waybill is None) == (cost.cost_id is None):
        raise ValueError("a bill's line is for a waybill or for a cost line")
    if cost.waybill is not None and cost.waybill not in known.waybills:
        return no("waybill_unknown", "waybill", message="There is no such waybill.")
    if cost.cost_id is None or cost.source in known.old:
        return None
    named = known.costs.get(cost.cost_id)
    if named is None:
        return no("cost_unknown", "cost_id", message="There is no such cost, or it was taken back.")
    if named.stage != Cost.Stage.ACCRUED:
        return no("cost_billed", "cost_id", message="This cost is billed already.")
    return None


def _expected(cost: ActualCost, known: _Known) -> list[Cost]:
    if cost.waybill is None:
        return [known.costs[cost.cost_id or 0]]
    supplier_id = known.suppliers[cost.supplier]
    expected = known.expected.get((cost.waybill, supplier_id), []) + known.expected.get((cost.waybill, None), [])
    return [one for one in expected if cost.kinds is None or kind_of_code(one.code) in cost.kinds]


def _undo(expected: Cost, cost: ActualCost, known: _Known) -> Row:
    return reversal(
        expected, known.borne[expected.pk].shares, source=f"reversal:{expected.pk}", at=cost.at, origin="billed",
        by=cost.by, bill=cost.bill_line_id,
    )  # fmt: skip


def _row(cost: ActualCost, known: _Known) -> Row:
    supplier_id = known.suppliers[cost.supplier]
    if cost.waybill is None:
        like = known.costs[cost.cost_id or 0]
        return msgspec.structs.replace(
            _undo(like, cost, known), supplier_id=supplier_id, code=like.code, amount_minor=cost.amount_minor,
            currency=cost.currency, stage="actual", source=cost.source, reverses=None, memo=cost.memo,
            shares=_as_before(cost.amount_minor, known.borne[like.pk].shares),
        )  # fmt: skip
    m = known.waybills[cost.waybill]
    return Row(
        object_kind="waybill", object_id=m.waybill_id, object_ref=m.number, supplier_id=supplier_id, code=cost.code,
        amount_minor=cost.amount_minor, currency=cost.currency, basis="charge_g", stage="actual", origin="billed",
        occurred_at=cost.at, by=cost.by, source=cost.source, entity_id=m.entity_id,
        shares=(Share(m.account_id, m.waybill_id, cost.amount_minor, m.mode, m.charge_g),),
        bill_line_id=cost.bill_line_id, memo=cost.memo,
    )  # fmt: skip


def _as_before(amount_minor: int, them: Sequence[Share]) -> tuple[Share, ...]:
    """The amount over the same waybills, in the proportion the expected one was: what they count for is settled."""
    if not them:
        return ()
    counted = [s.weight if s.weight is not None else abs(s.amount_minor) for s in them]
    amounts = shares(amount_minor, counted, [s.number for s in them])
    return tuple(
        Share(s.account_id, s.waybill_id, amount, s.segment, weight, s.number)
        for s, amount, weight in zip(them, amounts, counted, strict=True)
    )


def _answer(cost: ActualCost, known: _Known, old: dict[str, Standing], *, fresh: bool) -> Entered | Refusal:
    stands = old[cost.source]
    if not fresh and (stands.supplier_id, stands.amount_minor, stands.currency) != (
        known.suppliers[cost.supplier], cost.amount_minor, cost.currency,
    ):  # fmt: skip
        return no(
            "cost_clash", "source", message="{source} was entered before with other contents.", source=cost.source
        )
    return Entered(stands.id, cost.source, stands.waybills, existing=not fresh)


def lock(keys: Sequence[Key]) -> None:
    """The waybills in id order: nothing is expected anew of them meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing", "lock_waybills"), {"account": [a for a, _ in keys], "waybill": [w for _, w in keys]}
        )
