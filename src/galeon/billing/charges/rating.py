"""Charging what the scale said: price by the tariff of the day of receipt, charge, capture the hold, post."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from django.db import connection, transaction

from galeon.billing.charges.birth import NewCharge, bear, entry
from galeon.billing.charges.differences import WEIGH_IN, Due, History, Past, differences, event, history
from galeon.billing.statements.birth import Want, entities_of, statements_for
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.ledger.acts import Entry, end_holds, post
from galeon.tariffs.price import Piece, Price, PriceRequest, Values
from galeon.tariffs.reads import price as price_many
from galeon.waybills.acts import set_charge_weight
from galeon.waybills.orders import Asked

BATCH = 2_000

Outcome = Literal["charged", "credited", "unchanged", "waiting", "unrated"]


class Rated(msgspec.Struct, frozen=True):
    """What rating a waybill came to; amount_minor is what was charged now, a credit below zero.

    unchanged: the price is what was charged. waiting: not every piece is weighed yet. unrated: no price (`refusal` says why).
    """

    account_id: int
    waybill_id: int
    outcome: Outcome
    amount_minor: int = 0
    refusal: Refusal | None = None


class _Row(msgspec.Struct, frozen=True):
    """A row of `to_rate.sql`; pieces, past and extras are JSON text."""

    account_id: int
    waybill_id: int
    service_id: int
    level: str
    currency: str
    country: str
    postcode: str
    cargo_class: str
    pieces: str
    measured_at: datetime | None
    past: str
    region: str
    city: str
    origin: str
    extras: str | None
    declared_minor: int
    booked_at: datetime
    agent_id: int | None
    mode: str
    entity_id: int


class Weighed(msgspec.Struct, frozen=True):
    """A waybill ready to be priced; measured_at None: a piece is not weighed."""

    account_id: int
    waybill_id: int
    currency: str
    request: PriceRequest
    measured_at: datetime | None
    before: History
    mode: str
    entity_id: int


class _Bill(msgspec.Struct, frozen=True):
    """What is due now for one waybill."""

    waybill: Weighed
    price: Price | None
    lines: list[Due]
    charged_at: datetime

    @property
    def source(self) -> str:
        """The journal's source: one for each round of each waybill."""
        return f"charge:{self.waybill.waybill_id}:{self.waybill.before.round + 1}"


def rate_batch(waybills: Sequence[tuple[int, int]], at: datetime) -> list[Rated]:
    """Rate up to `BATCH` waybills in one transaction; `at` is when weigh-ins found taken back are credited."""
    with transaction.atomic():
        rows = _read(waybills, at)
        rated: dict[int, Rated] = {}
        bills = _bills(rows, at, rated)
        _charge(bills)
        _capture(bills)
        _post(bills)
        _keep_unrated(rows, rated, at)
        for bill in bills:
            amount = sum(line.amount_minor for line in bill.lines)
            outcome: Outcome = "credited" if amount < 0 else "charged"
            rated[bill.waybill.waybill_id] = Rated(bill.waybill.account_id, bill.waybill.waybill_id, outcome, amount)
    return [rated[w.waybill_id] for w in rows]


def weighed(waybills: Sequence[tuple[int, int]], at: datetime) -> list[Weighed]:
    """What these waybills are priced by, and what was charged for them, for whoever only asks: nothing is locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing", "to_rate"), {"account": [a for a, _ in waybills], "waybill": [w for _, w in waybills]}
        )
        return [_weighed(_Row(*row), at) for row in cursor.fetchall()]


def unpriced_after(after: tuple[int, int], limit: int) -> list[tuple[int, int]]:
    """The next (account_id, waybill_id) that wait for a price, in that order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id, waybill_id FROM unrated WHERE (account_id, waybill_id) > (%s, %s)
               ORDER BY account_id, waybill_id LIMIT %s""",
            [*after, limit],
        )
        return [(account_id, waybill_id) for account_id, waybill_id in cursor.fetchall()]


def _read(waybills: Sequence[tuple[int, int]], at: datetime) -> list[Weighed]:
    with connection.cursor() as cursor:
        keys = {"account": [a for a, _ in waybills], "waybill": [w for _, w in waybills]}
        cursor.execute(load("billing", "lock_waybills"), keys)
        return weighed(cursor.fetchall(), at)


def _weighed(row: _Row, at: datetime) -> Weighed:
    before = history(_PAST.decode(row.past))
    pieces = tuple(Piece(*piece) for piece in _PIECES.decode(row.pieces))
    asked = _ASKED.decode(row.extras) if row.extras else Asked()
    request = PriceRequest(
        row.service_id, row.account_id, row.level, row.currency, row.country, row.postcode, pieces, row.cargo_class,
        before.receipt_at or row.measured_at or at, region=row.region, city=row.city, origin=row.origin,
        options=frozenset(asked.options), ordered_at=row.booked_at, agent_id=row.agent_id,
        values=Values(
            declared_minor=asked.declared_minor or row.declared_minor, insured_minor=asked.insured_minor,
            cod_minor=asked.cod_minor,
        ),
    )  # fmt: skip
    return Weighed(
        row.account_id, row.waybill_id, row.currency, request, row.measured_at, before, row.mode, row.entity_id
    )


_PAST = msgspec.json.Decoder(list[Past])
_PIECES = msgspec.json.Decoder(list[tuple[int, int, int, int]])
_ASKED = msgspec.json.Decoder(Asked)


def _bills(weighed: Sequence[Weighed], at: datetime, rated: dict[int, Rated]) -> list[_Bill]:
    """What is due; the waybills nothing is due for get their outcome at once."""
    to_price = [w for w in weighed if w.measured_at]
    prices = dict(zip([w.waybill_id for w in to_price], price_many([w.request for w in to_price]), strict=True))
    bills = []
    for w in weighed:
        price = prices.get(w.waybill_id)
        if isinstance(price, Refusal):
            rated[w.waybill_id] = Rated(w.account_id, w.waybill_id, "unrated", refusal=price)
        elif lines := differences(price, w.before):
            bills.append(_Bill(w, price, lines, w.measured_at or at))
        else:
            rated[w.waybill_id] = Rated(w.account_id, w.waybill_id, "unchanged" if price else "waiting")
    return bills


def _charge(bills: Sequence[_Bill]) -> None:
    if not bills:
        return
    wants = [Want(b.waybill.account_id, b.waybill.currency, b.charged_at) for b in bills]
    charges = [
        NewCharge(
            account_id=b.waybill.account_id, statement_id=statement_id, waybill_id=b.waybill.waybill_id,
            code=line.code, amount_minor=line.amount_minor, currency=b.waybill.currency, charged_at=b.charged_at,
            event=event(b.waybill.before, b.price), source=b.source, round=b.waybill.before.round + 1,
            before_minor=line.before_minor, charge_g=b.price.charge_weight_g if b.price else None,
            version_id=line.version_id, reason=line.reason,
        )
        for b, statement_id in zip(bills, statements_for(wants), strict=True)
        for line in b.lines
    ]  # fmt: skip
    bear(charges)
    set_charge_weight([(b.waybill.account_id, b.waybill.waybill_id, b.price.charge_weight_g) for b in bills if b.price])


def _capture(bills: Sequence[_Bill]) -> None:
    """The hold of the order ends with its first charge; what is charged above it is the customer's debt."""
    firsts = [b for b in bills if event(b.waybill.before, b.price) == WEIGH_IN]
    if firsts:
        end_holds(
            [b.waybill.account_id for b in firsts],
            [b.waybill.waybill_id for b in firsts],
            [sum(line.amount_minor for line in b.lines) for b in firsts],
        )


def _entry(bill: _Bill, entity_id: int) -> Entry | None:
    """The journal of a bill, None when no account moves."""
    w = bill.waybill
    return entry(
        [(line.code, line.amount_minor) for line in bill.lines], account_id=w.account_id, currency=w.currency,
        source=bill.source, at=bill.charged_at, entity_id=entity_id, segment=w.mode,
    )  # fmt: skip


def _post(bills: Sequence[_Bill]) -> None:
    """Post the bills' journals. A journal posted before means charges written twice: a bug, and nothing stands."""
    entities = entities_of([bill.waybill.account_id for bill in bills]) if bills else {}
    entries = [made for bill in bills if (made := _entry(bill, entities[bill.waybill.account_id]))]
    if "repeat" in post(entries):
        raise RuntimeError("a charge was about to be written twice")


def _keep_unrated(weighed: Sequence[Weighed], rated: dict[int, Rated], at: datetime) -> None:
    refused = [r for r in rated.values() if r.refusal]
    settled = [w for w in weighed if w.waybill_id not in {r.waybill_id for r in refused}]
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM unrated x USING unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               WHERE x.account_id = u.a AND x.waybill_id = u.w""",
            [[w.account_id for w in settled], [w.waybill_id for w in settled]],
        )
        if not refused:
            return
        rows = [(r.account_id, r.waybill_id, no.code, no.message, no.params) for r in refused if (no := r.refusal)]
        cursor.execute(
            """INSERT INTO unrated (account_id, waybill_id, code, message, params, since)
               SELECT (x ->> 0)::bigint, (x ->> 1)::bigint, x ->> 2, x ->> 3, x -> 4, %s
                 FROM jsonb_array_elements(%s::jsonb) AS x
               ON CONFLICT (account_id, waybill_id) DO UPDATE
                 SET code = EXCLUDED.code, message = EXCLUDED.message, params = EXCLUDED.params""",
            [at, msgspec.json.encode(rows).decode()],
        )
