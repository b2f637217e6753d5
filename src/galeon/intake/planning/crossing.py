"""Where one mode overtakes another: the exact number of orders, found by looking at the real costs. Pure.

Costs are neither straight nor smooth: brackets, minimums, whole cartons. So nothing is solved for: a stretch of numbers
is passed over only where the least the others can cost in it is no less than the most that the cheapest can; otherwise
it is halved, down to single numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from galeon.intake.planning.terms import Point, Stretch

LOOKS_MAX = 40_000
"""How often costs are looked at before the search ends with what it has; two ways that cost the same all the way up
would be looked at everywhere."""


class Curve(Protocol):
    """Monthly costs by the number of orders."""

    def total(self, orders: int) -> int: ...

    def bounds(self, first: int, last: int) -> tuple[int, int]: ...


class Cheapest:
    """Of several curves the lowest, at each number."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        self._curves = curves
        self._totals: dict[int, int] = {}
        self.looks = 0

    def total(self, orders: int) -> int:
        """The lowest total."""
        if orders not in self._totals:
            self.looks += 1
            self._totals[orders] = min([curve.total(orders) for curve in self._curves])
        return self._totals[orders]

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """The least and the most that the lowest can be."""
        self.looks += 1
        found = [curve.bounds(first, last) for curve in self._curves]
        return min([low for low, _ in found]), min([high for _, high in found])


def stretches(modes: Mapping[str, Sequence[Curve]], last: int) -> tuple[tuple[Stretch, ...], int]:
    """Which mode is the cheapest from 1 to `last` orders, without a gap, and the number up to which this was found out.

    A mode stays until another is cheaper by at least a minor unit. An empty mapping: no stretches, 0.
    """
    curves = {mode: Cheapest(found) for mode, found in modes.items() if found}
    if not curves:
        return (), 0
    found: list[Stretch] = []
    first, mode = 1, min(curves, key=lambda name: curves[name].total(1))
    while True:
        flip = _first_flip(curves, mode, first + 1, last)
        end = last if flip is None else flip - 1
        looked = sum(curve.looks for curve in curves.values()) < LOOKS_MAX
        found.append(_stretch(curves, mode, first, end, is_first=not found))
        if flip is None:
            return tuple(found), last
        if not looked:
            return tuple(found), end
        first, mode = flip, min(curves, key=lambda name: curves[name].total(flip))


def _stretch(curves: Mapping[str, Cheapest], mode: str, first: int, last: int, *, is_first: bool) -> Stretch:
    if is_first:
        return Stretch(mode, first, last)
    below, at = (tuple((name, curve.total(n)) for name, curve in curves.items()) for n in (first - 1, first))
    return Stretch(mode, first, last, below, at)


def _first_flip(curves: Mapping[str, Cheapest], mode: str, first: int, last: int) -> int | None:
    """The first number from `first` to `last` at which another mode is cheaper; where the looks run out, the number
    that comes next to be looked at."""
    own, others = curves[mode], [curve for name, curve in curves.items() if name != mode]
    todo = [(first, last)] if others and first <= last else []
    while todo:
        low, high = todo.pop()
        if sum(curve.looks for curve in curves.values()) >= LOOKS_MAX:
            return low
        if low == high:
            if min(curve.total(low) for curve in others) < own.total(low):
                return low
        elif own.bounds(low, high)[1] > min(curve.bounds(low, high)[0] for curve in others):
            middle = (low + high) // 2
            todo += [(middle + 1, high), (low, middle)]
    return None


def curve(modes: Mapping[str, Sequence[Curve]], at: Sequence[int]) -> tuple[Point, ...]:
    """Each mode's monthly total at these numbers of orders."""
    cheapest = {mode: Cheapest(found) for mode, found in modes.items() if found}
    return tuple(Point(n, tuple((mode, found.total(n)) for mode, found in cheapest.items())) for n in at)


def spread(last: int, steps: int = 12) -> tuple[int, ...]:
    """Numbers from 1 to `last`, about `steps` to each tenfold: what a logarithmic axis is drawn through."""
    found = {1, last}
    n = 0
    while (value := round(10 ** (n / steps))) < last:
        found.add(value)
        n += 1
    return tuple(sorted(found))
