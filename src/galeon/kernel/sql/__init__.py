"""The loader of set-based SQL: `load(module, name)` reads `<module>/sql/<name>.sql` once, `install()` creates functions."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction

ORDER = ("kernel", "network", "parties", "tariffs", "ledger", "waybills")


@cache
def load(module: str, name: str) -> str:
    """Text of `galeon/<module>/sql/<name>.sql`."""
    return (_folder(module) / f"{name}.sql").read_text(encoding="utf-8")


def call(query: str, arguments: Sequence[object]) -> list[tuple[Any, ...]]:
    """Run one statement of a hot path and give its rows.

    Arguments travel beside the statement; Django's own cursor writes them into its text, which the server then has
    to read again: for a batch of orders that costs more than the orders. Errors are Django's, as everywhere.
    """
    database = connections[DEFAULT_DB_ALIAS]  # asked once: `connection` looks the thread's own up with every attribute
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors, psycopg.Cursor(database.connection) as cursor:
        cursor.execute(query.encode(), arguments)
        return cursor.fetchall()


def _folder(module: str) -> Path:
    found = import_module(f"galeon.{module}").__file__
    if found is None:
        raise LookupError(module)
    return Path(found).parent / "sql"


def install(using: str = "owner") -> None:
    """Create or replace every function, policy and grant: files `fn_*.sql` of each module, then `zz_*.sql`.

    Lower modules first; run after each migrate, as the owner. Each file may be run any number of times.
    """
    labels = [c.label for c in apps.get_app_configs() if c.name.startswith("galeon.")]
    ranked = sorted(labels, key=lambda m: (ORDER.index(m) if m in ORDER else len(ORDER), m))
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")  # a function may call one further down its file
        for pattern in ("fn_*.sql", "zz_*.sql"):
            for module in ranked:
                for file in sorted(_folder(module).glob(pattern)):
                    cursor.execute(file.read_text(encoding="utf-8"))
