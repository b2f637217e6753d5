"""Which events are told, how often, and how much of a place the public may read. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from galeon.waybills.journey import State

# Ours to know: mistakes put right, where inside the house a parcel was, and what customs look for.
NOT_PUBLIC = frozenset(
    {
        "undo_weigh_in",
        "undo_piece",
        "bag",
        "unbag",
        "undeclare",
        "customs_reason",
        "address_change",
        "correct_to_handed_over",
    }
)
TAKEN_BACK = {"undo_weigh_in": ("weigh_in",), "unbag": ("bag",), "undeclare": ("declare", "customs_hold")}
PLACE_PARTS_MAX, PLACE_CHARS_MAX = 3, 60
WITH_DIGIT = re.compile(r"\d")
COUNTRY = re.compile(r"[A-Z]{2}")


class Raw(msgspec.Struct, frozen=True):
    """An event as recorded; place: a site's code, a UN/LOCODE, or a carrier's words. detail: JSON text."""

    code: str
    source: str
    occurred_at: datetime
    place: str
    target: str | None
    parcel_no: int | None
    detail: str | None


def is_carriers(event: Raw) -> bool:
    """True when a carrier reported it."""
    return event.source.startswith("carrier:")


def for_public(events: Sequence[Raw]) -> list[Raw]:
    """Of events oldest first those the public is told: nothing taken back, nothing twice (pieces, second weighings)."""
    told: list[Raw] = []
    for event in events:
        if event.code in TAKEN_BACK:
            told = [t for t in told if t.code not in TAKEN_BACK[event.code]]
        elif event.code not in NOT_PUBLIC and not _is_told(told, event):
            told.append(event)
    return told


def _last(told: Sequence[Raw], code: str) -> int | None:
    return next((n for n in reversed(range(len(told))) if told[n].code == code), None)


def _is_told(told: Sequence[Raw], event: Raw) -> bool:
    if is_carriers(event):  # each piece's number brings the same news
        return any(t.code == event.code and t.occurred_at == event.occurred_at and t.place == event.place for t in told)
    at = _last(told, event.code)
    return at is not None and not any(t.target not in (None, event.target) for t in told[at + 1 :])


def states_seen(events: Iterable[Raw]) -> list[str]:
    """The states a waybill went through, in order, without those that were taken back."""
    seen: list[str] = []
    for event in events:
        if event.code in TAKEN_BACK and seen:
            seen.pop()
        elif event.target and (not seen or seen[-1] != event.target):
            seen.append(event.target)
    return seen or [State.BOOKED]


def plain_place(text: str) -> tuple[str, str]:
    """A carrier's place as the public may read it, and its country ("" when unknown): no part with a digit in it.

    LOS ANGELES, CA 90045, US -> ("Los Angeles, CA, US", "US").
    """
    parts = [" ".join(w for w in part.split() if not WITH_DIGIT.search(w)) for part in text.split(",")]
    kept = [_cased(part) for part in parts if part][:PLACE_PARTS_MAX]
    country = kept[-1] if kept and COUNTRY.fullmatch(kept[-1]) else ""
    return ", ".join(kept)[:PLACE_CHARS_MAX], country


def _cased(part: str) -> str:
    return part.title() if part.isupper() and len(part) > 3 else part
