"""100,000 scans in one batch: `waybills.record` against the bare SQL that stages, inserts and updates the same states.

Product and floor work in turn on the same number of fresh waybills; each round is one weigh-in of 100,000 parcels.
"""

import statistics
import time
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import connection, transaction

from bench.server import Place
from galeon.waybills.acts import Scan, record

FLOOR = """
CREATE TEMP TABLE stage (account_id bigint, waybill_id bigint, parcel_no smallint, code text, source text,
  occurred_at timestamptz, place text) ON COMMIT DROP;
COPY stage FROM STDIN;
INSERT INTO waybill_event (account_id, waybill_id, id, parcel_no, code, source, occurred_at, recorded_at, place, target, rank)
  SELECT account_id, waybill_id, galeon_id(), parcel_no, code, source, occurred_at, now(), place, 'received', 10 FROM stage
  ON CONFLICT (waybill_id, parcel_no, source, code, occurred_at, place, account_id) DO NOTHING;
UPDATE waybill w SET state = 'received', state_at = s.occurred_at, state_rank = 10 FROM stage s
  WHERE w.account_id = s.account_id AND w.id = s.waybill_id AND w.state_at <= s.occurred_at;
"""
WAYBILLS = """
INSERT INTO waybill (account_id, id, number, displayed_number, reference, service_id, mode, state, state_at, state_rank,
  booked_at, source, origin_site_id, to_country, to_postcode, to_city, to_name, consignee, cargo_class, pieces, weight_g,
  declared_minor, declared_currency, quoted_minor, currency, quote, taxes, content_hash)
SELECT 1, galeon_id(), 'B' || n, 'B' || n, 'R' || n, 1, 'express', 'booked', now() - interval '1 day', 0, now(), 'api', 1,
  'US', '', 'LA', 'Ana', '{}', 'general', 1, 1000, 0, 'USD', 0, 'CNY', '{}', '{}', '' FROM generate_series(1, %s) AS n
RETURNING id
"""


def run(place: Place, rounds: int, small: bool) -> dict[str, object]:
    """Scans per second of product and floor, medians of `rounds`, and their ratio."""
    size = 20_000 if small else 100_000
    product, floor = [], []
    for _ in range(rounds):
        floor.append(size / _floor(place, _waybills(place, size)))
        product.append(size / _product(_waybills(place, size)))
    ours, bare = statistics.median(product), statistics.median(floor)
    return {
        "bench": "scan", "unit": "scans/s", "batch": size, "rounds": rounds,
        "product": round(ours), "floor": round(bare), "ratio": round(ours / bare, 3),
        "product_rounds": [round(x) for x in product], "floor_rounds": [round(x) for x in floor],
    }  # fmt: skip


def _waybills(place: Place, size: int) -> list[int]:
    with psycopg.connect(place.owner_url, autocommit=True) as db:
        ids = [row[0] for row in db.execute(WAYBILLS, [size]).fetchall()]
        db.execute("ANALYZE waybill")
        db.execute("CHECKPOINT") if _is_super(db) else None
    return ids


def _is_super(db: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _product(ids: list[int]) -> float:
    at = datetime.now(UTC) + timedelta(seconds=1)
    scans = [
        Scan(account_id=1, waybill_id=i, parcel_no=1, code="weigh_in", source="station", occurred_at=at, place="SZX1")
        for i in ids
    ]
    began = time.perf_counter()
    with transaction.atomic():
        outcomes = record(scans)
    took = time.perf_counter() - began
    if any(o.verdict != "recorded" for o in outcomes):
        raise RuntimeError("not every scan was recorded")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM waybill WHERE state = 'received' AND id = ANY (%s)", [ids])
        row = cursor.fetchone()
    if row != (len(ids),):
        raise RuntimeError(f"{row} of {len(ids)} waybills moved")
    return took


def _floor(place: Place, ids: list[int]) -> float:
    at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    text = "".join(f"1\t{i}\t1\tweigh_in\tstation\t{at}\tSZX1\n" for i in ids)
    create, copy, insert, update = (part.strip() for part in FLOOR.strip().rstrip(";").split(";"))
    with psycopg.connect(place.owner_url) as db:
        began = time.perf_counter()
        db.execute(create)
        with db.cursor().copy(copy) as writing:
            writing.write(text)
        db.execute(insert)
        db.execute(update)
        db.commit()
        return time.perf_counter() - began
