"""One thread a serving process: hears that credentials or accounts changed, and writes messages and last uses.

Trust is earned: only after this process heard its own call on the channel (through another connection, so that a
pooler that swallows LISTEN is found out) does `callers.MEMORY` remember anybody; when the line is cut, it forgets.
"""

import atexit
import logging
import secrets
import threading
import time

import psycopg
from django.db import Error, close_old_connections, connection

from galeon.exchange import messages
from galeon.exchange.callers import MEMORY

CHANNEL = "galeon_access"
BEAT_S, PING_S, ANSWER_S, USES_S = 0.5, 20.0, 5.0, 30.0
_log = logging.getLogger("galeon.exchange")


class Background(threading.Thread):
    """The thread; `stop` ends it and writes what still waits."""

    def __init__(self) -> None:
        super().__init__(name="galeon-exchange", daemon=True)
        self._stopping = threading.Event()
        self._ping = ""
        self._pinged_at = 0.0
        self._heard_at = 0.0
        self._uses_at = time.monotonic()

    def run(self) -> None:
        messages.in_background(True)
        while not self._stopping.is_set():
            try:
                self._listen()
            except (Error, psycopg.Error, OSError) as fault:
                _log.warning("credentials are read from the database with every call: %s", str(fault).strip())
            finally:
                MEMORY.trust(False)
                connection.close()
            self._stopping.wait(1.0)
        try:
            self._write(last=True)
        except Error as fault:
            _log.warning("messages were lost: %s", str(fault).strip())

    def stop(self) -> None:
        """End the thread within a second."""
        self._stopping.set()
        if self.is_alive():
            self.join(3.0)
        messages.in_background(False)

    def _listen(self) -> None:
        params = connection.get_connection_params()
        params.pop("cursor_factory", None)
        with psycopg.connect(**params, autocommit=True) as line:
            line.execute(f"LISTEN {CHANNEL}")
            self._call()
            while not self._stopping.is_set():
                for note in line.notifies(timeout=BEAT_S, stop_after=1):
                    self._hear(note.payload)
                now = time.monotonic()
                if self._ping and now - self._pinged_at > ANSWER_S:
                    raise OSError("LISTEN is not answered here")
                if not self._ping and now - self._heard_at > PING_S:
                    self._call()
                self._write()

    def _call(self) -> None:
        self._ping, self._pinged_at = secrets.token_hex(8), time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, self._ping])
        connection.close()

    def _hear(self, payload: str) -> None:
        if payload == "changed":
            MEMORY.forget()
        elif payload == self._ping:
            self._ping, self._heard_at = "", time.monotonic()
            MEMORY.trust(True)

    def _write(self, *, last: bool = False) -> None:
        close_old_connections()
        while messages.write_messages() == messages.BATCH:
            pass
        if last or time.monotonic() - self._uses_at > USES_S:
            self._uses_at = time.monotonic()
            messages.write_uses()
        connection.close()


_thread: Background | None = None


def start() -> Background:
    """Start the thread of this process, once."""
    global _thread
    if _thread is None or not _thread.is_alive():
        _thread = Background()
        _thread.start()
        atexit.register(_thread.stop)
    return _thread
