"""The directory asked by anybody: which waybill does a number mean, when several answer to it?"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import msgspec
from django.db import connection

from galeon.waybills.journey import FINAL

KINDS = ("ours", "carrier", "reference")  # who wins when the same text is several things
HITS_MAX = 50


class Answering(Protocol):
    """A waybill that answers to a number. kind: ours, carrier, reference. is_current: the number is in force."""

    @property
    def kind(self) -> str: ...
    @property
    def is_current(self) -> bool: ...
    @property
    def account_id(self) -> int: ...
    @property
    def waybill_id(self) -> int: ...
    @property
    def state(self) -> str: ...


A = TypeVar("A", bound=Answering)


class Hit(msgspec.Struct, frozen=True):
    """A line of the directory, with the state of its waybill."""

    kind: str
    is_current: bool
    account_id: int
    waybill_id: int
    state: str


def lookup(number: str) -> list[Hit]:
    """Every waybill that answers to this number, of whatever account, newest first."""
    if "\x00" in number:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.kind, n.until IS NULL, n.account_id, n.waybill_id, w.state
                 FROM waybill_number n JOIN waybill w ON w.account_id = n.account_id AND w.id = n.waybill_id
                WHERE n.number = waybills_norm(%s) ORDER BY n.waybill_id DESC LIMIT %s""",
            [number, HITS_MAX],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def likeliest(hits: Sequence[A]) -> list[A]:
    """The waybills a number most likely means: by the strongest kind, in force before ended, unfinished before finished.

    One when it is clear; several when it is not (two merchants' references are the same text).
    """
    if not hits:
        return []
    kind = min((h.kind for h in hits), key=KINDS.index)
    same = [h for h in hits if h.kind == kind]
    current = [h for h in same if h.is_current] or same
    unfinished = [h for h in current if h.state not in FINAL] or current
    return list({(h.account_id, h.waybill_id): h for h in unfinished}.values())
