"""Charging what happens beside the weigh-in: each by the rows of the list in force that day which name the event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from django.db import connection, transaction
from msgspec.structs import replace

from galeon.billing.charges.event_lines import EventDue, EventPast, Fee, event_due, fees_of, passed_on
from galeon.billing.charges.explain import Assessed
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.charges.rating import Weighed, weighed
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.fx import rates
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.reads import price as price_many
from galeon.tariffs.reads import tariffs
from galeon.tariffs.sheet import Event

EVENT_BATCH = 2_000
REVISED = frozenset({Event.DUTY, Event.CLAIM})
"""Events that may come to another amount later; of the others a second one is a repeat, unless it takes the first back."""
NO_LIST = frozenset({"price_list_missing", "destination_not_served"})
"""Nobody said what it costs: nothing is charged, and nothing is amiss."""

Outcome = Literal["charged", "credited", "repeat", "unchanged", "nothing", "unrated"]
Key = tuple[int, int, str]


class EventCharge(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a waybill that may cost something.

    key: tells two events of one kind of a waybill apart (the declaration); "" = it is charged once. at: when it happened,
    None = when the others did. event_id: the row that raised it. duty_minor, vat_minor, fees_minor: what customs ask for, in `currency`, of the entry called `entry`; they
    are passed on at cost. is_withdrawn: it never was, so what was charged for it is taken back.
    """

    account_id: int
    waybill_id: int
    key: str = ""
    at: datetime | None = None
    event_id: int | None = None
    currency: str = ""
    duty_minor: int = 0
    vat_minor: int = 0
    fees_minor: int = 0
    entry: str = ""
    is_withdrawn: bool = False

    def base(self, event: str) -> str:
        """The source of the first charges; a correction's ends in #2, #3, ..."""
        return f"event:{event}:{self.waybill_id}" + (f":{self.key}" if self.key else "")


class EventRated(msgspec.Struct, frozen=True):
    """What became of an event; amount_minor: what the customer is charged now, a credit below zero.

    repeat: it was charged before. unchanged: it still comes to the same. nothing: the list asks nothing for it. unrated:
    `refusal` says why there is no price.
    """

    account_id: int
    waybill_id: int
    key: str
    outcome: Outcome
    amount_minor: int = 0
    refusal: Refusal | None = None


class _Case(msgspec.Struct):
    """An event of a waybill on its way to fees."""

    asked: EventCharge
    base: str
    waybill: Weighed
    past: list[EventPast]
    request: PriceRequest

    def stands(self, event: str) -> bool:
        """True where nothing more is to be charged for it, whatever it would cost today."""
        return bool(self.past) and event not in REVISED and not self.asked.is_withdrawn


def rate_event_batch(event: str, waybills: Sequence[EventCharge], at: datetime) -> list[EventRated]:
    """Charge up to `EVENT_BATCH` waybills for an event of moment `at`, in one transaction.

    Priced by the list of that day (of the first time where it is corrected), with the waybill's weight as it is known.
    A waybill that does not exist has no answer. ValueError for an event no list may name.
    """
    if event not in set(Event):
        raise ValueError(f"no event {event!r}")
    with transaction.atomic():
        cases = _read(event, waybills, at)
        done: list[EventRated] = []
        bills: list[tuple[_Case, list[EventDue]]] = []
        for case, fees in zip(cases, _fees(event, cases), strict=True):
            due = [] if fees is None or isinstance(fees, Refusal) else event_due(fees, case.past)
            if due:
                bills.append((case, due))
            else:
                done.append(_unbilled(case, fees))
        raise_fees([fee for case, due in bills for fee in _new_fees(event, case, due, at)])
        done += [_billed(case, due) for case, due in bills]
        _keep_unrated(event, done, {(c.asked.account_id, c.asked.waybill_id, c.asked.key): c.asked for c in cases}, at)
    by_key = {(d.account_id, d.waybill_id, d.key): d for d in done}
    return [by_key[key] for w in waybills if (key := (w.account_id, w.waybill_id, w.key)) in by_key]


def _read(event: str, waybills: Sequence[EventCharge], at: datetime) -> list[_Case]:
    """The events with what their waybills are priced by and were charged; the waybills are locked, each event once."""
    asked = {(w.account_id, w.waybill_id, w.key): w for w in waybills}
    keys = sorted({(w.account_id, w.waybill_id) for w in waybills}, key=lambda key: (key[1], key[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing", "lock_waybills"), {"account": [a for a, _ in keys], "waybill": [w for _, w in keys]}
        )
        found = {(w.account_id, w.waybill_id): w for w in weighed(cursor.fetchall(), at)}
        known = [one for one in asked.values() if (one.account_id, one.waybill_id) in found]
        cursor.execute(
            load("billing", "event_past"),
            {
                "account": [one.account_id for one in known], "waybill": [one.waybill_id for one in known],
                "base": [one.base(event) for one in known], "event": event,
            },
        )  # fmt: skip
        past: dict[str, list[EventPast]] = {}
        for base, *line in cursor.fetchall():
            past.setdefault(base, []).append(EventPast(*line))
    return [
        _case(event, one, found[one.account_id, one.waybill_id], past.get(one.base(event), []), at) for one in known
    ]


def _case(event: str, asked: EventCharge, waybill: Weighed, past: list[EventPast], at: datetime) -> _Case:
    """With the request of the day it first happened, so that a correction is priced by the same list."""
    moment = past[0].charged_at if past else asked.at or at
    turned = {
        "duty_minor": _turned(asked.duty_minor, asked, waybill, moment) or 0,
        "vat_minor": _turned(asked.vat_minor, asked, waybill, moment) or 0,
    }
    values = replace(waybill.request.values, **turned) if any(turned.values()) else waybill.request.values
    request = replace(waybill.request, at=moment, event=event, values=values)
    return _Case(asked, asked.base(event), waybill, past, request)


def _turned(minor: int, asked: EventCharge, waybill: Weighed, moment: datetime) -> int | None:
    """An amount of customs in the account's currency; None without a rate."""
    return rates().converted(minor, asked.currency or waybill.currency, waybill.currency, moment.date())


def _fees(event: str, cases: Sequence[_Case]) -> list[list[Fee] | Refusal | None]:
    """What each comes to, or why it has no price; None: it was charged, and stands."""
    to_price = [case for case in cases if not case.asked.is_withdrawn and not case.stands(event)]
    prices = dict(zip([case.base for case in to_price], price_many([case.request for case in to_price]), strict=True))
    bearers = _bearers({p.version_id for p in prices.values() if isinstance(p, Price)})
    return [None if case.stands(event) else _fees_of(case, prices.get(case.base), bearers) for case in cases]


def _bearers(version_ids: set[int]) -> dict[int, dict[int, str]]:
    """Who bears the rows of these versions, by position; only those the house does."""
    return {
        version_id: {n: rule.bearer for n, rule in enumerate(tariff.sheet.rules) if rule.bearer == "house"}
        for version_id, tariff in (tariffs(version_ids) if version_ids else {}).items()
    }


def _fees_of(
    case: _Case, price: Price | Refusal | None, bearers: Mapping[int, Mapping[int, str]]
) -> list[Fee] | Refusal:
    if price is None:
        return []
    if isinstance(price, Refusal) and price.code not in NO_LIST:
        return price
    fees = fees_of(price, bearers.get(price.version_id, {})) if isinstance(price, Price) else []
    asked = case.asked
    at_cost: dict[str, tuple[int, Assessed]] = {}
    for code, minor in (
        ("duty", asked.duty_minor),
        ("import_vat", asked.vat_minor),
        ("customs_fees", asked.fees_minor),
    ):
        turned = _turned(minor, asked, case.waybill, case.request.at)
        if turned is None:
            return Refusal(
                code="fx_rate_missing", field="currency", message="There is no exchange rate from {base} to {quote}.",
                params={"base": asked.currency, "quote": case.waybill.currency},
            )  # fmt: skip
        at_cost[code] = turned, Assessed(asked.currency or case.waybill.currency, minor, asked.entry)
    return passed_on(fees, at_cost)


def _new_fees(event: str, case: _Case, due: Sequence[EventDue], at: datetime) -> list[NewFee]:
    rounds = len({line.source for line in case.past}) + 1
    source = case.base if rounds == 1 else f"{case.base}#{rounds}"
    return [
        NewFee(
            account_id=case.asked.account_id, waybill_id=case.asked.waybill_id, code=line.fee.code,
            amount_minor=0 if line.fee.bearer == "house" else line.amount_minor, currency=case.waybill.currency,
            charged_at=case.asked.at or at, event=event, source=source, reason=line.fee.reason, version_id=line.fee.version_id,
            before_minor=line.before_minor, event_id=case.asked.event_id, bearer=line.fee.bearer,
            borne_minor=line.amount_minor if line.fee.bearer == "house" else 0,
        )
        for line in due
    ]  # fmt: skip


def _unbilled(case: _Case, fees: Sequence[Fee] | Refusal | None) -> EventRated:
    asked = case.asked
    if isinstance(fees, Refusal):
        return EventRated(asked.account_id, asked.waybill_id, asked.key, "unrated", refusal=fees)
    outcome: Outcome = "repeat" if fees is None else "unchanged" if case.past else "nothing"
    return EventRated(asked.account_id, asked.waybill_id, asked.key, outcome)


def _billed(case: _Case, due: Sequence[EventDue]) -> EventRated:
    amount = sum(line.amount_minor for line in due if line.fee.bearer == "customer")
    outcome: Outcome = "credited" if amount < 0 else "charged"
    return EventRated(case.asked.account_id, case.asked.waybill_id, case.asked.key, outcome, amount)


def _keep_unrated(event: str, done: Sequence[EventRated], asked: Mapping[Key, EventCharge], at: datetime) -> None:
    """Remember what had no price, to be tried again; forget what has one now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM unrated_event x USING unnest(%s::bigint[], %s::bigint[], %s::text[]) AS u(a, w, k)
               WHERE x.account_id = u.a AND x.waybill_id = u.w AND x.key = u.k AND x.event = %s""",
            [[d.account_id for d in done if not d.refusal], [d.waybill_id for d in done if not d.refusal],
             [d.key for d in done if not d.refusal], event],
        )  # fmt: skip
        rows = [
            (
                d.account_id,
                d.waybill_id,
                d.key,
                no.code,
                no.message,
                no.params,
                asked[d.account_id, d.waybill_id, d.key],
            )
            for d in done
            if (no := d.refusal)
        ]
        if rows:
            cursor.execute(load("billing", "keep_unrated_events"), [event, at, msgspec.json.encode(rows).decode()])


_ASKED = msgspec.json.Decoder(list[EventCharge])


def waiting_events() -> list[tuple[str, datetime, list[EventCharge]]]:
    """The events without a price, those of one kind and moment together."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT event, happened_at, jsonb_agg(asked ORDER BY waybill_id, key)::text FROM unrated_event
                GROUP BY event, happened_at ORDER BY happened_at, event"""
        )
        return [(event, at, _ASKED.decode(asked)) for event, at, asked in cursor.fetchall()]
