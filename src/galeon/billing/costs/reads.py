"""What things cost and what they earned. For our own staff: no customer has any right on these tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.db import connection
from msgspec import Struct

from galeon.billing.charges.books import OTHERS
from galeon.billing.costs.profit import Money, Part, Profit, profit
from galeon.billing.costs.terms import Key
from galeon.kernel.sql import load
from galeon.linehaul.reads import waybills_on
from galeon.parties.models import LegalEntity
from galeon.tariffs.fx import rates

By = Literal["account", "service", "master", "month", "waybill"]
LINES_MAX = 500
PASSING = sorted(code for code, book in OTHERS.items() if book.endswith("_payable"))
"""Fees that are not ours: advanced for the customer, owed to the state."""


class CostLine(Struct, frozen=True):
    """A cost line as people see it. shared: how many waybills bear it; undone: it was reversed later."""

    id: int
    object_kind: str
    object_ref: str
    supplier: str
    code: str
    amount_minor: int
    currency: str
    basis: str
    stage: str
    origin: str
    occurred_at: datetime
    source: str
    memo: str
    reverses: int | None
    undone: bool
    shared: int
    entered_by: str


class ShareLine(Struct, frozen=True):
    """A waybill's share of a cost as it stands. weight: what it was shared by, None in a reversal."""

    account_id: int
    waybill_id: int
    number: str
    account_name: str
    weight: int | None
    amount_minor: int


class WaybillCost(Struct, frozen=True):
    """A waybill's part of one cost line; whole_minor: the line's own amount."""

    cost_id: int
    object_kind: str
    object_ref: str
    supplier: str
    code: str
    stage: str
    amount_minor: int
    whole_minor: int
    currency: str
    occurred_at: datetime


def profit_of_waybills(keys: Sequence[Key], entity_id: int = 1) -> dict[Key, Profit]:
    """What each of these (account_id, waybill_id) earned so far, in the entity's currency; one query."""
    currency, zone = _entity(entity_id)
    terms: dict[str, str | list[int] | list[str]] = {
        "accounts": [a for a, _ in keys], "waybills": [w for _, w in keys], "zone": zone, "passing": PASSING,
    }  # fmt: skip
    parts: dict[Key, list[Part]] = {key: [] for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "profit_waybills"), terms)
        for account_id, waybill_id, own, day, revenue, accrued, actual in cursor.fetchall():
            parts[account_id, waybill_id].append(Part(own, day, Money(revenue, accrued, actual)))
    known = rates()
    return {key: profit(found, currency, known, 1) for key, found in parts.items()}


def profit_of_master(master_id: int, entity_id: int = 1) -> tuple[Profit, dict[Key, Profit]]:
    """What a master's waybills earned so far, together and each. All of a waybill's money counts, whatever master it is on too."""
    each = profit_of_waybills(waybills_on([master_id])[master_id], entity_id)
    return together(list(each.values()), _entity(entity_id)[0]), each


def profit_of_customer(account_id: int, since: datetime, until: datetime) -> Profit:
    """What an account earned us in a stretch of time, in the currency of the company that invoices it."""
    entity_id = LegalEntity.objects.filter(pk__in=_entity_of(account_id)).values_list("pk", flat=True).first() or 1
    found = profits("account", since, until, entity_id=entity_id, account_id=account_id)
    return found.get(str(account_id)) or Profit(_entity(entity_id)[0], Money(), {})


def by_month(since: datetime, until: datetime, entity_id: int | None = None) -> dict[str, Profit]:
    """What each month (`2026-11`, in the entity's zone) earned."""
    return dict(sorted(profits("month", since, until, entity_id=entity_id).items()))


def profits(
    by: By,
    since: datetime,
    until: datetime,
    *,
    entity_id: int | None = None,
    account_id: int | None = None,
    service_id: int | None = None,
) -> dict[str, Profit]:
    """What was charged and what it cost in a stretch of time, by key: an account's, service's or master's id ("" = none),
    a month, or `account:waybill`. In the currency of the entity whose customers are asked for; entity 1's for all."""
    currency, zone = _entity(entity_id or 1)
    terms: dict[str, str | int | datetime | list[str] | None] = {
        "by": by, "since": since, "until": until, "zone": zone, "passing": PASSING, "entity": entity_id,
        "account": account_id, "service": service_id,
    }  # fmt: skip
    parts: dict[str, list[Part]] = {}
    waybills: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "profit"), terms)
        for key, own, day, count, *amounts in cursor.fetchall():
            if own is None:  # the key's own row, which counts a waybill of several days once
                waybills[key] = count
            else:
                parts.setdefault(key, []).append(Part(own, day, Money(*amounts)))
    known = rates()
    return {key: profit(found, currency, known, waybills[key]) for key, found in parts.items()}


def unshared(since: datetime, until: datetime, entity_id: int | None = None) -> Profit:
    """Costs of a stretch of time that lie on no waybill yet."""
    currency, zone = _entity(entity_id or 1)
    terms: dict[str, str | int | datetime | None] = {"since": since, "until": until, "zone": zone, "entity": entity_id}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "unshared"), terms)
        parts = [Part(own, day, Money(0, accrued, actual)) for own, day, accrued, actual in cursor.fetchall()]
    return profit(parts, currency, rates())


def together(them: Sequence[Profit], currency: str) -> Profit:
    """The sum of what is shown."""
    whole, own, lacking = Money(), dict[str, Money](), set[str]()
    for one in them:
        whole = whole.plus(one.money)
        lacking |= set(one.lacking)
        for name, money in one.own.items():
            own[name] = own.get(name, Money()).plus(money)
    return Profit(currency, whole, dict(sorted(own.items())), tuple(sorted(lacking)), sum(x.waybills for x in them))


def costs_of(object_kind: str, object_ref: str) -> list[CostLine]:
    """The cost lines of something shared, the newest first."""
    return _lines("c.object_kind = %s AND c.object_ref = %s AND c.object_kind <> 'waybill'", [object_kind, object_ref])


def costs_of_waybill(account_id: int, waybill_id: int) -> list[CostLine]:
    """The cost lines of one waybill alone, the newest first."""
    own = "SELECT s.cost_id FROM cost_share s WHERE s.account_id = %s AND s.waybill_id = %s"
    return _lines(f"c.object_kind = 'waybill' AND c.id IN ({own})", [account_id, waybill_id])


def entered(before: int | None = None) -> list[CostLine]:
    """What people entered, the newest first; `before`: the id the last page ended with."""
    return _lines("c.origin = 'entered' AND c.id < %s", [before or 2**63 - 1])


def cost(cost_id: int) -> CostLine | None:
    """One cost line, or None."""
    found = _lines("c.id = %s", [cost_id])
    return found[0] if found else None


def shares_of(cost_id: int, limit: int = LINES_MAX) -> list[ShareLine]:
    """What each waybill bears of a cost now, by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.account_id, s.waybill_id, w.number, a.name, s.weight::bigint, s.amount_minor
                 FROM cost_share s JOIN waybill w ON w.account_id = s.account_id AND w.id = s.waybill_id
                 JOIN account a ON a.id = s.account_id
                WHERE s.cost_id = %s AND s.round = (SELECT max(x.round) FROM cost_share x WHERE x.cost_id = %s)
                  AND (s.weight IS NOT NULL OR s.round = 1)
                ORDER BY w.number LIMIT %s""",
            [cost_id, cost_id, limit],
        )
        return [ShareLine(*row) for row in cursor.fetchall()]


def share_sums(cost_id: int) -> tuple[int, int]:
    """How many waybills bear a cost now, and what all of them count for together."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*)::int, coalesce(sum(weight), 0)::bigint FROM cost_share
                WHERE cost_id = %s AND weight IS NOT NULL
                  AND round = (SELECT max(round) FROM cost_share WHERE cost_id = %s)""",
            [cost_id, cost_id],
        )
        count, weight = cursor.fetchone()
        return count, weight


def waybill_costs(account_id: int, waybill_id: int) -> list[WaybillCost]:
    """What a waybill bears, line by line; what came to nothing (shared again, replaced) is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.id, c.object_kind, c.object_ref, coalesce(p.name, ''), c.code, c.stage, s.amount, c.amount_minor,
                 c.currency, c.occurred_at
                 FROM (SELECT cost_id, sum(amount_minor)::bigint AS amount FROM cost_share
                        WHERE account_id = %s AND waybill_id = %s GROUP BY cost_id) s
                 JOIN cost c ON c.id = s.cost_id LEFT JOIN supplier p ON p.id = c.supplier_id
                WHERE s.amount <> 0 AND c.reverses IS NULL AND NOT EXISTS (SELECT FROM cost r WHERE r.reverses = c.id)
                ORDER BY c.occurred_at, c.id LIMIT %s""",
            [account_id, waybill_id, LINES_MAX],
        )
        return [WaybillCost(*row) for row in cursor.fetchall()]


def _lines(where: str, terms: list[str | int]) -> list[CostLine]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "lines").replace("{where}", where), [*terms, LINES_MAX])
        return [CostLine(*row) for row in cursor.fetchall()]


def _entity(entity_id: int) -> tuple[str, str]:
    currency, zone = LegalEntity.objects.values_list("currency", "timezone").get(pk=entity_id)
    return currency, zone


def _entity_of(account_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT entity_id FROM account WHERE id = %s", [account_id])
        return [int(id_) for (id_,) in cursor.fetchall()]
