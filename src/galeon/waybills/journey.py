"""The journey is a table: every move a waybill can make, one line each. Pure: no Django, no clock.

The same literal syncs to `waybill_move` for SQL, draws the diagram in the docs, decides which buttons a station
shows, and tells readers what is billed. Two regimes: moves of `ours` are checked (a step from a state not listed is refused);
moves a carrier reports are observed (the newest stateful event by occurred_at, rank wins; finals are left only by
a correction).
"""

from enum import StrEnum

import msgspec


class State(StrEnum):
    """Where a waybill stands."""

    BOOKED = "booked"
    RECEIVED = "received"
    BAGGED = "bagged"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    DECLARED = "declared"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_FAILED = "delivery_failed"
    AT_PICKUP_POINT = "at_pickup_point"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"
    DESTROYED = "destroyed"


FINAL = frozenset({State.DELIVERED, State.RETURNED, State.CANCELLED, State.LOST, State.DESTROYED})
EXEMPT = frozenset(
    {"weigh_in", "cancel", "customs_hold", "customs_reason", "undeclare", "unbag", "arrive", "address_change"}
)
"""Our acts that go on while a waybill is stopped: what is measured is always recorded, and what is over is over."""


RAISES = {
    "hand_over": "hand_over",
    "return": "return",
    "returned": "return",
    "carrier_returning": "return",
    "carrier_returned": "return",
    "address_change": "address_change",
}
"""Moves that a price list may ask a fee for, and what it calls them; a return is one, whoever speaks of it how often."""


class Move(msgspec.Struct, frozen=True):
    """`code` leads from `from_state` ("*" = any that is not final) to `target` (None = stays).

    ours: our own checked act. rank: which of two events of the same instant is further along. bills: billing charges
    the waybill's freight after this move (it credits a weigh-in taken back); `RAISES` tells the fees of other moves.
    """

    code: str
    from_state: str
    target: State | None
    ours: bool
    rank: int
    bills: bool = False


def move(
    code: str, from_state: str, target: State | None, *, rank: int, ours: bool = True, bills: bool = False
) -> Move:
    """One line of the table."""
    return Move(code, from_state, target, ours, rank, bills)


def observed(code: str, target: State | None, *, rank: int) -> Move:
    """A move carriers report: from any state that is not final."""
    return Move(code, "*", target, False, rank)


_BEFORE_HAND_OVER = (
    State.BOOKED, State.RECEIVED, State.BAGGED, State.DEPARTED, State.ARRIVED, State.DECLARED, State.RELEASED,
)  # fmt: skip

MOVES: tuple[Move, ...] = (
    move("book", "", State.BOOKED, rank=0),
    move("weigh_in", State.BOOKED, State.RECEIVED, rank=10, bills=True),
    move("weigh_in", State.RECEIVED, State.RECEIVED, rank=10, bills=True),
    move("undo_weigh_in", State.RECEIVED, State.BOOKED, rank=11),
    move("undo_piece", State.RECEIVED, State.RECEIVED, rank=11),  # other pieces, or an earlier weight, still stand
    move("bag", State.RECEIVED, State.BAGGED, rank=20),
    move("unbag", State.BAGGED, State.RECEIVED, rank=21),
    move("depart", State.BAGGED, State.DEPARTED, rank=30),
    move("arrive", State.DEPARTED, State.ARRIVED, rank=40),
    move("declare", State.ARRIVED, State.DECLARED, rank=50),
    move("customs_hold", State.DECLARED, None, rank=51),
    move("customs_reason", State.DECLARED, None, rank=51),  # why it is held, told after the hold
    move("undeclare", State.DECLARED, State.ARRIVED, rank=52),  # the declaration was a mistake
    move("release", State.DECLARED, State.RELEASED, rank=60),
    move("hand_over", State.RELEASED, State.HANDED_OVER, rank=70),
    move("hand_over", State.RECEIVED, State.HANDED_OVER, rank=70),
    *(move("address_change", state, None, rank=5) for state in _BEFORE_HAND_OVER),
    move("cancel", State.BOOKED, State.CANCELLED, rank=90),
    move("return", "*", State.RETURNING, rank=85),
    move("returned", State.RETURNING, State.RETURNED, rank=91),
    move("lose", "*", State.LOST, rank=92),
    move("destroy", "*", State.DESTROYED, rank=93),
    observed("carrier_info", None, rank=71),
    observed("carrier_scan", State.HANDED_OVER, rank=72),
    observed("carrier_out_for_delivery", State.OUT_FOR_DELIVERY, rank=74),
    observed("carrier_delivery_failed", State.DELIVERY_FAILED, rank=73),
    observed("carrier_pickup_point", State.AT_PICKUP_POINT, rank=75),
    observed("carrier_exception", None, rank=71),
    observed("carrier_returning", State.RETURNING, rank=85),
    observed("carrier_delivered", State.DELIVERED, rank=90),
    observed("carrier_returned", State.RETURNED, rank=91),
    # an explicit correction is the only way out of a final state
    move("correct_to_handed_over", "!", State.HANDED_OVER, rank=99),
)

BY_CODE: dict[str, tuple[Move, ...]] = {}
for _line in MOVES:
    BY_CODE[_line.code] = (*BY_CODE.get(_line.code, ()), _line)


def is_ours(code: str) -> bool:
    """True when the code is an act of ours (checked), False when a carrier reports it (observed)."""
    return BY_CODE[code][0].ours


def next_codes(state: str) -> tuple[str, ...]:
    """Our own acts possible from this state, in the table's order: which buttons a station shows."""
    return tuple(
        m.code for m in MOVES if m.ours and (m.from_state == state or (m.from_state == "*" and state not in FINAL))
    )


def diagram() -> str:
    """The journey as a Mermaid state diagram, for the docs: every move that changes the state.

    What is possible from any open state, or any final one, is drawn once, from a state that stands for all of them.
    """
    lines = ["stateDiagram-v2", *(f'    state "{title}" as {name}' for name, title in _CROWDS.values())]
    for m in MOVES:
        if m.target is not None and m.target != m.from_state:
            source = _CROWDS[m.from_state][0] if m.from_state in _CROWDS else m.from_state or "[*]"
            lines.append(f"    {source} --> {m.target}: {m.code}")
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines) + "\n"


_CROWDS = {"*": ("any_open", "any state that is not final"), "!": ("any_final", "any final state")}
