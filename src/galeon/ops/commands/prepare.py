"""`galeon prepare`: what `galeon up` runs before it serves: migrate, and seed the sample company on the first run.

Prints one JSON object for its caller. Ends with NEEDS_COPY when the upgrade must be run over a copy.
"""

import sys
from collections.abc import Sequence

import msgspec

from galeon.kernel import environment
from galeon.ops import command_line

NEEDS_COPY = 3


class Prepared(msgspec.Struct, frozen=True):
    """What was done to the database, and the sample company's logins where there is one."""

    done: str
    sample: str = ""


def main(words: Sequence[str]) -> int:
    """Bring the database to this version; with --sample and nobody in it yet, fill it with the sample company."""
    made = command_line.parser("prepare", __doc__)
    made.add_argument("--sample", action="store_true")
    made.add_argument("--stepwise", action="store_true")
    options = command_line.parse(made, words)
    command_line.django_ready()
    from galeon.ops import upgrading

    try:
        done = upgrading.upgrade(environment.load(), stepwise=options.stepwise)
    except upgrading.NeedsCopy:
        return NEEDS_COPY
    prepared = Prepared(done, _sample(seed=options.sample))
    sys.stdout.buffer.write(msgspec.json.encode(prepared))
    return 0


def _sample(*, seed: bool) -> str:
    """Seed the sample company into an empty installation, whole or not at all; its logins, where it is there."""
    from django.db import transaction

    from galeon.ops import sample

    if seed and not sample.anybody():
        with transaction.atomic():
            sample.seed()
    return sample.logins_text()
