"""The only writers of waybills: record, measure, renumber, stop, keep. (Booking is `waybills_book`, called by intake.)"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from django.db import connection, connections, transaction

from galeon.kernel.outbox import publish
from galeon.kernel.sql import call, load
from galeon.waybills.events import Happened
from galeon.waybills.journey import BY_CODE, EXEMPT, FINAL, MOVES, RAISES, is_ours

BATCH_MAX = 200_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Verdict = Literal["recorded", "repeat", "unknown", "not_now", "stopped"]


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a waybill or one of its parcels.

    code: a code of `journey.MOVES`. source: station, system, staff, customer, or carrier:<code> for what a carrier
    reports. place: our site's code, or the carrier's text. detail: JSON text (measurements, bag, reason), or None.
    """

    account_id: int
    waybill_id: int
    code: str
    source: str
    occurred_at: datetime
    parcel_no: int | None = None
    place: str | None = None
    actor_id: int | None = None
    detail: str | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What became of a scan: recorded, repeat (seen within 60 s at a station), unknown waybill, not_now (no such move
    from `state`), or stopped (customs, arrears, intercept)."""

    verdict: Verdict
    state: str | None = None


RECORDED = Outcome("recorded")


def record(scans: Sequence[Scan], *, fold_s: int = 60) -> list[Outcome]:
    """Record scans of ours (checked against the journey) and of carriers (observed), one or 200,000, in one statement.

    Answers one outcome per scan, in order. Raises ValueError for a code the journey does not know, or one whose
    source does not fit it: a bug in the caller, nothing is written.
    """
    if not scans:
        return []
    if len(scans) > BATCH_MAX:
        raise ValueError(f"at most {BATCH_MAX} scans at once")
    kinds = {(s.code, s.source) for s in scans}
    for code, source in kinds:
        if code not in BY_CODE or is_ours(code) == source.startswith("carrier:"):
            raise ValueError(f"no move {code!r} from source {source!r}")
    if any(code in RAISES for code, _ in kinds):
        with transaction.atomic():
            outcomes = _recorded(scans, fold_s)
            _tell(scans, outcomes)
        return outcomes
    return _recorded(scans, fold_s)


def _recorded(scans: Sequence[Scan], fold_s: int) -> list[Outcome]:
    outcomes = [RECORDED] * len(scans)
    for i, verdict, state in call(load("waybills", "record_call"), [*_columns(scans), fold_s]):
        outcomes[i - 1] = Outcome(verdict, state)
    return outcomes


def _tell(scans: Sequence[Scan], outcomes: Sequence[Outcome]) -> None:
    """Say of what was recorded what may cost a fee, in the same commit."""
    found: dict[str, dict[tuple[int, int], datetime]] = {}
    for scan, outcome in zip(scans, outcomes, strict=True):
        if scan.code in RAISES and outcome.verdict == "recorded":
            found.setdefault(RAISES[scan.code], {})[scan.account_id, scan.waybill_id] = scan.occurred_at
    for event, waybills in found.items():
        publish(Happened(event=event, waybills=tuple(waybills), at=max(waybills.values())))


def _columns(scans: Sequence[Scan]) -> list[object]:
    """The scans as arrays, one a column; instants as microseconds since 1970, which travel fastest."""
    whole: dict[datetime, int] = {}
    for s in scans:
        if s.occurred_at not in whole:
            d = s.occurred_at - EPOCH
            whole[s.occurred_at] = (d.days * 86_400 + d.seconds) * 1_000_000 + d.microseconds
    return [
        [s.account_id for s in scans], [s.waybill_id for s in scans], [s.parcel_no for s in scans],
        [s.code for s in scans], [s.source for s in scans], [whole[s.occurred_at] for s in scans],
        [s.place for s in scans], [s.actor_id for s in scans], [s.detail for s in scans],
    ]  # fmt: skip


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """What the scale and the tape said of one parcel at `at`, in grams and millimetres (0 = not measured)."""

    account_id: int
    waybill_id: int
    parcel_no: int
    weight_g: int
    at: datetime
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


def measure(found: Sequence[Measurement]) -> None:
    """Write measured weights and sizes to the parcels, and the sum of weights to the waybill. One line a parcel."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("waybills", "measure"),
            {
                "account": [m.account_id for m in found],
                "waybill": [m.waybill_id for m in found],
                "no": [m.parcel_no for m in found],
                "g": [m.weight_g for m in found],
                "length": [m.length_mm for m in found],
                "width": [m.width_mm for m in found],
                "height": [m.height_mm for m in found],
                "at": [m.at for m in found],
            },
        )


def unmeasure(parcels: Sequence[tuple[int, int, int]]) -> None:
    """Forget what was measured of these (account_id, waybill_id, parcel no): the operator took the weigh-in back."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("waybills", "unmeasure"),
            {
                "account": [account for account, _, _ in parcels],
                "waybill": [waybill for _, waybill, _ in parcels],
                "no": [no for _, _, no in parcels],
            },
        )


def set_charge_weight(weights: Sequence[tuple[int, int, int]]) -> None:
    """Write (account_id, waybill_id, charge weight in grams), as billing rated it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE waybill w SET charge_g = u.g FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS u(a, w, g)
               WHERE w.account_id = u.a AND w.id = u.w""",
            [[a for a, _, _ in weights], [w for _, w, _ in weights], [g for _, _, g in weights]],
        )


class NewNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number a carrier gave a waybill (转单). display: it becomes the number shown to the world."""

    account_id: int
    waybill_id: int
    number: str
    carrier: str
    leg: str = "last_mile"
    display: bool = True


def renumber(numbers: Sequence[NewNumber], at: datetime) -> int:
    """Add carriers' numbers as aliases; a displayed one replaces what is shown. Returns how many were new."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("waybills", "renumber"),
            {
                "account": [n.account_id for n in numbers],
                "waybill": [n.waybill_id for n in numbers],
                "number": [n.number for n in numbers],
                "carrier": [n.carrier for n in numbers],
                "leg": [n.leg for n in numbers],
                "display": [n.display for n in numbers],
                "at": at,
            },
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def redeclare(
    account_id: int, waybill_id: int, weights_g: Sequence[int], quoted_minor: int, quote: str, extras: str | None
) -> None:
    """Write other declared weights, piece by piece, the price they came to and what it was asked with (JSON)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE waybill SET weight_g = %s, quoted_minor = %s, quote = %s, extras = %s WHERE account_id = %s AND id = %s",
            [sum(weights_g), quoted_minor, quote, extras, account_id, waybill_id],
        )
        cursor.execute(
            """UPDATE parcel p SET weight_g = u.g FROM unnest(%s::int[]) WITH ORDINALITY AS u(g, no)
                WHERE p.account_id = %s AND p.waybill_id = %s AND p.no = u.no""",
            [list(weights_g), account_id, waybill_id],
        )


def free_references(waybills: Sequence[tuple[int, int]], at: datetime) -> None:
    """Let the merchant use the references of these cancelled (account_id, waybill_id) again; they stay findable."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE waybill_number n SET until = %s FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               WHERE n.account_id = u.a AND n.waybill_id = u.w AND n.kind = 'reference' AND n.until IS NULL""",
            [at, [a for a, _ in waybills], [w for _, w in waybills]],
        )


class NewDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document to keep with a waybill; the same (kind, source) is kept once."""

    account_id: int
    waybill_id: int
    kind: str
    media_type: str
    content: bytes
    source: str


def keep_documents(documents: Sequence[NewDocument], at: datetime) -> None:
    """Keep documents with their waybills."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO document (account_id, waybill_id, id, kind, media_type, content, source, kept_at)
               SELECT a, w, galeon_id(), k, m, c, s, %s
                 FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bytea[], %s::text[]) AS u(a, w, k, m, c, s)
               ON CONFLICT (account_id, waybill_id, kind, source) DO NOTHING""",
            [
                at, [d.account_id for d in documents], [d.waybill_id for d in documents], [d.kind for d in documents],
                [d.media_type for d in documents], [d.content for d in documents], [d.source for d in documents],
            ],
        )  # fmt: skip


def stop(waybills: Sequence[tuple[int, int]], kind: str, source: str, reason: str, at: datetime) -> None:
    """Halt our own acts on these (account_id, waybill_id): customs, arrears, intercept. Repeating changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO waybill_stop (account_id, waybill_id, id, kind, source, reason, since)
               SELECT a, w, galeon_id(), %s, %s, %s, %s FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               ON CONFLICT (account_id, waybill_id, kind, source) WHERE until IS NULL DO NOTHING""",
            [kind, source, reason, at, [a for a, _ in waybills], [w for _, w in waybills]],
        )


def lift(waybills: Sequence[tuple[int, int]], kind: str, source: str, at: datetime) -> None:
    """End the open stops of this kind and source on these waybills."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE waybill_stop s SET until = %s FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               WHERE s.account_id = u.a AND s.waybill_id = u.w AND s.kind = %s AND s.source = %s AND s.until IS NULL""",
            [at, [a for a, _ in waybills], [w for _, w in waybills], kind, source],
        )


def sync_journey(using: str = "default") -> None:
    """Write `journey.MOVES` to the table SQL reads; run after each migrate."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM waybill_move")
        cursor.executemany(
            """INSERT INTO waybill_move (code, from_state, target, is_ours, rank, is_final, is_exempt)
               VALUES (%s, %s, %s, %s, %s, %s, %s)""",
            [(m.code, m.from_state, m.target, m.ours, m.rank, m.target in FINAL, m.code in EXEMPT) for m in MOVES],
        )
