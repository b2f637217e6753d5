"""DATABASE_URL: any PostgreSQL 15 or newer in place of the embedded one, here Debian's own."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from galeon.kernel.environment import load, secrets
from galeon.ops import database
from galeon.ops.database import Cluster
from galeon.ops.locks import Lock
from galeon.ops.tests.commands import Up, galeon

DEBIAN = Path("/usr/lib/postgresql/15/bin")
pytestmark = pytest.mark.skipif(not DEBIAN.exists(), reason="Debian's postgresql-15 is not installed")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Cluster]:
    """A PostgreSQL 15 that knows nothing of Galeón, listening on loopback."""
    cluster = database.prepare(tmp_path / "server", Lock(tmp_path / "server"), binaries=DEBIAN, durable=False)
    cluster.launch(database.free_port())
    yield cluster
    cluster.stop()


def company_url(server: Cluster, rights: str) -> str:
    """A database of the company's own and its owner's address."""
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE boss LOGIN PASSWORD 'b@ss/word' {rights}")
        admin.execute("CREATE DATABASE company OWNER boss")
    return f"postgresql://boss:b%40ss%2Fword@127.0.0.1:{server.port}/company"


def test_migrate_makes_the_roles_and_the_application_comes_in_as_one_that_owns_nothing(
    tmp_path: Path, server: Cluster
) -> None:
    url = company_url(server, "CREATEROLE")
    told = galeon("migrate", "--data", tmp_path / "data", DATABASE_URL=url)
    assert told.returncode == 0, told.stderr
    env = load({"GALEON_DATA": str(tmp_path / "data"), "DATABASE_URL": url})
    assert env.owner_url == url
    with psycopg.connect(env.app_url) as app:
        who = app.execute(
            "SELECT current_user, current_database(), count(*) > 10 FROM pg_tables WHERE tableowner = 'boss'"
        )
        assert who.fetchone() == ("galeon_app", "company", True)
    assert not (tmp_path / "data" / "database").exists(), "no embedded server beside it"
    again = galeon("migrate", "--data", tmp_path / "data", DATABASE_URL=url)
    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")


def test_a_login_that_may_not_make_roles_gets_the_sql_an_administrator_has_to_run(
    tmp_path: Path, server: Cluster
) -> None:
    url, data = company_url(server, ""), tmp_path / "data"
    told = galeon("migrate", "--data", data, DATABASE_URL=url)
    assert told.returncode == 1
    assert told.stderr == (
        "galeon: The login of DATABASE_URL may not create roles: "
        f"have an administrator of the server run {data / 'roles.sql'}.\n"
    )
    assert (data / "roles.sql").stat().st_mode & 0o077 == 0
    assert secrets(data).app_password not in told.stderr
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute((data / "roles.sql").read_text())
    told = galeon("migrate", "--data", data, DATABASE_URL=url)
    assert told.returncode == 0, told.stderr


def test_a_second_installation_does_not_take_the_first_ones_password_away(tmp_path: Path, server: Cluster) -> None:
    url = company_url(server, "CREATEROLE")
    assert galeon("migrate", "--data", tmp_path / "first", DATABASE_URL=url).returncode == 0
    told = galeon("migrate", "--data", tmp_path / "second", DATABASE_URL=url)
    assert told.returncode == 1
    assert "password authentication failed" in told.stderr
    assert "set GALEON_APP_URL" in told.stderr
    assert told.stderr.count("\n") == 1
    first = load({"GALEON_DATA": str(tmp_path / "first"), "DATABASE_URL": url})
    assert (
        galeon("migrate", "--data", tmp_path / "second", DATABASE_URL=url, GALEON_APP_URL=first.app_url).returncode == 0
    )


def test_up_runs_on_it_and_a_backup_is_left_to_its_own_operator(tmp_path: Path, server: Cluster) -> None:
    url, data = company_url(server, "CREATEROLE"), tmp_path / "data"
    one = Up(data, DATABASE_URL=url)
    try:
        one.ready()
        assert not (data / "database").exists()
        told = galeon("backup", "--data", data, DATABASE_URL=url)
        assert (told.returncode, told.stderr.count("\n")) == (1, 1)
        assert "back it up with its own tools" in told.stderr
        one.process.terminate()
        assert one.ended() == 0
    finally:
        one.close()
