"""Stretches of numbers laid over each other, the narrowest on top. Pure."""

from collections.abc import Iterable
from heapq import heappop, heappush

Span = tuple[int, int, str]
"""From a key to a key, both included, and what holds there."""


def flatten(spans: Iterable[Span]) -> list[Span]:
    """The same stretches cut so that none overlap, in ascending order; of equally narrow ones the first given counts."""
    ordered = sorted(enumerate(spans), key=lambda row: row[1][0])
    flat: list[Span] = []
    lying: list[tuple[int, int, int, str]] = []  # width, order, last key, value: the narrowest first
    at = 0
    for nth, (first, last, value) in ordered:
        _lay(flat, lying, at, first)
        at = first
        heappush(lying, (last - first, nth, last, value))
    _lay(flat, lying, at, None)
    return flat


def _lay(flat: list[Span], lying: list[tuple[int, int, int, str]], at: int, until: int | None) -> None:
    """Write what lies on top from `at` to before `until` (None = to the end of everything)."""
    while lying and (until is None or at < until):
        _, _, last, value = lying[0]
        if last < at:
            heappop(lying)
            continue
        end = last if until is None or last < until else until - 1
        _add(flat, at, end, value)
        at = end + 1


def _add(flat: list[Span], first: int, last: int, value: str) -> None:
    if flat and flat[-1][1] + 1 == first and flat[-1][2] == value:
        flat[-1] = (flat[-1][0], last, value)
    else:
        flat.append((first, last, value))
