"""What a waybill is expected to cost by the suppliers' price lists, from the moment it is weighed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.charges.rating import Weighed, weighed
from galeon.billing.costs.models import Supplier
from galeon.billing.costs.terms import Key
from galeon.billing.costs.writing import Row, Share, write
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.price import Price
from galeon.tariffs.reads import price, suppliers_of
from galeon.tariffs.sheet import Side

BATCH = 2_000

Fee = tuple[int | None, str, str]
"""A fee of a supplier's: its id (None: the list names none), the fee's code, its currency."""


class _Past(Struct, frozen=True):
    """What was expected of a waybill before: the last round, each fee, and the suppliers whose bill is here."""

    round: int
    sums: dict[Fee, int]
    billed: frozenset[int | None]


NOTHING = _Past(0, {}, frozenset())


def accrue(waybills: Sequence[Key], at: datetime) -> int:
    """See `acts.accrue`."""
    ordered = sorted(set(waybills), key=lambda key: key[1])
    return sum(_batch(ordered[n : n + BATCH], at) for n in range(0, len(ordered), BATCH))


def accrue_missing(since: datetime, at: datetime) -> int:
    """See `acts.accrue_missing`."""
    made, after = 0, 0
    while keys := _without(since, after):
        made += accrue(keys, at)
        after = keys[-1][1]
    return made


def _without(since: datetime, after: int) -> list[Key]:
    """The next waybills weighed since a moment that nothing is expected of, by id; none while there is no cost list."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "unexpected"), {"since": since, "after": after, "limit": BATCH})
        return [(account_id, waybill_id) for account_id, waybill_id in cursor.fetchall()]


def _batch(keys: Sequence[Key], at: datetime) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            terms = {"account": [a for a, _ in keys], "waybill": [w for _, w in keys]}
            cursor.execute(load("billing", "lock_waybills"), terms)
        found = weighed(keys, at)
        prices = price([w.request for w in found], Side.COST)
        past, numbers = _past(keys), _numbers(keys)
        of = _suppliers([p for p in prices if isinstance(p, Price)])
        rows = [
            row
            for w, p in zip(found, prices, strict=True)
            if not (w.measured_at and isinstance(p, Refusal))  # no cost list goes there: nothing is known anew
            for row in _rows(
                w, p if w.measured_at and isinstance(p, Price) else None, past.get(w.waybill_id, NOTHING), of,
                numbers[w.waybill_id], at,
            )
        ]  # fmt: skip
        return sum(id_ is not None for id_ in write(rows))


def _rows(w: Weighed, p: Price | None, past: _Past, of: dict[int, int | None], number: str, at: datetime) -> list[Row]:
    """The differences to what was expected before, by fee."""
    wanted: dict[Fee, int] = {}
    for line in p.lines if p else ():
        fee = (of[p.version_id] if p else None, line.code, p.currency if p else "")
        wanted[fee] = wanted.get(fee, 0) + line.amount_minor
    rows = []
    for fee in sorted({*wanted, *past.sums}, key=str):
        supplier_id, code, currency = fee
        amount = wanted.get(fee, 0) - past.sums.get(fee, 0)
        if not amount or supplier_id in past.billed or (supplier_id is None and past.billed):
            continue
        weight = p.charge_weight_g if p else None
        rows.append(
            Row(
                object_kind="waybill", object_id=w.waybill_id, object_ref=number, supplier_id=supplier_id, code=code,
                amount_minor=amount, currency=currency, basis="charge_g", stage="accrued", origin="weigh_in",
                occurred_at=at, by=None, entity_id=w.entity_id,
                source=f"accrual:{w.waybill_id}:{past.round + 1}:{supplier_id or 0}:{code}:{currency}",
                shares=(Share(w.account_id, w.waybill_id, amount, w.mode, weight),),
            )
        )  # fmt: skip
    return rows


def _past(keys: Sequence[Key]) -> dict[int, _Past]:
    """By waybill; a round is a number in the source of the lines it made."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.waybill_id, c.origin, c.supplier_id, c.code, c.currency, sum(c.amount_minor)::bigint,
                 max(CASE WHEN c.origin = 'weigh_in' THEN split_part(c.source, ':', 3)::int ELSE 0 END)
               FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               JOIN cost_share s ON s.account_id = u.a AND s.waybill_id = u.w
               JOIN cost c ON c.id = s.cost_id AND c.object_kind = 'waybill' AND c.origin IN ('weigh_in', 'billed')
              GROUP BY 1, 2, 3, 4, 5""",
            [[a for a, _ in keys], [w for _, w in keys]],
        )
        found: dict[int, _Past] = {}
        for waybill_id, origin, supplier_id, code, currency, amount, last in cursor.fetchall():
            past = found.get(waybill_id, NOTHING)
            if origin == "weigh_in":
                sums = {**past.sums, (supplier_id, code, currency): amount}
                found[waybill_id] = _Past(max(past.round, last), sums, past.billed)
            else:
                found[waybill_id] = _Past(past.round, past.sums, past.billed | {supplier_id})
        return found


def _numbers(keys: Sequence[Key]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT w.id, w.number FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, i)
               JOIN waybill w ON w.account_id = u.a AND w.id = u.i""",
            [[a for a, _ in keys], [w for _, w in keys]],
        )
        return dict(cursor.fetchall())


def _suppliers(prices: Sequence[Price]) -> dict[int, int | None]:
    """The supplier each list's version is of; None where it names none, or one we have not written down."""
    carriers = suppliers_of({p.version_id for p in prices})
    known = dict(Supplier.objects.exclude(carrier="").values_list("carrier", "pk"))
    return {version_id: known.get(carrier) for version_id, carrier in carriers.items()}
