"""A job that fails says why, waits, and can be tried again by a person."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from galeon.kernel import jobs, outbox
from galeon.kernel.handlers import ATTEMPTS_MAX, sweep_jobs, sweep_keys, take_up_stalled


class PipeBurst(msgspec.Struct, frozen=True):
    """Something whose handler may fail."""

    floor: int


@pytest.fixture
def plumber() -> Iterator[dict[str, int]]:
    """Fails while `faults` is above zero; counts visits."""
    state = {"faults": 1, "visits": 0}

    @outbox.on(PipeBurst)
    def mend(event: PipeBurst) -> None:
        state["visits"] += 1
        if state["faults"]:
            state["faults"] -= 1
            raise RuntimeError("no wrench")

    yield state
    outbox._HANDLERS.pop(outbox._name(PipeBurst))


def work() -> None:
    """One pass of the real worker over the fresh database, in this process."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        asyncio.run(_pass(worker))


async def _pass(worker: object) -> None:
    async with worker.open_async():  # type: ignore[attr-defined]
        await worker.run_worker_async(wait=False, install_signal_handlers=False, queues=["events"])  # type: ignore[attr-defined]


def sql(statement: str, *terms: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, terms)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.mark.usefixtures("fresh_db")
def test_the_worker_keeps_why_a_job_failed_and_tries_again_later(plumber: dict[str, int]) -> None:
    outbox.publish(PipeBurst(3))
    work()
    (job,) = jobs.failed()
    assert (job.what, job.waiting, job.attempts) == (outbox._name(PipeBurst), True, 1)
    assert job.next_at is not None
    assert "RuntimeError: no wrench" in job.error
    assert '"floor": 3' in job.args

    assert jobs.retry(job.id)
    work()
    assert plumber["visits"] == 2
    assert jobs.failed() == []
    assert sql("SELECT status::text FROM procrastinate_jobs WHERE queue_name = 'events'") == [("succeeded",)]


@pytest.mark.usefixtures("fresh_db")
def test_after_six_attempts_a_job_is_given_up_and_a_person_can_try_it_again(plumber: dict[str, int]) -> None:
    plumber["faults"] = 6
    outbox.publish(PipeBurst(3))
    for _ in range(6):
        sql("UPDATE procrastinate_jobs SET scheduled_at = NULL")
        work()
    (job,) = jobs.failed()
    assert (job.waiting, plumber["visits"]) == (False, 6)
    assert jobs.queue().failed == 1
    work()
    assert plumber["visits"] == 6

    assert jobs.retry(job.id)
    work()
    assert plumber["visits"] == 7
    assert jobs.queue().failed == 0
    assert not jobs.retry(job.id)


@pytest.mark.usefixtures("fresh_db")
def test_a_job_of_a_killed_worker_is_taken_up_again(plumber: dict[str, int]) -> None:
    plumber["faults"] = 0
    outbox.publish(PipeBurst(3))
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)")
    work()
    assert plumber["visits"] == 0
    take_up_stalled(0)
    work()
    assert plumber["visits"] == 1


@pytest.mark.django_db
def test_the_queue_tells_how_long_the_oldest_due_job_has_waited(plumber: dict[str, int]) -> None:
    outbox.publish(PipeBurst(1))
    outbox.publish(PipeBurst(2))
    sql("UPDATE procrastinate_events SET at = at - interval '90 seconds'")
    sql(
        "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'"
        " WHERE id = (SELECT max(id) FROM procrastinate_jobs)"
    )
    stand = jobs.queue()
    assert (stand.todo, stand.doing, stand.failed) == (2, 0, 0)
    assert 90 <= stand.oldest_s < 100


@pytest.mark.django_db
def test_what_is_done_is_forgotten_after_two_weeks_and_what_failed_is_not(plumber: dict[str, int]) -> None:
    plumber["faults"] = 0
    outbox.publish(PipeBurst(1))
    outbox.drain()
    outbox.publish(PipeBurst(2))
    sql("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")
    sweep_jobs(0)
    assert sql("SELECT count(*) FROM procrastinate_jobs") == [(2,)]
    sql("UPDATE procrastinate_events SET at = at - interval '15 days'")
    sweep_jobs(0)
    assert sql("SELECT status::text FROM procrastinate_jobs") == [("failed",)]


@pytest.mark.django_db
def test_a_busy_day_is_swept_whole_though_in_bites(plumber: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    plumber["faults"] = 0
    monkeypatch.setattr("galeon.kernel.handlers.SWEEP_MAX", 2)
    for n in range(5):
        outbox.publish(PipeBurst(n))
    outbox.drain()
    sql("UPDATE procrastinate_events SET at = at - interval '15 days'")
    sweep_jobs(0)
    assert sql("SELECT count(*) FROM procrastinate_jobs") == [(0,)]


@pytest.mark.usefixtures("fresh_db")
def test_a_job_that_kills_its_worker_each_time_is_given_up_and_a_person_can_try_it_again(
    plumber: dict[str, int],
) -> None:
    plumber["faults"] = 0
    outbox.publish(PipeBurst(3))
    for _ in range(ATTEMPTS_MAX):
        sql("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        take_up_stalled(0)
    (job,) = jobs.failed()
    assert (job.waiting, job.attempts, plumber["visits"]) == (False, ATTEMPTS_MAX, 0)
    assert "worker died" in job.error

    assert jobs.retry(job.id)
    work()
    assert plumber["visits"] == 1


@pytest.mark.django_db
def test_keys_are_forgotten_after_thirty_days_and_sign_ins_when_they_run_out() -> None:
    for key, days in (("old", 31), ("young", 29)):
        sql(
            "INSERT INTO once_key (account_id, key, body_hash, reply, created_at)"
            " VALUES (1, %s, '', '[]', now() - make_interval(days => %s))",
            key,
            days,
        )
        sql(
            "INSERT INTO django_session (session_key, session_data, expire_date)"
            " VALUES (%s, '', now() + make_interval(days => %s))",
            key,
            30 - days,
        )
    sweep_keys(0)
    assert sql("SELECT key FROM once_key") == [("young",)]
    assert sql("SELECT session_key FROM django_session") == [("young",)]
