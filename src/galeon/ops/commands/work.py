"""`galeon work`: the worker that does the jobs."""

from collections.abc import Sequence

from galeon.ops import command_line

CONCURRENCY = 4
STOP_SECONDS = 20.0  # what a job may still take when told to stop; longer ones are taken up again later


def main(words: Sequence[str]) -> int:
    """Work until told to stop (or, with --once, until nothing is left to do)."""
    made = command_line.parser("work", "Do the jobs: events, carrier polls, statements, webhooks.")
    made.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs at a time (default: %(default)s)")
    made.add_argument("--queue", action="append", help="only this queue (may be given more than once)")
    made.add_argument("--once", action="store_true", help="end when no job is waiting")
    options = command_line.parse(made, words)

    from galeon.kernel import environment
    from galeon.ops import connecting

    env = environment.load()
    command_line.ensure_installed(env)
    connecting.connect(env.app_url).close()
    command_line.django_ready()
    work(options.concurrency, options.queue, wait=not options.once)
    return 0


def work(concurrency: int, queues: Sequence[str] | None, *, wait: bool) -> None:
    """Run procrastinate's worker over a connection of its own (Django's cannot LISTEN)."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(
            queues=queues, concurrency=concurrency, wait=wait, shutdown_graceful_timeout=STOP_SECONDS, name="galeon"
        )
