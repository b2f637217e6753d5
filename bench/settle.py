"""Close a month of a million waybills with five charges each, of 2,000 accounts, against the bare scan of the charges.

Product: what the worker does when a closing is asked for (`statements.closing`): statements summed, taxed, numbered and
closed, an invoice and a balanced journal each, committed. Floor: the bare aggregate of the same charges, on the same
connection with the same settings, in turn with it: `SELECT statement_id, code, sum(amount_minor) FROM charge GROUP BY 1, 2`.
(With account_id before them, as `scan_by_account`, it says the same; but the planner takes the three for independent,
expects millions of groups and sorts them in one process, which makes a floor that is easily passed.) ratio = scan /
product, the median of the rounds' own. Beside it what it costs to write a charge at all, so that one sees that the work was not merely
moved there: rows a second into the table with its keys, indexes, checks and triggers; through `raise_fees`, with locks,
statements found, and journals; and into a bare heap of the same columns.

Charges, their journals, statements and payments are rows as the product writes them; the waybills' own rows, which
nothing here reads, are left out.
"""

import statistics
import time
from datetime import UTC, datetime
from operator import truediv

import psycopg
from django.db import connection

from bench import settle_checks, settle_data, settle_insert
from bench.server import Place
from galeon.billing.statements import closing

WAYBILLS, WAYBILLS_SMALL = 1_000_000, 40_000
ACCOUNTS, ACCOUNTS_SMALL = 2_000, 400
AS_OF = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SCANS = {
    "scan": "SELECT statement_id, code, sum(amount_minor) FROM charge GROUP BY 1, 2",
    "scan_by_account": "SELECT account_id, statement_id, code, sum(amount_minor) FROM charge GROUP BY 1, 2, 3",
}
CLOSED = (
    "DELETE FROM posting WHERE journal_id > {mark}", "DELETE FROM journal WHERE id > {mark}",
    "DELETE FROM charge WHERE id > {mark} AND event = 'closing'", "DELETE FROM invoice_line", "DELETE FROM invoice_tax",
    "DELETE FROM invoice", "DELETE FROM invoice_series", "DELETE FROM statement_series", "DELETE FROM closing_run",
    "DELETE FROM procrastinate_jobs",
    """UPDATE statement SET state = 'open', number = NULL, opening_minor = NULL, charges_minor = NULL, payments_minor = NULL,
         closing_minor = NULL, credits_minor = NULL, due_on = NULL, closed_at = NULL""",
    "UPDATE balance b SET posted_minor = k.posted_minor FROM bench_balance k WHERE (b.account_id, b.currency) = (k.account_id, k.currency)",
)  # fmt: skip


def run(place: Place, rounds: int, small: bool) -> dict[str, object]:
    """Seconds of product and floor, their ratio, the cost of writing charges, and whether it all came out exact."""
    return measure(place, rounds, *((WAYBILLS_SMALL, ACCOUNTS_SMALL) if small else (WAYBILLS, ACCOUNTS)))


def measure(place: Place, rounds: int, waybills: int, accounts: int) -> dict[str, object]:
    """The same for so many waybills and accounts."""
    began = time.perf_counter()
    with psycopg.connect(place.admin_url, autocommit=True) as admin:
        settle_data.ship(admin, waybills=waybills, accounts=accounts)
        admin.execute("CREATE TABLE bench_balance AS SELECT * FROM balance")
    shipped = time.perf_counter() - began
    before = settle_checks.before(place.admin_url)
    times: dict[str, list[float]] = {name: [] for name in ("product", *SCANS)}
    _scan(SCANS["scan"])  # the first one reads from the disk
    for _ in range(rounds):
        _reopen(place)
        for name, query in SCANS.items():
            times[name].append(_scan(query))
        times["product"].append(_close(accounts))
    checks = settle_checks.after(place.admin_url, before)
    _reopen(place)
    written = settle_insert.measure(place, min(waybills * 5, 100_000), min(rounds, 3))
    scan, product = (statistics.median(times[name]) for name in ("scan", "product"))
    return {
        "bench": "settle", "unit": "s", "waybills": waybills, "charges": before.charges, "accounts": accounts,
        "rounds": rounds, "product": round(product, 3), "floor": round(scan, 3),
        "ratio": round(statistics.median(map(truediv, times["scan"], times["product"])), 3),
        "scan_by_account": round(statistics.median(times["scan_by_account"]), 3),
        "charges_a_second": round(before.charges / product),
        "inserting": written, "checks": checks, "exact": all(checks.values()),
        "seconds": {name: [round(took, 3) for took in taken] for name, taken in times.items()},
        "seconds_to_write_the_month": round(shipped, 1),
    }  # fmt: skip


def _scan(query: str) -> float:
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(query)
        cursor.fetchall()
        return time.perf_counter() - began


def _close(accounts: int) -> float:
    """From nothing closed to everything committed."""
    began = time.perf_counter()
    run_id = closing.open_run(AS_OF, None, datetime.now(UTC))
    if run_id is None:
        raise RuntimeError("there is nothing to close")
    done = closing.carry_out(run_id)
    took = time.perf_counter() - began
    if done != accounts:
        raise RuntimeError(f"{done} statements were closed, not {accounts}")
    return took


def _reopen(place: Place) -> None:
    """As if nothing had been closed, which only a superuser can do, who skips the triggers that forbid it."""
    with psycopg.connect(place.admin_url, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        row = admin.execute(
            "SELECT max(id) + 1000 FROM journal WHERE source LIKE 'charge:%' OR source LIKE 'payment:%'"
        ).fetchone()
        for statement in CLOSED:
            admin.execute(statement.format(mark=row[0] if row else 0).encode())
        admin.execute("VACUUM (ANALYZE) statement, invoice, invoice_line, invoice_tax, balance")
        admin.execute("CHECKPOINT")
