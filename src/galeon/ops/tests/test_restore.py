"""`galeon backup` and `galeon restore`: the system as it was at a moment, with exactly the rows from before it."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from galeon.kernel.environment import CannotRun, Environment, load
from galeon.ops import backups, database, processes, restoring
from galeon.ops.commands.restore import moment, report
from galeon.ops.database import Cluster
from galeon.ops.tests.commands import galeon

Start = Callable[[Path], Cluster]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Cluster] = []

    def start_one(data: Path) -> Cluster:
        running.append(database.start(data))
        return running[-1]

    yield start_one
    for cluster in running:
        cluster.stop()


def environment(data: Path) -> Environment:
    return load({"GALEON_DATA": str(data)})


def write(cluster: Cluster, name: str) -> datetime:
    """Add a row; gives a moment after it and before the next one."""
    with psycopg.connect(cluster.url(), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS logbook (name text)")
        owner.execute("INSERT INTO logbook VALUES (%s)", [name])
    time.sleep(0.05)
    at = datetime.now(UTC)
    time.sleep(0.05)
    return at


def read(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.url("galeon_owner")) as owner:
        return [str(name) for (name,) in owner.execute("SELECT name FROM logbook ORDER BY ctid")]


def test_a_restore_to_a_moment_shows_exactly_the_rows_from_before_it(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    cluster = start(data)
    write(cluster, "before the backup")
    taken = backups.take(environment(data))
    write(cluster, "monday")
    tuesday = write(cluster, "tuesday")
    write(cluster, "the mistake")
    cluster.stop()
    told = restoring.restore(taken.folder, data, tuesday)
    back = start(data)
    assert read(back) == ["before the backup", "monday", "tuesday"]
    assert told.asked_at == tuesday
    assert timedelta(0) <= tuesday - told.last_at < timedelta(seconds=2)
    assert told.kept is not None
    assert (told.kept / "PG_VERSION").exists()
    assert write(back, "life goes on")
    assert read(back)[-1] == "life goes on"


def test_a_second_restore_finds_what_the_first_one_undid(tmp_path: Path, start: Start) -> None:
    """The first moment chosen was too early: what came after it must not be lost to the second try."""
    data = tmp_path / "data"
    cluster = start(data)
    write(cluster, "zero")
    taken = backups.take(environment(data))
    early, late = write(cluster, "one"), write(cluster, "two")
    write(cluster, "three")
    cluster.stop()
    restoring.restore(taken.folder, data, early)
    between = start(data)
    assert read(between) == ["zero", "one"]
    after = write(between, "written after the first restore")
    between.stop()
    restoring.restore(taken.folder, data, late)
    second = start(data)
    assert read(second) == ["zero", "one", "two"]
    second.stop()
    restoring.restore(taken.folder, data, after)
    assert read(start(data)) == ["zero", "one", "written after the first restore"]


def test_it_restores_into_a_new_folder_while_the_old_one_runs(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    write(cluster, "one")
    taken = backups.take(environment(tmp_path / "data"), to=tmp_path / "other disk")
    two = write(cluster, "two")
    write(cluster, "three")
    told = restoring.restore(taken.folder, tmp_path / "new", two)
    assert (told.kept, told.short) == (None, False)
    assert read(start(tmp_path / "new")) == ["one", "two"]
    assert read(cluster) == ["one", "two", "three"]


def test_a_moment_after_the_last_row_brings_everything_and_says_the_journal_ended(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    taken = backups.take(environment(tmp_path / "data"))
    write(cluster, "last")
    cluster.stop()
    told = restoring.restore(taken.folder, tmp_path / "data", datetime.now(UTC) + timedelta(hours=1))
    assert told.short
    assert "all of it was replayed" in report(told)
    assert read(start(tmp_path / "data")) == ["last"]


def test_a_moment_before_the_backup_is_refused_and_nothing_is_touched(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    before = write(cluster, "one")
    taken = backups.take(environment(tmp_path / "data"))
    cluster.stop()
    with pytest.raises(CannotRun, match=r"^This backup holds moments from 20\d\d-"):
        restoring.restore(taken.folder, tmp_path / "data", before)
    assert not list((tmp_path / "data").glob("database.before-restore-*"))
    assert read(start(tmp_path / "data")) == ["one"]


def test_a_running_system_is_not_restored_over(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    write(cluster, "one")
    taken = backups.take(environment(tmp_path / "data"))
    with pytest.raises(CannotRun, match="Galeón already runs on"):
        restoring.restore(taken.folder, tmp_path / "data")
    assert read(cluster) == ["one"]


def test_journal_that_no_kept_backup_needs_is_removed_and_the_rest_still_restores(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    cluster = start(data)
    first = backups.take(environment(data))
    for name in ("one", "two", "three"):
        write(cluster, name)
        with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
            admin.execute("SELECT pg_switch_wal()")
    second = backups.take(environment(data), keep=1)
    last = write(cluster, "four")
    write(cluster, "five")
    cluster.stop()
    assert second.removed == (first.folder,)
    assert not first.folder.exists()
    segments = sorted(path.name for path in (data / "wal").iterdir() if backups.SEGMENT.match(path.name))
    assert segments[0] >= second.about.first_segment
    restoring.restore(second.folder, data, last)
    assert read(start(data)) == ["one", "two", "three", "four"]


def test_two_backups_within_a_second_are_two_backups(tmp_path: Path, start: Start) -> None:
    start(tmp_path / "data")
    taken = [backups.take(environment(tmp_path / "data")) for _ in range(3)]
    assert len({one.folder for one in taken}) == 3
    assert backups.all_in(tmp_path / "data" / "backups") == [one.folder for one in reversed(taken)]


def test_the_commands_tell_size_time_and_what_was_lost(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    cluster = start(data)
    write(cluster, "one")
    told = galeon("backup", "--data", data, "--to", tmp_path / "disk")
    assert told.returncode == 0, told.stderr
    assert " MB of a database of " in told.stdout
    two = write(cluster, "two")
    write(cluster, "three")
    cluster.stop()
    folder = next((tmp_path / "disk").glob("galeon-*"))
    told = galeon("restore", folder, "--at", two.isoformat(), "--data", data)
    assert told.returncode == 0, told.stderr
    for part in ("is back, in ", "Last transaction:", "before the moment asked for", "Lost:", "galeon up"):
        assert part in told.stdout
    assert read(start(data)) == ["one", "two"]


def test_a_folder_that_is_no_backup_and_a_time_that_is_none_are_one_sentence_each(tmp_path: Path) -> None:
    assert galeon("restore", tmp_path, "--data", tmp_path / "data").stderr == (
        f"galeon: {tmp_path} is not a backup made by `galeon backup`.\n"
    )
    told = galeon("restore", tmp_path, "--at", "yesterday", "--data", tmp_path / "data")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "'yesterday' is not a time such as" in told.stderr


@pytest.mark.parametrize("text", ["2026-11-24 09:30+01", "2026-11-24 09:30+01:00", "2026-11-24 08:30:00Z"])
def test_a_moment_is_read_with_its_zone(text: str) -> None:
    assert moment(text) == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_journal_is_let_go_until_a_first_backup_could_use_it(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    cluster = start(data)
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        for name in ("one", "two"):
            write(cluster, name)
            admin.execute("SELECT pg_switch_wal()")
        assert processes.wait_until(lambda: _archived(admin) >= 2, 20)
        assert list((data / "wal").iterdir()) == []
        backups.take(environment(data))
        before = len(list((data / "wal").iterdir()))
        write(cluster, "three")
        admin.execute("SELECT pg_switch_wal()")
        assert processes.wait_until(lambda: len(list((data / "wal").iterdir())) > before, 20)


def _archived(admin: psycopg.Connection[tuple[object, ...]]) -> int:
    row = admin.execute("SELECT archived_count FROM pg_stat_archiver").fetchone()
    return int(str(row[0])) if row else 0
