"""A serving thread's database connection ends with the thread."""

import threading
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_OWN = threading.local()


class _Ending:
    """Lies among a thread's own things; when those are cleared away, the connection is closed."""

    def __init__(self) -> None:
        self.wrapper: Any = connections[DEFAULT_DB_ALIAS]

    def __del__(self) -> None:
        if self.wrapper.connection is not None:
            self.wrapper.connection.close()  # the library's own: Django's wrapper may be half gone by now


def close_with_thread() -> None:
    """Call it in each thread that serves: the server ends idle ones, and left to the garbage collector their
    connections would stay open, a few more after each quiet spell, until the database takes no more."""
    if not hasattr(_OWN, "ending"):
        _OWN.ending = _Ending()
