"""What the world is told of a waybill: a struct that has no place for a name, a street or a phone."""

from datetime import datetime

import msgspec
from django.db import connection

from galeon.waybills import story
from galeon.waybills.journey import FINAL

SHOWN_MAX = 100


class PublicEvent(msgspec.Struct, frozen=True):
    """What happened and where: our site's code or the place a carrier names. `target`: the state it led to, or None."""

    code: str
    occurred_at: datetime
    place: str
    target: str | None


class PublicWaybill(msgspec.Struct, frozen=True):
    """A waybill as anybody may see it; events newest first."""

    number: str
    displayed_number: str
    state: str
    mode: str
    service_id: int
    origin_site_id: int
    to_country: str
    booked_at: datetime
    pieces: int
    events: tuple[PublicEvent, ...]

    @property
    def is_over(self) -> bool:
        """True once nothing more will happen."""
        return self.state in FINAL


class Several(msgspec.Struct, frozen=True):
    """More than one waybill answers to the number: merchants' references repeat between merchants."""

    count: int


def public(number: str) -> PublicWaybill | Several | None:
    """The waybill that answers to a number of any kind; None when nothing does."""
    found = story.find(number)
    if len(found) != 1:
        return Several(len(found)) if found else None
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT number, displayed_number, state, mode, service_id, origin_site_id, to_country, booked_at, pieces
                 FROM waybill WHERE account_id = %s AND id = %s""",
            found[0],
        )
        head = cursor.fetchone()
        cursor.execute(
            """SELECT code, occurred_at, coalesce(place, ''), target FROM waybill_event
                WHERE account_id = %s AND waybill_id = %s AND code <> ALL (%s)
                ORDER BY occurred_at DESC, rank DESC, id DESC LIMIT %s""",
            [*found[0], list(INTERNAL), SHOWN_MAX],
        )
        events = tuple(PublicEvent(*row) for row in cursor.fetchall())
    return PublicWaybill(*head, events) if head else None


INTERNAL = frozenset({"undo_weigh_in", "unbag", "correct_to_handed_over"})
