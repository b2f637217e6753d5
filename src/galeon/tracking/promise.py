"""When will it arrive? By the service's days from the day it came into our hands. Pure: now is an argument."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from galeon.tracking.status import LEG_KINDS, REACHED
from galeon.tracking.track import Promise
from galeon.waybills.journey import State

HALTED = frozenset({State.RETURNING, State.RETURNED, State.CANCELLED, State.LOST, State.DESTROYED, State.DELIVERED})


def progress(state: str, seen: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """done, now or ahead for each leg's kind, from the state; in trouble, from the furthest state seen before it."""
    behind, is_moving = REACHED.get(state) or max((REACHED[s] for s in seen if s in REACHED), default=(0, False))
    marks = []
    for kind in kinds:
        at = LEG_KINDS.index(kind) if kind in LEG_KINDS else len(LEG_KINDS)
        marks.append("done" if at < behind else "now" if at == behind and is_moving else "ahead")
    return marks


def expectations(
    state: str, state_at: datetime, now: datetime, legs: Sequence[tuple[int, str]], zone: tzinfo
) -> list[date | None]:
    """The day each leg (days, progress) should end, counted from the last news; a leg overdue ends today at best."""
    if state in HALTED:
        return [None] * len(legs)
    ends: list[date | None] = []
    at = state_at
    for days, mark in legs:
        if mark == "done":
            ends.append(None)
            continue
        at = max(at + timedelta(days=days), now)
        ends.append(at.astimezone(zone).date())
    return ends


def promise(
    state: str, began: datetime, days: tuple[int, int], last_leg_ends: date | None, zone: tzinfo
) -> Promise | None:
    """The service's days from `began` (received, else booked), or later when the legs still ahead take longer.

    last_leg_ends: the expectation of the last leg, None when the service has no legs. None once it is over.
    """
    if state in HALTED:
        return None
    first, last = ((began + timedelta(days=n)).astimezone(zone).date() for n in days)
    if last_leg_ends is not None and last_leg_ends > last:
        return Promise(last_leg_ends, last_leg_ends, True)
    return Promise(max(first, min(last_leg_ends or first, last)), last, False)
