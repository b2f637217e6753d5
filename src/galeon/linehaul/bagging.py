"""Into the bag and out of it: find, lock, judge, put, record. One commit for a scan or five thousand."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.linehaul.terms import Bagged, BagScan
from galeon.waybills import acts as waybills
from galeon.waybills.journey import State

SCANS_MAX = 5_000
_PIECE = re.compile(r"(.+?)[|¦]0*([1-9]\d{0,2})")

UNKNOWN = Refusal(code="number_unknown", field="text", message="No waybill answers to this number.")
AMBIGUOUS = Refusal(
    code="number_ambiguous", field="text", message="Several waybills answer to this number; scan our own."
)
WHICH_PIECE = Refusal(
    code="piece_missing", field="text", message="The waybill has several pieces: scan the piece's own label."
)
NO_BAG = Refusal(code="bag_unknown", field="bag_id", message="There is no such bag.")
NO_PIECE = Refusal(code="piece_unknown", field="text", message="The waybill has no such piece.")
STOPPED = Refusal(code="waybill_stopped", field="text", message="The waybill is stopped; set the parcel aside.")
TWICE = Refusal(code="already_in_bag", field="text", message="The parcel is in this bag already.")


NOT_IN_BAG = Refusal(code="not_in_bag", field="text", message="The parcel does not lie in this bag.")
NOT_OPEN = Refusal(code="not_in_open_bag", field="text", message="This bag is closed; nothing comes out of it.")
ANY_STATE = ("open", "sealed", "loaded", "departed", "arrived")


class Parcel(msgspec.Struct, frozen=True):
    """A parcel by its key."""

    account_id: int
    waybill_id: int
    no: int


def bag(scans: Sequence[BagScan]) -> list[Bagged | Refusal]:
    """Put parcels into open bags, each for itself: one answer a scan, in order.

    Refused: a number nobody knows, a parcel not received, stopped, bound elsewhere, in a bag already; a bag that is
    sealed. The waybill moves to 'bagged' with its last piece. Raises ValueError beyond 5,000 scans.
    """
    if len(scans) > SCANS_MAX:
        raise ValueError(f"at most {SCANS_MAX} scans at once")
    with transaction.atomic():
        found = find([s.text for s in scans])
        known = [p for p in found if isinstance(p, Parcel)]
        lock([(p.account_id, p.waybill_id) for p in known], [s.bag_id for s in scans])
        answers = _judged(scans, found)
        good = [(s, p, weight) for s, p, weight in zip(scans, found, answers, strict=True)
                if isinstance(p, Parcel) and isinstance(weight, int)]  # fmt: skip
        bags = _put(good)
        _record_whole(good, {id_: row[3] for id_, row in bags.items()})
    return [_answer(s, p, a, bags) for s, p, a in zip(scans, found, answers, strict=True)]


def find(texts: Sequence[str]) -> list[Parcel | Refusal]:
    """The parcel each scanned text names."""
    asked = [_split(text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(load("linehaul", "find_parcels"), {"number": [number for number, _ in asked]})
        rows: dict[int, list[tuple[int, int, int, bool]]] = {}
        for i, *row in cursor.fetchall():
            rows.setdefault(i - 1, []).append(tuple(row))
    return [_parcel(rows.get(i, []), piece) for i, (_, piece) in enumerate(asked)]


def _split(text: str) -> tuple[str, int | None]:
    cleaned = text.strip()[:120]
    hit = _PIECE.fullmatch(cleaned)
    return (hit[1], int(hit[2])) if hit else (cleaned, None)


def _parcel(rows: list[tuple[int, int, int, bool]], piece: int | None) -> Parcel | Refusal:
    is_open = [row for row in rows if row[3]] or rows
    if len({(a, w) for a, w, _, _ in is_open}) != 1:
        return AMBIGUOUS if rows else UNKNOWN
    account_id, waybill_id, pieces, _ = is_open[0]
    if piece is None and pieces > 1:
        return WHICH_PIECE
    return Parcel(account_id, waybill_id, piece or 1)


def lock(waybill_ids: Sequence[tuple[int, int]], bags: Sequence[int]) -> None:
    """Waybills before bags, each in id order: the order of `kernel.locks`."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("linehaul", "lock_waybills"),
            {"account": [a for a, _ in waybill_ids], "waybill": [w for _, w in waybill_ids]},
        )
        cursor.execute(load("linehaul", "lock_bags"), {"bags": sorted(set(bags))})


def _judged(scans: Sequence[BagScan], found: Sequence[Parcel | Refusal]) -> list[int | Refusal]:
    """For each scan the parcel's weight in grams, or why it does not go in."""
    pairs = [(s, p) for s, p in zip(scans, found, strict=True) if isinstance(p, Parcel)]
    with connection.cursor() as cursor:
        cursor.execute(
            load("linehaul", "bag_check"),
            {
                "account": [p.account_id for _, p in pairs],
                "waybill": [p.waybill_id for _, p in pairs],
                "parcel": [p.no for _, p in pairs],
                "bag": [s.bag_id for s, _ in pairs],
            },
        )
        facts = iter([_Facts(*row[1:]) for row in cursor.fetchall()])
    seen: set[Parcel] = set()
    judged: list[int | Refusal] = []
    for scan, parcel in zip(scans, found, strict=True):
        verdict = parcel if isinstance(parcel, Refusal) else _verdict(scan, next(facts), parcel in seen)
        judged.append(verdict)
        if isinstance(parcel, Parcel) and isinstance(verdict, int):
            seen.add(parcel)
    return judged


class _Facts(msgspec.Struct, frozen=True):
    bag_state: str | None
    bag_number: str | None
    number: str
    state: str
    is_piece: bool
    measured_g: int | None
    to_country: str
    country_fits: bool | None
    lane_differs: bool
    destination: str | None
    stopped: bool
    lies_in: int | None
    lies_in_number: str | None


def _verdict(scan: BagScan, f: _Facts, twice: bool) -> int | Refusal:
    if f.bag_state is None or not f.is_piece:
        return NO_BAG if f.bag_state is None else NO_PIECE
    if twice or f.lies_in == scan.bag_id:
        return TWICE
    if f.bag_state != "open":
        return _no("bag_sealed", message="Bag {bag} is closed; nothing goes in any more.", bag=f.bag_number)
    if f.lies_in is not None:
        return _no("in_other_bag", message="{number} is in bag {bag} already.", number=f.number, bag=f.lies_in_number)
    if f.stopped:
        return STOPPED
    if f.state != State.RECEIVED or f.measured_g is None:
        return _no(
            "not_received",
            message="{number} is {state}: only a received parcel is bagged.",
            number=f.number,
            state=f.state,
        )
    if f.lane_differs or not f.country_fits:
        return _no(
            "wrong_destination", message="{number} goes to {country}; bag {bag} is bound for {port}.",
            number=f.number, country=f.to_country, bag=f.bag_number, port=f.destination,
        )  # fmt: skip
    return f.measured_g


def _no(code: str, *, message: str, **params: str | None) -> Refusal:
    return Refusal(code=code, field="text", message=message, params={k: v or "" for k, v in params.items()})


def _put(good: Sequence[tuple[BagScan, Parcel, int]]) -> dict[int, tuple[str, int, int, str]]:
    """Insert, and give the bags' number, parcels, weight and site afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("linehaul", "bag"),
            {
                "account": [p.account_id for _, p, _ in good],
                "waybill": [p.waybill_id for _, p, _ in good],
                "parcel": [p.no for _, p, _ in good],
                "bag": [s.bag_id for s, _, _ in good],
                "weight": [weight for _, _, weight in good],
                "at": [s.at for s, _, _ in good],
                "by": [s.operator_id for s, _, _ in good],
            },
        )
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in cursor.fetchall()}


def _record_whole(good: Sequence[tuple[BagScan, Parcel, int]], sites: dict[int, str]) -> None:
    """The waybills whose last piece went in now are bagged, when and where that piece was."""
    last = {(p.account_id, p.waybill_id): s for s, p, _ in good}
    moved = whole(list(last), ANY_STATE)
    record(
        [
            waybills.Scan(
                account_id=w[0], waybill_id=w[1], code="bag", source="station", occurred_at=last[w].at,
                place=sites[last[w].bag_id], actor_id=last[w].operator_id, detail=detail(bags=bags),
            )
            for w, bags in moved.items()
        ]
    )  # fmt: skip


def _answer(
    scan: BagScan, parcel: Parcel | Refusal, verdict: int | Refusal, bags: dict[int, tuple[str, int, int, str]]
) -> Bagged | Refusal:
    if isinstance(parcel, Refusal) or isinstance(verdict, Refusal):
        return verdict if isinstance(verdict, Refusal) else UNKNOWN
    number, parcels, weight_g, _ = bags[scan.bag_id]
    return Bagged(parcel.account_id, parcel.waybill_id, parcel.no, scan.bag_id, number, parcels, weight_g)


def unbag(bag_id: int, texts: Sequence[str], at: datetime, *, operator_id: int | None = None) -> list[Parcel | Refusal]:
    """Take parcels out of an open bag; their waybills are 'received' again. Refused when they lie elsewhere."""
    with transaction.atomic():
        found = find(texts)
        known = [p for p in found if isinstance(p, Parcel)]
        lock([(p.account_id, p.waybill_id) for p in known], [bag_id])
        with connection.cursor() as cursor:
            cursor.execute(
                load("linehaul", "unbag"),
                {
                    "bag": bag_id,
                    "account": [p.account_id for p in known],
                    "waybill": [p.waybill_id for p in known],
                    "parcel": [p.no for p in known],
                    "at": at,
                },
            )
            rows = cursor.fetchall()
        out = {Parcel(a, w, no) for a, w, no, _ in rows}
        stays = _whereabouts([p for p in known if p not in out])
        places = {(a, w): site for a, w, site in _bagged_waybills(out)}
        record(
            [
                waybills.Scan(
                    account_id=w[0], waybill_id=w[1], code="unbag", source="station", occurred_at=at, place=site,
                    actor_id=operator_id,
                )
                for w, site in places.items()
            ]
        )  # fmt: skip
    return [p if isinstance(p, Refusal) or p in out else _not_out(stays.get(p), bag_id) for p in found]


def _not_out(lies_in: tuple[int, str] | None, bag_id: int) -> Refusal:
    if lies_in is None:
        return NOT_IN_BAG
    if lies_in[0] == bag_id:
        return NOT_OPEN
    return _no("in_other_bag_still", message="The parcel lies in bag {bag}, not in this one.", bag=lies_in[1])


def _whereabouts(parcels: Sequence[Parcel]) -> dict[Parcel, tuple[int, str]]:
    """Of each parcel in a bag that bag's id and number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.a, u.w, u.no, b.id, b.number FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[]) AS u(a, w, no)
               JOIN bag_parcel x ON x.account_id = u.a AND x.waybill_id = u.w AND x.parcel_no = u.no AND x.out_at IS NULL
               JOIN bag b ON b.id = x.bag_id""",
            [[p.account_id for p in parcels], [p.waybill_id for p in parcels], [p.no for p in parcels]],
        )
        return {Parcel(a, w, no): (bag_id, number) for a, w, no, bag_id, number in cursor.fetchall()}


def _bagged_waybills(parcels: Iterable[Parcel]) -> list[tuple[int, int, str]]:
    """Those of the parcels' waybills that stand as bagged, with the site they were bagged at."""
    ids = sorted({(p.account_id, p.waybill_id) for p in parcels})
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT w.account_id, w.id, s.code FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
               JOIN waybill w ON w.account_id = u.a AND w.id = u.w AND w.state = 'bagged'
               JOIN site s ON s.id = w.origin_site_id ORDER BY w.id""",
            [[a for a, _ in ids], [w for _, w in ids]],
        )
        return list(cursor.fetchall())


def whole(ids: Sequence[tuple[int, int]], states: Sequence[str]) -> dict[tuple[int, int], list[str]]:
    """Of these waybills those whose every piece lies in a bag of these states, with the bags' numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("linehaul", "whole"),
            {"account": [a for a, _ in ids], "waybill": [w for _, w in ids], "states": list(states)},
        )
        return {(a, w): bags for a, w, bags in cursor.fetchall()}


def record(scans: Sequence[waybills.Scan]) -> None:
    """Record moves that were judged possible under lock. Raises RuntimeError when the journey disagrees: our bug."""
    outcomes = waybills.record(scans, fold_s=0)
    if wrong := [o for o in outcomes if o.verdict not in ("recorded", "repeat")]:
        raise RuntimeError(f"judged possible, but the journey says {wrong[0].verdict} from {wrong[0].state}")


def detail(**facts: object) -> str:
    """An event's detail as JSON text."""
    return msgspec.json.encode(facts).decode()
