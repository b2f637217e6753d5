"""What states, events, modes, fees and roles are called on a page, and in which tone they are shown."""

from collections.abc import Mapping

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from galeon.waybills.journey import State

Text = str | Promise

STATES: Mapping[str, tuple[Text, str]] = {
    State.BOOKED: (_("Booked"), "accent"),
    State.RECEIVED: (_("Received"), "teal"),
    State.BAGGED: (_("Bagged"), "teal"),
    State.DEPARTED: (_("In transit"), "violet"),
    State.ARRIVED: (_("Arrived"), "violet"),
    State.DECLARED: (_("In customs"), "warn"),
    State.RELEASED: (_("Released"), "warn"),
    State.HANDED_OVER: (_("With the carrier"), "accent"),
    State.OUT_FOR_DELIVERY: (_("Out for delivery"), "accent"),
    State.DELIVERY_FAILED: (_("Delivery failed"), "bad"),
    State.AT_PICKUP_POINT: (_("At a pick-up point"), "accent"),
    State.DELIVERED: (_("Delivered"), "ok"),
    State.RETURNING: (_("Returning"), "bad"),
    State.RETURNED: (_("Returned"), "bad"),
    State.CANCELLED: (_("Cancelled"), "muted"),
    State.LOST: (_("Lost"), "bad"),
    State.DESTROYED: (_("Destroyed"), "bad"),
}

EVENTS: Mapping[str, Text] = {
    "book": _("Order accepted"),
    "weigh_in": _("Received and weighed"),
    "undo_weigh_in": _("Weigh-in taken back"),
    "undo_piece": _("Weigh-in of a piece taken back"),
    "bag": _("Packed into a bag"),
    "unbag": _("Taken out of the bag"),
    "depart": _("Departed"),
    "arrive": _("Arrived"),
    "declare": _("Declared to customs"),
    "customs_hold": _("Held by customs"),
    "release": _("Released by customs"),
    "hand_over": _("Handed to the carrier"),
    "cancel": _("Cancelled"),
    "return": _("Return to sender ordered"),
    "returned": _("Returned to sender"),
    "lose": _("Declared lost"),
    "destroy": _("Destroyed"),
    "carrier_info": _("Carrier's note"),
    "carrier_scan": _("Scanned by the carrier"),
    "carrier_out_for_delivery": _("Out for delivery"),
    "carrier_delivery_failed": _("Delivery tried in vain"),
    "carrier_pickup_point": _("Waiting at a pick-up point"),
    "carrier_exception": _("Problem reported by the carrier"),
    "carrier_returning": _("On its way back"),
    "carrier_delivered": _("Delivered"),
    "carrier_returned": _("Returned to sender"),
    "correct_to_handed_over": _("State corrected"),
}

MODES: Mapping[str, Text] = {
    "express": _("Express"),
    "consolidated": _("Consolidated"),
    "overseas": _("Overseas stock"),
}

CARGO_CLASSES: Mapping[str, Text] = {
    "general": _("General goods"),
    "battery": _("With battery"),
    "liquid": _("Liquid or cream"),
    "textile": _("Textile"),
    "food": _("Food"),
    "magnetic": _("Magnetic"),
}

METHODS: Mapping[str, Text] = {
    "bank": _("Bank transfer"),
    "card": _("Card"),
    "cash": _("Cash"),
    "alipay": _("Alipay"),
    "wechat": _("WeChat Pay"),
    "opening": _("Brought forward"),
}

ROLES: Mapping[str, Text] = {
    "owner": _("Owner"),
    "clerk": _("Clerk"),
    "admin": _("Administrator"),
    "operations": _("Operations"),
    "station": _("Scan station"),
    "finance": _("Finance"),
}


class Group(msgspec.Struct, frozen=True):
    """A tab of the waybill list: several states a customer thinks of as one."""

    key: str
    label: Text
    tone: str
    states: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group("booked", _("Booked"), "accent", (State.BOOKED,)),
    Group("hub", _("At the hub"), "teal", (State.RECEIVED, State.BAGGED)),
    Group("transit", _("In transit"), "violet", (State.DEPARTED, State.ARRIVED)),
    Group("customs", _("In customs"), "warn", (State.DECLARED, State.RELEASED)),
    Group(
        "delivery", _("Last mile"), "accent", (State.HANDED_OVER, State.OUT_FOR_DELIVERY, State.AT_PICKUP_POINT)
    ),
    Group("delivered", _("Delivered"), "ok", (State.DELIVERED,)),
    Group(
        "exception", _("Exceptions"), "bad",
        (State.DELIVERY_FAILED, State.RETURNING, State.RETURNED, State.LOST, State.DESTROYED),
    ),
    Group("cancelled", _("Cancelled"), "muted", (State.CANCELLED,)),
)  # fmt: skip


def state_label(state: str) -> Text:
    """The state's name, or the bare word when the state is new to the pages."""
    return STATES[state][0] if state in STATES else state


def state_tone(state: str) -> str:
    """The colour family of a state."""
    return STATES[state][1] if state in STATES else "muted"


def steps(state: str) -> list[tuple[Text, str]]:
    """The five stretches of a journey with `done`, `now`, `wrong` or `` each."""
    stretches = [group for group in GROUPS if group.key in ("booked", "hub", "transit", "customs", "delivery")]
    if state in (State.DELIVERED,):
        return [*((group.label, "done") for group in stretches), (_("Delivered"), "done")]
    at = next((i for i, group in enumerate(stretches) if state in group.states), None)
    if at is None:
        return [*((group.label, "") for group in stretches), (state_label(state), "wrong")]
    marks = ["done"] * at + ["now"] + [""] * (len(stretches) - at - 1)
    return [*((group.label, mark) for group, mark in zip(stretches, marks, strict=True)), (_("Delivered"), "")]
