"""What it costs to write a charge: as the product keeps it, against a bare heap of the same columns."""

import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import psycopg
from django.db import connection

from bench.server import Place
from galeon.billing.charges.raising import NewFee, raise_fees

BATCH = 2_000
AT = datetime(2026, 10, 31, 5, 0, tzinfo=UTC)
CODES = ("freight", "fuel", "peak", "remote", "residential")
COPY = """INSERT INTO {table} (account_id, id, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source, round,
  before_minor, charge_g, version_id, reason, bearer, borne_minor)
SELECT account_id, id + %s, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source, round,
  before_minor, charge_g, version_id, reason, bearer, borne_minor FROM bench_charge WHERE n >= %s AND n < %s"""


def measure(place: Place, rows: int, rounds: int) -> dict[str, float]:
    """Rows a second into the heap, into the table, and through the product's door, in turn; medians."""
    with psycopg.connect(place.admin_url, autocommit=True) as admin:
        admin.execute(
            f"CREATE TABLE bench_charge AS SELECT row_number() OVER () - 1 AS n, c.* FROM charge c LIMIT {rows:d}"
        )
        admin.execute("ALTER TABLE bench_charge ADD PRIMARY KEY (n)")
        admin.execute("CREATE TABLE bench_heap (LIKE charge)")
        admin.execute("GRANT ALL ON bench_charge, bench_heap TO galeon_app")
        admin.execute("VACUUM (ANALYZE) bench_charge")
        accounts = admin.execute("SELECT account_id, currency FROM statement ORDER BY id").fetchall()
    heap, table, door = [], [], []
    for turn in range(1, rounds + 1):
        heap.append(rows / _insert("bench_heap", rows, turn))
        table.append(rows / _insert("charge", rows, turn))
        door.append(rows / _raise(accounts, rows, turn))
    bare, kept, raised = (statistics.median(x) for x in (heap, table, door))
    return {
        "rows": rows, "heap_rows_a_second": round(bare), "charge_rows_a_second": round(kept),
        "raise_fees_rows_a_second": round(raised), "ratio": round(kept / bare, 3),
        "microseconds_a_charge_beyond_the_heap": round(1e6 / kept - 1e6 / bare, 1),
    }  # fmt: skip


def _insert(table: str, rows: int, turn: int) -> float:
    """The same rows under new ids, in commits of 2,000 as rating writes them, as the application."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for start in range(0, rows, BATCH):
            cursor.execute(COPY.format(table=table), [turn << 40, start, min(start + BATCH, rows)])
    return time.perf_counter() - began


def _raise(accounts: Sequence[tuple[int, str]], rows: int, turn: int) -> float:
    """New fees of other waybills, five a waybill, by the door all fees go through."""
    batches = [
        [_fee(accounts, turn, n) for n in range(start, min(start + BATCH, rows))] for start in range(0, rows, BATCH)
    ]
    began = time.perf_counter()
    for fees in batches:
        raise_fees(fees)
    return time.perf_counter() - began


def _fee(accounts: Sequence[tuple[int, str]], turn: int, n: int) -> NewFee:
    waybill_id = turn * 10**9 + n // len(CODES)
    account_id, currency = accounts[waybill_id % len(accounts)]
    return NewFee(
        account_id=account_id, waybill_id=waybill_id, code=CODES[n % len(CODES)], amount_minor=1_000 + n, currency=currency,
        charged_at=AT, event="weigh_in", source=f"bench:{waybill_id}", reason=None,
    )  # fmt: skip
