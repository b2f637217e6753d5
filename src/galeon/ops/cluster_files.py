"""The files of a cluster: folders, settings, what a crash left behind, the reason a start failed."""

import os
import pwd
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO

from galeon.kernel.environment import CannotRun
from galeon.ops import processes, server_user

LOG_BYTES_MAX = 20 * 1024 * 1024
LEFTOVER_SECONDS_MAX = 30.0
SETTINGS_FILE = "galeon.conf"
WANTED = "wanted"
OWN_SETTINGS = "../postgresql.conf"  # the operator's own, beside the folders; it wins

COMMON = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_lock_waits": "on",
    "logging_collector": "off",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_connections": "120",
    "idle_in_transaction_session_timeout": "10min",
}
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "max_wal_senders": "8",
    "max_wal_size": "2GB",
    "archive_mode": "on",
    "archive_timeout": "300",
}
FAST_AND_UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "archive_mode": "off",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "10min",
}


def make_folders(data: Path, user: pwd.struct_passwd | None) -> None:
    """The folders of an installation; those the server writes are its own and nobody else's."""
    try:
        for name in ("log", "backups"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
        for name in ("wal", "run"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
            server_user.give(data / name, user)
    except OSError as error:
        raise CannotRun(f"The data folder {data} cannot be written: {error.strerror}.") from error
    server_user.open_the_way(data, user)


def make_log_folder(data: Path) -> None:
    """Where an installation on an external database still writes: the logs of its processes."""
    (data / "log").mkdir(mode=0o700, exist_ok=True)


def configure(folder: Path, user: pwd.struct_passwd | None, durable: bool) -> None:
    """Write our settings beside PostgreSQL's own and have it read them, then the operator's."""
    settings = COMMON | (DURABLE if durable else FAST_AND_UNSAFE)
    if durable:
        settings = settings | {"shared_buffers": f"{_shared_buffers_mb()}MB", "archive_command": archive_command()}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    ours = folder / SETTINGS_FILE
    draft = folder / f".{SETTINGS_FILE}"
    draft.write_text("# Written at each start; put your own settings into postgresql.conf one folder up.\n")
    with draft.open("a") as out:
        out.writelines(lines)
    server_user.give(draft, user)
    draft.rename(ours)
    main = folder / "postgresql.conf"
    if SETTINGS_FILE not in main.read_text():
        with main.open("a") as out:
            out.write(f"include_if_exists = '{SETTINGS_FILE}'\ninclude_if_exists = '{OWN_SETTINGS}'\n")


def archive_command() -> str:
    """Copy a finished segment to `wal/`, whole or not at all; never over another of the same name.

    Until a first backup is begun nobody could use it, so it is let go: `want_journal` marks the beginning.

    Run in the cluster's folder, so no path needs quoting. The same segment may come again after a crash: equal
    contents are a success. Forced switches leave segments mostly zeros: GNU cp keeps those as holes.
    """
    copy = "cp --sparse=always" if _is_gnu_cp() else "cp"
    return (
        f"test -f ../wal/{WANTED} || exit 0; "
        "if test -f ../wal/%f; then cmp -s %p ../wal/%f; "
        f"else {copy} %p ../wal/%f.part && sync ../wal/%f.part && mv ../wal/%f.part ../wal/%f; fi"
    )


def want_journal(data: Path, user: pwd.struct_passwd | None) -> None:
    """From now on finished journal is archived."""
    (data / "wal" / WANTED).touch(mode=0o600)
    server_user.give(data / "wal" / WANTED, user)


def clear_the_way(folder: Path) -> None:
    """Deal with what an earlier server left: an orphan is stopped, a stale postmaster.pid removed.

    Called with our lock held, so no living Galeón uses the server. A pid that another program has taken over, or
    a zombie's, would make PostgreSQL refuse to start.
    """
    file = folder / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):
        pid = int(file.read_text().splitlines()[0])
        if processes.is_alive(pid) and _is_server_of(pid, folder):
            os.kill(pid, signal.SIGINT)
            if not processes.wait_until(lambda: not processes.is_alive(pid), 60):
                os.kill(pid, signal.SIGQUIT)
                processes.wait_until(lambda: not processes.is_alive(pid), 10)
    _wait_for_children(folder)
    with suppress(OSError, ValueError, IndexError):
        pid = int(file.read_text().splitlines()[0])
        if not processes.is_alive(pid) or not _is_server_of(pid, folder):
            file.unlink()


def _wait_for_children(folder: Path) -> None:
    """Backends of a killed postmaster end by themselves, a busy one only after its statement: then it is told to."""
    if not processes.wait_until(lambda: not processes.working_in(folder), 5):
        for pid in processes.working_in(folder):
            with suppress(OSError):
                os.kill(pid, signal.SIGQUIT)
        if not processes.wait_until(lambda: not processes.working_in(folder), LEFTOVER_SECONDS_MAX):
            raise CannotRun(f"Processes of an earlier database still work in {folder}: {processes.working_in(folder)}.")


def _is_server_of(pid: int, folder: Path) -> bool:
    command = processes.command_of(pid)
    return "postgres" in command and str(folder) in command


def major_version(folder: Path) -> int | None:
    """The PostgreSQL that wrote a cluster; None where there is none."""
    try:
        return int((folder / "PG_VERSION").read_text().split(".")[0])
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CannotRun(f"{folder} cannot be read as a PostgreSQL cluster ({error}).") from error


def opened_log(file: Path) -> IO[bytes]:
    """The server's log, appended to; one older file is kept once it has grown large."""
    file.parent.mkdir(exist_ok=True)
    if file.exists() and file.stat().st_size > LOG_BYTES_MAX:
        file.replace(file.with_suffix(".old.log"))
    log = file.open("ab")
    log.seek(0, os.SEEK_END)
    return log


def last_reason(log: Path, began: int) -> str:
    """The last complaint in the log since a position, in PostgreSQL's words."""
    with log.open("rb") as text:
        text.seek(began)
        lines = text.read().decode(errors="replace").splitlines()
    told = [line for line in lines if re.search(r"FATAL|PANIC|error:|ERROR", line)] or lines[-1:]
    reason = re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", told[-1]) if told else "it gave no reason"
    return f"{reason.rstrip('.')} (see {log})."


def last_error(log: Path) -> str:
    """The last error a Python process of ours wrote into its log, and where the log lies."""
    with log.open("rb") as text:
        text.seek(max(0, log.stat().st_size - 65_536))
        lines = text.read().decode(errors="replace").splitlines()
    told = [line for line in lines if re.match(r"(\w+\.)*\w+(Error|Exception|Improperly\w+)\b", line)] or lines[-1:]
    return f"{told[-1].rstrip('.') if told else 'it gave no reason'} (see {log})."


def remove(folder: Path) -> None:
    """Remove a folder of ours if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def _shared_buffers_mb() -> int:
    """An eighth of the machine's memory, between 128 MB and 2 GB."""
    try:
        total_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (ValueError, OSError):
        total_mb = 1024
    return max(128, min(2048, total_mb // 8))


def _is_gnu_cp() -> bool:
    try:
        return "GNU" in subprocess.run(["cp", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return False
