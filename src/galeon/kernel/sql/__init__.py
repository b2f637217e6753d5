"""Set-based SQL: `load` reads a statement once, `call` and `ask` run one on a hot path, `install` creates functions."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

_PREPARED: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
ORDER = ("kernel", "network", "parties", "tariffs", "ledger", "waybills")


@cache
def load(module: str, name: str) -> str:
    """Text of `galeon/<module>/sql/<name>.sql`; a module's room is `billing.costs`."""
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


def ask(name: str, query: str, arguments: Sequence[str | int | bytes | None]) -> bytes | None:
    """Run a statement that gives one value, prepared once a connection under `name`; the value as text in UTF-8.

    `query` has $1, $2... for the arguments, bytes for bytea. The client library's cursor takes longer to adapt and
    to wait than an order takes to be checked and priced; this is its own lower level. Errors are Django's; ValueError
    for a text with a NUL character. The library itself must prepare nothing (`prepare_threshold`): after a rollback it
    forgets its statements and has the server forget all there are, ours too.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        connected: psycopg.Connection[Any] = database.connection
        server, statement = connected.pgconn, name.encode()
        if not connected.autocommit and server.transaction_status == TransactionStatus.IDLE:
            connected.execute("SELECT")  # the library begins a transaction with the first statement it sends itself
        known = _PREPARED.setdefault(connected, set())
        if statement not in known:
            _done(server, server.prepare(statement, query.encode()))
            known.add(statement)
        values = [_text(argument) for argument in arguments]
        found = _done(server, server.exec_prepared(statement, values))  # type: ignore[arg-type]  # None is NULL, as in exec_params
    return found.get_value(0, 0)


def _done(server: PGconn, result: PGresult) -> PGresult:
    if result.status in _DONE:
        return result
    if server.status == ConnStatus.BAD and not result.error_field(DiagnosticField.SQLSTATE):
        raise psycopg.OperationalError(server.get_error_message())  # cut off: the server itself said nothing
    raise psycopg.errors.error_from_result(result)


def _text(argument: str | int | bytes | None) -> bytes | None:
    if isinstance(argument, str):
        if "\0" in argument:
            raise ValueError("a text with a NUL character")  # the server would take it for the text's end
        return argument.encode()
    if isinstance(argument, bytes):
        return b"\\x" + argument.hex().encode()
    return None if argument is None else str(argument).encode()


def _folder(module: str) -> Path:
    found = import_module(f"galeon.{module}").__file__
    if found is None:
        raise LookupError(module)
    return Path(found).parent / "sql"


def install(using: str = "owner") -> None:
    """Create or replace every function, policy and grant: files `fn_*.sql` of each module, then `zz_*.sql`.

    Lower modules first; run after each migrate, as the owner. Each file may be run any number of times.
    """
    labels = [c.name.removeprefix("galeon.") for c in apps.get_app_configs() if c.name.startswith("galeon.")]
    ranked = sorted(labels, key=lambda m: (ORDER.index(m) if m in ORDER else len(ORDER), m))
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")  # a function may call one further down its file
        for pattern in ("fn_*.sql", "zz_*.sql"):
            for module in ranked:
                for file in sorted(_folder(module).glob(pattern)):
                    cursor.execute(file.read_text(encoding="utf-8"))
