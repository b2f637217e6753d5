"""`galeon backup`: a base backup while everything runs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from galeon.kernel import environment
from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Take a backup; prints where it lies, its size and the time it took."""
    from galeon.ops import backups

    made = command_line.parser("backup", "Back the database up while everything runs.")
    made.add_argument("--to", type=Path, metavar="DIR", help="where to put it (default: <data>/backups)")
    made.add_argument("--keep", type=int, default=backups.KEEP, help="how many to keep there (default: %(default)s)")
    options = command_line.parse(made, words)
    with command_line.database():
        taken = backups.take(environment.load(), options.to, options.keep)
    sys.stdout.write(
        f"{taken.folder}\n{taken.size_bytes / 1e6:.1f} MB of a database of {taken.about.database_bytes / 1e6:.1f} MB, "
        f"in {taken.seconds:.1f} s.\n"
    )
    for old in taken.removed:
        sys.stdout.write(f"Removed {old}, beyond the {options.keep} kept.\n")
    sys.stdout.write(
        f"It brings back any moment from {taken.about.ended_at:%Y-%m-%d %H:%M:%S} UTC on: "
        f"galeon restore {taken.folder} --at 'YYYY-MM-DD HH:MM:SS+00'\n"
    )
    return 0
