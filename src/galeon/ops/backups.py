"""Base backups of the running embedded database, and which archived journal they still need.

A backup is a folder: `base.tar.gz` and `pg_wal.tar.gz` (pg_basebackup), `backup_manifest`, `secrets.json` (the
passwords the database knows its logins by) and `backup.json` (what is in it). With the archived journal in
`<data>/wal` any moment after it can be restored.
"""

import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from galeon.kernel import environment
from galeon.kernel.environment import ADMIN, CannotRun, Environment
from galeon.ops import binaries, cluster_files, connecting, server_user

KEEP = 7
LAST = "last-backup.json"
SEGMENT = re.compile(r"^[0-9A-F]{24}$")
SEGMENT_BYTES = 16 * 1024 * 1024


class Backup(msgspec.Struct, frozen=True):
    """What `backup.json` says. Times are UTC; `first_segment` is the oldest journal file a restore needs."""

    version: str
    server_major: int
    began_at: datetime
    ended_at: datetime
    timeline: int
    first_segment: str
    data: str
    database_bytes: int


class Last(msgspec.Struct, frozen=True):
    """Where the newest backup went and when, kept in the data folder: it may lie on another disk."""

    folder: str
    ended_at: datetime


class Taken(msgspec.Struct, frozen=True):
    """One backup just made."""

    folder: Path
    about: Backup
    size_bytes: int
    seconds: float
    removed: tuple[Path, ...]


def take(env: Environment, to: Path | None = None, keep: int = KEEP) -> Taken:
    """Make a backup while everything runs, then remove the oldest beyond `keep` and the journal none needs.

    CannotRun for an external database, a folder that cannot be written, or when pg_basebackup refuses.
    """
    if not env.embedded:
        raise CannotRun(
            "This database is not kept by Galeón: back it up with its own tools (pg_basebackup, pgBackRest, pg_dump)."
        )
    home = (to or env.data / "backups").resolve()
    began, began_at, folder = time.monotonic(), *_free_name(home)
    draft = home / f".{folder.name}.part"
    try:
        draft.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise CannotRun(f"The backup folder {home} cannot be written: {error.strerror}.") from error
    cluster_files.want_journal(env.data, server_user.server_user(env.data / "database"))
    try:
        about = _copy(env, draft, began_at)
        shutil.copy2(env.data / "secrets.json", draft / "secrets.json")
        (draft / "backup.json").write_bytes(msgspec.json.format(msgspec.json.encode(about)))
        _settle(draft)
        draft.rename(folder)
    finally:
        cluster_files.remove(draft)
    (env.data / LAST).write_bytes(msgspec.json.encode(Last(str(folder), about.ended_at)))
    removed = _prune(home, env.data / "wal", max(1, keep))
    size = sum(path.stat().st_size for path in folder.iterdir())
    return Taken(folder, about, size, time.monotonic() - began, tuple(removed))


def _free_name(home: Path) -> tuple[datetime, Path]:
    """Now, and a folder named after it. Names are whole seconds and sort in time: where one is taken, the next second."""
    while True:
        at = datetime.now(UTC)
        folder = home / f"galeon-{at:%Y%m%dT%H%M%SZ}"
        if not folder.exists():
            return at, folder
        time.sleep(1 - at.microsecond / 1e6)


def read(folder: Path) -> Backup:
    """What a backup says about itself; CannotRun when the folder is none."""
    try:
        return msgspec.json.decode((folder / "backup.json").read_bytes(), type=Backup)
    except (OSError, msgspec.MsgspecError) as error:
        raise CannotRun(f"{folder} is not a backup made by `galeon backup`.") from error


def last(data: Path) -> Last | None:
    """The newest backup of an installation; None before the first."""
    try:
        return msgspec.json.decode((data / LAST).read_bytes(), type=Last)
    except FileNotFoundError:
        return None


def all_in(home: Path) -> list[Path]:
    """The whole backups in a folder, newest first."""
    return sorted((file.parent for file in home.glob("galeon-*/backup.json")), reverse=True)


def _copy(env: Environment, draft: Path, began_at: datetime) -> Backup:
    kept = environment.secrets(env.data)
    url = environment.embedded_url(env.data, ADMIN, kept.admin_password, "postgres")
    with connecting.connect(url) as admin:
        major = admin.info.server_version // 10_000
        row = admin.execute("SELECT sum(pg_database_size(oid))::bigint FROM pg_database").fetchone()
        database_bytes = int(str(row[0])) if row else 0
    programs = binaries.find(major)
    without_password = environment.embedded_url(env.data, ADMIN, "", "postgres")
    told = subprocess.run(
        [
            programs / "pg_basebackup", "-d", without_password, "-D", draft, "-Ft", "-Xs", "-Z", "client-gzip:1",
            "--checkpoint=fast", "--label", "galeon", "--no-password",
        ],
        env={**os.environ, "PGPASSWORD": kept.admin_password}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode != 0:
        reason = told.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise CannotRun(f"The backup failed: {reason[0]}.")
    timeline, segment = _first_segment(draft / "backup_manifest")
    return Backup(
        env.version, major, began_at, datetime.now(UTC), timeline, segment, str(env.data), database_bytes
    )  # fmt: skip


class _Range(msgspec.Struct, rename={"timeline": "Timeline", "start": "Start-LSN"}):
    timeline: int
    start: str


class _Manifest(msgspec.Struct, rename={"ranges": "WAL-Ranges"}):
    ranges: list[_Range]


def _first_segment(manifest: Path) -> tuple[int, str]:
    first = msgspec.json.decode(manifest.read_bytes(), type=_Manifest).ranges[0]
    high, low = (int(half, 16) for half in first.start.split("/"))
    return first.timeline, f"{first.timeline:08X}{high:08X}{low // SEGMENT_BYTES:08X}"


def _settle(folder: Path) -> None:
    """On disk before it bears its final name."""
    for path in [*folder.iterdir(), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _prune(home: Path, wal: Path, keep: int) -> list[Path]:
    """Remove backups beyond the newest `keep`, and journal older than the oldest one kept needs.

    Of a segment's name the first eight digits are the timeline, the rest the position, which never goes back.
    """
    backups = all_in(home)
    for old in backups[keep:]:
        cluster_files.remove(old)
    oldest = min(read(folder).first_segment[8:] for folder in backups[:keep])
    for path in wal.iterdir():
        if SEGMENT.match(path.name) and path.name[8:] < oldest:
            path.unlink(missing_ok=True)
    return backups[keep:]
