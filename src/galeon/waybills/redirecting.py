"""Another address for what is still in our hands: the waybill shows the new one, its event keeps the old one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from django.db import connection, transaction

from galeon.kernel.refusal import Refusal
from galeon.waybills.acts import Scan, record
from galeon.waybills.journey import next_codes
from galeon.waybills.orders import Address

REDIRECT = "address_change"
REDIRECT_MAX = 5_000
UNKNOWN = Refusal(code="waybill_unknown", field="waybill_id", message="There is no such waybill.")


class NewAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a waybill is to go instead. source: who asked for it."""

    account_id: int
    waybill_id: int
    to: Address
    source: Literal["staff", "customer"]
    actor_id: int | None = None


class Redirected(msgspec.Struct, frozen=True):
    """A waybill that goes to the address asked for. existing: it did before."""

    account_id: int
    waybill_id: int
    existing: bool


class _Standing(msgspec.Struct, frozen=True):
    number: str
    state: str
    address: Address


def may_redirect(state: str) -> bool:
    """True of a state in which the journey knows a change of address."""
    return REDIRECT in next_codes(state)


def redirect(new: Sequence[NewAddress], at: datetime) -> list[Redirected | Refusal]:
    """Send these to another address of the same country, before they are handed over; one answer each, in order.

    Whether the address itself can be is the caller's to ask (`intake.redirecting`). Refused: an unknown waybill, another
    country (it would be another shipment), one that is handed over or at its end. ValueError for more than 5,000, or for
    one waybill twice.
    """
    keys = [(n.account_id, n.waybill_id) for n in new]
    if len(keys) > REDIRECT_MAX or len(set(keys)) < len(keys):
        raise ValueError(f"at most {REDIRECT_MAX} waybills, each once")
    with transaction.atomic():
        found = _standings(keys)
        answers: list[Redirected | Refusal | None] = [_judged(n, found.get((n.account_id, n.waybill_id))) for n in new]
        going = [(i, n) for i, n in enumerate(new) if answers[i] is None]
        outcomes = record([_scan(n, found[n.account_id, n.waybill_id], at) for _, n in going], fold_s=0)
        done = []
        for (i, n), outcome in zip(going, outcomes, strict=True):
            if outcome.verdict == "recorded":
                done.append(n)
                answers[i] = Redirected(n.account_id, n.waybill_id, existing=False)
            else:
                answers[i] = _too_late(found[n.account_id, n.waybill_id])
        _write(done)
    return [answer or UNKNOWN for answer in answers]


_ADDRESS = msgspec.json.Decoder(Address)


def _standings(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], _Standing]:
    """Where they go now, under lock, in id order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT w.account_id, w.id, w.number, w.state, w.consignee::text
                 FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, i)
                 JOIN waybill w ON w.account_id = u.a AND w.id = u.i ORDER BY w.id FOR UPDATE OF w""",
            [[a for a, _ in keys], [w for _, w in keys]],
        )
        return {(a, w): _Standing(number, state, _ADDRESS.decode(to)) for a, w, number, state, to in cursor.fetchall()}


def _judged(new: NewAddress, standing: _Standing | None) -> Redirected | Refusal | None:
    """The answer, None where the journey has the word."""
    if standing is None:
        return UNKNOWN
    if new.to == standing.address:
        return Redirected(new.account_id, new.waybill_id, existing=True)
    if new.to.country != standing.address.country:
        return Refusal(
            code="country_differs", field="consignee.country",
            message="Waybill {number} goes to {country}: for another country cancel it and order anew.",
            params={"number": standing.number, "country": standing.address.country},
        )  # fmt: skip
    return None


def _too_late(standing: _Standing) -> Refusal:
    return Refusal(
        code="address_too_late", field="waybill_id", message="Waybill {number} has left our hands: its address stands.",
        params={"number": standing.number},
    )  # fmt: skip


def _scan(new: NewAddress, standing: _Standing, at: datetime) -> Scan:
    detail = {"before": standing.address, "after": new.to}
    return Scan(
        account_id=new.account_id, waybill_id=new.waybill_id, code=REDIRECT, source=new.source, occurred_at=at,
        actor_id=new.actor_id, detail=msgspec.json.encode(detail).decode(),
    )  # fmt: skip


def _write(done: Sequence[NewAddress]) -> None:
    if not done:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE waybill w SET consignee = u."to"::jsonb, to_postcode = u.postcode, to_city = u.city, to_name = u.name
                 FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
                      AS u(a, i, "to", postcode, city, name)
                WHERE w.account_id = u.a AND w.id = u.i""",
            [
                [n.account_id for n in done], [n.waybill_id for n in done],
                [msgspec.json.encode(n.to).decode() for n in done], [n.to.postcode for n in done],
                [n.to.city for n in done], [n.to.name for n in done],
            ],
        )  # fmt: skip
