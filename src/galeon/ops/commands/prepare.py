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
    """What was done to the database, and where there is a sample company: its logins, and whether it ships by the stub."""

    done: str
    sample: str = ""
    stub: bool = False


def main(words: Sequence[str]) -> int:
    """Bring the database to this version; with --sample and nobody in it yet, fill it with the sample company."""
    made = command_line.parser("prepare", __doc__)
    made.add_argument("--sample", action="store_true")
    made.add_argument("--stepwise", action="store_true")
    made.add_argument("--stub", metavar="URL", default="", help="where the sample company's UPS will be")
    options = command_line.parse(made, words)
    command_line.django_ready()
    from galeon.ops import sample, upgrading

    try:
        done = upgrading.upgrade(environment.load(), stepwise=options.stepwise)
    except upgrading.NeedsCopy:
        return NEEDS_COPY
    logins = _sample(seed=options.sample)
    prepared = Prepared(done, logins, bool(logins and options.stub) and sample.point(options.stub))
    sys.stdout.buffer.write(msgspec.json.encode(prepared))
    return 0


def _sample(*, seed: bool) -> str:
    """Seed the sample company into an empty installation; its logins, where it is there."""
    from galeon.ops import sample

    if seed and not sample.anybody():
        sample.seed()
    return sample.logins_text()
