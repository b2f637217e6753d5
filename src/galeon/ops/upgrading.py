"""Upgrading a database that holds data: it ends in the new state or in the old one, never between.

Where every pending migration may run inside a transaction, all of them do, in one: a failure undoes the lot.
Where one may not (an index built CONCURRENTLY), `NeedsCopy` asks the caller to run it over a copy of the
embedded database's files (`going_back.over_a_copy`), which a failure puts back.
"""

import traceback
from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from galeon.kernel.environment import CannotRun, Environment, secrets
from galeon.ops import cluster_files, roles, schema

OWNER_ALIAS = "owner"


class NeedsCopy(CannotRun):
    """Some pending steps cannot be undone by a rollback."""


class StepMigrate(Migrate):
    """Django's command, checking deferred constraints after each step: a later ALTER TABLE would refuse to wait."""

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """After a step succeeded, settle what it deferred."""
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success":
            with connections[OWNER_ALIAS].cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def upgrade(env: Environment, *, stepwise: bool = False) -> str:
    """Bring the database to this version and say what was done.

    CannotRun, in a sentence, when it failed and was undone; NeedsCopy, with nothing done, when a transaction
    could not undo it. `stepwise` goes ahead without one: the caller holds a copy, or was told to.
    """
    if not env.embedded and env.owner_url:
        roles.ensure_external(env.owner_url, env.app_url, env.data, secrets(env.data))
    refuse_newer_data()
    steps, fresh = pending(), _is_fresh()
    lasting = [f"{step.app_label}.{step.name}" for step in steps if not step.atomic]
    if lasting and not fresh and not stepwise:
        raise NeedsCopy(
            f"The upgrade holds steps that a rollback cannot undo ({', '.join(lasting)}): back the database up, "
            "then run `galeon migrate --no-way-back`."
        )
    try:
        if fresh or stepwise:
            call_command("migrate", database=OWNER_ALIAS, interactive=False, verbosity=0)
        with transaction.atomic(using=OWNER_ALIAS):
            call_command(StepMigrate(), database=OWNER_ALIAS, interactive=False, verbosity=0)
            schema.upgrade(OWNER_ALIAS)
    except Exception as error:  # whatever a migration raises, the operator gets one sentence
        cluster_files.make_log_folder(env.data)
        log = env.data / "log" / "upgrade.log"
        log.write_text(traceback.format_exc())
        raise CannotRun(_failure(error, undone=not (fresh or stepwise), waiting=len(steps)) + f" See {log}.") from error
    return f"{len(steps)} migrations applied." if steps else "The database is up to date."


def pending() -> list[Migration]:
    """Migrations this version has and the database lacks, in order."""
    executor = MigrationExecutor(connections[OWNER_ALIAS])
    return [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def refuse_newer_data() -> None:
    """CannotRun when the database was written by a version that knows more migrations than we do."""
    loader = MigrationExecutor(connections[OWNER_ALIAS]).loader
    ours = {app for app, _ in loader.disk_migrations}
    replaced = {key for step in loader.disk_migrations.values() for key in step.replaces}
    strange = [
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours and (app, name) not in loader.disk_migrations and (app, name) not in replaced
    ]
    if strange:
        raise CannotRun(
            f"This data was written by a newer Galeón (it holds {max(strange)}, which this version does not know); "
            "install that version."
        )


def _is_fresh() -> bool:
    """No installation was ever finished here: nothing to lose, and a first start killed half-way goes on step by step.

    Some of the first steps do not go together in one transaction (an enum's new value must be committed before its
    use). The house's own account is the last thing an installation writes.
    """
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.account') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return True
        cursor.execute("SELECT EXISTS (SELECT FROM account)")
        row = cursor.fetchone()
    return row is None or not row[0]


def _failure(error: Exception, *, undone: bool, waiting: int) -> str:
    told = str(error).strip().splitlines()
    reason = told[0].rstrip(".") if told else type(error).__name__
    if not undone:
        return f"The upgrade failed: {reason}."
    return (
        f"The upgrade failed and was undone ({reason}): the database is as it was, with {waiting} migrations to come; "
        "go on with the version you had."
    )
