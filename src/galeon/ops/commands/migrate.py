"""`galeon migrate`: bring the database up to this version; an upgrade that fails goes back."""

import sys
from collections.abc import Sequence

from galeon.kernel import environment
from galeon.kernel.environment import CannotRun
from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Migrate as the owner; prints what was done."""
    made = command_line.parser("migrate", "Bring the database up to this version. If it fails, it goes back.")
    made.add_argument(
        "--no-way-back", action="store_true", help="run steps that cannot be undone without keeping a copy"
    )
    options = command_line.parse(made, words)
    if environment.load().owner_url is None:
        raise CannotRun("Only the application's login is known here: set DATABASE_URL to the owner's address.")
    with command_line.database() as cluster:
        command_line.django_ready()
        from django.db import connections

        from galeon.ops import going_back, upgrading

        env = environment.load()
        try:
            done = upgrading.upgrade(env, stepwise=options.no_way_back)
        except upgrading.NeedsCopy:
            if cluster is None:
                raise
            connections.close_all()
            with going_back.over_a_copy(cluster):
                done = upgrading.upgrade(env, stepwise=True)
        finally:
            connections.close_all()
        sys.stdout.write(f"{done}\n")
    return 0
