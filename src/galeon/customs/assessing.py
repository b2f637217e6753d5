"""What customs or their broker ask for each waybill of a declaration: duty, import VAT, fees. Told again, a new row counts."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.customs import events
from galeon.customs.standing import Standing, lock, standings
from galeon.customs.terms import Assessed, Assessment
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load

ASSESSED_MAX = 20_000
MINOR_MAX = 10**12
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNTS = ("duty_minor", "vat_minor", "fees_minor")
NOT_DECLARED = Refusal(code="not_declared", field="waybill_id", message="The waybill is in no declaration.")


def assess(assessed: Sequence[Assessed], at: datetime, *, actor_id: int | None = None) -> list[Assessment | Refusal]:
    """Keep what is asked for these waybills, all zero = nothing any more; one answer each, in order.

    The same as stands already changes nothing (`existing`). Refused: not in that declaration, an amount below zero, no
    currency. What is good is kept though others are refused. ValueError for more than 20,000.
    """
    if len(assessed) > ASSESSED_MAX:
        raise ValueError(f"at most {ASSESSED_MAX} assessments at once")
    keys = [(a.account_id, a.waybill_id) for a in assessed]
    with transaction.atomic():
        lock(keys)
        found, before = standings(keys), latest(keys)
        answers: list[Assessment | Refusal] = []
        fresh: dict[tuple[int, int], Assessed] = {}
        for one in assessed:
            key = (one.account_id, one.waybill_id)
            refusal = _refused(one, found.get(key))
            stands = before.get(key)
            is_same = stands == _sums(one) or (stands is None and not any(_sums(one)[1:]))
            if refusal is None and not is_same:
                fresh[key] = one
                before[key] = _sums(one)
            answers.append(refusal or Assessment(*key, one.declaration_id, existing=is_same))
        write(list(fresh.values()), at, actor_id)
        if fresh:
            publish(events.DutyAssessed(waybills=tuple(sorted(fresh)), at=at))
    return answers


Sums = tuple[str, int, int, int]
"""Currency, duty, import VAT and fees in its minor units."""


def latest(waybill_ids: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Sums]:
    """What is asked for each of these now; those nothing was ever asked for are missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.account_id, a.waybill_id, a.currency, a.duty_minor, a.vat_minor, a.fees_minor
                 FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
                 CROSS JOIN LATERAL (SELECT * FROM duty_assessment d WHERE d.account_id = u.a AND d.waybill_id = u.w
                                      ORDER BY d.id DESC LIMIT 1) a""",
            [[a for a, _ in waybill_ids], [w for _, w in waybill_ids]],
        )
        return {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in cursor.fetchall()}


def _sums(one: Assessed) -> Sums:
    return one.currency, one.duty_minor, one.vat_minor, one.fees_minor


def _refused(one: Assessed, standing: Standing | None) -> Refusal | None:
    if standing is None or standing.declaration_id != one.declaration_id:
        return NOT_DECLARED
    for field in _AMOUNTS:
        if not 0 <= getattr(one, field) <= MINOR_MAX:
            return Refusal(
                code="amount",
                field=field,
                message="An amount must be between 0 and {max}.",
                params={"max": str(MINOR_MAX)},
            )
    if not _CURRENCY.fullmatch(one.currency):
        return Refusal(
            code="currency_unknown", field="currency", message="The currency must be a three-letter ISO code."
        )
    return None


def write(fresh: Sequence[Assessed], at: datetime, actor_id: int | None) -> None:
    """Write rows that count from now on; the waybills are locked."""
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(load("customs", "assess"), [at, actor_id, msgspec.json.encode(fresh).decode()])
