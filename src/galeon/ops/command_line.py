"""What all commands share: their --data option, a database that answers, Django made ready."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from galeon.kernel import environment
from galeon.kernel.environment import CannotRun, Environment

if TYPE_CHECKING:
    from galeon.ops.database import Cluster


def parser(name: str, summary: str | None) -> argparse.ArgumentParser:
    """A command's parser, with the options every command has."""
    made = argparse.ArgumentParser(
        prog=f"galeon {name}", description=summary, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--data", metavar="FOLDER", help="the installation's data folder (default: $GALEON_DATA)")
    return made


def parse(made: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """The options; from here on --data counts for everything in this process and its children."""
    options = made.parse_args(words)
    if options.data:
        os.environ["GALEON_DATA"] = str(Path(options.data).expanduser().resolve())
    return options


def as_typed(*words: str) -> str:
    """A command as a shell takes it: this program by its own path, on this installation's folder."""
    script = Path(sys.executable).with_name("galeon")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "galeon"]
    data = environment.data_folder()
    usual = environment.data_folder({name: value for name, value in os.environ.items() if name != "GALEON_DATA"})
    return shlex.join([*program, *words, *(["--data", str(data)] if data != usual else [])])


def ensure_installed(env: Environment) -> None:
    """CannotRun where no embedded installation was ever started in the data folder; nothing is made there."""
    from galeon.ops import going_back

    if env.embedded and not any((env.data / name).exists() for name in ("database", going_back.COPY)):
        raise CannotRun(f"There is no installation in {env.data}; name it with --data, or start one with `galeon up`.")


@contextmanager
def database() -> Iterator["Cluster | None"]:
    """The database answers within the block: an external one, the one of a running `galeon up`, or our own.

    An embedded database that does not run is started for the block, stopped after it, and yielded; otherwise
    None is. CannotRun, in a sentence, when there is none to be had; an embedded one is never made here.
    """
    from galeon.ops import connecting, locks
    from galeon.ops import database as launcher

    env = environment.load()
    ensure_installed(env)
    environment.secrets(env.data)
    cluster = launcher.start(env.data) if env.embedded and not locks.is_held(env.data) else None
    try:
        env = environment.load()
        connecting.connect(env.owner_url or env.app_url).close()
        yield cluster
    finally:
        if cluster:
            cluster.stop()


def django_ready() -> None:
    """Load Django with the installation's settings; call it when the environment is final."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")
    import django

    django.setup()
