"""A copy of the stopped embedded database's files, put back when what was done over it fails.

Safe against kill -9: as long as the copy lies there under its final name, the next start puts it back.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from galeon.kernel.environment import CannotRun
from galeon.ops import cluster_files

COPY = "database.before-upgrade"
KNOWN_WAL = "wal.before-upgrade"


class Server(Protocol):
    """What is asked of the server whose files are copied: a `database.Cluster`, which itself puts copies back."""

    data: Path

    def halt(self) -> None: ...
    def launch(self) -> None: ...


@contextmanager
def over_a_copy(cluster: Server) -> Iterator[None]:
    """Stop the server, copy its files, start it; if the block raises, put the files back and start that.

    Close your connections before entering: the server stops under them.
    """
    data = cluster.data
    cluster.halt()
    draft = data / "run" / "copy"
    cluster_files.remove(draft)
    _copy(data / "database", draft)
    (data / KNOWN_WAL).write_text("\n".join(sorted(path.name for path in (data / "wal").iterdir())))
    draft.rename(data / COPY)
    cluster.launch()
    try:
        yield
    except BaseException as error:
        cluster.halt()
        put_back(data)
        cluster.launch()
        if isinstance(error, CannotRun):
            raise CannotRun(f"{error} The database was put back as it was before.") from error
        raise
    done = data / "run" / "done"
    cluster_files.remove(done)
    (data / COPY).rename(done)
    cluster_files.remove(done)


def put_back(data: Path) -> bool:
    """Make the copy the database again, if there is one; the server must be stopped. True when it was done."""
    copy, failed = data / COPY, data / "run" / "failed"
    if not copy.exists():
        return False
    cluster_files.remove(failed)
    if (data / "database").exists():
        (data / "database").rename(failed)
    # The failed attempt's journal bears the names the restored server will write again.
    known = set((data / KNOWN_WAL).read_text().split("\n"))
    for path in (data / "wal").iterdir():
        if path.name not in known:
            path.unlink()
    copy.rename(data / "database")
    cluster_files.remove(failed)
    return True


def _copy(source: Path, target: Path) -> None:
    """With owners and times; instantly where the file system shares blocks."""
    if sys.platform == "linux":
        told = subprocess.run(["cp", "-a", "--reflink=auto", source, target], capture_output=True, text=True)
        if told.returncode == 0:
            return
        cluster_files.remove(target)
    shutil.copytree(source, target, symlinks=True)
