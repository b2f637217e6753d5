"""Large scenarios on more than one core: processes price a share of the waybills each, and their counts are added up.

They are processes of their own, not forks: the worker that starts them has threads and open connections.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from tempfile import TemporaryFile
from typing import IO

import msgspec
from django.db import connection

from galeon.decisions.tally import Tally
from galeon.kernel.environment import address_url

WORTH_IT = 20_000
PROCESSES_MAX = 4
SAID_MAX = 500
TALLY = b"tally\n"

Told = tuple[int, int | bytes | None]
"""Which process, and what it told: waybills priced so far, its tally, or None at its end."""


def processes(waybills: int) -> int:
    """How many to price with: one where starting more would cost more than it saves."""
    return min(os.cpu_count() or 1, PROCESSES_MAX) if waybills >= WORTH_IT else 1


def price(scenario_id: int, parts: int, going_on: Callable[[int], bool]) -> Tally | None:
    """All of it counted; None when `going_on`, told of the waybills priced so far, said to stop.

    RuntimeError with what a process said when one fails.
    """
    whole, done, running = Tally(), [0] * parts, parts
    with _started(scenario_id, parts) as told:
        while running:
            part, said = told.get()
            if said is None:
                running -= 1
            elif isinstance(said, bytes):
                whole.add(msgspec.msgpack.decode(said, type=Tally))
            else:
                done[part] = said
                if not going_on(sum(done)):
                    return None
    return whole


@contextmanager
def _started(scenario_id: int, parts: int) -> "Iterator[SimpleQueue[Told]]":
    """The processes, and the queue of what they tell; on leaving early they are ended."""
    given = connection.settings_dict
    url = address_url(given["HOST"], given["PORT"] or 5432, given["USER"], given["PASSWORD"], given["NAME"])
    told: SimpleQueue[Told] = SimpleQueue()
    children: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
    try:
        for part in range(parts):
            errors: IO[bytes] = TemporaryFile()  # noqa: SIM115  closed below, once its process has ended
            child = subprocess.Popen(
                [sys.executable, "-m", "galeon.decisions.process", str(scenario_id), str(part), str(parts)],
                env={**os.environ, "GALEON_APP_URL": url}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
            children.append((child, errors))
            threading.Thread(target=_listen, args=(part, child, told), daemon=True).start()
        yield told
        for child, said in children:
            if child.wait():
                raise RuntimeError(_said(said) or f"a pricing process ended with {child.returncode}")
    finally:
        for child, said in children:
            child.kill()
            child.wait()
            said.close()


def _listen(part: int, child: subprocess.Popen[bytes], told: "SimpleQueue[Told]") -> None:
    with child.stdout or TemporaryFile() as out:
        for line in out:
            if line == TALLY:
                told.put((part, out.read()))
                break
            told.put((part, int(line)))
    told.put((part, None))


def _said(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode(errors="replace").strip()[-SAID_MAX:]
