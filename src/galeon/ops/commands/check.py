"""`galeon check`: look over the installation and say what is wrong."""

import sys
from collections.abc import Sequence

from galeon.ops import command_line


def main(words: Sequence[str]) -> int:
    """Print one line a check; the exit code is 1 when one found something wrong."""
    made = command_line.parser("check", "Look over the installation and say what is wrong.")
    command_line.parse(made, words)
    with command_line.database():
        command_line.django_ready()
        from galeon.ops import checking

        findings = checking.look()
    for finding in findings:
        sys.stdout.write(f"{'ok   ' if finding.good else 'WRONG'} {finding.text}\n")
    return 0 if all(finding.good for finding in findings) else 1
