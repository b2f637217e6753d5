"""The process tree of `galeon up`: children are started, looked after, started again when they fall, stopped in order."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType

import msgspec

from galeon.kernel.environment import CannotRun
from galeon.ops import cluster_files, processes
from galeon.ops.database import Cluster

LOOK_SECONDS = 0.2
CALM_SECONDS = 60.0  # a child that lived this long is started again at once when it falls
PAUSE_SECONDS_MAX = 30.0


class Stopped(BaseException):
    """Told to stop by a signal (code 0), or because a step has already said why it failed."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Child(msgspec.Struct):
    """A process of ours, and how often it fell lately."""

    name: str
    command: list[str]
    log: Path
    steps: tuple[tuple[signal.Signals, float], ...]
    on_our_death: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    again_at: float = 0.0


class Tree:
    """Owns the database and the children; leaving it stops all of them, the last started first."""

    def __init__(self) -> None:
        self.cluster: Cluster | None = None
        self.children: list[Child] = []
        self._endings: list[Callable[[], None]] = []
        self._before: dict[signal.Signals, object] = {}
        self._told = False

    def __enter__(self) -> "Tree":
        for sign in processes.STOPPING:
            self._before[sign] = signal.signal(sign, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        for sign in processes.STOPPING:
            signal.signal(sign, self._on_second_signal)
        if self.children or self.cluster:
            _say("Stopping ...")
        for child in reversed(self.children):
            if child.process:
                processes.stop(child.process, *child.steps)
        if self.cluster:
            self.cluster.stop()
        for end in self._endings:
            end()
        for sign, handler in self._before.items():
            signal.signal(sign, handler)  # type: ignore[arg-type]
        if isinstance(error, Stopped):
            if error.code:
                raise SystemExit(error.code)
            return True
        return False

    def own(self, cluster: Cluster) -> None:
        """The embedded database, stopped last."""
        self.cluster = cluster

    def at_the_end(self, end: Callable[[], None]) -> None:
        """Called when everything has stopped."""
        self._endings.append(end)

    def start(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self._heed()
        self.children.append(child)
        self._spawn(child)

    def child(self, name: str) -> Child:
        """One of the children."""
        return next(child for child in self.children if child.name == name)

    def watch(self) -> None:
        """Look after everything until told to stop."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Start again what fell: the database first, as the others need it."""
        self._heed()
        if self.cluster and (code := self.cluster.poll()) is not None:
            _say(f"The database {_ending(code)}; starting it again.")
            try:
                self.cluster.launch(self.cluster.port)
            except CannotRun as refusal:
                _say(str(refusal))
                raise
        for child in self.children:
            self._look_at(child)

    def _look_at(self, child: Child) -> None:
        now = time.monotonic()
        if child.process and (code := child.process.poll()) is not None:
            processes.sweep(child.process)
            child.process = None
            child.falls = 0 if now - child.started_at > CALM_SECONDS else child.falls + 1
            pause = 0.0 if child.falls <= 1 else min(PAUSE_SECONDS_MAX, 2.0 ** (child.falls - 2))
            child.again_at = now + pause
            when = f"in {pause:.0f} s" if pause else "at once"
            _say(f"The {child.name} {_ending(code)}; starting it again {when} (see {child.log}).")
        if child.process is None and now >= child.again_at:
            self._spawn(child)

    def _spawn(self, child: Child) -> None:
        with cluster_files.opened_log(child.log) as log, processes.undisturbed():
            child.process = processes.spawn(child.command, output=log, on_our_death=child.on_our_death)
        child.started_at = time.monotonic()

    def _heed(self) -> None:
        """Stop if we were told to and the exception that says so was swallowed (by a finaliser, say)."""
        if self._told:
            raise Stopped(0)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._told = True
        for sign in processes.STOPPING:  # what comes now must not tear the stopping
            signal.signal(sign, signal.SIG_IGN)
        raise Stopped(0)

    def _on_second_signal(self, number: int, frame: FrameType | None) -> None:
        """Impatience: the children end at once; the database still stops cleanly, which takes a second."""
        for child in self.children:
            if child.process:
                with contextlib.suppress(ProcessLookupError):
                    child.process.kill()


def _ending(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"was killed by {signal.Signals(-code).name}"
    return f"ended with code {code}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
