"""A server of the benchmark's own, with the product's durable settings, in a folder that is removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """Where it runs. binaries: the server's programs, pgbench among them. admin_url: the superuser's, where there is one."""

    data: Path
    owner_url: str
    app_url: str
    binaries: Path
    admin_url: str = ""


@contextmanager
def running() -> Iterator[Place]:
    """Start the embedded server durably, point Django at it as the application, migrate."""
    data = Path(tempfile.mkdtemp(prefix="galeon-bench-"))
    os.environ["GALEON_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")
    for other in ("DATABASE_URL", "GALEON_APP_URL", "GALEON_OWNER_URL"):
        os.environ.pop(other, None)
    from galeon.ops import database

    cluster = database.start(data)
    try:
        import django

        django.setup()
        from galeon.ops.schema import upgrade

        upgrade()
        yield Place(
            data, cluster.url("galeon_owner"), cluster.url("galeon_app"), cluster.binaries, cluster.url("galeon_admin")
        )
    finally:
        from django.db import connections

        connections.close_all()
        cluster.stop()
        shutil.rmtree(data, ignore_errors=True)
