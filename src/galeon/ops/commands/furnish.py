"""`galeon furnish FILE`: open a company (sites, services, accounts, people, prices) from one TOML file."""

import secrets
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from galeon.kernel.environment import CannotRun
from galeon.ops import command_line

ABOUT = """\
Open a company from one TOML file: sites, number ranges, services, levels, accounts, people, limits, price lists.

What is there already stays as it is, so the same file can be read again, with more in it. Where the file is at fault
nothing is written at all. docs/opening-a-company.md tells every table; docs/company.toml is one to start from.
"""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def main(words: Sequence[str]) -> int:
    """Read, check, open; prints what was done and the new people's passwords, or every fault with its line."""
    made = command_line.parser("furnish", ABOUT)
    made.add_argument("file", metavar="FILE", type=Path)
    options = command_line.parse(made, words)
    with command_line.database():
        command_line.django_ready()
        from django.db import connections

        try:
            return run(options)
        finally:
            connections.close_all()


def run(options: Namespace) -> int:
    """The command, once the database answers."""
    from galeon.ops.furnishing.opening import Furnished, furnish
    from galeon.ops.furnishing.reading import line_of, read

    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{options.file} cannot be read: {error}.") from error
    company = read(text)
    done = company if isinstance(company, list) else furnish(company, datetime.now(UTC), new_password)
    if isinstance(done, Furnished):
        lines = [
            *(done.done or ["Nothing to open."]),
            *(f"password of {email}: {password}" for email, password in done.passwords.items()),
        ]
        sys.stdout.write("\n".join([*lines, ""]))
        return 0
    for fault in done:
        line = line_of(text, fault.place)
        where = f"{options.file.name}{f':{line}' if line else ''}: {f'{fault.place}: ' if fault.place else ''}"
        sys.stderr.write(f"{where}{fault.text}\n")
    sys.stderr.write(f"galeon: Nothing was opened: {options.file.name} has {len(done)} fault(s).\n")
    return 1


def new_password() -> str:
    """A first password, easy to read out; its owner changes it."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
