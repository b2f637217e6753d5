"""`python -m drills.crash`: kill the application and the database again and again under clients that order and retry.

A fault point between COMMIT and reply is hit at least 200 times; processes that answer, the web server, the postmaster
and the whole tree are killed with kill -9. Afterwards every acknowledged order must be there, none twice, none half
written. The control sends a new key and a new reference at each try and must show doubles. Prints one JSON object; the
exit code is 0 only when all of it holds. `--small`: a bounded run for the tests.
"""

import argparse
import itertools
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from drills.counting import Books, Watch, books
from drills.house import House
from drills.ordering import Orders

BACKENDS_MIN = 8
ACCOUNTS = 8
LIMIT_MINOR = 10**14
FAULT = "after_commit:0.02"


class Plan(msgspec.Struct, frozen=True):
    """How long and how hard. hits: window hits to reach; kills of each kind at least; pause_s: between kills."""

    hits: int = 200
    control_hits: int = 40
    worker_kills: int = 12
    web_kills: int = 2
    database_kills: int = 5
    tree_kills: int = 1
    pause_s: float = 6.0
    seconds_max: float = 1_800.0
    workers: int = 4
    threads: int = 8
    clients: int = 16


SMALL = Plan(
    hits=5,
    control_hits=3,
    worker_kills=1,
    web_kills=1,
    database_kills=1,
    tree_kills=0,
    pause_s=3.0,
    seconds_max=200,
    workers=2,
)


class Run(msgspec.Struct, frozen=True):
    """What one run of the clients came to."""

    orders: Orders
    hits: int
    kills: dict[str, int]
    watch: Watch
    seconds: float


def drill(plan: Plan) -> dict[str, object]:
    """The drill and its control on one installation; `passed` says whether everything held."""
    house = House(plan.workers, plan.threads)
    try:
        house.start()
        keys = _seed(house)
        house.stop()
        main = _run(house, keys, plan, plan.hits, "D", kills=True, renews=False)
        control = _run(house, keys, plan, plan.control_hits, "C", kills=False, renews=True)
        recovery_s = house.start()
        url, cut = house.owner_url(), house.fault_keys()
        found = books(url, main.orders.acknowledged, cut, "D", renews=False)
        control_found = books(url, control.orders.acknowledged, cut, "C", renews=True)
        house.stop()
        return _told(plan, main, control, found, control_found, recovery_s)
    finally:
        house.sweep()
        shutil.rmtree(house.data, ignore_errors=True)


def _seed(house: House) -> list[str]:
    """A small company in the new installation, and a key for each of its merchants."""
    os.environ["GALEON_DATA"] = str(house.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")
    for other in ("DATABASE_URL", "GALEON_APP_URL", "GALEON_OWNER_URL"):
        os.environ.pop(other, None)
    import django

    django.setup()
    from django.db import connections

    from galeon.exchange.acts import issue_api_key
    from galeon.ops.small import open_company, open_merchant

    open_company()
    merchants = [open_merchant(f"DRILL{n}", LIMIT_MINOR) for n in range(ACCOUNTS)]
    keys = [issue_api_key(m.account_id, "drill", datetime.now(UTC), rate_per_s=10**6) for m in merchants]
    connections.close_all()
    return keys


def _run(house: House, keys: list[str], plan: Plan, hits: int, prefix: str, *, kills: bool, renews: bool) -> Run:
    """Clients order while things are killed, until the window was hit often enough; then a quiet end."""
    began, before = time.monotonic(), len(house.fault_keys())
    house.start(FAULT)
    orders = Orders(house.port, keys, plan.clients, prefix, renews=renews)
    watch = Watch(house.admin_url())
    watch.start()
    orders.start()
    done = dict.fromkeys(("worker", "web", "database", "tree"), 0)
    turn = _kills(house, plan) if kills else iter(())
    next_at = time.monotonic() + plan.pause_s
    while orders.are_well and time.monotonic() - began < plan.seconds_max:
        if time.monotonic() > next_at:
            next_at = time.monotonic() + plan.pause_s
            name, kill = next(turn, ("", None))
            if kill:
                done[name] += kill()
        if len(house.fault_keys()) - before >= hits and (not kills or _enough(done, plan)):
            break
        time.sleep(0.1)
    orders.stop()
    watch.stop()
    house.stop()
    return Run(orders, len(house.fault_keys()) - before, done, watch, time.monotonic() - began)


def _kills(house: House, plan: Plan) -> Iterator[tuple[str, Callable[[], int]]]:
    """Which kill comes when: all kinds in turn, the more frequent ones more often."""

    def everything() -> int:
        killed = house.kill_all()
        house.start(FAULT)
        return killed

    ways = {
        "worker": (house.kill_workers, plan.worker_kills),
        "database": (house.kill_database, plan.database_kills),
        "web": (house.kill_web, plan.web_kills),
        "tree": (everything, plan.tree_kills),
    }
    most = max(times for _, times in ways.values())
    for n in itertools.count():
        for name, (kill, times) in ways.items():
            if times and n % max(1, most // times) == 0:
                yield name, kill


def _enough(done: dict[str, int], plan: Plan) -> bool:
    wanted = {
        "worker": plan.worker_kills, "web": plan.web_kills, "database": plan.database_kills, "tree": plan.tree_kills
    }  # fmt: skip
    return all(done[name] >= times for name, times in wanted.items())


def _told(
    plan: Plan, main: Run, control: Run, found: Books, control_found: Books, recovery_s: float
) -> dict[str, object]:
    acknowledged = len(main.orders.acknowledged)
    surprises = [*main.orders.surprises, *control.orders.surprises]
    checks = {
        "no surprises": not surprises,
        "window hit often enough": main.hits >= plan.hits and control.hits >= plan.control_hits,
        "killed often enough": _enough(main.kills, plan),
        "enough backends": main.watch.peak >= BACKENDS_MIN,
        "nothing lost": found.lost == 0,
        "nothing double": found.doubles == 0 and found.waybills == acknowledged,
        "nothing half written": found.half_written == 0 and found.held_wrong == 0,
        "the fault point is after the commit": found.uncommitted == 0 and control_found.uncommitted == 0,
        "the control shows doubles": control_found.doubles > 0,
    }
    return {
        "drill": "crash", "passed": all(checks.values()), "failed": [name for name, held in checks.items() if not held],
        "window_hits": main.hits, "kills": main.kills, "acknowledged": acknowledged, "waybills": found.waybills,
        "lost": found.lost, "doubles": found.doubles, "half_written": found.half_written, "held_wrong": found.held_wrong,
        "retried": sum(a.tries > 1 for a in main.orders.acknowledged),
        "statuses": dict(main.orders.statuses), "surprises": surprises,
        "peak_backends": main.watch.peak, "peak_busy_backends": main.watch.peak_busy,
        "control_window_hits": control.hits, "control_orders": len(control.orders.acknowledged),
        "control_doubles": control_found.doubles, "clients": plan.clients, "last_start_s": round(recovery_s, 1),
        "seconds": round(main.seconds + control.seconds),
    }  # fmt: skip


def main(words: list[str]) -> int:
    """Run it and say what came of it."""
    made = argparse.ArgumentParser(prog="python -m drills.crash", description=(__doc__ or "").splitlines()[0])
    made.add_argument("--small", action="store_true", help="a bounded run")
    made.add_argument("--hits", type=int, help="calls to cut between commit and reply (default: 200)")
    options = made.parse_args(words)
    plan = SMALL if options.small else Plan()
    if options.hits:
        plan = msgspec.structs.replace(plan, hits=options.hits)
    told = drill(plan)
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")
    return 0 if told["passed"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
