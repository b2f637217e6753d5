"""Orders through the whole product against the floor of inserting the same rows, one a call and 100 a call.

Product: POST /api/v1/waybills over HTTP, 8 connections, with authentication, row-level security, validation, pricing,
hold and idempotency on. Floor: pgbench, 8 clients, one function that inserts the same waybill, parcel, item, numbers,
event and hold (bench/floor.py). In turn, on the same server; medians of the rounds. The ratio is the median of the
rounds' own: a round's two sides follow each other, while a machine's speed drifts from round to round. What ANALYZE
makes both plan anew falls outside the product's time and inside pgbench's, whose sessions are new each time: about 3 % of
a short round (--small), half a percent of a long one.
"""

import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from operator import truediv

import msgspec
import psycopg

from bench import floor, load
from bench.server import Place
from galeon.exchange.acts import issue_api_key
from galeon.intake import wire
from galeon.intake.acts import Placed, _priced, place
from galeon.network.reads import network
from galeon.ops.small import open_company, open_merchant, order
from galeon.parties.reads import Customer

ACCOUNTS = 16
LIMIT_MINOR = 10**14
BATCH = 100


def run(place_: Place, rounds: int, small: bool) -> dict[str, object]:
    """Orders per second of product and floor by case, their ratios, and the product's p50 and p99."""
    seconds = 1.0 if small else 6.0
    open_company()
    merchants = [open_merchant(f"BENCH{n}", LIMIT_MINOR) for n in range(ACCOUNTS)]
    keys = [issue_api_key(m.account_id, "bench", datetime.now(UTC), rate_per_s=10**6) for m in merchants]
    floor.prepare(place_)
    found: dict[str, dict[str, object]] = {}
    with Serving() as port:
        serial = count()
        for case, size in (("single", 1), ("batch", BATCH)):
            found[case] = _case(place_, port, merchants, keys, serial, size, rounds, seconds)
    cases = found.items()
    return {
        "bench": "intake", "unit": "orders/s", "clients": floor.CLIENTS, "rounds": rounds,
        "product": {case: f["product"] for case, f in cases}, "floor": {case: f["floor"] for case, f in cases},
        "ratio": {case: f["ratio"] for case, f in cases}, "details": found,
    }  # fmt: skip


def _case(
    where: Place,
    port: int,
    merchants: list[Customer],
    keys: list[str],
    serial: "count[int]",
    size: int,
    rounds: int,
    seconds: float,
) -> dict[str, object]:
    ids = [m.account_id for m in merchants]
    orders_json = _as_intake_sends_it(merchants[0], size)
    load.run("127.0.0.1", port, floor.CLIENTS, _requests(keys, serial, size), 1.0)  # warm
    floors, ours, times, peak = [], [], [], 0
    for _ in range(rounds):
        _settle(where)
        floors.append(floor.measure(where, ids, orders_json, seconds) * size)
        _settle(where)
        load.run("127.0.0.1", port, floor.CLIENTS, _requests(keys, serial, size), 0.3)  # plans anew after ANALYZE
        told = load.run("127.0.0.1", port, floor.CLIENTS, _requests(keys, serial, size), seconds)
        if set(told.statuses) != {201}:
            raise RuntimeError(f"not every order was booked: {told.statuses}")
        ours.append(len(told.times_ms) * size / told.seconds)
        times += told.times_ms
        peak = max(peak, _backends(where))
    times.sort()
    product, bare = statistics.median(ours), statistics.median(floors)
    return {
        "product": round(product), "floor": round(bare), "ratio": round(statistics.median(map(truediv, ours, floors)), 3),
        "p50_ms": round(times[len(times) // 2], 2), "p99_ms": round(times[len(times) * 99 // 100], 2),
        "backends": peak, "product_rounds": [round(x) for x in ours], "floor_rounds": [round(x) for x in floors],
    }  # fmt: skip


def _as_intake_sends_it(merchant: Customer, size: int) -> str:
    (placed,) = place(merchant, [order(f"probe-{size}")], source="api")
    if not isinstance(placed, Placed):
        raise RuntimeError(placed)
    rows = _priced(merchant, [order(f"z-{n}") for n in range(size)], network(), datetime.now(UTC), {})
    return wire.encode(rows)


def _requests(keys: list[str], serial: "count[int]", size: int) -> Iterator[bytes]:
    """Distinct orders, each call with a key of its own, the accounts in turn."""
    said = msgspec.to_builtins(order("@@@"))
    del said["booked_at"], said["remark"]  # not the caller's to say
    said |= said.pop("extras")  # the API has the wishes among the order's own fields
    template = msgspec.json.encode({name: value for name, value in said.items() if value is not None})
    for n in serial:
        bodies = [template.replace(b"@@@", b"B%d-%d" % (n, k)) for k in range(size)]
        body = bodies[0] if size == 1 else b"[" + b",".join(bodies) + b"]"
        yield (
            b"POST /api/v1/waybills HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer "
            + keys[n % len(keys)].encode()
            + b"\r\nIdempotency-Key: key-%d\r\n" % n
            + b"Content-Length: %d\r\n\r\n" % len(body)
            + body
        )


def _settle(where: Place) -> None:
    """Both sides start from the same statistics and no backlog of dead rows."""
    with psycopg.connect(where.owner_url, autocommit=True) as db:
        db.execute("VACUUM (ANALYZE) waybill, parcel, item, waybill_number, waybill_event, hold, balance, once_key")


def _backends(where: Place) -> int:
    with psycopg.connect(where.owner_url) as db:
        row = db.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'galeon_app'").fetchone()
    return int(row[0]) if row else 0


class Serving:
    """`galeon serve` on a free port, as it is served in production."""

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.process = subprocess.Popen([sys.executable, "-m", "galeon", "serve", "--port", str(port)])
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return port
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.process.kill()
        raise RuntimeError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
