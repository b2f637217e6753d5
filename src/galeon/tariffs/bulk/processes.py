"""Price a run by processes of its own: `python -m galeon.tariffs.bulk.processes RUN PROCESSES`.

This process reads the price lists, prices the first chunk, so that every list is compiled, lets its connection go and
forks: it has one thread and nothing open, which the worker it was started by could not promise. Each fork works over a
connection of its own, and all end with whoever started them.
"""

import contextlib
import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from urllib.parse import urlencode

from django.db import connection

from galeon.kernel.environment import address_url

LOOK_S = 0.1
SAID_MAX = 4_000


def run(run_id: int, processes: int) -> str:
    """Price the run in other processes and wait for them; what they said when they failed, "" when they did not."""
    command = [sys.executable, "-m", "galeon.tariffs.bulk.processes", str(run_id), str(processes)]
    done = subprocess.run(
        command, env={**os.environ, "GALEON_APP_URL": _address()}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    said = done.stderr.decode(errors="replace")[-SAID_MAX:]
    return (said or f"The pricing process ended with {done.returncode}.") if done.returncode else ""


def _address() -> str:
    """Where this process's own connection goes, with its options."""
    given = connection.settings_dict
    url = address_url(given["HOST"], given["PORT"] or 5432, given["USER"], given["PASSWORD"], given["NAME"])
    options = {name: value for name, value in given["OPTIONS"].items() if isinstance(value, str | int)}
    return url + ("&" if "?" in url else "?") + urlencode(options) if options else url


def main() -> int:
    """0: all is priced, or the run is not to go on. 1: a process failed, and said why."""
    gc.disable()  # prices hold no circles, and looking for some among all that is compiled takes longer than compiling
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")
    import django

    django.setup()
    return drive(int(sys.argv[1]), int(sys.argv[2]), os.getppid())


def drive(run_id: int, processes: int, parent: int) -> int:
    """Price the first chunk here and the others in forks."""
    from django.db import connections

    from galeon.tariffs import acts_bulk
    from galeon.tariffs.bulk import pricing as bulk

    work = acts_bulk.begin(run_id)
    connection.ensure_connection()
    if work is None or not bulk.price_next(connection.connection, work):
        return 0
    connections.close_all()
    children = {_forked(work) for _ in range(processes)}
    codes = []
    while children:
        time.sleep(LOOK_S)
        if os.getppid() != parent:
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            return 1
        for child in list(children):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                children.remove(child)
                codes.append(os.waitstatus_to_exitcode(status))
    return 1 if any(codes) else 0


def _forked(work: "object") -> int:
    """A child that prices chunks until none is left, or until its parent is gone."""
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        from galeon.tariffs.bulk import pricing as bulk

        connection.ensure_connection()
        while os.getppid() == parent and bulk.price_next(connection.connection, work):  # type: ignore[arg-type]
            pass
        code = 0
    except BaseException:  # noqa: BLE001  told to whoever started us; nothing of the parent's may run here
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    raise SystemExit(main())
