"""Bringing the embedded database back as it was at a moment: a base backup, and the journal replayed up to then."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg

from galeon.kernel.environment import CannotRun
from galeon.ops import backups, cluster_files, database, locks, server_user
from galeon.ops.backups import SEGMENT, SEGMENT_BYTES, Backup

TIMELINES = "timelines.json"  # beside the journal: when each restore began a new timeline


class Timeline(msgspec.Struct, frozen=True):
    """A restore starts a timeline of its own, so that the journal of what it undid is not overwritten."""

    number: int
    began_at: datetime


class Restored(msgspec.Struct, frozen=True):
    """What came back. `last_at` is the last transaction in it; `kept` the database that was there before."""

    data: Path
    asked_at: datetime | None
    last_at: datetime
    ended_at: datetime
    seconds: float
    short: bool
    kept: Path | None


def restore(backup: Path, data: Path, at: datetime | None = None, wal: Path | None = None) -> Restored:
    """Restore into a data folder in which no Galeón runs; what was there is kept beside it, not deleted.

    The journal comes from `wal`, else from the backed-up installation's folder; what was not yet archived, from
    its cluster. Without `at` everything the journal holds is replayed. CannotRun, in a sentence, for a moment
    before the backup's end and for journal that is missing.
    """
    began, about, data = time.monotonic(), backups.read(backup), data.resolve()
    if at is not None and at < about.ended_at:
        raise CannotRun(
            f"This backup holds moments from {about.ended_at:%Y-%m-%d %H:%M:%S} UTC on; "
            "take an older one for an earlier moment."
        )
    with locks.held(data) as lock:
        user = server_user.server_user(data / "database")
        cluster_files.make_folders(data, user)
        if (data / "database").exists():
            cluster_files.clear_the_way(data / "database")
        _gather_wal(_sources(about, data, wal), data / "wal", about.first_segment)
        kept = _put_in_place(backup, data, about)
        server_user.give_all([data / "database", data / "wal"], user)
        cluster = database.prepare(data, lock)
        try:
            short = _replay(cluster, at, _timeline(data / "wal", about, at))
            last_at = _finish(cluster, about)
        finally:
            cluster.halt()
    return Restored(data, at, last_at, datetime.now(UTC), time.monotonic() - began, short, kept)


def _sources(about: Backup, data: Path, wal: Path | None) -> list[Path]:
    """Where journal may lie, the safest first; the same installation's own folders last."""
    origin = Path(about.data)
    folders = [wal] if wal else [origin / "wal", origin / "database" / "pg_wal"]
    return [*folders, data / "database" / "pg_wal"]


def _gather_wal(sources: Iterable[Path], target: Path, first: str) -> None:
    """Bring what the restore needs into the data folder's own `wal/`, never over what is there."""
    for source in sources:
        if source == target or not source.is_dir():
            continue
        for file in source.iterdir():
            segment = SEGMENT.match(file.name) and file.name[8:] >= first[8:] and _holds_what_it_says(file)
            wanted = segment or file.suffix == ".history" or file.name == TIMELINES
            if wanted and not (target / file.name).exists():
                shutil.copy2(file, target / file.name)


def _holds_what_it_says(segment: Path) -> bool:
    """A recycled segment bears its next name while it still holds an old position's journal.

    The first page begins with magic and flags (2 + 2 bytes), timeline (4) and its own position (8).
    """
    with segment.open("rb") as file:
        header = file.read(16)
    position = int(segment.name[8:16], 16) << 32 | int(segment.name[16:], 16) * SEGMENT_BYTES
    return len(header) == 16 and int.from_bytes(header[8:], sys.byteorder) == position


def _put_in_place(backup: Path, data: Path, about: Backup) -> Path | None:
    """Unpack beside the old database, then swap. Returns where the old one is kept."""
    draft = data / "run" / "restoring"
    cluster_files.remove(draft)
    draft.mkdir(mode=0o700)
    _unpack(backup / "base.tar.gz", draft)
    _unpack(backup / "pg_wal.tar.gz", draft / "pg_wal")
    (draft / "recovery.signal").touch(mode=0o600)
    kept: Path | None = None
    if (data / "database").exists():
        kept = data / f"database.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        (data / "database").rename(kept)
    draft.rename(data / "database")
    shutil.copy2(backup / "secrets.json", data / "secrets.json")
    return kept


def _unpack(archive: Path, folder: Path) -> None:
    told = subprocess.run(
        ["tar", "-xzf", archive, "-C", folder, "--no-same-owner"], capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        raise CannotRun(f"{archive} cannot be unpacked: {told.stderr.strip().splitlines()[-1]}.")


def _timeline(wal: Path, about: Backup, at: datetime | None) -> int:
    """The timeline that was being written at the moment asked for: the last restore made before it."""
    lines = [line.number for line in read_timelines(wal) if at is None or line.began_at <= at]
    return max([about.timeline, *lines])


def read_timelines(wal: Path) -> list[Timeline]:
    """The restores made so far."""
    try:
        return msgspec.json.decode((wal / TIMELINES).read_bytes(), type=list[Timeline])
    except FileNotFoundError:
        return []


def _replay(cluster: database.Cluster, at: datetime | None, timeline: int) -> bool:
    """Replay the journal. True when it ended before the moment asked for (then all of it was replayed)."""
    settings = {
        "restore_command": "test -f ../wal/%f && cp ../wal/%f %p",
        "recovery_target_timeline": str(timeline),
        "recovery_target_action": "promote",
        "hot_standby": "off",  # no connection before the replay is over
    }
    if at is None:
        cluster.launch(None, *_options(settings))
        return False
    try:
        cluster.launch(None, *_options(settings | {"recovery_target_time": at.isoformat()}))
    except CannotRun as refusal:
        if "recovery ended before configured recovery target" not in str(refusal):
            raise
        cluster.launch(None, *_options(settings))
        return True
    return False


def _options(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _finish(cluster: database.Cluster, about: Backup) -> datetime:
    """When the last transaction in it was; notes the new timeline for the restores to come."""
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        row = admin.execute(
            "SELECT pg_last_xact_replay_timestamp(), pg_is_in_recovery(), "
            "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int"
        ).fetchone()
        admin.execute("CHECKPOINT")
    if row is None or row[1]:
        raise CannotRun("The database came back, but it would not leave recovery; see log/database.log.")
    wal = cluster.data / "wal"
    lines = [*read_timelines(wal), Timeline(int(row[2]), datetime.now(UTC))]
    draft = wal / f".{TIMELINES}"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(lines)))
    server_user.give(draft, cluster.user)
    draft.rename(wal / TIMELINES)
    cluster_files.want_journal(cluster.data, cluster.user)
    return row[0].astimezone(UTC) if isinstance(row[0], datetime) else about.ended_at
