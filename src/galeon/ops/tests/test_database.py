"""The embedded server: whatever happened to it before, the next start comes up with every committed row."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from galeon.kernel.environment import SOCKET_PATH_MAX, CannotRun, Environment, load, secrets, socket_folder
from galeon.ops import binaries, database, processes
from galeon.ops.database import Cluster

DEBIAN = Path("/usr/lib/postgresql/15/bin")
Start = Callable[..., Cluster]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start clusters that are stopped, whatever state they are in, when the test ends."""
    running: list[Cluster] = []

    def start_one(data: Path, **options: object) -> Cluster:
        running.append(database.start(data, **options))
        return running[-1]

    yield start_one
    for cluster in running:
        cluster.stop()


def rows(cluster: Cluster) -> list[int]:
    with psycopg.connect(cluster.url()) as owner:
        return [int(n) for (n,) in owner.execute("SELECT n FROM parcel ORDER BY n")]


def write(cluster: Cluster, *numbers: int) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS parcel (n bigint PRIMARY KEY)")
        for number in numbers:
            owner.execute("INSERT INTO parcel VALUES (%s)", [number])


def test_what_is_committed_is_on_disk_and_no_login_comes_in_without_its_password(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
    with psycopg.connect(cluster.admin_url) as admin:
        told = {name: admin.execute(f"SHOW {name}").fetchone() for name in wanted}
        owner = admin.execute(
            "SELECT rolname FROM pg_database JOIN pg_roles r ON r.oid = datdba WHERE datname = 'galeon'"
        )
        assert owner.fetchone() == ("galeon_owner",)
    assert told == {name: (value,) for name, value in wanted.items()}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url("galeon_app").replace(secrets(tmp_path / "data").app_password, "guessed"))


def test_the_application_owns_nothing_and_does_not_inherit_the_customers_role(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data", durable=False)
    with psycopg.connect(cluster.url("galeon_app"), autocommit=True) as app:
        facts = app.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolinherit, rolbypassrls, "
            "pg_has_role('galeon_customer', 'MEMBER'), pg_has_role('galeon_customer', 'USAGE') "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert facts == (False, False, False, False, False, True, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (n int)")


def test_after_kill_9_of_the_postmaster_the_next_start_has_every_acknowledged_row(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    write(cluster)
    acknowledged = []
    with psycopg.connect(cluster.url(), autocommit=True) as owner:
        for number in range(400):
            if number == 300:
                os.kill(cluster.pid, signal.SIGKILL)
            try:
                owner.execute("INSERT INTO parcel VALUES (%s)", [number])
            except psycopg.OperationalError:
                break
            acknowledged.append(number)
    processes.wait_until(lambda: cluster.poll() is not None, 10)
    assert len(acknowledged) >= 300
    cluster.launch()
    assert rows(cluster) == acknowledged


def test_the_server_dies_with_the_process_that_started_it_and_the_next_one_recovers(
    tmp_path: Path, start: Start
) -> None:
    data = tmp_path / "data"
    script = (
        "import sys, time; from pathlib import Path; from galeon.ops import database\n"
        "cluster = database.start(Path(sys.argv[1])); print(cluster.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(data)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    server = int(parent.stdout.readline())
    assert processes.is_alive(server)
    parent.kill()
    parent.wait()
    assert processes.wait_until(lambda: not processes.is_alive(server), 10)
    cluster = start(data)
    write(cluster, 1)
    assert rows(cluster) == [1]
    parent.stdout.close()


def test_an_orphaned_server_is_stopped_and_its_rows_stay(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    write(cluster, 7)
    orphan = cluster.pid
    cluster.lock.release()  # as the system does when the supervisor is killed
    again = start(tmp_path / "data")
    assert again.pid != orphan
    assert not processes.is_alive(orphan)
    assert rows(again) == [7]


def test_a_postmaster_file_whose_number_another_program_took_over_does_not_stop_the_start(
    tmp_path: Path, start: Start
) -> None:
    cluster = start(tmp_path / "data")
    write(cluster, 3)
    lines = (cluster.folder / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    other = subprocess.Popen(["sleep", "60"])
    try:
        (cluster.folder / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        assert rows(start(tmp_path / "data")) == [3]
        assert other.poll() is None, "a stranger's process is not ours to stop"
    finally:
        other.kill()
        other.wait()


def test_two_on_one_data_folder_the_second_is_told_who_runs(tmp_path: Path, start: Start) -> None:
    start(tmp_path / "data", durable=False)
    with pytest.raises(CannotRun, match=rf"Galeón already runs on .*/data \(process {os.getpid()}\)\."):
        database.start(tmp_path / "data", durable=False)


def test_a_data_folder_that_cannot_be_written_is_one_sentence() -> None:
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder)
        closed.chmod(0o555)
        unprivileged = 65534 if os.geteuid() == 0 else os.geteuid()
        before = os.geteuid()
        os.seteuid(unprivileged)
        try:
            with pytest.raises(CannotRun, match=r"^The data folder .*/data cannot be written: Permission denied\.$"):
                database.start(closed / "data")
        finally:
            os.seteuid(before)
            closed.chmod(0o755)


def test_a_folder_with_a_name_too_long_for_a_socket_gets_its_socket_elsewhere(tmp_path: Path, start: Start) -> None:
    data = tmp_path / ("muy-largo-" * 12)
    cluster = start(data, durable=False)
    write(cluster, 1)
    folder = Path(load({"GALEON_DATA": str(data)}).app_url.partition("host=")[2].partition("&")[0].replace("%2F", "/"))
    assert not folder.is_relative_to(data)
    assert rows(cluster) == [1]
    cluster.stop()
    assert not folder.exists()


def test_a_folder_behind_closed_doors_works_and_stays_closed_to_others(tmp_path: Path, start: Start) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = start(closed / "data", durable=False)
    write(cluster, 1)
    assert rows(cluster) == [1]
    assert closed.stat().st_mode & 0o007 == 0
    assert (closed / "data" / "secrets.json").stat().st_mode & 0o077 == 0


def test_the_settings_find_the_server_by_the_folder_alone(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data", durable=False)
    env: Environment = load({"GALEON_DATA": str(tmp_path / "data")})
    assert (env.app_url, env.owner_url) == (cluster.url("galeon_app"), cluster.url("galeon_owner"))


def test_with_a_port_it_listens_on_loopback_too(tmp_path: Path, start: Start) -> None:
    port = database.free_port()
    cluster = start(tmp_path / "data", durable=False, port=port)
    password = secrets(tmp_path / "data").app_password
    with psycopg.connect(f"postgresql://galeon_app:{password}@127.0.0.1:{port}/galeon") as app:
        assert app.execute("SELECT inet_server_addr()::text").fetchone() == ("127.0.0.1/32",)
    assert cluster.port == port


def test_data_written_by_a_newer_postgresql_is_refused_untouched(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data", durable=False)
    cluster.stop()
    (cluster.folder / "PG_VERSION").write_text("99\n")
    with pytest.raises(CannotRun, match=r"^This data folder was written by PostgreSQL 99"):
        database.start(tmp_path / "data")


def test_where_the_wheel_has_no_build_an_installed_server_is_started_in_its_place(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not DEBIAN.exists():
        pytest.skip("Debian's postgresql-15 is not installed")
    monkeypatch.setattr(binaries, "_of_the_wheel", list)
    monkeypatch.setattr(binaries, "INSTALLED", ("/usr/lib/postgresql",))
    newest = binaries.find()
    assert newest.is_relative_to("/usr/lib/postgresql")
    cluster = start(tmp_path / "data", binaries=DEBIAN)
    write(cluster, 15)
    cluster.stop()
    again = start(tmp_path / "data")  # the folder itself says which version it needs
    assert again.binaries == DEBIAN
    assert rows(again) == [15]


def test_a_stop_is_clean_and_quick(tmp_path: Path, start: Start) -> None:
    cluster = start(tmp_path / "data")
    write(cluster, 1)
    began = time.monotonic()
    cluster.stop()
    assert time.monotonic() - began < 20
    assert "database system is shut down" in cluster.log.read_text()
    assert not (cluster.folder / "postmaster.pid").exists()


def test_the_path_of_a_socket_fits_whatever_its_port() -> None:
    folders = [socket_folder(Path("/" + "d" * length)) for length in range(60, 120)]
    assert max(len(str(folder / ".s.PGSQL.65535")) for folder in folders if folder) <= SOCKET_PATH_MAX
