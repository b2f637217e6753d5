"""Every test's database: an embedded server for each test process, one migrated database, cloned where commits matter.

`db`: the test runs in a transaction that is rolled back. `fresh_db`: a clone of its own that is dropped afterwards, for
tests with threads, other processes, or deferred constraints. GALEON_TEST_BINARIES starts another server's programs
(say /usr/lib/postgresql/15/bin) in place of the wheel's.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import settings

os.environ.setdefault("GALEON_DATA", "/nonexistent/galeon-tests")
settings.register_profile("house", deadline=None)  # how long an example takes says nothing on a busy machine
settings.load_profile("house")
# Argon2 is meant to be slow, a fifth of a second for each person a test knows: the same algorithm, as cheap as it allows.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
LONGEST = (
    "tests/test_crash_drill.py", "ops/tests/test_up.py", "ops/tests/test_up_sample.py", "gateway/tests/test_openapi.py",
    "tests/test_settle_drill.py", "web/tests/test_tariff_nonsense.py", "ops/tests/test_external.py",
)  # fmt: skip
pytest_plugins = ["galeon.ops.tests.company"]


def pytest_configure(config: pytest.Config) -> None:
    """Give each run a temporary folder of its own, removed afterwards.

    pytest closes the folder its runs share to everybody but their owner at each start, and so to the user the servers
    of another run started by root live as: initdb there would fail half-way.
    """
    if hasattr(config, "workerinput") or config.getoption("basetemp"):
        return  # a worker's folder lies in its controller's
    own = tempfile.mkdtemp(prefix="galeon-tests-")
    os.environ["PYTEST_DEBUG_TEMPROOT"] = own
    config.add_cleanup(lambda: shutil.rmtree(own, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: begun last it would run alone while the other processes have ended."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


@pytest.hookimpl(optionalhook=True)  # -p no:xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """A process that has nothing left to do takes over half of what another one still has."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """An embedded server of this test process."""
    from galeon.ops import database

    binaries = os.environ.get("GALEON_TEST_BINARIES")
    running = database.start(
        tmp_path_factory.mktemp("pg"), binaries=Path(binaries) if binaries else None, durable=False
    )
    yield running
    running.stop()


def _point(alias: str, url: str) -> None:
    """Aim one of Django's connections at another database, in every thread."""
    from django.db import connections

    from galeon.config.database import database

    wanted = database(url)
    for known in (connections.settings[alias], connections[alias].settings_dict):
        known.update({k: wanted[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")})
    connections[alias].close()


@pytest.fixture(scope="session")
def django_db_setup(cluster, django_db_blocker) -> None:
    """Migrate the server's database once; tests run in it as the application's login."""
    from galeon.ops.schema import upgrade

    with django_db_blocker.unblock():
        _point("default", cluster.url("galeon_app"))
        _point("owner", cluster.url("galeon_owner"))
        upgrade()
        from django.db import connections

        connections["owner"].close()
        with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
            admin.execute("CREATE DATABASE galeon_template TEMPLATE galeon OWNER galeon_owner")


@pytest.fixture
def fresh_db(cluster, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of this test's own, migrated; gives its name. Everything commits for real."""
    from django.db import connections

    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE galeon_template OWNER galeon_owner")
        with django_db_blocker.unblock():
            _point("default", cluster.url("galeon_app", name))
            _point("owner", cluster.url("galeon_owner", name))
            try:
                yield name
            finally:
                connections.close_all()
                _point("default", cluster.url("galeon_app"))
                _point("owner", cluster.url("galeon_owner"))
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fresh_url(cluster, fresh_db) -> str:
    """The application's address of the fresh database, for other processes."""
    url: str = cluster.url("galeon_app", fresh_db)
    assert urlsplit(url).scheme == "postgresql"
    return url
