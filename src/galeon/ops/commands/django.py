"""`galeon django ...`: Django's own commands (makemigrations, shell, createsuperuser) on this installation."""

import os
from collections.abc import Sequence
from pathlib import Path

from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Run a management command of Django; `--data FOLDER` before it is ours."""
    rest = list(words)
    if rest[:1] == ["--data"] and len(rest) > 1:
        os.environ["GALEON_DATA"] = str(Path(rest[1]).resolve())
        rest = rest[2:]
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")
    if rest[:1] in ([], ["help"], ["makemigrations"], ["compilemessages"]):
        execute_from_command_line(["galeon django", *rest])
        return 0
    with command_line.database():
        execute_from_command_line(["galeon django", *rest])
    return 0
