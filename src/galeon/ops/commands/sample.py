"""`galeon sample`: the sample company's logins and API credentials, on a sample installation only."""

import sys
from collections.abc import Sequence

import msgspec

from galeon.kernel import environment
from galeon.kernel.environment import CannotRun
from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Print the logins as text, or with --json everything."""
    made = command_line.parser("sample", "Logins and API credentials of the sample company.")
    made.add_argument("--json", action="store_true", help="one JSON object: logins, credentials, services, numbers")
    options = command_line.parse(made, words)
    command_line.django_ready()
    from galeon.ops.sample import access

    env = environment.load()
    data, found = env.data, access.read(env.data)
    if found is None:
        command_line.ensure_installed(env)
        raise CannotRun(f"This is no sample installation: there is no {access.FILE} in {data}.")
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
    else:
        sys.stdout.write(access.text(found))
    return 0
