"""An upgrade that fails goes back: the database is as it was, to the row, and runs on with the old version."""

import shutil
from pathlib import Path

import psycopg
import pytest

from galeon.kernel.environment import load
from galeon.ops import database
from galeon.ops.tests.commands import galeon

FAILING = "galeon.ops.tests.upgrades.failing_settings"
LASTING = "galeon.ops.tests.upgrades.lasting_settings"


def state(data: Path) -> tuple[object, ...]:
    """What an operator would look for: the rows, the tables and columns, the migrations noted as done."""
    cluster = database.start(data)
    try:
        with psycopg.connect(cluster.url()) as owner:
            return tuple(
                owner.execute(query).fetchall()
                for query in (
                    "SELECT n FROM keepsake ORDER BY n",
                    "SELECT table_name, column_name FROM information_schema.columns "
                    "WHERE table_schema = 'public' ORDER BY 1, 2",
                    "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
                    "SELECT app, name FROM django_migrations ORDER BY 1, 2",
                )
            )
    finally:
        cluster.stop()


@pytest.mark.parametrize("settings", [FAILING, LASTING])
def test_an_upgrade_that_breaks_half_way_leaves_the_database_as_it_was(data: Path, settings: str) -> None:
    before = state(data)
    told = galeon("migrate", "--data", data, DJANGO_SETTINGS_MODULE=settings)
    assert told.returncode == 1
    assert "division by zero" in told.stderr
    assert "Traceback" not in told.stderr
    assert state(data) == before
    again = galeon("migrate", "--data", data)
    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")


def test_without_the_way_back_the_first_step_would_have_stayed(data: Path) -> None:
    """The control: the steps do write before they break."""
    before = state(data)
    told = galeon("migrate", "--data", data, "--no-way-back", DJANGO_SETTINGS_MODULE=FAILING)
    assert told.returncode == 1
    assert state(data) != before


def test_up_tells_of_the_failed_upgrade_in_a_sentence_and_serves_nothing(data: Path) -> None:
    before = state(data)
    told = galeon("up", "--port", "0", "--no-sample", "--data", data, DJANGO_SETTINGS_MODULE=LASTING)
    assert told.returncode == 1
    assert "division by zero" in told.stderr
    assert "put back as it was" in told.stderr
    assert "is ready" not in told.stdout
    assert state(data) == before


def test_an_upgrade_cut_off_by_kill_9_is_put_back_at_the_next_start(data: Path) -> None:
    before = state(data)
    # As it lies there after the kill: the copy beside a database that an unfinished upgrade has written to.
    shutil.copytree(data / "database", data / "run" / "copy", symlinks=True)
    for source in [data / "database", *(data / "database").rglob("*")]:
        copied = data / "run" / "copy" / source.relative_to(data / "database")
        shutil.chown(copied, source.stat().st_uid, source.stat().st_gid)
    (data / "wal.before-upgrade").write_text("\n".join(sorted(path.name for path in (data / "wal").iterdir())))
    (data / "run" / "copy").rename(data / "database.before-upgrade")
    cluster_env = load({"GALEON_DATA": str(data)})
    assert cluster_env.embedded
    _write_over(data)
    assert state(data) == before
    assert not (data / "database.before-upgrade").exists()


def _write_over(data: Path) -> None:
    """Change the database while its copy lies there, as the upgrade did."""
    hidden = data / "hidden"
    (data / "database.before-upgrade").rename(hidden)
    cluster = database.start(data)
    with psycopg.connect(cluster.url()) as owner:
        owner.execute("UPDATE keepsake SET n = 0")
    cluster.stop()
    hidden.rename(data / "database.before-upgrade")


def test_data_written_by_a_newer_version_is_refused_in_a_sentence(data: Path) -> None:
    cluster = database.start(data)
    with psycopg.connect(cluster.url()) as owner:
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_later', now())")
    cluster.stop()
    told = galeon("migrate", "--data", data)
    assert told.returncode == 1
    assert told.stderr.startswith("galeon: This data was written by a newer Galeón (it holds kernel.9999_later")
    assert told.stderr.count("\n") == 1


def test_a_first_start_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    cluster = database.start(data)
    try:
        half = galeon("django", "--data", data, "migrate", "procrastinate", "0020", "--database", "owner")
        assert half.returncode == 0, half.stderr
    finally:
        cluster.stop()
    told = galeon("migrate", "--data", data)
    assert told.returncode == 0, told.stderr
