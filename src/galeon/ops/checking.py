"""What `galeon check` looks at."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from django.core.checks import ERROR, run_checks
from django.db import connections

from galeon.kernel import environment
from galeon.kernel.environment import ADMIN, Environment
from galeon.ops import backups, connecting, upgrading

FREE_BYTES_MIN = 1_000_000_000
BACKUP_AGE_MAX = timedelta(days=7)
APPEND_ONLY = ("waybill_event", "posting")


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at."""

    good: bool
    text: str


def look() -> list[Finding]:
    """Everything worth knowing, in the order an operator would ask. The database must answer."""
    env = environment.load()
    return [*_disk(env), *_server(env), *_schema(), *_rights(env), *_archive(env), *_backups(env), *_django()]


def _disk(env: Environment) -> Iterator[Finding]:
    free = shutil.disk_usage(env.data).free
    yield Finding(free >= FREE_BYTES_MIN, f"{free / 1e9:.1f} GB free in {env.data}")


def _server(env: Environment) -> Iterator[Finding]:
    with connecting.connect(env.app_url) as app:
        row = app.execute(
            "SELECT current_setting('server_version'), rolsuper OR rolbypassrls, "
            "current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' "
            "AND current_setting('synchronous_commit') <> 'off' FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if row:
        yield Finding(True, f"PostgreSQL {row[0]} at {connecting.place_of(env.app_url)}")
        yield Finding(bool(row[2]), "what is committed is on disk (fsync, full_page_writes, synchronous_commit)")
        yield Finding(not row[1], "the application's login is neither a superuser nor above row-level security")


def _schema() -> Iterator[Finding]:
    waiting = len(upgrading.pending())
    yield Finding(waiting == 0, f"{waiting} migrations wait" if waiting else "the schema is this version's")


def _rights(env: Environment) -> Iterator[Finding]:
    """Events and postings are append-only in the database's own grants too."""
    with connecting.connect(env.app_url) as app:
        rows = app.execute(
            "SELECT relname, has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE') "
            "OR has_table_privilege(oid, 'TRUNCATE') FROM pg_class WHERE relkind IN ('r', 'p') AND relname = ANY(%s)",
            [list(APPEND_ONLY)],
        ).fetchall()
    for name, may_change in rows:
        yield Finding(not may_change, f"the application may only add to {name}")


def _archive(env: Environment) -> Iterator[Finding]:
    if not env.embedded:
        return
    admin_url = environment.embedded_url(env.data, ADMIN, environment.secrets(env.data).admin_password, "postgres")
    with connecting.connect(admin_url) as admin:
        row = admin.execute(
            "SELECT last_failed_time IS NOT NULL AND last_failed_time > coalesce(last_archived_time, '-infinity') "
            "FROM pg_stat_archiver"
        ).fetchone()
    yield Finding(
        not (row and row[0]), f"finished journal is archived in {env.data / 'wal'} (from the first backup on)"
    )


def _backups(env: Environment) -> Iterator[Finding]:
    if not env.embedded:
        return
    newest = backups.last(env.data)
    if newest is None:
        yield Finding(False, "no backup yet: run `galeon backup`, daily and onto another disk")
        return
    age = datetime.now(UTC) - newest.ended_at
    yield Finding(
        age <= BACKUP_AGE_MAX, f"the newest backup is {age.total_seconds() / 3600:.0f} h old: {newest.folder}"
    )


def _django() -> Iterator[Finding]:
    errors = [message for message in run_checks(databases=list(connections)) if message.level >= ERROR]
    for message in errors:
        yield Finding(False, f"{message.id}: {message.msg}")
    if not errors:
        yield Finding(True, "Django's own checks")
