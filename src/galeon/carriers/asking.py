"""The conversation about labels: intent first, then the question, then the answer; a silence is never asked twice.

A request to buy leaves only after the booking is committed as 'asking'. Should the worker die before the answer is
stored, `doubt` makes it 'unknown' and `reconcile` asks the carrier by our key: found, it is booked; certainly not
there, it may be wanted again; anything else stays unknown.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import msgspec
from django.db import connection, transaction

from galeon.carriers import karrio_door as door
from galeon.carriers.accounts import Account, accounts
from galeon.carriers.events import LabelsBought
from galeon.carriers.schedule import ATTEMPTS_MAX, first_look, retry_after
from galeon.carriers.shipments import Claim, labels_wanted
from galeon.carriers.terms import CarrierTrouble, Label, LabelWanted
from galeon.carriers.transport import TIMEOUT_S
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.waybills import acts as waybills

AT_ONCE = 4  # labels asked for side by side; their answers are stored before the next are asked for
LEASE = timedelta(minutes=5)
# After this long without a trace at the carrier, a request that was lost on the way cannot still arrive.
CERTAIN_AFTER = timedelta(minutes=10)
MEDIA_TYPES = {"PDF": "application/pdf", "ZPL": "application/zpl", "GIF": "image/gif", "PNG": "image/png"}

_log = logging.getLogger(__name__)

Answer = Label | Refusal | CarrierTrouble | None


def ask(now: datetime, ids: Sequence[int] | None = None, limit: int = 200, timeout_s: float = TIMEOUT_S) -> int:
    """Buy the labels that are wanted and due. Returns how many bookings were answered, well or ill.

    Must not run inside a transaction: the intent has to be durable before the request leaves.
    """
    done = 0
    while done < limit:
        claims = _claim("wanted", "asking", now, ids, min(AT_ONCE, limit - done))
        if not claims:
            break
        known = accounts(c.carrier_account_id for c in claims)
        wanted = labels_wanted(claims, known)

        def buy(claim: Claim, known: dict[int, Account] = known, wanted: dict[int, LabelWanted] = wanted) -> Answer:
            return door.buy(known[claim.carrier_account_id].login, wanted[claim.id], timeout_s)

        _store(claims, _side_by_side(claims, buy), now)
        done += len(claims)
    return done


def doubt(now: datetime) -> int:
    """Mark as unknown what was asked so long ago that its worker must have died. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(load("carriers", "doubt"), {"at": now})
        return int(cursor.rowcount)


def reconcile(now: datetime, ids: Sequence[int] | None = None, limit: int = 200, timeout_s: float = TIMEOUT_S) -> int:
    """Ask the carriers what became of the unknown. Buys nothing. Returns how many were looked into."""
    doubt(now)
    claims = _claim("unknown", "unknown", now, ids, limit)
    known = accounts(c.carrier_account_id for c in claims)

    def recover(claim: Claim) -> Answer:
        account = known[claim.carrier_account_id]
        return door.recover(account.login, claim.key, account.label_format, timeout_s)

    _store(claims, _side_by_side(claims, recover), now, looked_back=True)
    return len(claims)


def _claim(state: str, claimed: str, now: datetime, ids: Sequence[int] | None, limit: int) -> list[Claim]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "claim"),
            {
                "state": state,
                "claimed": claimed,
                "at": now,
                "ids": None if ids is None else list(ids),
                "limit": limit,
                "lease": now + LEASE,
            },
        )
        return [Claim(*row) for row in cursor.fetchall()]


def _side_by_side(claims: Sequence[Claim], question: Callable[[Claim], Answer]) -> list[Answer]:
    """The answers in order. The threads touch no database."""
    if not claims:
        return []
    with ThreadPoolExecutor(min(AT_ONCE, len(claims)), thread_name_prefix="carrier") as pool:
        return list(pool.map(question, claims))


def _store(claims: Sequence[Claim], answers: Sequence[Answer], now: datetime, *, looked_back: bool = False) -> None:
    labels = {c.id: a for c, a in zip(claims, answers, strict=True) if isinstance(a, Label)}
    rest = [(c, a) for c, a in zip(claims, answers, strict=True) if not isinstance(a, Label)]
    with transaction.atomic():
        if labels:
            keep_labels([c for c in claims if c.id in labels], labels, now)
        if rest:
            _unbooked([(c, _fate(c, a, now, looked_back)) for c, a in rest], now)


class _Fate(msgspec.Struct, frozen=True):
    state: str
    rest: timedelta
    code: str
    text: str


def _fate(claim: Claim, answer: Answer, now: datetime, looked_back: bool) -> _Fate:
    """What a booking becomes after an answer that is no label."""
    rest = retry_after(claim.attempts)
    if looked_back:
        if answer is not None:  # the carrier did not say plainly that there is none: it stays unknown
            return _Fate("unknown", rest, *_told(answer))
        if now - claim.asked_at < CERTAIN_AFTER:
            return _Fate("unknown", timedelta(minutes=2), "carrier_silent", "not found at the carrier yet")
        return _Fate("wanted", timedelta(0), "", "")
    if isinstance(answer, CarrierTrouble) and not answer.nothing_done:
        return _Fate("unknown", timedelta(minutes=1), *_told(answer))
    if isinstance(answer, CarrierTrouble) and claim.attempts < ATTEMPTS_MAX:
        return _Fate("wanted", rest, *_told(answer))
    return _Fate("refused", timedelta(0), *_told(answer))


def _told(answer: Answer) -> tuple[str, str]:
    if isinstance(answer, Refusal):
        return answer.code, (answer.params.get("reason") or answer.message.format(**answer.params))[:500]
    if isinstance(answer, CarrierTrouble):
        return answer.code, answer.reason[:500]
    return "", ""


def _unbooked(fates: Sequence[tuple[Claim, _Fate]], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "unbooked"),
            {
                "account": [c.account_id for c, _ in fates],
                "id": [c.id for c, _ in fates],
                "state": [f.state for _, f in fates],
                "next": [now + f.rest for _, f in fates],
                "code": [f.code for _, f in fates],
                "text": [f.text for _, f in fates],
                "at": now,
            },
        )


def keep_labels(claims: Sequence[Claim], labels: Mapping[int, Label], now: datetime) -> None:
    """Store bought labels: the booking, the number as alias and shown number, the document, the watch on it."""
    fresh = _booked(claims, labels, now)
    kept = [c for c in claims if c.id in fresh]
    if not kept:
        return
    known = accounts(c.carrier_account_id for c in kept)
    for claim in kept:
        if not door.adapter_of(known[claim.carrier_account_id].carrier).is_sound(labels[claim.id].number):
            _log.warning("booking %s: %s fails its check digit", claim.id, labels[claim.id].number)
    pieces = [
        (c, no, number)
        for c in kept
        for no, number in enumerate(labels[c.id].piece_numbers or (labels[c.id].number,), 1)
    ]
    waybills.renumber(
        [_new_number(c, number, labels[c.id], known[c.carrier_account_id].carrier) for c, _, number in pieces], now
    )
    waybills.keep_documents([_document(c, labels[c.id], known[c.carrier_account_id].carrier) for c in kept], now)
    _watch(pieces, known, now)
    publish(LabelsBought(waybills=tuple((c.account_id, c.waybill_id) for c in kept), at=now))


def _booked(claims: Sequence[Claim], labels: Mapping[int, Label], now: datetime) -> set[int]:
    """Ids of the bookings this answer closed; a booking closed before keeps its first answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "booked"),
            {
                "account": [c.account_id for c in claims],
                "id": [c.id for c in claims],
                "number": [labels[c.id].number for c in claims],
                "pieces": [" ".join(labels[c.id].piece_numbers) for c in claims],
                "cost": [labels[c.id].cost_minor for c in claims],
                "currency": [labels[c.id].cost_currency for c in claims],
                "at": now,
            },
        )
        return {row[0] for row in cursor.fetchall()}


def _new_number(claim: Claim, number: str, label: Label, carrier: str) -> waybills.NewNumber:
    return waybills.NewNumber(
        account_id=claim.account_id,
        waybill_id=claim.waybill_id,
        number=number,
        carrier=carrier,
        display=number == label.number,
    )


def _document(claim: Claim, label: Label, carrier: str) -> waybills.NewDocument:
    return waybills.NewDocument(
        account_id=claim.account_id,
        waybill_id=claim.waybill_id,
        kind="carrier_label",
        media_type=MEDIA_TYPES.get(label.format, "application/octet-stream"),
        content=label.data,
        source=f"{carrier}:{label.number}",
    )


def _watch(pieces: Sequence[tuple[Claim, int, str]], known: Mapping[int, Account], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "watch"),
            {
                "account": [c.account_id for c, _, _ in pieces],
                "number": [number for _, _, number in pieces],
                "waybill": [c.waybill_id for c, _, _ in pieces],
                "booking": [c.id for c, _, _ in pieces],
                "parcel": [no for _, no, _ in pieces],
                "carrier": [c.carrier_account_id for c, _, _ in pieces],
                "at": now,
                "next": [first_look(now, test_mode=known[c.carrier_account_id].login.test_mode) for c, _, _ in pieces],
            },
        )
