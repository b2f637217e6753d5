"""What a bank's file says, whatever its format: movements, and what makes each of them itself. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

LINES_MAX = 50_000
TEXT_MAX, NAME_MAX, NUMBER_MAX, REFERENCE_MAX = 1_000, 140, 40, 80
NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NONE", "N/A", "NULL", "0"})


class Booked(Struct, frozen=True, kw_only=True):
    """One booked movement, above zero when it came in. reference: the bank's own, else end to end, else ""."""

    booked_on: date
    valued_on: date | None
    amount_minor: int
    currency: str
    reference: str = ""
    end_to_end: str = ""
    payer: str = ""
    payer_account: str = ""
    text: str = ""


class Balance(Struct, frozen=True):
    """What lies on an account by a day's end (or its beginning), below zero when it is overdrawn."""

    on: date
    amount_minor: int
    currency: str


class Read(Struct, frozen=True):
    """A file read: whose account it is of ("" where it does not say), its movements, how many it announced only.

    opening, closing: what lay there before and after, None where the file does not say.
    """

    number: str
    currency: str
    lines: list[Booked]
    pending: int = 0
    opening: Balance | None = None
    closing: Balance | None = None


class Marked(Struct, frozen=True):
    """A movement with what it is known by. twin: the place in the file of the one it may be a double of."""

    fingerprint: str
    twin: int | None


def marked(lines: Sequence[Booked]) -> list[Marked]:
    """Fingerprints of a file's movements, in order.

    The bank's reference with day and amount says which movement it is, else all it says of it; a movement that comes
    again word for word counts which time it is, so that the same file gives the same fingerprints, and a real double
    is told from the same line in another file. A reference used twice in a file makes the later line a possible double.
    """
    times: dict[str, int] = {}
    first_with: dict[str, int] = {}
    found: list[Marked] = []
    for place, line in enumerate(lines):
        content = _content(line)
        times[content] = times.get(content, 0) + 1
        keys = [content, *([f"reference {line.reference}"] if line.reference else [])]
        twin = next((first_with[key] for key in keys if key in first_with), None)
        for key in keys:
            first_with.setdefault(key, place)
        found.append(Marked(hashlib.sha256(f"{content}\x1f{times[content]}".encode()).hexdigest(), twin))
    return found


def _content(line: Booked) -> str:
    what = [line.booked_on.isoformat(), str(line.amount_minor), line.currency]
    if line.reference:
        return "\x1f".join(["reference", line.reference, *what])
    return "\x1f".join(["line", *what, line.payer, line.payer_account, line.end_to_end, line.text])


def told(text: str, longest: int) -> str:
    """A text in one line, without what cannot be printed or kept."""
    shown = "".join(mark if mark.isprintable() else " " for mark in text[: longest * 4])
    return " ".join(shown.split())[:longest]


def reference(*candidates: str) -> str:
    """The first that is a reference at all."""
    for candidate in candidates:
        found = told(candidate, REFERENCE_MAX)
        if found.upper() not in NO_REFERENCE:
            return found
    return ""
