"""`galeon`: the operator's commands. One small file each under `ops/commands/`, found through the dict below."""

import sys
from importlib import import_module

COMMANDS = {
    "up": "galeon.ops.commands.up:main",
    "migrate": "galeon.ops.commands.migrate:main",
    "serve": "galeon.ops.commands.serve:main",
    "work": "galeon.ops.commands.work:main",
    "furnish": "galeon.ops.commands.furnish:main",
    "sample": "galeon.ops.commands.sample:main",
    "credential": "galeon.ops.commands.credential:main",
    "import-locodes": "galeon.ops.commands.import_locodes:main",
    "backup": "galeon.ops.commands.backup:main",
    "restore": "galeon.ops.commands.restore:main",
    "move-in": "galeon.ops.commands.move_in:main",
    "export": "galeon.ops.commands.export:main",
    "check": "galeon.ops.commands.check:main",
    "journey": "galeon.ops.commands.journey:main",
    "django": "galeon.ops.commands.django:main",
    "prepare": "galeon.ops.commands.prepare:main",  # what `up` runs before it serves
    "ups-stub": "galeon.ops.commands.ups_stub:main",  # what `up` runs beside a sample company
}

HELP = """\
Galeón, the operating system of cross-border logistics companies.

  galeon up                     everything in one go: database, pages, API and worker
  galeon furnish FILE           open a company of yours from one file; safe to repeat
  galeon sample --json          logins and API credentials of the sample company

In production, with DATABASE_URL set to a PostgreSQL 15 or newer:
  galeon migrate                bring the database up to this version; if it fails, it goes back
  galeon serve                  pages and API
  galeon work                   the worker that does the jobs

Day to day:
  galeon backup                 a base backup while everything runs
  galeon restore BACKUP --at T  bring the system back as it was at a moment
  galeon credential add ...     set an account's API credentials to given ones
  galeon export beancount ...   the whole book for other programs: Beancount, CSV or XLSX
  galeon move-in FILE           open invoices and balances from another system
  galeon import-locodes FILE    your copy of UNECE's UN/LOCODE table
  galeon journey                the docs page of the journey, drawn from the code
  galeon check                  look over the installation and say what is wrong

`galeon COMMAND --help` tells each command's options; all take --data FOLDER.
"""


def main(argv: list[str] | None = None) -> int:
    """Run one command; its result is the process's exit code. What an operator can mend is one sentence."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP)
        return 0
    if words[0] in {"-V", "--version"}:
        from galeon.kernel.environment import installed_version

        sys.stdout.write(f"galeon {installed_version()}\n")
        return 0
    target = COMMANDS.get(words[0])
    if target is None:
        sys.stderr.write(f"galeon: there is no command {words[0]!r}; `galeon --help` lists them.\n")
        return 2
    return _run(target, words[1:])


def _run(target: str, words: list[str]) -> int:
    from galeon.kernel.environment import CannotRun

    module, function = target.split(":")
    try:
        return int(getattr(import_module(module), function)(words) or 0)
    except CannotRun as refusal:
        sys.stderr.write(f"galeon: {refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141


if __name__ == "__main__":
    sys.exit(main())
