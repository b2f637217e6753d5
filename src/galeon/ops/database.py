"""The embedded PostgreSQL: our own launcher over a server's plain programs.

One folder holds it: `database/` (the cluster), `wal/` (its archived journal), `run/` (its socket), `log/`,
`backups/`. The server is a child of ours, never a daemon: it stops when we stop and dies when we die. After
a kill -9 of any part the next start recovers.
"""

import os
import pwd
import secrets as tokens
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg

from galeon.kernel.environment import (
    ADMIN,
    APP,
    CUSTOMER,
    DATABASE,
    OWNER,
    SOCKET_PORT,
    CannotRun,
    address_url,
    secrets,
    socket_folder,
)
from galeon.ops import binaries as programs
from galeon.ops import cluster_files, going_back, processes, roles, server_user
from galeon.ops.locks import Lock

START_SECONDS_MAX = 600.0  # the recovery after a crash of a busy server may take minutes
STOP_STEPS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0))  # fast: roll back and checkpoint; then at once


class Cluster:
    """A running embedded server. It belongs to this process and holds the lock on the data folder."""

    def __init__(self, data: Path, lock: Lock, binaries: Path, user: pwd.struct_passwd | None, durable: bool) -> None:
        """Use `start`."""
        self.data, self.lock, self.binaries, self.user, self.durable = data, lock, binaries, user, durable
        self.folder = data / "database"
        self.log = data / "log" / "database.log"
        self._secrets = secrets(data)
        self._process: subprocess.Popen[bytes] | None = None
        self._host, self._port = "", 0
        self.port: int | None = None  # on 127.0.0.1, when asked for

    def url(self, role: str = OWNER, database: str = DATABASE) -> str:
        """The address of a database under one of our logins."""
        passwords = {
            OWNER: self._secrets.owner_password,
            APP: self._secrets.app_password,
            ADMIN: self._secrets.admin_password,
        }
        return address_url(self._host, self._port, role, passwords[role], database)

    @property
    def admin_url(self) -> str:
        """The superuser's address: to make databases and take backups, never for the application."""
        return self.url(ADMIN, "postgres")

    @property
    def pid(self) -> int:
        """The postmaster's process number; 0 when stopped."""
        return self._process.pid if self._process else 0

    def poll(self) -> int | None:
        """None while the server runs, its exit code when it has ended."""
        return self._process.poll() if self._process else 0

    def launch(self, port: int | None = None, *settings: str) -> None:
        """Start (again) the server and wait until it answers; CannotRun with PostgreSQL's own reason otherwise."""
        cluster_files.clear_the_way(self.folder)
        cluster_files.configure(self.folder, self.user, self.durable)
        self.port = port
        self._host, self._port, where = _listen(self.data, port, self.user)
        reason = server_user.with_the_way_open(
            self.data, self.user, lambda: self._try([self.binaries / "postgres", "-D", self.folder, *where, *settings])
        )
        if reason:
            raise CannotRun(f"The database did not start: {reason}")

    def _try(self, command: list[str | Path]) -> str:
        """Start the server and wait until it answers; the reason, when it does not."""
        with cluster_files.opened_log(self.log) as log:
            began = log.tell()
            with processes.undisturbed():
                self._process = processes.spawn(
                    command, user=self.user, on_our_death=signal.SIGINT, output=log,
                    environ=_clean_environment(), cwd=self.folder,
                )  # fmt: skip
        ready = processes.wait_until(lambda: self.poll() is not None or self.is_ready(), START_SECONDS_MAX)
        if ready and self.poll() is None:
            return ""
        self.halt()
        return cluster_files.last_reason(self.log, began)

    def is_ready(self) -> bool:
        """Ask the server itself (pg_isready)."""
        asked: list[str | Path] = [
            self.binaries / "pg_isready",
            "-q",
            "-t",
            "2",
            "-h",
            self._host,
            "-p",
            str(self._port),
        ]
        return subprocess.run(asked, env=_clean_environment(), capture_output=True, check=False).returncode == 0

    def stop(self) -> None:
        """Stop cleanly and let the folder go."""
        self.halt()
        if self._host.startswith("/") and Path(self._host).parent != self.data:
            with suppress(OSError):
                Path(self._host).rmdir()  # the socket's own folder elsewhere
        self.lock.release()

    def halt(self) -> None:
        """Stop cleanly but keep the folder's lock, to launch again."""
        if self._process:
            processes.stop(self._process, *STOP_STEPS)


def start(data: Path, *, port: int | None = None, binaries: Path | None = None, durable: bool = True) -> Cluster:
    """Start the server on a data folder, making the cluster, its logins and the database `galeon` if needed.

    With `port` it listens on 127.0.0.1 too. `durable=False` (tests only) gives up all safety for speed.
    CannotRun, one sentence, when the folder is taken or cannot be written, or PostgreSQL will not start.
    """
    data = data.resolve()
    lock = Lock(data)
    cluster: Cluster | None = None
    try:
        cluster = prepare(data, lock, binaries=binaries, durable=durable)
        cluster.launch(port)
        with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
            roles.ensure_embedded(admin, secrets(data))
    except BaseException:
        if cluster:
            cluster.halt()
        lock.release()
        raise
    return cluster


def prepare(data: Path, lock: Lock, *, binaries: Path | None = None, durable: bool = True) -> Cluster:
    """A cluster on disk, not started: made by initdb when there is none yet."""
    folder = data / "database"
    if going_back.put_back(data):
        sys.stderr.write("An upgrade was cut off: the database was put back as it was before it.\n")
    user = server_user.server_user(folder)
    written_by = cluster_files.major_version(folder)
    chosen = binaries or programs.find(written_by)
    if binaries and written_by not in (None, programs.major_of(binaries)):
        raise CannotRun(f"This data folder was written by PostgreSQL {written_by}, not by the one in {binaries}.")
    cluster_files.make_folders(data, user)
    chosen = server_user.reachable_binaries(chosen, data, user)
    if written_by is None:
        _initialise(data, chosen, user)
    return Cluster(data, lock, chosen, user, durable)


def _initialise(data: Path, binaries: Path, user: pwd.struct_passwd | None) -> None:
    """initdb beside the final place, then one rename: a cluster is there whole or not at all."""
    draft, word = data / "run" / "new", data / "run" / f"word-{tokens.token_hex(4)}"
    word.touch(mode=0o600)
    word.write_text(secrets(data).admin_password + "\n")
    server_user.give(word, user)
    command: list[str | Path] = [
        binaries / "initdb", "-D", draft, "-U", ADMIN, "--pwfile", word, "--auth=scram-sha-256",
        "--encoding=UTF8", "--data-checksums", *_locale(programs.major_of(binaries) or 0),
    ]  # fmt: skip
    try:
        reason = server_user.with_the_way_open(data, user, lambda: _try_initdb(command, draft, user))
    finally:
        word.unlink()
    if reason:
        raise CannotRun(f"The database could not be made in {data}: {reason}")
    draft.rename(data / "database")


def _try_initdb(command: list[str | Path], draft: Path, user: pwd.struct_passwd | None) -> str:
    """Run initdb in an empty folder; the reason, when it failed."""
    cluster_files.remove(draft)
    draft.mkdir(mode=0o700)
    server_user.give(draft, user)
    file = draft.parent.parent / "log" / "database.log"
    with cluster_files.opened_log(file) as log:
        began = log.tell()
        with processes.undisturbed():
            making = processes.spawn(command, user=user, output=log, environ=_clean_environment(), cwd=draft)
        code = making.wait()
    return cluster_files.last_reason(file, began) if code else ""


def _locale(major: int) -> list[str]:
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8" if Path("/usr/lib/locale/C.utf8").is_dir() else "--locale=C"]


def _listen(data: Path, port: int | None, user: pwd.struct_passwd | None) -> tuple[str, int, list[str]]:
    """Host, port and the server's options: a socket where its path is short enough, else loopback TCP."""
    folder = socket_folder(data)
    if folder is not None:
        if folder.parent != data:
            folder.mkdir(mode=0o700, exist_ok=True)
            server_user.give(folder, user)
            if folder.is_symlink() or folder.stat().st_uid != (user.pw_uid if user else os.geteuid()):
                raise CannotRun(f"{folder} belongs to somebody else; remove it and start again.")
        listen = "127.0.0.1" if port else ""
        number = port or SOCKET_PORT
        return str(folder), number, ["-h", listen, "-p", str(number), "-k", str(folder)]
    number = port or free_port()
    return "127.0.0.1", number, ["-h", "127.0.0.1", "-p", str(number), "-k", ""]


def free_port() -> int:
    """A port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _clean_environment() -> dict[str, str]:
    """Without the caller's PG* variables, which would send our programs to another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


__all__ = ["CUSTOMER", "Cluster", "free_port", "prepare", "start"]
