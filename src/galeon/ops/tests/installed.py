"""An installation as its first start leaves it: made once, copied for each test that does not look at that first start."""

import shutil
from pathlib import Path

import psycopg
import pytest

from galeon.ops import database
from galeon.ops.tests.commands import galeon


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of the present version with a table of data in it; stopped."""
    data = tmp_path_factory.mktemp("installed") / "data"
    database.start(data).stop()
    told = galeon("migrate", "--data", data)
    assert told.returncode == 0, told.stderr
    cluster = database.start(data)
    with psycopg.connect(cluster.url()) as owner:
        owner.execute("CREATE TABLE keepsake (n int)")
        owner.execute("INSERT INTO keepsake SELECT generate_series(1, 5)")
    cluster.stop()
    return data


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    # Copied with owners: the files belong to the server's user.
    copy = tmp_path / "data"
    shutil.copytree(installed, copy, symlinks=True)
    for source in [installed, *installed.rglob("*")]:
        shutil.chown(copy / source.relative_to(installed), source.stat().st_uid, source.stat().st_gid)
    return copy
