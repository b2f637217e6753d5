"""The only writers of receipts and station rules: receive, undo, set_rules, set_lanes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import connection, transaction

from galeon.kernel.outbox import publish
from galeon.kernel.sql import load
from galeon.network.models import Site
from galeon.parties.acts import HOUSE_ID
from galeon.warehouse import reads
from galeon.warehouse.events import ParcelsReceived, WeighInsUndone
from galeon.warehouse.judge import Weighed, judge
from galeon.warehouse.models import SortLane, StationRule
from galeon.warehouse.scanned import TEXT_MAX, Meaning, meanings
from galeon.warehouse.station import Found, Rules, StationScan
from galeon.warehouse.verdicts import AGREED, Code, StationVerdict
from galeon.waybills.acts import Measurement, Scan, measure, record, unmeasure

SCANS_MAX = 5_000
LANE_MAX = 12


class NewReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the station's log; `verdict` is a code of `verdicts.Code`."""

    account_id: int
    waybill_id: int | None
    parcel_no: int | None
    scan: StationScan
    before_g: int | None
    verdict: str
    is_measured: bool
    undoes: int | None = None


def receive(scans: Sequence[StationScan]) -> list[StationVerdict]:
    """Receive parcels at a station, one scan or 5,000: find, judge, record `weigh_in`, measure, log. One commit.

    Answers one verdict per scan, in order. Raises ValueError for a site that does not exist or too many scans.
    """
    if len(scans) > SCANS_MAX:
        raise ValueError(f"at most {SCANS_MAX} scans at once")
    if not scans:
        return []
    floor = reads.floor({s.site_id for s in scans})
    with transaction.atomic():
        meant = _find(scans)
        weighed: Weighed = {}
        verdicts = [judge(scan, known, floor, weighed) for scan, known in zip(scans, meant, strict=True)]
        taken = [(s, v) for s, v in zip(scans, verdicts, strict=True) if v.is_recorded]
        if taken:
            _record(taken, {site.id: site.code for site in floor.sites.values()})
        add_receipts([r for s, v in zip(scans, verdicts, strict=True) if (r := _receipt(s, v))])
        _tell(taken)
    return verdicts


def look(scan: StationScan) -> StationVerdict:
    """What `receive` would answer to one scan; nothing is written. A station asks before it has a weight."""
    floor = reads.floor({scan.site_id})
    with transaction.atomic():
        return judge(scan, _find([scan])[0], floor, {})


def _find(scans: Sequence[StationScan]) -> list[dict[Meaning, list[Found]]]:
    """For each scan what its text may mean, likeliest first, with the waybills that answer to it (locked)."""
    meant: list[dict[Meaning, list[Found]]] = [{m: [] for m in meanings(scan.text)} for scan in scans]
    numbers = list(dict.fromkeys(m.number for known in meant for m in known))
    found: dict[str, list[Found]] = {}
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM warehouse_find(%s::text[])", [numbers])
            for i, *row in cursor.fetchall():
                found.setdefault(numbers[i - 1], []).append(_found(row))
    return [{m: found.get(m.number, []) for m in known} for known in meant]


PIECES = msgspec.json.Decoder(Found.__annotations__["pieces"])


def _found(row: Sequence[object]) -> Found:
    names = (name for name in Found.__struct_fields__ if name not in ("pieces", "halts"))
    facts = dict(zip(names, row, strict=False))
    return Found(**facts, pieces=PIECES.decode(str(row[-2])), halts=tuple(row[-1]))  # type: ignore[arg-type]


def _record(taken: Sequence[tuple[StationScan, StationVerdict]], codes: dict[int, str]) -> None:
    """Write events and measurements; every waybill is locked and judged, so a refusal here would be a bug of ours."""
    outcomes = record([_event(s, v, codes[s.site_id]) for s, v in taken], fold_s=0)
    if wrong := [o for o in outcomes if o.verdict not in ("recorded", "repeat")]:
        raise RuntimeError(f"judged receivable, but the journey says {wrong[0].verdict} from {wrong[0].state}")
    last = {(v.account_id, v.waybill_id, v.piece): (s, v) for s, v in taken}  # the last word on each parcel
    measure([_measurement(s, v) for s, v in last.values()])


def _event(scan: StationScan, v: StationVerdict, site: str) -> Scan:
    account_id, waybill_id, piece = _parcel(v)
    detail = {"weight_g": scan.weight_g, "declared_g": v.declared_g, "before_g": v.before_g}
    if scan.length_mm:
        detail |= {"length_mm": scan.length_mm, "width_mm": scan.width_mm, "height_mm": scan.height_mm}
    return Scan(
        account_id=account_id, waybill_id=waybill_id, code="weigh_in", source="station", occurred_at=scan.occurred_at,
        parcel_no=piece, place=site, actor_id=scan.operator_id, detail=msgspec.json.encode(detail).decode(),
    )  # fmt: skip


def _measurement(scan: StationScan, v: StationVerdict) -> Measurement:
    account_id, waybill_id, piece = _parcel(v)
    return Measurement(
        account_id=account_id, waybill_id=waybill_id, parcel_no=piece, weight_g=scan.weight_g or 0,
        length_mm=scan.length_mm, width_mm=scan.width_mm, height_mm=scan.height_mm, at=scan.occurred_at,
    )  # fmt: skip


def _parcel(v: StationVerdict) -> tuple[int, int, int]:
    if v.account_id is None or v.waybill_id is None or v.piece is None:
        raise ValueError("a verdict to record without its parcel")
    return v.account_id, v.waybill_id, v.piece


def _receipt(scan: StationScan, v: StationVerdict) -> NewReceipt | None:
    if v.code == Code.DUPLICATE:
        return None
    return NewReceipt(
        account_id=v.account_id or HOUSE_ID, waybill_id=v.waybill_id, parcel_no=v.piece, scan=scan, before_g=v.before_g,
        verdict=v.code, is_measured=v.is_recorded,
    )  # fmt: skip


def add_receipts(receipts: Sequence[NewReceipt]) -> None:
    """Write lines of the station's log, in order."""
    if not receipts:
        return
    scans = [r.scan for r in receipts]
    with connection.cursor() as cursor:
        cursor.execute(
            load("warehouse", "add_receipts"),
            [
                [r.account_id for r in receipts], [r.waybill_id for r in receipts], [r.parcel_no for r in receipts],
                [s.site_id for s in scans], [s.operator_id for s in scans], [_plain(s.text) for s in scans],
                [_storable(s.weight_g) for s in scans], [_storable(s.length_mm) for s in scans],
                [_storable(s.width_mm) for s in scans], [_storable(s.height_mm) for s in scans],
                [r.before_g for r in receipts], [r.verdict for r in receipts], [r.is_measured for r in receipts],
                [r.undoes for r in receipts], [s.occurred_at for s in scans],
            ],
        )  # fmt: skip


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:TEXT_MAX])


def _storable(number: int | None) -> int | None:
    """What an absurd scale says must not overflow the column."""
    return None if number is None else max(-1, min(number, 2**31 - 1))


def _tell(taken: Sequence[tuple[StationScan, StationVerdict]]) -> None:
    waybills = sorted({(v.account_id, v.waybill_id) for _, v in taken if v.account_id and v.waybill_id})
    if waybills:
        publish(ParcelsReceived(waybills=tuple(waybills), at=max(s.occurred_at for s, _ in taken)))


def set_rules(site_id: int | None, rules: Rules) -> None:
    """Say how forgiving the stations of a site are; None: of every site without rules of its own."""
    site = None if site_id is None else Site.objects.get(pk=site_id)
    StationRule.objects.update_or_create(site=site, defaults=msgspec.structs.asdict(rules))
    reads.distrust()


def set_lanes(site_id: int, lanes: Sequence[tuple[int, str, str]]) -> None:
    """Lay out a site anew: (service_id, country or "" for the rest, lane)."""
    with transaction.atomic():
        SortLane.objects.filter(site_id=site_id).delete()
        SortLane.objects.bulk_create(
            [
                SortLane(site_id=site_id, service_id=s, country=country, lane=lane[:LANE_MAX])
                for s, country, lane in lanes
            ]
        )
    reads.distrust()


class Undoing(msgspec.Struct, frozen=True):
    """A receipt that can be taken back: its waybill and piece, how many other pieces are weighed, what held before."""

    parcel_no: int
    scanned: str
    weight_g: int
    number: str
    displayed_number: str
    reference: str
    state: str
    service_id: int
    country: str
    city: str
    pieces: int
    declared_g: int
    others: int
    before_g: int | None
    before_length_mm: int | None
    before_width_mm: int | None
    before_height_mm: int | None
    before_at: datetime | None


def undo(operator_id: int, site_id: int, at: datetime) -> StationVerdict:
    """Take back the operator's last receipt while its waybill has not gone on; what was measured before holds again."""
    floor = reads.floor({site_id})
    site, since = floor.sites[site_id], at - timedelta(seconds=floor.rules_of(site_id).undo_s)
    agreed = [str(code) for code in AGREED]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(load("warehouse", "last_receipt"), {"operator": operator_id, "since": since, "agreed": agreed})
        last = cursor.fetchone()
        if last is None:
            return StationVerdict(code=Code.NOTHING_TO_UNDO, scanned="")
        account_id, waybill_id, receipt_id = last
        cursor.execute(load("warehouse", "undoing"), {"account": account_id, "id": receipt_id})
        row = cursor.fetchone()
        if row is None:
            return StationVerdict(code=Code.NOTHING_TO_UNDO, scanned="")
        back = Undoing(*row)
        is_whole = back.before_g is None and back.others == 0
        event = Scan(
            account_id=account_id, waybill_id=waybill_id, code="undo_weigh_in" if is_whole else "undo_piece",
            source="station", occurred_at=at, parcel_no=back.parcel_no, place=site.code, actor_id=operator_id,
        )  # fmt: skip
        (outcome,) = record([event], fold_s=0)
        if outcome.verdict != "recorded":
            return StationVerdict(code=Code.NOTHING_TO_UNDO, scanned=back.scanned)
        _put_back(account_id, waybill_id, back, at)
        scan = StationScan(text=back.scanned, site_id=site_id, operator_id=operator_id, occurred_at=at)
        line = NewReceipt(
            account_id=account_id, waybill_id=waybill_id, parcel_no=back.parcel_no, scan=scan, before_g=back.weight_g,
            verdict=Code.UNDONE, is_measured=False, undoes=receipt_id,
        )  # fmt: skip
        add_receipts([line])
        publish(WeighInsUndone(waybills=((account_id, waybill_id),), at=at))
    return StationVerdict(
        code=Code.UNDONE, scanned=back.scanned, account_id=account_id, waybill_id=waybill_id, number=back.number,
        displayed_number=back.displayed_number, reference=back.reference, state=back.state, service_id=back.service_id,
        country=back.country, city=back.city, piece=back.parcel_no, pieces=back.pieces, weight_g=back.before_g,
        declared_g=back.declared_g, before_g=back.weight_g,
    )  # fmt: skip


def _put_back(account_id: int, waybill_id: int, back: Undoing, at: datetime) -> None:
    if back.before_g is None:
        unmeasure([(account_id, waybill_id, back.parcel_no)])
        return
    former = Measurement(
        account_id=account_id, waybill_id=waybill_id, parcel_no=back.parcel_no, weight_g=back.before_g,
        length_mm=back.before_length_mm or 0, width_mm=back.before_width_mm or 0, height_mm=back.before_height_mm or 0,
        at=back.before_at or at,
    )  # fmt: skip
    measure([former])
