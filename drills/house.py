"""A `galeon up` of the drill's own: its data folder, its port, its processes, and the ways to kill them."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from galeon.kernel import environment
from galeon.ops import processes

READY_SECONDS_MAX = 180.0


class House:
    """Everything of one installation. `fault`: value of GALEON_FAULT for the next start, or empty."""

    def __init__(self, workers: int, threads: int) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="galeon-drill-"))
        self.workers, self.threads = workers, threads
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, fault: str = "") -> float:
        """Start everything; seconds until it answered. RuntimeError, with what it said, when it does not."""
        began = time.monotonic()
        said = self.data / "up.log"
        words = ["up", "--data", str(self.data), "--port", str(self.port), "--no-sample"]
        words += ["--workers", str(self.workers), "--threads", str(self.threads)]
        with said.open("ab") as out:
            place = out.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "galeon", *words], env=_surroundings(fault), stdout=out, stderr=out
            )
        while True:
            text = said.read_bytes()[place:].decode(errors="replace")
            if ready := re.search(r"is ready in [\d.]+ s: http://127\.0\.0\.1:(\d+)/", text):
                self.port = int(ready[1])
                return time.monotonic() - began
            if self.process.poll() is not None or time.monotonic() - began > READY_SECONDS_MAX:
                raise RuntimeError(f"galeon up did not start:\n{text}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ctrl-C, and wait until all of it is gone."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(90)
        self.sweep()

    def sweep(self) -> None:
        """Kill whatever of this installation is left."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        processes.wait_until(lambda: not self._living(), 30)
        for pid in self._living():
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def kill_workers(self) -> int:
        """kill -9 of one process that answers calls; how many were killed."""
        return _kill(self._web_workers()[:1])

    def kill_web(self) -> int:
        """kill -9 of the web server's main process, and with it all that answer calls."""
        return _kill(self._web()[:1])

    def kill_database(self) -> int:
        """kill -9 of the postmaster."""
        with suppress(OSError, ValueError, IndexError):
            return _kill([int((self.data / "database" / "postmaster.pid").read_text().splitlines()[0])])
        return 0

    def kill_all(self) -> int:
        """kill -9 of the whole tree's root; the system ends the rest."""
        killed = _kill([self.process.pid] if self.process else [])
        self.sweep()
        return killed

    def fault_keys(self) -> list[str]:
        """Keys of the calls that were cut between commit and reply."""
        file = self.data / "log" / "fault.log"
        return file.read_text().split() if file.exists() else []

    def admin_url(self) -> str:
        """The superuser's address, to look at the server's sessions."""
        kept = environment.secrets(self.data)
        return environment.embedded_url(self.data, environment.ADMIN, kept.admin_password, "postgres")

    def owner_url(self) -> str:
        """The owner's address, to count what is there."""
        return environment.embedded_url(self.data, environment.OWNER, environment.secrets(self.data).owner_password)

    def _web(self) -> list[int]:
        return [pid for pid in self._living() if " serve " in processes.command_of(pid)]

    def _web_workers(self) -> list[int]:
        parents = set(self._web())
        return [
            pid
            for pid in self._living()
            if _parent(pid) in parents and "resource_tracker" not in processes.command_of(pid)
        ]

    def _living(self) -> list[int]:
        found = []
        mark = f"GALEON_DATA={self.data}\0".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                is_ours = (
                    mark in (entry / "environ").read_bytes() or (entry / "cwd").readlink() == self.data / "database"
                )
                if is_ours and processes.is_alive(int(entry.name)):
                    found.append(int(entry.name))
        return sorted(found)


def _kill(pids: list[int]) -> int:
    killed = 0
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def _parent(pid: int) -> int:
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _surroundings(fault: str) -> dict[str, str]:
    """This process's environment without what it set for itself."""
    kept = {
        name: v
        for name, v in os.environ.items()
        if not name.startswith(("GALEON_", "DJANGO_")) and name != "DATABASE_URL"
    }
    return {**kept, "GALEON_FAULT": fault} if fault else kept
