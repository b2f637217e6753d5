"""Price runs: take in rows to be priced, have them priced by as many processes as there are cores, stop, go on, forget.

What is done is marked chunk by chunk, so a run that was killed or cancelled goes on where it stopped. A run is priced by
one state of the price lists: where they have changed in between, it begins again.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from msgspec import Struct

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.tariffs import reads, shelf
from galeon.tariffs.bulk import copying as bulk_copy
from galeon.tariffs.bulk import pricing as bulk
from galeon.tariffs.bulk.processes import run as price_apart
from galeon.tariffs.events import PriceRunAsked
from galeon.tariffs.models_bulk import PriceRun
from galeon.tariffs.price import PriceRequest
from galeon.tariffs.sheet import Side

CHUNK_ROWS = 5_000
ROWS_MAX = 5_000_000
HERE_MAX = 2 * CHUNK_ROWS
"""Runs of so many rows at most are priced by the process that is told to; starting others would take longer."""
PROCESSES = max(2, os.cpu_count() or 2)
NAME_MAX = 120
KEPT_DAYS = 90
FAULT_MAX = 500


class NewRun(Struct, frozen=True, kw_only=True):
    """A run to be opened. What all rows ask the same is told here too, for showing."""

    name: str
    side: Side = Side.SALE
    service_id: int | None = None
    account: int | None = None
    level: str = ""
    currency: str = ""


def open_run(
    new: NewRun, rows: Iterable[tuple[Side, PriceRequest]], by: int | None, at: datetime, chunk_rows: int = CHUNK_ROWS
) -> int | Refusal:
    """Take in rows, numbered from 1 in their order; the run's id. Nothing is priced until `start`.

    by: the person's id. Refusals: run_empty, run_too_long.
    """
    with transaction.atomic():
        run = PriceRun.objects.create(
            name=new.name[:NAME_MAX], service_id=new.service_id, account=new.account, level=new.level,
            currency=new.currency, side=new.side.value, opened_at=at, opened_by_id=by,
        )  # fmt: skip
        total = _take_in(run.pk, rows)
        if not 0 < total <= ROWS_MAX:
            transaction.set_rollback(True)
            return _no("run_empty", "There is no row to price.") if not total else _too_long()
        chunk(run.pk, total, chunk_rows)
    return run.pk


def _take_in(run_id: int, rows: Iterable[tuple[Side, PriceRequest]]) -> int:
    columns = ", ".join(("run_id", *bulk_copy.ROW_COLUMNS))
    no = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY price_run_row ({columns}) FROM STDIN") as copy:
        for side, request in rows:
            no += 1
            if no > ROWS_MAX:
                break
            copy.write_row((run_id, no, *bulk_copy.row(request, side)))
    return no


def chunk(run_id: int, total: int, chunk_rows: int = CHUNK_ROWS) -> None:
    """Part a run's rows, numbered from 1 to `total`, into chunks."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE price_run SET total = %s WHERE id = %s", [total, run_id])
        cursor.execute(
            """INSERT INTO price_run_chunk (run_id, no, from_no, to_no, priced, refused, fees)
               SELECT %(run)s, n, (n - 1) * %(rows)s + 1, least(n * %(rows)s, %(total)s) + 1, 0, 0, 0
                 FROM generate_series(1, (%(total)s + %(rows)s - 1) / %(rows)s) AS n""",
            {"run": run_id, "rows": chunk_rows, "total": total},
        )


def start(run_id: int) -> None:
    """Have the run priced by the worker, from where it stopped; a cancelled one goes on."""
    with transaction.atomic():
        if PriceRun.objects.filter(pk=run_id, finished_at=None).update(cancelled_at=None, fault=""):
            outbox.publish(PriceRunAsked(run_id=run_id))


def price_run(run_id: int, processes: int = PROCESSES) -> bool:
    """Price what is left of a run, here or by processes of their own; True when it is finished.

    False: it was cancelled, or begun again by other price lists elsewhere. Raises RuntimeError with what a process said
    when one fails; what is done stays done.
    """
    rows_left = _left(run_id)
    if rows_left is None:
        return False
    if rows_left <= HERE_MAX:
        price_here(run_id)
    else:
        fault = price_apart(run_id, processes)
        if fault and _left(run_id):
            PriceRun.objects.filter(pk=run_id).update(fault=fault.strip().splitlines()[-1][:FAULT_MAX])
            raise RuntimeError(fault)
    return finish(run_id)


def price_here(run_id: int, chunks_max: int | None = None) -> None:
    """Price what is left of a run, or so many chunks, over this thread's own connection."""
    work = begin(run_id)
    connection.ensure_connection()
    done = 0
    while (
        work is not None and (chunks_max is None or done < chunks_max) and bulk.price_next(connection.connection, work)
    ):
        done += 1


def begin(run_id: int) -> bulk.Work | None:
    """Tie the run to the price lists as they are now; None when it is not to go on.

    Where they are others than those it was begun with, what was priced by them is taken away and the run begins again.
    """
    held = shelf.snapshot()
    signature = "|".join(held.signature)
    with transaction.atomic():
        run = PriceRun.objects.select_for_update().filter(pk=run_id, finished_at=None, cancelled_at=None).first()
        if run is None:
            return None
        PriceRun.objects.filter(pk=run_id).update(signature=signature, fault="")
        if run.signature not in ("", signature):
            _take_away(run_id)
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE price_run SET began_at = clock_timestamp(), done_before = coalesce((
                     SELECT sum(to_no - from_no) FROM price_run_chunk WHERE run_id = id AND done_at IS NOT NULL), 0)
                   WHERE id = %s""",
                [run_id],
            )
    return bulk.Work(run_id, signature, partial(reads.price_in, held))


def _take_away(run_id: int) -> None:
    """What was priced. The chunks first: whoever works on one is waited for, and no other is begun."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_run_chunk SET done_at = NULL, priced = 0, refused = 0, fees = 0 WHERE run_id = %s", [run_id]
        )
        cursor.execute("DELETE FROM price_run_charge WHERE run_id = %s", [run_id])
        cursor.execute("DELETE FROM price_run_refusal WHERE run_id = %s", [run_id])


def finish(run_id: int) -> bool:
    """Mark a run as finished once every chunk is done."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE price_run r SET finished_at = clock_timestamp(), fault = '',
                      priced = c.priced, refused = c.refused, fees = c.fees
                 FROM (SELECT sum(priced) AS priced, sum(refused) AS refused, sum(fees) AS fees,
                              bool_and(done_at IS NOT NULL) AS is_done FROM price_run_chunk WHERE run_id = %(run)s) c
                WHERE r.id = %(run)s AND c.is_done AND r.finished_at IS NULL""",
            {"run": run_id},
        )
    return PriceRun.objects.filter(pk=run_id).exclude(finished_at=None).exists()


def cancel(run_id: int, at: datetime) -> bool:
    """Stop a run; what is being priced in this moment is still kept. False when there is nothing to stop."""
    return bool(PriceRun.objects.filter(pk=run_id, finished_at=None, cancelled_at=None).update(cancelled_at=at))


def forget(run_id: int) -> bool:
    """Delete a run that is over, with its rows and prices; False when it is not over, or there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM price_run WHERE id = %s AND (finished_at IS NOT NULL OR cancelled_at IS NOT NULL OR fault <> '')""",
            [run_id],
        )
        if not cursor.rowcount:
            return False
        cursor.execute("DELETE FROM price_run_chunk WHERE run_id = %s", [run_id])
        for table in ("price_run_charge", "price_run_refusal", "price_run_row"):
            cursor.execute(f"DELETE FROM {table} WHERE run_id = %s", [run_id])  # noqa: S608  names of ours
    return True


def forget_old(days: int = KEPT_DAYS) -> int:
    """Delete the runs that are over and were opened so many days ago, one by one; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM price_run WHERE opened_at < clock_timestamp() - make_interval(days => %s) ORDER BY id",
            [days],
        )
        old = [run_id for (run_id,) in cursor.fetchall()]
    return sum(map(forget, old))


def _left(run_id: int) -> int | None:
    """Rows not yet priced; None when the run is over or there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce((SELECT sum(to_no - from_no) FROM price_run_chunk WHERE run_id = id AND done_at IS NULL), 0)
                 FROM price_run WHERE id = %s AND finished_at IS NULL AND cancelled_at IS NULL""",
            [run_id],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _too_long() -> Refusal:
    return _no("run_too_long", "At most {max} rows at once.", max=f"{ROWS_MAX:,}")


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="file", message=message, params=params)
