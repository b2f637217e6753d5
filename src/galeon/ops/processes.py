"""Child processes that do not outlive us, and what is known about other people's processes."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals that would stop us wait until the end of the block.

    A handler's exception while a child is being started would leave one that nobody knows of, or would be swallowed by
    what Python does around a fork.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def spawn(
    command: Sequence[str | Path],
    *,
    user: pwd.struct_passwd | None = None,
    on_our_death: signal.Signals = signal.SIGTERM,
    output: IO[bytes] | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that a Ctrl-C reaches us alone and we stop the rest in order.

    On Linux the system sends it `on_our_death` when the calling thread dies, also by kill -9; call it from a
    thread that lives as long as the child should. Call it within `undisturbed`, together with what keeps the result.
    """
    return subprocess.Popen(
        [os.fspath(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env=environ,
        cwd=cwd,
        start_new_session=True,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        preexec_fn=_bound_to(os.getpid(), on_our_death),
    )


def _bound_to(parent: int, death: signal.Signals) -> Callable[[], None]:
    def bind() -> None:  # runs in the child after it became the other user: that change would undo it
        for sign in STOPPING:
            signal.signal(sign, signal.SIG_DFL)  # a signal that waited is the child's own, not a call of our handler
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death))
            if os.getppid() != parent:
                os._exit(1)

    return bind


@contextlib.contextmanager
def bound(command: Sequence[str], output: int) -> Iterator[subprocess.Popen[bytes]]:
    """A short child in a session of its own that is gone at the end of the block, whatever happens in it."""
    with contextlib.ExitStack() as kept:
        with undisturbed():
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                start_new_session=True,
                preexec_fn=_bound_to(os.getpid(), signal.SIGKILL),
            )
            kept.callback(_gone, child)
        yield child


def _gone(child: subprocess.Popen[bytes]) -> None:
    sweep(child)
    if child.stdout:
        child.stdout.close()


def die_with_parent(death: signal.Signals) -> None:
    """Bind this process, already running, to its parent's life; elsewhere than on Linux by looking each second."""
    parent = os.getppid()
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death))
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), death)

    threading.Thread(target=watch, daemon=True).start()


def stop(process: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and wait its seconds; at the end kill what is left of the child's session."""
    for sign, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    sweep(process)


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever the child started and left behind (its session bears its number)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie, which answers signals, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (OSError, IndexError):
        return sys.platform != "linux"


def command_of(pid: int) -> str:
    """The command line of a process, as far as we may see it."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return told.stdout.strip()


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder this is (Linux): a killed postmaster's children stay in its data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder and is_alive(int(entry.name)):
                found.append(int(entry.name))
    return found


def wait_until(done: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Whether something became true in time."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
