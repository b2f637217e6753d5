"""Jobs about jobs: take up again what a killed worker left, and sweep what is long done."""

from django.db import connection
from procrastinate.contrib.django import app

STALLED_S = 60  # workers report every 10 s
KEPT_DAYS = 14
SWEEP_MAX = 50_000


@app.periodic(cron="* * * * *")
@app.task(name="kernel.take_up_stalled", queueing_lock="kernel.take_up_stalled", pass_context=False)
def take_up_stalled(timestamp: int) -> None:
    """Jobs of workers that were killed wait again; handlers are idempotent, so half a job does no harm."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE procrastinate_jobs j SET status = 'todo', attempts = attempts + 1 WHERE j.status = 'doing'
                 AND NOT EXISTS (SELECT FROM procrastinate_workers w WHERE w.id = j.worker_id
                       AND w.last_heartbeat > clock_timestamp() - make_interval(secs => %s))""",
            [STALLED_S],
        )


@app.periodic(cron="17 3 * * *")
@app.task(name="kernel.sweep_jobs", queueing_lock="kernel.sweep_jobs")
def sweep_jobs(timestamp: int) -> None:
    """Forget jobs that succeeded two weeks ago, and faults of jobs that are no more."""
    with connection.cursor() as cursor:
        swept = SWEEP_MAX
        while swept == SWEEP_MAX:  # in bites, but all of it: a busy day leaves more than a bite
            cursor.execute(
                """DELETE FROM procrastinate_jobs WHERE id IN (
                     SELECT j.id FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
                      WHERE j.status = 'succeeded' AND e.type = 'succeeded'
                        AND e.at < clock_timestamp() - make_interval(days => %s) LIMIT %s)""",
                [KEPT_DAYS, SWEEP_MAX],
            )
            swept = cursor.rowcount
        cursor.execute(
            "DELETE FROM job_fault f WHERE NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = f.job_id)"
        )
