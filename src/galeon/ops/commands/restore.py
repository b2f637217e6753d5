"""`galeon restore BACKUP --at 'YYYY-MM-DD HH:MM'`: the system as it was at a moment."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from galeon.kernel import environment
from galeon.kernel.environment import CannotRun
from galeon.ops import command_line

if TYPE_CHECKING:
    from galeon.ops.restoring import Restored


def main(words: Sequence[str]) -> int:
    """Restore; prints what was lost and the time it took."""
    made = command_line.parser("restore", "Bring the system back as it was at a moment (stop `galeon up` first).")
    made.add_argument("backup", type=Path, help="a folder made by `galeon backup`")
    made.add_argument("--at", metavar="TIME", help="'YYYY-MM-DD HH:MM[:SS][+ZZ]', in local time when no zone is given")
    made.add_argument("--wal", type=Path, metavar="DIR", help="archived journal (default: that of the backed-up data)")
    options = command_line.parse(made, words)
    at = moment(options.at) if options.at else None

    from galeon.ops import restoring

    if not environment.load().embedded:
        raise CannotRun("DATABASE_URL names a database that Galeón does not keep: restore it with its own tools.")
    told = restoring.restore(options.backup.resolve(), environment.data_folder(), at, options.wal)
    sys.stdout.write(report(told))
    return 0


def moment(text: str) -> datetime:
    """The moment an operator wrote, in UTC; without a zone it is the machine's own time."""
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except ValueError as error:
        raise CannotRun(f"{text!r} is not a time such as '2026-11-24 09:30:00+01'.") from error


def report(told: "Restored") -> str:
    """What came back, what did not, and where the old database lies."""
    lines = [f"The database in {told.data} is back, in {told.seconds:.1f} s."]
    if told.asked_at:
        lines.append(f"Asked for:         {_shown(told.asked_at)}")
    before = f", {_length(told.asked_at - told.last_at)} before the moment asked for" if told.asked_at else ""
    lines.append(f"Last transaction:  {_shown(told.last_at)}{before}")
    if told.asked_at and not told.short:
        lines.append(f"Lost:              what was written in the {_length(told.ended_at - told.asked_at)} since then")
    else:
        lines.append(
            f"Lost:              nothing the journal held; it ends {_length(told.ended_at - told.last_at)} ago"
        )
    if told.short:
        lines.append("The journal ends before the moment asked for; all of it was replayed.")
    if told.kept:
        lines.append(f"The database that was there is kept in {told.kept}; remove it when you no longer need it.")
    lines.append("Start it with `galeon up`.")
    return "\n".join(lines) + "\n"


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"[:-3] + " UTC"


def _length(span: timedelta) -> str:
    seconds = max(0.0, span.total_seconds())
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
