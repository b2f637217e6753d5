"""The only doors through which labels are bought, handed over and given back, and numbers watched.

`want` may be called anywhere (it only writes the wish); `book`, `void`, and the jobs talk to carriers and belong to
the worker, where karrio is loaded.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.carriers import karrio_door as door
from galeon.carriers.accounts import accounts
from galeon.carriers.asking import ask, reconcile
from galeon.carriers.events import LabelsWanted
from galeon.carriers.models import CarrierAccount
from galeon.carriers.polling import poll
from galeon.carriers.reads import Booking, bookings
from galeon.carriers.terms import Address, CarrierTrouble
from galeon.carriers.transport import TIMEOUT_S
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.waybills import acts as waybills
from galeon.waybills.journey import State

__all__ = ["Wish", "ask", "book", "hand_over", "open_carrier_account", "point", "poll", "reconcile", "void", "want"]

BATCH_MAX = 5_000
LABEL_STATES = frozenset(
    {State.RECEIVED, State.BAGGED, State.DEPARTED, State.ARRIVED, State.DECLARED, State.RELEASED}
)  # before it is ours there is nothing to ship; once handed over it has its label

NOT_FOUND = Refusal(code="waybill_unknown", field="waybill_id", message="There is no such waybill.")
STOPPED = Refusal(
    code="waybill_stopped", field="waybill_id", message="The waybill is stopped; no label is bought for it."
)
NO_LABEL = Refusal(
    code="carrier_label_missing", field="waybill_id", message="No carrier's label has been bought for it yet."
)
NO_ACCOUNT = Refusal(
    code="carrier_account_unknown", field="carrier_account", message="There is no such carrier account."
)


class NewCarrierAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to ship with a carrier. `service`: the carrier's service by default (`ups_ground`)."""

    code: str
    carrier: str
    client_id: str
    client_secret: str
    account_number: str
    country: str
    service: str
    ship_from: Address
    label_format: str = "PDF"
    test_mode: bool = False
    base_url: str = ""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A label for a waybill. `service` empty = the carrier account's own."""

    account_id: int
    waybill_id: int
    carrier_account_id: int
    service: str = ""


def open_carrier_account(new: NewCarrierAccount, at: datetime) -> CarrierAccount | Refusal:
    """Open an account with a carrier, or renew its login. Refused for a carrier we have no folder for."""
    if new.carrier not in door.CARRIERS:
        return Refusal(
            code="carrier_unknown",
            field="carrier",
            message="We cannot ship with {carrier}.",
            params={"carrier": new.carrier},
        )
    values = {**msgspec.structs.asdict(new), "ship_from": msgspec.to_builtins(new.ship_from)}
    row, _ = CarrierAccount.objects.update_or_create(
        code=values.pop("code"), defaults=values, create_defaults={**values, "opened_at": at}
    )
    return row


def point(code: str, base_url: str) -> bool:
    """Aim a carrier account at another address ('' = the carrier's own), as `galeon up` does with its stub.

    False when there is no such account.
    """
    return CarrierAccount.objects.filter(code=code).update(base_url=base_url) == 1


def want(wishes: Sequence[Wish], at: datetime) -> list[Booking | Refusal]:
    """Write down which labels are wanted; the worker buys them. One answer a wish; an open booking is kept.

    Refused: unknown waybill, a state in which no label makes sense, a stop, an unknown carrier account.
    """
    with transaction.atomic():
        answers = _want(wishes, at)
        ids = tuple(b.id for b in answers if isinstance(b, Booking) and b.state == "wanted")
        if ids:
            publish(LabelsWanted(bookings=ids, at=at))
    return answers


def _want(wishes: Sequence[Wish], at: datetime) -> list[Booking | Refusal]:
    if len(wishes) > BATCH_MAX:
        raise ValueError(f"at most {BATCH_MAX} labels at once")
    known = accounts(w.carrier_account_id for w in wishes)
    refusals = _checked(wishes)
    good = [w for w, no in zip(wishes, refusals, strict=True) if no is None and w.carrier_account_id in known]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "want"),
            {
                "account": [w.account_id for w in good],
                "waybill": [w.waybill_id for w in good],
                "carrier": [w.carrier_account_id for w in good],
                "service": [w.service or known[w.carrier_account_id].service for w in good],
                "at": at,
            },
        )
    found = bookings([(w.account_id, w.waybill_id) for w in good])
    return [no or found.get((w.account_id, w.waybill_id)) or NO_ACCOUNT for w, no in zip(wishes, refusals, strict=True)]


def _checked(wishes: Sequence[Wish]) -> list[Refusal | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "want_check"),
            {"account": [w.account_id for w in wishes], "waybill": [w.waybill_id for w in wishes]},
        )
        return [_no_label(state, stopped) for _, state, stopped in cursor.fetchall()]


def _no_label(state: str | None, stopped: bool) -> Refusal | None:
    if state is None:
        return NOT_FOUND
    if state not in LABEL_STATES:
        return Refusal(
            code="label_not_now",
            field="waybill_id",
            message="No label is bought for a waybill that is {state}.",
            params={"state": state},
        )
    return STOPPED if stopped else None


def book(wishes: Sequence[Wish], at: datetime, timeout_s: float = TIMEOUT_S) -> list[Booking | Refusal]:
    """Buy labels now and answer with what became of each wish. In the worker only; repeating buys nothing twice.

    A carrier's no is a Refusal with its own words. A booking still 'wanted' or 'unknown' met trouble that the jobs
    go on with; `trouble_text` says which.
    """
    asked = _want(wishes, at)
    ids = [b.id for b in asked if isinstance(b, Booking) and b.state == "wanted"]
    if ids:
        ask(at, ids, limit=len(ids), timeout_s=timeout_s)
    found = bookings([(w.account_id, w.waybill_id) for w in wishes])
    return [
        b if isinstance(b, Refusal) else _answered(found[(w.account_id, w.waybill_id)])
        for b, w in zip(asked, wishes, strict=True)
    ]


def _answered(booking: Booking) -> Booking | Refusal:
    if booking.state != "refused":
        return booking
    return Refusal(
        code=booking.trouble_code,
        message="{carrier} refused the shipment: {reason}",
        params={"carrier": booking.carrier_title, "reason": booking.trouble_text or "?"},
    )


def hand_over(
    waybill_ids: Sequence[tuple[int, int]],
    at: datetime,
    place: str,
    *,
    source: str = "station",
    actor_id: int | None = None,
) -> list[waybills.Outcome | Refusal]:
    """Our own act: these (account_id, waybill_id) left our hands for the carrier's. Refused without a label."""
    found = bookings(waybill_ids)
    labelled = [w for w in waybill_ids if w in found and found[w].state == "booked"]
    scans = [
        waybills.Scan(
            account_id=w[0],
            waybill_id=w[1],
            code="hand_over",
            source=source,
            occurred_at=at,
            place=place,
            actor_id=actor_id,
            detail=msgspec.json.encode({"number": found[w].number, "carrier": found[w].carrier}).decode(),
        )
        for w in labelled
    ]
    outcomes = dict(zip(labelled, waybills.record(scans), strict=True))
    return [outcomes.get(w, NO_LABEL) for w in waybill_ids]


def void(waybill_ids: Sequence[tuple[int, int]], at: datetime, timeout_s: float = TIMEOUT_S) -> list[Booking | Refusal]:
    """Give labels back. In the worker only. The carrier refuses once it has the parcel; trouble leaves it booked."""
    found = bookings(waybill_ids)
    booked = [b for b in found.values() if b.state == "booked"]
    known = accounts(b.carrier_account_id for b in booked)
    answers = {b.id: door.void(known[b.carrier_account_id].login, b.number, timeout_s) for b in booked}
    gone = [b for b in booked if answers[b.id] is None]
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "voided"), {"account": [b.account_id for b in gone], "id": [b.id for b in gone], "at": at}
        )
    after = bookings(waybill_ids)
    return [_given_back(after.get(w), answers) for w in waybill_ids]


def _given_back(booking: Booking | None, answers: dict[int, Refusal | CarrierTrouble | None]) -> Booking | Refusal:
    if booking is None:
        return NO_LABEL
    answer = answers.get(booking.id)
    if not isinstance(answer, CarrierTrouble):
        return answer or booking
    return Refusal(
        code=answer.code,
        message="{carrier} did not answer; the label is still ours. ({reason})",
        params={"carrier": booking.carrier_title, "reason": answer.reason or answer.code},
    )
