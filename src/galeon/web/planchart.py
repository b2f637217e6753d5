"""The planner's chart: cost per order against orders a month, both axes logarithmic, drawn by the server as SVG. Pure."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import log10

import msgspec

from galeon.intake.planning.terms import MODES, ORDERS_MAX, Plan

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 560, 320, 62, 16, 40, 14
MARKS_MAX = 5


class Tick(msgspec.Struct, frozen=True):
    """A line across the chart and what stands beside it."""

    at: str
    text: str


class Line(msgspec.Struct, frozen=True):
    """A mode's costs as a path."""

    mode: str
    points: str


class Mark(msgspec.Struct, frozen=True):
    """Where the cheapest mode changes, or where the demand is. anchor: on which side of it its number stands."""

    x: str
    y: str
    orders: int
    mode: str
    anchor: str = "start"


class Chart(msgspec.Struct, frozen=True):
    """All that is drawn, in the units of its view box."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    crossings: tuple[Mark, ...]
    here: Mark


class _Scale:
    """From costs and orders to places on the paper."""

    def __init__(self, low: Decimal, high: Decimal) -> None:
        self.low, self.high = log10(low), log10(high)

    def x(self, orders: int) -> str:
        """The place of a number of orders."""
        return f"{LEFT + log10(orders) / log10(ORDERS_MAX) * (WIDTH - LEFT - RIGHT):.1f}"

    def y(self, each_minor: Decimal) -> str:
        """The place of a cost per order."""
        part = (log10(max(each_minor, Decimal(1))) - self.low) / ((self.high - self.low) or 1)
        return f"{HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM):.1f}"


def chart(plan: Plan, amount: Callable[[int], str], whole: Callable[[int], str]) -> Chart | None:
    """The chart of a plan; None where there is nothing to draw. amount, whole: how round amounts and orders are written."""
    drawn = [mode for mode in MODES if plan.best(mode)]
    if not drawn:
        return None
    costs = {mode: [(p.orders, Decimal(dict(p.totals)[mode]) / p.orders) for p in plan.curve] for mode in drawn}
    each = [max(cost, Decimal(1)) for points in costs.values() for _, cost in points]
    scale = _Scale(min(each) * Decimal("0.85"), max(each) * Decimal("1.15"))
    at = {p.orders: dict(p.totals) for p in plan.curve}
    return Chart(
        WIDTH, HEIGHT, LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM,
        lines=tuple(Line(m, " ".join(f"{scale.x(n)},{scale.y(c)}" for n, c in costs[m])) for m in drawn),
        across=tuple(Tick(scale.y(Decimal(v)), amount(v)) for v in ticks(min(each), max(each))),
        up=tuple(Tick(scale.x(n), whole(n)) for n in (1, 10, 100, 1_000, 10_000)),
        crossings=tuple(
            _mark(scale, s.first, s.mode, dict(s.at)[s.mode]) for s in plan.stretches[1 : MARKS_MAX + 1]
        ),
        here=_mark(scale, plan.orders_month, "", min(at[plan.orders_month].values())),
    )  # fmt: skip


def _mark(scale: _Scale, orders: int, mode: str, total_minor: int) -> Mark:
    x = scale.x(orders)
    return Mark(x, scale.y(Decimal(total_minor) / orders), orders, mode, "end" if float(x) > WIDTH - 80 else "start")


def ticks(low: Decimal, high: Decimal, most: int = 6) -> Sequence[int]:
    """Round numbers from low to high: of each power of ten 1, 2 and 5, or fewer; in a narrow stretch evenly spread."""
    for steps in ((1, 2, 5), (1, 3), (1,)):
        found = [s * 10**p for p in range(18) for s in steps if low <= s * 10**p <= high]
        if 2 <= len(found) <= most:
            return found
    for power in range(17, -1, -1):
        for step in (5 * 10**power, 2 * 10**power, 10**power):
            even = range(-(-int(low) // step) * step, int(high) + 1, step)
            if 2 <= len(even) <= most and even[0]:
                return even
    return [int(high)]
