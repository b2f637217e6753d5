"""Running `galeon` as an operator does: as a process of its own."""

import os
import re
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from galeon.ops import processes

# Longer than a start may take (up.READY_SECONDS_MAX) and a stop after it (the database's minute for its last flush, which a
# busy disk may need whole): what is slow ends in the product's own words, not in ours.
SECONDS_MAX = 300.0


def surroundings(**more: str) -> dict[str, str]:
    """This process's environment without what the tests set for themselves."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GALEON_", "DJANGO_", "PYTEST_")) and name != "DATABASE_URL"
    }
    return {**kept, **more}


def galeon(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "galeon", *map(str, words)]
    return subprocess.run(
        command, env=surroundings(**more), capture_output=True, text=True, timeout=SECONDS_MAX, check=False
    )


class Up:
    """A `galeon up` in the background, and what it has said so far."""

    def __init__(self, data: Path, *words: str, sample: bool = False, **more: str) -> None:
        command = [sys.executable, "-m", "galeon", "up", "--data", str(data), "--port", "0", *words]
        command += [] if sample else ["--no-sample"]
        self.data, self.said = data, ""
        self.process = subprocess.Popen(
            command, env=surroundings(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def heard(self, pattern: str) -> str:
        """Wait until it has said something; gives the whole match, or fails with all that was said."""
        processes.wait_until(
            lambda: bool(re.search(pattern, self.said)) or self.process.poll() is not None, SECONDS_MAX
        )
        found = re.search(pattern, self.said)
        assert found, f"never said {pattern!r}, but:\n{self.said}"
        return found.group(0)

    def ready(self) -> str:
        """The address, once it answers."""
        return re.sub(r"^.*: ", "", self.heard(r"is ready in [\d.]+ s: http\S+"))

    def ended(self) -> int:
        """Its exit code."""
        code = self.process.wait(SECONDS_MAX)
        self._listener.join(10)
        return code

    def close(self) -> None:
        """End it however it stands."""
        self.process.kill()
        self.process.wait()
        self._listener.join(10)
        processes.wait_until(lambda: not tree(self.data), 30)
        for pid in tree(self.data):
            with suppress(OSError):
                os.kill(pid, 9)
        if self.process.stdout:
            self.process.stdout.close()


def tree(data: Path) -> dict[int, str]:
    """Living processes that belong to a data folder: those that name it, and the server's children."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environ = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            ours = f"GALEON_DATA={data}\0".encode() in environ or str(data) in command
            if (ours or (entry / "cwd").readlink() == data / "database") and processes.is_alive(int(entry.name)):
                found[int(entry.name)] = command
    return found
