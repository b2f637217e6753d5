"""Closing: batch after batch, each committed whole; a run keeps count for the page and goes on where it was cut off."""

from datetime import datetime

from django.db import connection, transaction

from galeon.billing.events import ClosingAsked, StatementsClosed
from galeon.billing.models import ClosingRun
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.parties.reads import is_finance

BATCH = 5_000
"""Statements of a commit. A batch reads the charges of its statements once, and those of a month lie among each other's:
many small batches would read the month many times."""
FAULT_MAX = 400


def close_batch(as_of: datetime, issued_at: datetime, batch: int) -> list[tuple[int, int]]:
    """Close up to `batch` statements that ended by `as_of`, in one commit; (account_id, statement_id) of them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT account_id, statement_id FROM billing_close(%s, %s, %s)", [as_of, batch, issued_at])
            found = [(account_id, statement_id) for account_id, statement_id in cursor.fetchall()]
        if found:
            publish(StatementsClosed(statements=tuple(found)))
    return found


def start(as_of: datetime, by: int | None, now: datetime) -> int | Refusal:
    """See `acts.start_closing`."""
    if by is not None and not is_finance(by):
        return Refusal(code="not_finance", message="Only our finance may close statements.")
    if as_of > now:
        return Refusal(code="not_over", field="day", message="What has not ended yet cannot be closed.")
    with transaction.atomic():
        run_id = open_run(as_of, by, now)
        if run_id is None:
            return Refusal(code="nothing_to_close", field="day", message="No open statement ended by then.")
        publish(ClosingAsked(run_id=run_id))
    return run_id


def open_run(as_of: datetime, by: int | None, now: datetime) -> int | None:
    """The run that closes what ended by `as_of`: the one that is not finished, or a new one; None: nothing to close."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO closing_run (id, as_of, started_at, started_by, statements, closed, seen_at, fault, closed_before)
               SELECT galeon_id(), %(as_of)s, %(now)s, %(by)s, d.many, 0, clock_timestamp(), '', 0
                 FROM (SELECT count(*) AS many FROM statement WHERE state = 'open' AND ends_at <= %(as_of)s) d
                WHERE d.many > 0
               ON CONFLICT (as_of) WHERE finished_at IS NULL DO NOTHING""",
            {"as_of": as_of, "now": now, "by": by},
        )
    return ClosingRun.objects.filter(as_of=as_of, finished_at=None).values_list("id", flat=True).first()


def carry_out(run_id: int, batch: int = BATCH) -> int:
    """Close what is left of a run; how many statements were closed now. Harmless for a run that is finished.

    Every statement of a run is issued at the moment the run was started, however often it was cut off. Raises what a
    batch raises, and keeps its words for the page.
    """
    run = ClosingRun.objects.filter(pk=run_id, finished_at=None).first()
    if run is None:
        return 0
    _write("began_at = clock_timestamp(), seen_at = clock_timestamp(), closed_before = closed, fault = ''", run_id)
    done = 0
    try:
        while found := _next(run, batch):
            done += found
    except Exception as fault:
        _write("fault = %s", run_id, str(fault).partition("\n")[0][:FAULT_MAX])
        raise
    _finish(run.as_of)
    return done


def _next(run: ClosingRun, batch: int) -> int:
    """One batch and its count, in one commit."""
    with transaction.atomic():
        found = len(close_batch(run.as_of, run.started_at, batch))
        _write(
            "closed = closed + %s, statements = greatest(statements, closed + %s), seen_at = clock_timestamp()",
            run.pk, found, found,
        )  # fmt: skip
    return found


def _finish(as_of: datetime) -> None:
    """Nothing that ended by then is open: earlier runs that were cut off have nothing left to do either."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE closing_run SET finished_at = clock_timestamp() WHERE finished_at IS NULL AND as_of <= %s", [as_of]
        )


def _write(columns: str, run_id: int, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE closing_run SET {columns} WHERE id = %s", [*values, run_id])  # noqa: S608  columns of ours
