"""What states, events, modes, fees and roles are called on a page, and in which tone they are shown."""

from collections.abc import Iterable, Mapping

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from galeon.network import words
from galeon.waybills.journey import State
from galeon.waybills.listing import Count
from galeon.waybills.words import state_name

Text = str | Promise

TONES: Mapping[str, str] = {
    State.BOOKED: "accent",
    State.RECEIVED: "teal",
    State.BAGGED: "teal",
    State.DEPARTED: "violet",
    State.ARRIVED: "violet",
    State.DECLARED: "warn",
    State.RELEASED: "warn",
    State.HANDED_OVER: "accent",
    State.OUT_FOR_DELIVERY: "accent",
    State.DELIVERY_FAILED: "bad",
    State.AT_PICKUP_POINT: "accent",
    State.DELIVERED: "ok",
    State.RETURNING: "bad",
    State.RETURNED: "bad",
    State.LOST: "bad",
    State.DESTROYED: "bad",
}

MODES: Mapping[str, Text] = {
    "express": _("Express"),
    "consolidated": _("Consolidated"),
    "overseas": _("Overseas stock"),
}

CARGO_CLASSES: Mapping[str, Text] = {code: _(name) for code, name in words.CARGO_CLASSES.items()}

METHODS: Mapping[str, Text] = {
    "bank": _("Bank transfer"),
    "card": _("Card"),
    "cash": _("Cash"),
    "alipay": _("Alipay"),
    "wechat": _("WeChat Pay"),
    "opening": _("Brought forward"),
    "netting": _("Set off"),
}

ROLES: Mapping[str, Text] = {
    "owner": _("Owner"),
    "clerk": _("Clerk"),
    "admin": _("Administrator"),
    "operations": _("Operations"),
    "station": _("Scan station"),
    "finance": _("Finance"),
    "pricing": _("Pricing"),
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


def counted(counts: Mapping[str, Count], states: Iterable[str]) -> Count:
    """What stands in any of these states."""
    return sum((counts.get(state, Count()) for state in states), Count())


def state_tone(state: str) -> str:
    """The colour family of a state."""
    return TONES.get(state, "muted")


def steps(state: str) -> list[tuple[Text, str]]:
    """The five stretches of a journey with `done`, `now`, `wrong` or `` each."""
    stretches = [group for group in GROUPS if group.key in ("booked", "hub", "transit", "customs", "delivery")]
    if state in (State.DELIVERED,):
        return [*((group.label, "done") for group in stretches), (_("Delivered"), "done")]
    at = next((i for i, group in enumerate(stretches) if state in group.states), None)
    if at is None:
        return [*((group.label, "") for group in stretches), (state_name(state), "wrong")]
    marks = ["done"] * at + ["now"] + [""] * (len(stretches) - at - 1)
    return [*((group.label, mark) for group, mark in zip(stretches, marks, strict=True)), (_("Delivered"), "")]
