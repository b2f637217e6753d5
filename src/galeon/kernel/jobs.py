"""The jobs of the worker as an operator sees them: how many wait, which failed and why, and trying them again."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import DatabaseError, connection

if TYPE_CHECKING:
    from procrastinate import App, JobContext
    from procrastinate.worker import Worker

FAULT_MAX = 4_000
LIST_MAX = 200

_log = logging.getLogger(__name__)


class FailedJob(msgspec.Struct, frozen=True):
    """A job that failed. what: the task, for an event the event's name. waiting: it will be tried again by itself.

    args: its arguments as JSON text. at, error: when and how it failed last ("" when it never said).
    """

    id: int
    what: str
    queue: str
    args: str
    attempts: int
    waiting: bool
    next_at: datetime | None
    at: datetime | None
    error: str


class Queue(msgspec.Struct, frozen=True):
    """How the jobs stand; oldest_s: how long the oldest job that is due has waited, in seconds."""

    todo: int
    doing: int
    failed: int
    oldest_s: int


def failed(limit: int = LIST_MAX) -> list[FailedJob]:
    """Jobs given up first, then those that failed and will be tried again; the latest of each first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT j.id, CASE WHEN j.task_name = 'event' THEN j.args ->> 'name' ELSE j.task_name END, j.queue_name,
                 j.args::text, j.attempts, j.status = 'todo', j.scheduled_at, f.at, coalesce(f.error, '')
               FROM ((SELECT * FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC LIMIT %s) UNION ALL
                     (SELECT * FROM procrastinate_jobs WHERE status = 'todo' AND attempts > 0 ORDER BY id DESC LIMIT %s)) j
               LEFT JOIN LATERAL (
                 SELECT at, error FROM job_fault f WHERE f.job_id = j.id ORDER BY f.id DESC LIMIT 1) f ON true
               ORDER BY j.status = 'todo', j.id DESC LIMIT %s""",
            [min(limit, LIST_MAX)] * 3,
        )
        return [FailedJob(*row) for row in cursor.fetchall()]


def queue() -> Queue:
    """Counts for the health page and the metrics."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
                 (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
                 (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
                 coalesce(extract(epoch FROM clock_timestamp() - least(
                   (SELECT min(scheduled_at) FROM procrastinate_jobs
                     WHERE status = 'todo' AND scheduled_at < clock_timestamp()),
                   (SELECT e.at FROM procrastinate_events e WHERE e.job_id = (
                      SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL)
                    ORDER BY e.id LIMIT 1))), 0)::int"""
        )
        return Queue(*cursor.fetchone())


def retry(job_id: int) -> bool:
    """Put a failed job (or one that waits for its next attempt) at the head of the queue; False when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL
               WHERE id = %s AND (status = 'failed' OR (status = 'todo' AND attempts > 0)) RETURNING id""",
            [job_id],
        )
        return cursor.fetchone() is not None


def keep_fault(call_next: Callable[[], Any], context: "JobContext", worker: "Worker") -> Any:
    """Worker's middleware: write down why a job failed, then let procrastinate decide about another attempt."""
    try:
        return call_next()
    except Exception as fault:
        _write_fault(context.job.id, fault)
        raise


def ready(app: "App") -> None:
    """Called when Django has started: every worker keeps the faults of its jobs."""
    app.worker_defaults.setdefault("task_middleware", []).append(keep_fault)


def _write_fault(job_id: int | None, fault: Exception) -> None:
    text = "".join(traceback.format_exception(fault)).replace("\x00", "")
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO job_fault (job_id, at, error) VALUES (%s, clock_timestamp(), %s)",
                [job_id, text[-FAULT_MAX:]],
            )
    except DatabaseError:  # the job's own fault may be that the database is away; procrastinate logs it anyhow
        _log.exception("the fault of job %s could not be kept", job_id)
