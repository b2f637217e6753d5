"""A price run of a million parcels, from PostgreSQL to PostgreSQL, against the floors of moving the same rows bare.

Product: `acts_bulk.price_run` as the worker calls it: processes started, price lists read and compiled, rows read, priced
with the reason of each fee, charges copied back, each chunk committed with its mark. Floors, in turn with it on the same
server, with the same settings (fsync, WAL), into a table with the same columns, keys and constraints:
`insert` = one INSERT ... SELECT of the finished charges; `read_insert` = the same after all rows were read by a client
(COPY TO, thrown away); `insert_2` = two sessions that insert half of them each, at once. The product has as many processes
as there are cores, `insert` has one. The ratio is the median of the rounds' own. Starting processes and compiling lists
takes the product a second or two whatever the size: of a short run (--small) that is most of it, so `steady` also tells
what it does from its first committed chunk to its last.

One quote: `reads.price` of one shipment in this process, lists compiled: choosing the list, zone, price, reasons.
"""

import statistics
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from operator import truediv

import psycopg

from bench import rating_data
from bench.server import Place
from galeon.tariffs import acts_bulk, reads, reads_bulk
from galeon.tariffs.price import Price
from galeon.tariffs.sheet import Side

PARCELS, PARCELS_SMALL = 1_000_000, 60_000
LISTS_SMALL = 30
QUOTES = 5_000
HEAD = "INSERT INTO bench_floor SELECT * FROM bench_finished"
FLOORS = ("insert", "read_insert", "insert_2")


def run(place: Place, rounds: int, small: bool) -> dict[str, object]:
    """Parcels a second of the product and the floors, medians of `rounds`, and their ratios."""
    total, lists = (PARCELS_SMALL, LISTS_SMALL) if small else (PARCELS, rating_data.LISTS)
    return measure(place, rounds, total, lists)


def measure(place: Place, rounds: int, total: int, lists: int) -> dict[str, object]:
    """The same for so many parcels and price lists."""
    services = rating_data.open_lists(lists)
    run_id = _open(place, services, total, lists)
    times: dict[str, list[float]] = {name: [] for name in ("product", *FLOORS)}
    steady: list[float] = []
    _product(place, run_id)  # warm, and the rows for the floors
    lines = _keep_finished(place, run_id)
    for _ in range(rounds):
        times["insert"].append(_floor(place, _insert))
        times["product"].append(_product(place, run_id))
        steady.append(_steady(place, run_id))
        times["read_insert"].append(_floor(place, lambda place: _read_insert(place, run_id)))
        times["insert_2"].append(_floor(place, _insert_by_two))
    rates = {name: [total / took for took in taken] for name, taken in times.items()}
    ratios = {
        name: round(statistics.median(map(truediv, rates["product"], rates[name])), 3) for name in FLOORS
    }  # fmt: skip
    return {
        "bench": "rating", "unit": "parcels/s", "parcels": total, "lists": lists, "zones": rating_data.ZONES,
        "brackets": len(rating_data.BRACKETS), "surcharges": 6, "levels": len(rating_data.LEVELS),
        "charges_a_parcel": round(lines / total, 2), "processes": acts_bulk.PROCESSES, "rounds": rounds,
        "product": round(statistics.median(rates["product"])),
        "floor": {name: round(statistics.median(rates[name])) for name in FLOORS},
        "ratio": ratios,
        "steady": {"product": round(statistics.median(steady)),
                   "ratio_to_insert": round(statistics.median(map(truediv, steady, rates["insert"])), 3)},
        "quote": _quotes(run_id),
        "seconds": {name: [round(took, 2) for took in taken] for name, taken in times.items()},
    }  # fmt: skip


def _open(place: Place, services: list[int], total: int, lists: int) -> int:
    run_id = acts_bulk.PriceRun.objects.create(name="bench", opened_at=datetime.now(UTC)).pk
    with psycopg.connect(place.owner_url, autocommit=True) as db:
        rating_data.add_parcels(db, run_id, services, total, lists)
        db.execute("VACUUM (ANALYZE) price_run_row")
    acts_bulk.chunk(run_id, total)
    return run_id


def _product(place: Place, run_id: int) -> float:
    """Seconds of the whole run, from nothing priced to marked as finished."""
    with psycopg.connect(place.owner_url, autocommit=True) as db:
        db.execute("TRUNCATE price_run_charge, price_run_refusal")
        db.execute("UPDATE price_run_chunk SET done_at = NULL WHERE run_id = %s", [run_id])
        db.execute("UPDATE price_run SET finished_at = NULL WHERE id = %s", [run_id])
        _settle(db)
    began = time.perf_counter()
    if not acts_bulk.price_run(run_id):
        raise RuntimeError("the run did not end")
    took = time.perf_counter() - began
    found = reads_bulk.run(run_id)
    if found is None or found.refused or found.priced != found.total:
        raise RuntimeError(f"not every parcel was priced: {found}")
    return took


def _steady(place: Place, run_id: int) -> float:
    """Parcels a second from the first committed chunk to the last; 0.0 where there was only one."""
    with psycopg.connect(place.owner_url) as db:
        row = db.execute(
            """SELECT sum(to_no - from_no) - min(to_no - from_no), extract(epoch FROM max(done_at) - min(done_at))::float8
                 FROM price_run_chunk WHERE run_id = %s""",
            [run_id],
        ).fetchone()
    return float(row[0]) / row[1] if row and row[1] else 0.0


def _keep_finished(place: Place, run_id: int) -> int:
    with psycopg.connect(place.owner_url, autocommit=True) as db:
        db.execute("CREATE TABLE bench_finished AS SELECT * FROM price_run_charge WHERE run_id = %s", [run_id])
        db.execute("CREATE TABLE bench_floor (LIKE price_run_charge INCLUDING ALL)")
        db.execute("VACUUM (ANALYZE) bench_finished")
        row = db.execute("SELECT count(*) FROM bench_finished").fetchone()
    return int(row[0]) if row else 0


def _floor(place: Place, way: Callable[[Place], float]) -> float:
    with psycopg.connect(place.owner_url, autocommit=True) as db:
        db.execute("TRUNCATE bench_floor")
        _settle(db)
    return way(place)


def _insert(place: Place) -> float:
    with psycopg.connect(place.owner_url) as db:
        began = time.perf_counter()
        db.execute(HEAD)
        db.commit()
        return time.perf_counter() - began


def _read_insert(place: Place, run_id: int) -> float:
    with psycopg.connect(place.owner_url) as db:
        began = time.perf_counter()
        with db.cursor().copy("COPY (SELECT * FROM price_run_row WHERE run_id = %s) TO STDOUT", [run_id]) as copy:
            for _ in copy:
                pass
        db.execute(HEAD)
        db.commit()
        return time.perf_counter() - began


def _insert_by_two(place: Place) -> float:
    def half(condition: str) -> None:
        with psycopg.connect(place.owner_url) as db:
            db.execute(f"{HEAD} WHERE ctid {condition}")

    with psycopg.connect(place.owner_url) as db:
        row = db.execute(
            "SELECT pg_relation_size('bench_finished') / current_setting('block_size')::int / 2"
        ).fetchone()
    middle = f"'({row[0] if row else 0},0)'::tid"
    both = [threading.Thread(target=half, args=[condition]) for condition in (f"< {middle}", f">= {middle}")]
    began = time.perf_counter()
    for one in both:
        one.start()
    for one in both:
        one.join()
    return time.perf_counter() - began


def _settle(db: psycopg.Connection[tuple[object, ...]]) -> None:
    """Both sides start without a backlog of writing."""
    row = db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if row and row[0]:
        db.execute("CHECKPOINT")


def _quotes(run_id: int) -> dict[str, float]:
    """Microseconds of one quote in this process: different parcels, one after the other, lists compiled."""
    asked = [result.request for result in reads_bulk.results(run_id, limit=QUOTES)]
    for request in asked:
        reads.price([request], Side.SALE)
    taken = []
    for request in asked:
        began = time.perf_counter_ns()
        (answer,) = reads.price([request], Side.SALE)
        taken.append((time.perf_counter_ns() - began) / 1_000)
        assert isinstance(answer, Price), answer
    taken.sort()
    return {"p50_us": round(taken[len(taken) // 2], 1), "p99_us": round(taken[len(taken) * 99 // 100], 1)}
