"""What the public is told of a state: seven statuses, the ones every tracking site of the world knows. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from galeon.waybills.journey import FINAL, State


class PublicStatus(StrEnum):
    """Where a parcel stands, for anybody."""

    INFO_RECEIVED = "info_received"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERED = "delivered"
    EXCEPTION = "exception"


STATUS_OF: Mapping[str, PublicStatus] = {
    State.BOOKED: PublicStatus.INFO_RECEIVED,
    State.RECEIVED: PublicStatus.IN_TRANSIT,
    State.BAGGED: PublicStatus.IN_TRANSIT,
    State.DEPARTED: PublicStatus.IN_TRANSIT,
    State.ARRIVED: PublicStatus.IN_TRANSIT,
    State.DECLARED: PublicStatus.IN_TRANSIT,
    State.RELEASED: PublicStatus.IN_TRANSIT,
    State.HANDED_OVER: PublicStatus.IN_TRANSIT,
    State.OUT_FOR_DELIVERY: PublicStatus.OUT_FOR_DELIVERY,
    State.AT_PICKUP_POINT: PublicStatus.AVAILABLE_FOR_PICKUP,
    State.DELIVERY_FAILED: PublicStatus.DELIVERY_FAILED,
    State.DELIVERED: PublicStatus.DELIVERED,
    State.RETURNING: PublicStatus.EXCEPTION,
    State.RETURNED: PublicStatus.EXCEPTION,
    State.CANCELLED: PublicStatus.EXCEPTION,
    State.LOST: PublicStatus.EXCEPTION,
    State.DESTROYED: PublicStatus.EXCEPTION,
}

# How far along the way a state stands: the number of legs' kinds that lie behind (see LEG_KINDS), and whether the
# next one is under way. States of trouble say nothing: the furthest state before them does.
LEG_KINDS = ("first_mile", "line_haul", "customs", "last_mile")
REACHED: Mapping[str, tuple[int, bool]] = {
    State.BOOKED: (0, False),
    State.RECEIVED: (1, False),
    State.BAGGED: (1, False),
    State.DEPARTED: (1, True),
    State.ARRIVED: (2, False),
    State.DECLARED: (2, True),
    State.RELEASED: (3, False),
    State.HANDED_OVER: (3, True),
    State.OUT_FOR_DELIVERY: (3, True),
    State.DELIVERY_FAILED: (3, True),
    State.AT_PICKUP_POINT: (3, True),
    State.DELIVERED: (4, False),
}


def public_status(state: str) -> PublicStatus:
    """The status of a state; one we do not know yet counts as in transit."""
    return STATUS_OF.get(state, PublicStatus.IN_TRANSIT)


def is_over(state: str) -> bool:
    """True once nothing more will happen."""
    return state in FINAL
