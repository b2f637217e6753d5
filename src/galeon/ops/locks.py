"""One Galeón a data folder: a lock the system lets go of by itself when its holder dies, even by kill -9."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from galeon.kernel.environment import CannotRun


class Lock:
    """Holds `<data>/lock`; what is written in it tells the others who holds it."""

    def __init__(self, data: Path) -> None:
        """CannotRun when another process holds it or the folder cannot be written."""
        self.file = data / "lock"
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise CannotRun(f"The data folder {data} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = holder_of(data)
            os.close(self._fd)
            raise CannotRun(f"Galeón already runs on {data} ({holder}).") from error
        self.tell(f"process {os.getpid()}")

    def tell(self, text: str) -> None:
        """Write who holds the lock, for the sentence the next one reads."""
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def release(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of one name."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


@contextmanager
def held(data: Path) -> Iterator[Lock]:
    """The lock for the length of a block."""
    lock = Lock(data)
    try:
        yield lock
    finally:
        lock.release()


def holder_of(data: Path) -> str:
    """Who wrote itself into the lock last."""
    try:
        return (data / "lock").read_text().strip() or "another process"
    except OSError:
        return "another process"


def is_held(data: Path) -> bool:
    """Whether a Galeón runs on this folder now."""
    try:
        Lock(data).release()
    except CannotRun:
        return True
    return False
