"""`python -m drills.settle`: kill -9 a closing at 10, 50 and 90 % and carry it on, while eight writers keep charging.

Afterwards October's statements must be those of an undisturbed closing of a copy of the same database, with the same
numbers and sums; for every tenth account charges of October still come while it closes, and each must stand in October or
in November, counted once. The sum before and what the writers charged must be the sum after, every journal must balance,
and statements, lines, invoices, ledger and balances agree. The control sums first and closes afterwards, without the
locks, while the same writers charge, and must lose lines. Prints one JSON object; the exit code is 0 only when all of it
holds. `--small`: a bounded run for the tests.
"""

import argparse
import sys
import time
from datetime import UTC, datetime

import msgspec
import psycopg

from drills import settled
from drills.charging import Account, Closer, Writers
from drills.counting import Watch

AS_OF = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ISSUED_AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
WRITERS = 8
PERCENTS = (10, 50, 90)
NAIVE_FEES = 300
NAIVE_SECONDS_MAX = 60.0


class Plan(msgspec.Struct, frozen=True):
    """How much. batch: statements of a commit, so that there is a middle to be killed in."""

    waybills: int = 200_000
    accounts: int = 2_000
    batch: int = 50


SMALL = Plan(waybills=6_000, accounts=200, batch=4)


class Fire(msgspec.Struct, frozen=True):
    """What the closing under fire came to. kills: the percent that stood closed at each kill, None where it failed."""

    kills: list[float | None]
    is_finished: bool
    writers: Writers
    peak: int
    seconds: float


def drill(plan: Plan) -> dict[str, object]:
    """The drill and its controls on a server of its own; `passed` says whether everything held."""
    from bench import server, settle_data

    with server.running() as place:
        from django.db import connections

        connections.close_all()  # a database is copied only while nobody is in it
        with psycopg.connect(place.admin_url, autocommit=True) as admin:
            settle_data.ship(admin, waybills=plan.waybills, accounts=plan.accounts)
        with psycopg.connect(_other(place.admin_url, "postgres"), autocommit=True) as admin:
            admin.execute("CREATE DATABASE control TEMPLATE galeon OWNER galeon_owner")
        control = _other(place.admin_url, "control")
        began = time.monotonic()
        _undisturbed(control)
        quiet_s = time.monotonic() - began
        accounts = _accounts(place.admin_url)
        late = [account.id for account in accounts if account.is_late]
        before = settled.sums(place.admin_url)
        fire = _under_fire(place.admin_url, plan, accounts)
        told = _told(fire, accounts, before, settled.sums(place.admin_url), settled.wrong(place.admin_url))
        same = settled.october(control, late) == settled.october(place.admin_url, late)
        told = {**told, "same_statements": same, "undisturbed_s": round(quiet_s, 1)}
        return _judged(told, fire, _naive(place.admin_url, accounts))


def _other(url: str, database: str) -> str:
    """The same server's other database."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    return make_conninfo("", **{**conninfo_to_dict(url), "dbname": database})


def _undisturbed(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SELECT count(*) FROM billing_close(%s, 1000000, %s)", [AS_OF, ISSUED_AT])


def _accounts(url: str) -> list[Account]:
    with psycopg.connect(url) as db:
        rows = db.execute("SELECT id, currency, id % 10 = 0 FROM account WHERE NOT is_house ORDER BY id").fetchall()
    return [Account(*row) for row in rows]


def _under_fire(admin_url: str, plan: Plan, accounts: list[Account]) -> Fire:
    """Close October with three kills while the writers charge."""
    from django.db import connections

    from galeon.billing.statements.closing import open_run

    run_id = open_run(AS_OF, None, ISSUED_AT)
    if run_id is None:
        raise RuntimeError("there is nothing to close")
    connections.close_all()  # a fork must not share them
    closer = Closer(admin_url, run_id, plan.batch, len(PERCENTS) + 1)
    writers, watch = Writers(accounts, WRITERS), Watch(admin_url)
    watch.start()
    writers.start()
    began = time.monotonic()
    kills = [closer.killed_at(percent) for percent in PERCENTS]
    is_finished = closer.finished()
    seconds = time.monotonic() - began
    writers.stop()
    watch.stop()
    return Fire(kills, is_finished, writers, watch.peak, seconds)


def _told(
    fire: Fire, accounts: list[Account], before: dict[str, int], after: dict[str, int], wrong: dict[str, int]
) -> dict[str, object]:
    written = dict(fire.writers.sums)
    expected = {currency: before.get(currency, 0) + written.get(currency, 0) for currency in before}
    return {
        "accounts": len(accounts), "killed_at_percent": [round(at, 1) if at is not None else None for at in fire.kills],
        "finished": fire.is_finished, "writers": WRITERS, "written": fire.writers.fees, "faults": fire.writers.faults,
        "peak_backends": fire.peak, "seconds": round(fire.seconds, 1), "sum_before": before, "sum_written": written,
        "sum_after": after, "sums_agree": expected == after, "wrong": wrong,
    }  # fmt: skip


def _naive(admin_url: str, accounts: list[Account]) -> int:
    """November closed the naive way: summed, and then closed. Statements that lost lines in between."""
    writers = Writers(accounts, WRITERS, first=2 * 10**9)
    writers.start()
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(
            """CREATE TEMP TABLE summed AS SELECT s.account_id, s.id, coalesce(sum(c.amount_minor), 0)::bigint AS n FROM statement s
                 LEFT JOIN charge c ON c.account_id = s.account_id AND c.statement_id = s.id WHERE s.state = 'open' GROUP BY 1, 2"""
        )
        deadline, enough = time.monotonic() + NAIVE_SECONDS_MAX, writers.fees + NAIVE_FEES
        while writers.fees < enough and time.monotonic() < deadline:
            time.sleep(0.05)
        admin.execute(
            """UPDATE statement s SET state = 'closed', number = 'N-' || s.id % 1000000000, opening_minor = 0, charges_minor = n.n,
                 payments_minor = 0, closing_minor = n.n, closed_at = now() FROM summed n WHERE (s.account_id, s.id) = (n.account_id, n.id)"""
        )
    writers.stop()
    return settled.wrong(admin_url).get("closed statements that differ from their lines", 0)


def _judged(told: dict[str, object], fire: Fire, naive: int) -> dict[str, object]:
    checks = {
        "killed inside a batch at 10, 50 and 90 %": all(
            at is not None and wanted <= at < wanted + 20 and at < 100
            for at, wanted in zip(fire.kills, PERCENTS, strict=True)
        ),
        "carried to its end": fire.is_finished,
        "no writer failed": not fire.writers.faults,
        "enough backends": fire.peak >= WRITERS,
        "the statements of an undisturbed closing": told["same_statements"] is True,
        "the sum before and what was written is the sum after": told["sums_agree"] is True,
        "nothing wrong in the books": not told["wrong"],
        "the control loses lines": naive > 0,
    }
    failed = [name for name, held in checks.items() if not held]
    return {
        "drill": "settle",
        "passed": not failed,
        "failed": failed,
        **told,
        "control_statements_that_lost_lines": naive,
    }


def main(words: list[str]) -> int:
    """Run it and say what came of it."""
    made = argparse.ArgumentParser(prog="python -m drills.settle", description=(__doc__ or "").splitlines()[0])
    made.add_argument("--small", action="store_true", help="a bounded run")
    options = made.parse_args(words)
    told = drill(SMALL if options.small else Plan())
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n")
    return 0 if told["passed"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
