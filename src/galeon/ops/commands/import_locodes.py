"""`galeon import-locodes FILE`: take over the operator's own copy of UNECE's UN/LOCODE table."""

import sys
from collections.abc import Sequence
from pathlib import Path

from galeon.kernel.environment import CannotRun
from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Import each file given (a CSV part, or the zip with all parts); prints what changed."""
    made = command_line.parser("import-locodes", "Import UNECE's UN/LOCODE table: its CSV parts or its zip.")
    made.add_argument("files", metavar="FILE", nargs="+", type=Path)
    options = command_line.parse(made, words)
    with command_line.database():
        command_line.django_ready()
        from django.db import connections

        from galeon.kernel.refusal import Refusal
        from galeon.network.acts import import_locodes

        try:
            for file in options.files:
                done = import_locodes(file)
                if isinstance(done, Refusal):
                    raise CannotRun(done.text())
                sys.stdout.write(
                    f"{file.name}: {done.read} entries read, {done.added} ports added, {done.changed} changed, "
                    f"{done.removed} removed, {done.kept} kept in use, {done.unknown} in no known country, "
                    f"{done.faulty} faulty rows\n"
                )
        finally:
            connections.close_all()
    return 0
