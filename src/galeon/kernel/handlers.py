"""Jobs about jobs: take up again what a killed worker left, and sweep what is long done."""

from django.db import connection
from procrastinate.contrib.django import app

STALLED_S = 60  # workers report every 10 s
ATTEMPTS_MAX = 6  # then a job whose worker dies each time is given up, as one that raises each time is
KEPT_DAYS = 14
KEYS_KEPT_DAYS = 30
SWEEP_MAX = 50_000


@app.periodic(cron="* * * * *")
@app.task(name="kernel.take_up_stalled", queueing_lock="kernel.take_up_stalled", pass_context=False)
def take_up_stalled(timestamp: int) -> None:
    """Jobs of workers that were killed wait again; handlers are idempotent, so half a job does no harm.

    A job that kills its workers is given up after `ATTEMPTS_MAX`; a person may try it again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH left_behind AS (
                 UPDATE procrastinate_jobs j SET attempts = attempts + 1,
                        status = CASE WHEN attempts + 1 < %s THEN 'todo' ELSE 'failed' END::procrastinate_job_status
                  WHERE j.status = 'doing'
                    AND NOT EXISTS (SELECT FROM procrastinate_workers w WHERE w.id = j.worker_id
                          AND w.last_heartbeat > clock_timestamp() - make_interval(secs => %s))
                 RETURNING j.id)
               INSERT INTO job_fault (job_id, at, error)
               SELECT id, clock_timestamp(), 'The worker died, or lost the database, in the middle of the job.'
                 FROM left_behind""",
            [ATTEMPTS_MAX, STALLED_S],
        )


@app.periodic(cron="17 3 * * *")
@app.task(name="kernel.sweep_jobs", queueing_lock="kernel.sweep_jobs")
def sweep_jobs(timestamp: int) -> None:
    """Forget jobs that succeeded two weeks ago, and faults of jobs that are no more."""
    _sweep(
        """DELETE FROM procrastinate_jobs WHERE id IN (
             SELECT j.id FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
              WHERE j.status = 'succeeded' AND e.type = 'succeeded'
                AND e.at < clock_timestamp() - make_interval(days => %s) LIMIT %s)""",
        KEPT_DAYS,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM job_fault f WHERE NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = f.job_id)"
        )


@app.periodic(cron="37 3 * * *")
@app.task(name="kernel.sweep_keys", queueing_lock="kernel.sweep_keys")
def sweep_keys(timestamp: int) -> None:
    """Forget idempotency keys, with their replies, after thirty days, and sign-ins that have run out."""
    _sweep(
        """DELETE FROM once_key WHERE (account_id, key) IN (
             SELECT account_id, key FROM once_key WHERE created_at < clock_timestamp() - make_interval(days => %s) LIMIT %s)""",
        KEYS_KEPT_DAYS,
    )
    _sweep(
        """DELETE FROM django_session WHERE session_key IN (
             SELECT session_key FROM django_session
              WHERE expire_date < clock_timestamp() - make_interval(days => %s) LIMIT %s)""",
        0,
    )


def _sweep(statement: str, days: int) -> None:
    """Run a DELETE of at most so many rows until it finds fewer: a busy day leaves more than one bite."""
    with connection.cursor() as cursor:
        swept = SWEEP_MAX
        while swept == SWEEP_MAX:
            cursor.execute(statement, [days, SWEEP_MAX])
            swept = cursor.rowcount
