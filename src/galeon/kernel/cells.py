"""A sheet's cell as text, and what a process that reads strangers' sheets may take."""

from datetime import date, datetime, time

WHOLE_MAX = 1e15  # beyond it a float no longer holds each whole number


def limit_this_process(memory_bytes: int, seconds: int) -> None:
    """Let this process take so much memory and computing time and no more, and leave no core behind."""
    try:
        import resource
    except ImportError:  # not on this platform: the caller's timeout is what remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text(cell: object) -> str:
    """A cell as a person reads it: 90001.0 -> 90001, 1.24 -> 1.24, and what a formula left as 1.2400000000000002 too."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE_MAX else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
