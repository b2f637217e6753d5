"""Asking carriers what they have seen, and recording it. Nothing is locked while we wait for an answer."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import msgspec
from django.db import connection, transaction

from galeon.carriers import karrio_door as door
from galeon.carriers.accounts import Account, accounts
from galeon.carriers.schedule import FINAL, is_over, next_look
from galeon.carriers.terms import CarrierTrouble, Sighting
from galeon.carriers.transport import TIMEOUT_S
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.waybills import acts as waybills

AT_ONCE = 8
LEASE = timedelta(minutes=10)


class Watched(msgspec.Struct, frozen=True):
    """A number due for a look. pieces_open: numbers of its waybill still under way, itself included."""

    account_id: int
    number: str
    waybill_id: int
    parcel_no: int
    carrier_account_id: int
    since: datetime
    misses: int
    seen_hash: bytes | memoryview | None
    last_code: str
    pieces_open: int

    def has_seen(self, history: bytes) -> bool:
        """True when the last look brought this very history."""
        return self.seen_hash is not None and bytes(self.seen_hash) == history


Look = list[Sighting] | Refusal | CarrierTrouble


def poll(now: datetime, limit: int = 500, timeout_s: float = TIMEOUT_S) -> int:
    """Look at every number that is due and record what is new. Returns how many numbers were looked at."""
    due = _claim(now, limit)
    if not due:
        return 0
    known = accounts(w.carrier_account_id for w in due)
    looks = _looks(due, known, timeout_s)
    news = [
        (w, look) for w, look in zip(due, looks, strict=True) if isinstance(look, list) and not w.has_seen(_hash(look))
    ]
    scans = _scans(news, due, known)
    with transaction.atomic():
        waybills.record(scans)
        _looked(due, looks, known, now)
    return len(due)


def _claim(now: datetime, limit: int) -> list[Watched]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(load("carriers", "claim_polls"), {"at": now, "limit": limit, "lease": now + LEASE})
        return [Watched(*row) for row in cursor.fetchall()]


def _looks(due: Sequence[Watched], known: dict[int, Account], timeout_s: float) -> list[Look]:
    """One answer a number, in order. Each account logs in once first; a failed login answers for all its numbers."""
    no_entry = {id_: door.sign_in(account.login, timeout_s) for id_, account in known.items()}

    def look(watched: Watched) -> Look:
        trouble = no_entry[watched.carrier_account_id]
        return trouble or door.sightings(known[watched.carrier_account_id].login, watched.number, timeout_s)

    with ThreadPoolExecutor(min(AT_ONCE, len(due)), thread_name_prefix="carrier") as pool:
        return list(pool.map(look, due))


def _scans(
    news: Sequence[tuple[Watched, list[Sighting]]], due: Sequence[Watched], known: dict[int, Account]
) -> list[waybills.Scan]:
    """What is new as scans. A waybill of several pieces is delivered with its last one, not with its first."""
    waiting = pieces_waiting(due, news)
    scans = []
    for watched, seen in news:
        for s in seen:
            scans.append(
                waybills.Scan(
                    account_id=watched.account_id,
                    waybill_id=watched.waybill_id,
                    parcel_no=watched.parcel_no,
                    code="carrier_info" if watched.number in waiting and s.code in FINAL else s.code,
                    source=f"carrier:{known[watched.carrier_account_id].carrier}",
                    occurred_at=s.occurred_at,
                    place=s.place or None,
                    detail=msgspec.json.encode(
                        {"number": s.number, "carrier_code": s.carrier_code, "text": s.text, "country": s.country}
                    ).decode(),
                )
            )
    return scans


def pieces_waiting(due: Sequence[Watched], news: Sequence[tuple[Watched, list[Sighting]]]) -> set[str]:
    """Numbers that arrived while another piece of their waybill is still under way, or arrived after them."""
    arrivals: dict[tuple[int, int], dict[str, datetime]] = {}
    for watched, seen in news:
        ends = [s.occurred_at for s in seen if s.code in FINAL]
        if watched.pieces_open > 1 and ends:
            arrivals.setdefault((watched.account_id, watched.waybill_id), {})[watched.number] = max(ends)
    open_pieces = {(w.account_id, w.waybill_id): w.pieces_open for w in due}
    waiting: set[str] = set()
    for waybill, arrived in arrivals.items():
        last = max(arrived, key=lambda number: (arrived[number], number))
        waiting |= set(arrived) - ({last} if len(arrived) == open_pieces[waybill] else set())
    return waiting


def _hash(seen: list[Sighting]) -> bytes:
    return hashlib.sha256(msgspec.json.encode(seen)).digest()


def _looked(due: Sequence[Watched], looks: Sequence[Look], known: dict[int, Account], now: datetime) -> None:
    after = [_after(w, look, known[w.carrier_account_id], now) for w, look in zip(due, looks, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "looked"),
            {
                "account": [w.account_id for w in due],
                "number": [w.number for w in due],
                "next": [a.next_at for a in after],
                "misses": [a.misses for a in after],
                "code": [a.last_code for a in after],
                "trouble": [a.trouble for a in after],
                "hash": [a.seen_hash for a in after],
                "over": [a.over for a in after],
                "at": now,
            },
        )


class _After(msgspec.Struct, frozen=True):
    next_at: datetime
    misses: int
    last_code: str
    trouble: str
    seen_hash: bytes | None
    over: bool


def _after(watched: Watched, look: Look, account: Account, now: datetime) -> _After:
    """The cursor's next position."""
    if isinstance(look, list):
        ends = [s.code for s in look if s.code in FINAL]
        code = (ends or [s.code for s in look] or [watched.last_code])[-1]
        misses, trouble, seen_hash = 0, "", _hash(look)
    else:
        code, misses, seen_hash = watched.last_code, watched.misses + 1, None
        trouble = look.params.get("reason", "") if isinstance(look, Refusal) else look.reason
    return _After(
        next_at=next_look(code, now, misses=misses, test_mode=account.login.test_mode),
        misses=misses,
        last_code=code,
        trouble=trouble[:500],
        seen_hash=seen_hash,
        over=is_over(code, watched.since, now),
    )
