"""`galeon ups-stub`: UPS on this machine for a sample company; `galeon up` runs it there, and nowhere else."""

from collections.abc import Sequence

from galeon.kernel import environment
from galeon.kernel.environment import CannotRun
from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Serve until told to stop, on a sample installation only."""
    made = command_line.parser("ups-stub", "A stand-in for UPS, for the sample company only.")
    made.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one (default: 0)")
    options = command_line.parse(made, words)

    from galeon.ops.sample import pickup, stub

    env = environment.load()
    if not (env.data / stub.LOGINS).exists():
        raise CannotRun(f"This is no sample installation: there is no {stub.LOGINS} in {env.data}.")
    pickup.serve(options.port, env)
    return 0
