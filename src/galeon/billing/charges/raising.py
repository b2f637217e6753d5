"""The one door for charges that no scale asked for: events, corrections, credits. What is raised twice stands once."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

import msgspec
from django.db import connection, transaction

from galeon.billing.charges.birth import NewCharge, bear, entry
from galeon.billing.charges.explain import Why
from galeon.billing.statements.birth import Want, entities_of, statements_for
from galeon.kernel.sql import load
from galeon.ledger.acts import Entry, post

FEES_MAX = 20_000


class NewFee(msgspec.Struct, frozen=True, kw_only=True):
    """A fee to be charged (above zero) or credited (below zero), in the account's currency.

    source: of the fees raised together, the key under which they stand once (`event:returned:<waybill>`). waybill_id 0:
    the account as a whole. bearer house: amount_minor is 0 and borne_minor what the customer is spared.
    """

    account_id: int
    waybill_id: int
    code: str
    amount_minor: int
    currency: str
    charged_at: datetime
    event: str
    source: str
    reason: Why | None
    version_id: int | None = None
    charge_g: int | None = None
    before_minor: int = 0
    event_id: int | None = None
    bearer: Literal["customer", "house"] = "customer"
    borne_minor: int = 0
    document_id: int | None = None


class Raised(msgspec.Struct, frozen=True):
    """What became of the fees of one source; amount_minor: what the customer is charged by them now."""

    source: str
    outcome: Literal["charged", "repeat"]
    amount_minor: int


def raise_fees(fees: Sequence[NewFee]) -> list[Raised]:
    """Charge these, in one transaction with their journals; one answer a source, in the order of their first fees.

    A source that was raised before is left as it stands ('repeat'). ValueError for more than 20,000, or for fees of
    one source that differ in account, currency or time.
    """
    if len(fees) > FEES_MAX:
        raise ValueError(f"at most {FEES_MAX} fees at once")
    order = list(dict.fromkeys(fee.source for fee in fees))
    by_source = {key: list(found) for key, found in groupby(sorted(fees, key=_source), key=_source)}
    for source, group in by_source.items():
        if len({(f.account_id, f.waybill_id, f.currency, f.charged_at) for f in group}) > 1:
            raise ValueError(f"fees of {source} are not of one moment and account")
    with transaction.atomic():
        segments = _lock(fees)
        standing = _standing(fees)
        fresh = [key for key in order if key not in standing]
        _write([by_source[key] for key in fresh], segments)
    return [
        Raised(key, "repeat", 0)
        if key in standing
        else Raised(key, "charged", sum(f.amount_minor for f in by_source[key]))
        for key in order
    ]


def _source(fee: NewFee) -> str:
    return fee.source


def lock_waybills(keys: Sequence[tuple[int, int]]) -> None:
    """Lock these (account_id, waybill_id), in id order, until the commit; by whoever draws a number before they charge."""
    terms = {"account": [a for a, _ in keys], "waybill": [w for _, w in keys]}
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "lock_waybills"), terms)


def _lock(fees: Sequence[NewFee]) -> dict[tuple[int, int], str]:
    """Lock the waybills (accounts, where there is none): who raises the same source at the same time waits and sees it.

    The mode of each, "" where there is no waybill.
    """
    keys = sorted({(f.account_id, f.waybill_id) for f in fees}, key=lambda key: (key[1], key[0]))
    accounts, waybills = [a for a, _ in keys], [w for _, w in keys]
    lock_waybills(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_advisory_xact_lock(hashtext('billing.raise'), hashtext(a::text))
               FROM (SELECT DISTINCT unnest(%s::bigint[]) AS a ORDER BY a) x""",
            [[a for a, w in keys if not w]],
        )
        cursor.execute(
            """SELECT u.a, u.w, coalesce(w.mode, '') FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               LEFT JOIN waybill w ON w.account_id = u.a AND w.id = u.w""",
            [accounts, waybills],
        )
        return {(a, w): segment for a, w, segment in cursor.fetchall()}


def _standing(fees: Sequence[NewFee]) -> set[str]:
    keys = {(f.account_id, f.waybill_id, f.source) for f in fees}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT c.source FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS u(a, w, s)
               JOIN charge c ON c.account_id = u.a AND c.waybill_id = u.w AND c.source = u.s""",
            [[a for a, _, _ in keys], [w for _, w, _ in keys], [s for _, _, s in keys]],
        )
        return {source for (source,) in cursor.fetchall()}


def _write(groups: Sequence[list[NewFee]], segments: dict[tuple[int, int], str]) -> None:
    if not groups:
        return
    wants = [Want(g[0].account_id, g[0].currency, g[0].charged_at) for g in groups]
    bear(
        [
            NewCharge(
                account_id=f.account_id, statement_id=statement_id, waybill_id=f.waybill_id, code=f.code,
                amount_minor=f.amount_minor, currency=f.currency, charged_at=f.charged_at, event=f.event,
                source=f.source, round=1, before_minor=f.before_minor, charge_g=f.charge_g, version_id=f.version_id,
                reason=f.reason, event_id=f.event_id, bearer=f.bearer, borne_minor=f.borne_minor,
                document_id=f.document_id,
            )
            for group, statement_id in zip(groups, statements_for(wants), strict=True)
            for f in group
        ]
    )  # fmt: skip
    entities = entities_of([g[0].account_id for g in groups])
    entries = [made for g in groups if (made := _entry(g, entities, segments))]
    if "repeat" in post(entries):
        raise RuntimeError("a charge was about to be written twice")


def _entry(group: list[NewFee], entities: dict[int, int], segments: dict[tuple[int, int], str]) -> Entry | None:
    first = group[0]
    return entry(
        [(f.code, f.amount_minor) for f in group], account_id=first.account_id, currency=first.currency,
        source=first.source, at=first.charged_at, entity_id=entities[first.account_id],
        segment=segments[first.account_id, first.waybill_id],
    )  # fmt: skip
