"""A house with a history, written by plain SQL (`history.sql`), and what statements cost in it.

`ship` fills a database; `watched` tells what every statement that runs in it costs, those inside functions too. What
the same costs after 1,200,000 waybills is in docs/scale.md.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from django.db import connection

NO_HISTORY = frozenset({"account", "country", "port", "service", "service_leg", "site"})
WATCHING = ("session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off", "auto_explain.log_nested_statements = on", "auto_explain.log_format = json",
            "auto_explain.log_level = notice")  # fmt: skip


def ship(admin: psycopg.Connection[Any], database: str, *, waybills: int, accounts: int) -> int:
    """Write the history into a database that has one site, service and carrier account; the largest account's id.

    admin: a superuser's connection to it (it skips triggers, and turns on the keeping of plans).
    """
    steps = re.sub(r"^--.*\n", "", Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for step in re.split(r"\n(?=\S)", steps.strip()):
        admin.execute(step.replace(":waybills", str(waybills)).replace(":accounts", str(accounts)).encode())
    for setting in WATCHING:
        admin.execute(f"ALTER DATABASE {database} SET {setting}".encode())
    found = admin.execute("SELECT account_id FROM waybill GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchone()
    assert found
    return int(found[0])


class Cost(msgspec.Struct, frozen=True):
    """What a statement cost: rows its scans read, kept or thrown away, and which indexes they went through."""

    rows: int
    indexes: frozenset[str]
    query: str


@contextmanager
def watched() -> Iterator[list[Cost]]:
    """What each statement of Django's connection costs while the block runs, the dearest first at its end."""
    costs: list[Cost] = []

    def keep(said: psycopg.errors.Diagnostic) -> None:
        _, is_plan, text = (said.message_primary or "").partition("plan:\n")
        if is_plan:
            plan = msgspec.json.decode(text.encode())
            nodes = list(_nodes(plan["Plan"]))
            names = frozenset(n["Index Name"] for n in nodes if "Index Name" in n)
            costs.append(Cost(sum(map(_read, nodes)), names, " ".join(plan.get("Query Text", "").split())))

    connection.ensure_connection()
    driver = connection.connection
    driver.add_notice_handler(keep)
    try:
        yield costs
    finally:
        driver.remove_notice_handler(keep)
        costs.sort(key=lambda cost: -cost.rows)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _read(node: dict[str, Any]) -> int:
    """Rows a scan of a table read, those apart that do not grow with what is shipped."""
    if node.get("Relation Name", "country") in NO_HISTORY:
        return 0
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node.get("Actual Rows", 0) + thrown) * node.get("Actual Loops", 0))
