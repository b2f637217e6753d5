"""`galeon serve`: pages and API, by granian over WSGI threads (its default is one thread: every call would queue)."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.synchronize import Event
from tempfile import TemporaryDirectory
from typing import Any

from galeon.kernel.environment import CannotRun
from galeon.ops import command_line

TARGET = "galeon.config.wsgi:application"
WORKERS, THREADS = 2, 4
STOP_SECONDS = 15


def main(words: Sequence[str]) -> int:
    """Serve until told to stop."""
    made = command_line.parser("serve", "Serve pages and API (run `galeon migrate` first).")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    made.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    made.add_argument("--workers", type=int, default=WORKERS, help="processes (default: %(default)s)")
    made.add_argument("--threads", type=int, default=THREADS, help="threads a process (default: %(default)s)")
    options = command_line.parse(made, words)

    from galeon.kernel import environment
    from galeon.ops import connecting, ports

    ports.ensure_free(options.host, options.port)
    env = environment.load()
    command_line.ensure_installed(env)
    connecting.connect(env.app_url).close()
    serve(options.host, options.port, options.workers, options.threads)
    return 0


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Run granian in this process until SIGINT or SIGTERM; CannotRun when the application does not load."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    broken = multiprocessing.Event()
    with TemporaryDirectory(prefix="galeon-metrics-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)  # where the processes' counts add up
        Server(
            TARGET,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS,
            log_level=LogLevels.warning,
            log_access=os.environ.get("GALEON_ACCESS_LOG") == "1",
        ).serve(target_loader=partial(load_bound, broken))
    if broken.is_set():
        raise CannotRun("The application does not load.")


def load_bound(broken: Event, target: str) -> Callable[..., Any]:
    """Load the application in a worker that dies with granian's main process, so that none is left on the port.

    One that cannot load it ends them all: started again, it would not load either, again and again.
    """
    from granian._internal import load_target

    from galeon.ops.processes import die_with_parent

    die_with_parent(signal.SIGKILL)
    try:
        return load_target(target)
    except Exception:
        broken.set()
        os.kill(os.getppid(), signal.SIGTERM)
        raise
