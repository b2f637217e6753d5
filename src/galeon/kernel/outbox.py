"""Events, from a lower floor up: `publish` in the act's own transaction, `@on` handlers in the worker.

A handler runs at least once, so it must be idempotent; it opens its own transactions. An act that is rolled back
publishes nothing. Handlers live in each module's `handlers.py`, which Django finds by itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from galeon.kernel.tenancy import as_application

TASK = "event"
QUEUE = "events"
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)  # again after 4 s, 16 s, 64 s, 4 min, 17 min
DRAIN_MAX = 10_000

E = TypeVar("E", bound=msgspec.Struct)
Handler = Callable[[Any], None]

_HANDLERS: dict[str, tuple[type[msgspec.Struct], list[Handler]]] = {}


def on(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler of events of this type: `@on(ParcelsReceived) def rate(event: ParcelsReceived) -> None`."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        handlers = _HANDLERS.setdefault(_name(kind), (kind, []))[1]
        if handler not in handlers:
            handlers.append(handler)
        return handler

    return register


def publish(event: msgspec.Struct) -> None:
    """Hand an event to whoever listens, as one job of the caller's transaction; nobody listening costs nothing."""
    name = _name(type(event))
    if name not in _HANDLERS:
        return
    # The worker swaps the app's connector for one of its own: only Django's connection is the caller's transaction.
    manager = JobManager(DjangoConnector())
    job = configure_task(name=TASK, job_manager=manager, queue=QUEUE)
    with as_application():
        job.defer(name=name, body=msgspec.to_builtins(event))


@app.task(name=TASK, queue=QUEUE, retry=RETRY)
def run(name: str, body: dict[str, Any]) -> None:
    """Decode an event and run its handlers, each even when another fails. Raises what failed: the job is tried again."""
    kind, handlers = _HANDLERS[name]
    event = msgspec.convert(body, kind)
    faults: list[Exception] = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as fault:  # noqa: BLE001  one handler's fault must not starve the others; it is raised below
            faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ExceptionGroup(f"handlers of {name}", faults)


def drain() -> int:
    """Run the jobs that wait, here and now, until none is left; how many ran. For tests and for seeding.

    Works inside a test's transaction. What a job raises comes out, and the job stays waiting.
    """
    for done in range(DRAIN_MAX):
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT id, task_name, args::text FROM procrastinate_jobs
                   WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())
                   ORDER BY priority DESC, id FOR UPDATE SKIP LOCKED LIMIT 1"""
            )
            row = cursor.fetchone()
        if row is None:
            return done
        job_id, task_name, args = row
        app.tasks[task_name](**msgspec.json.decode(args, type=dict[str, Any]))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [job_id])
    raise RuntimeError(f"more than {DRAIN_MAX} jobs: does a handler publish what it handles?")


def _name(kind: type[msgspec.Struct]) -> str:
    """`warehouse.ParcelsReceived`: the module that publishes it, and its own name."""
    parts = kind.__module__.split(".")
    return f"{parts[1] if len(parts) > 1 and parts[0] == 'galeon' else parts[0]}.{kind.__name__}"
