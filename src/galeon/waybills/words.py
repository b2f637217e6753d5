"""What states and events are called in words: msgids that every face translates."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from galeon.waybills.journey import State

STATES: Mapping[str, str] = {
    State.BOOKED: gettext_noop("Booked"),
    State.RECEIVED: gettext_noop("Received"),
    State.BAGGED: gettext_noop("Bagged"),
    State.DEPARTED: gettext_noop("In transit"),
    State.ARRIVED: gettext_noop("Arrived"),
    State.DECLARED: gettext_noop("In customs"),
    State.RELEASED: gettext_noop("Released"),
    State.HANDED_OVER: gettext_noop("With the carrier"),
    State.OUT_FOR_DELIVERY: gettext_noop("Out for delivery"),
    State.DELIVERY_FAILED: gettext_noop("Delivery failed"),
    State.AT_PICKUP_POINT: gettext_noop("At a pick-up point"),
    State.DELIVERED: gettext_noop("Delivered"),
    State.RETURNING: gettext_noop("Returning"),
    State.RETURNED: gettext_noop("Returned"),
    State.CANCELLED: gettext_noop("Cancelled"),
    State.LOST: gettext_noop("Lost"),
    State.DESTROYED: gettext_noop("Destroyed"),
}

EVENTS: Mapping[str, str] = {
    "book": gettext_noop("Order accepted"),
    "weigh_in": gettext_noop("Received and weighed"),
    "undo_weigh_in": gettext_noop("Weigh-in taken back"),
    "undo_piece": gettext_noop("Weighing of a piece taken back"),
    "bag": gettext_noop("Packed into a bag"),
    "unbag": gettext_noop("Taken out of the bag"),
    "depart": gettext_noop("Departed"),
    "arrive": gettext_noop("Arrived"),
    "declare": gettext_noop("Declared to customs"),
    "customs_hold": gettext_noop("Held by customs"),
    "customs_reason": gettext_noop("Reason of the customs hold"),
    "undeclare": gettext_noop("Customs declaration withdrawn"),
    "release": gettext_noop("Released by customs"),
    "hand_over": gettext_noop("Handed to the carrier"),
    "address_change": gettext_noop("Address changed"),
    "cancel": gettext_noop("Cancelled"),
    "return": gettext_noop("Return to sender ordered"),
    "returned": gettext_noop("Returned to sender"),
    "lose": gettext_noop("Declared lost"),
    "destroy": gettext_noop("Destroyed"),
    "carrier_info": gettext_noop("Carrier's note"),
    "carrier_scan": gettext_noop("Scanned by the carrier"),
    "carrier_out_for_delivery": gettext_noop("Out for delivery"),
    "carrier_delivery_failed": gettext_noop("Delivery tried in vain"),
    "carrier_pickup_point": gettext_noop("Waiting at a pick-up point"),
    "carrier_exception": gettext_noop("Problem reported by the carrier"),
    "carrier_returning": gettext_noop("On its way back"),
    "carrier_delivered": gettext_noop("Delivered"),
    "carrier_returned": gettext_noop("Returned to sender"),
    "correct_to_handed_over": gettext_noop("State corrected"),
}


def state_name(state: str) -> str:
    """The state in the active language."""
    return gettext(STATES[state]) if state in STATES else state


def event_name(code: str) -> str:
    """The event in the active language."""
    return gettext(EVENTS[code]) if code in EVENTS else code
