"""What a price is asked with and what comes back, and how a shipment's weight becomes the weight that is charged.

Pure: no Django, no clock. Money is integer minor units, weight integer grams, length integer millimetres. A volumetric
weight is kept as an exact fraction of a gram until the one rounding step: 520 x 410 x 330 mm by 5000 is 14071.2 g, and
14071.2 g is more than 14071 g.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct


class Piece(Struct, frozen=True):
    """One parcel as weighed and measured; a length of 0 means not measured."""

    weight_g: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


class PriceRequest(Struct, frozen=True):
    """One shipment to be priced for one account at one moment (`at`, aware).

    level: the account's level code; country: ISO alpha-2; cargo_class: general, battery, ...
    """

    service_id: int
    account_id: int
    level: str
    currency: str
    country: str
    postcode: str
    pieces: tuple[Piece, ...]
    cargo_class: str
    at: datetime


class Weight(Struct, frozen=True):
    """How the charge weight came about.

    volumetric_g and from_g (the weight before rounding) are rounded up to the gram for show only;
    charge_g = the exact weight, at least the list's minimum, rounded UP to step_g.
    """

    actual_g: int
    volumetric_g: int
    from_g: int
    step_g: int
    charge_g: int


class FirstContinued(Struct, frozen=True, tag="first_continued", tag_field="kind"):
    """A price for the first weight and one for each further step: `steps` of `step_g` at `step_minor`."""

    currency: str
    weight_g: int
    from_g: int
    round_g: int
    first_g: int
    first_minor: int
    step_g: int
    steps: int
    step_minor: int


class PerKg(Struct, frozen=True, tag="per_kg", tag_field="kind"):
    """A rate per kg, that of the bracket the whole weight falls in (up to `to_g`, None = no upper end)."""

    currency: str
    weight_g: int
    from_g: int
    round_g: int
    rate_minor: int
    to_g: int | None


class PerTicket(Struct, frozen=True, tag="per_ticket", tag_field="kind"):
    """A fixed fee per shipment, such as a registration fee."""

    currency: str
    fee_minor: int


class Percent(Struct, frozen=True, tag="percent", tag_field="kind"):
    """A percentage of other lines: `percent` as the list has it ("21.5"), `of` their codes, `base_minor` their sum."""

    currency: str
    percent: str
    of: tuple[str, ...]
    base_minor: int


Reason = FirstContinued | PerKg | PerTicket | Percent


class PriceLine(Struct, frozen=True):
    """One fee and why it is what it is."""

    code: str
    amount_minor: int
    reason: Reason


class Price(Struct, frozen=True):
    """A price: total_minor is the sum of its lines. version_id names the published list version it was made by."""

    currency: str
    total_minor: int
    actual_g: int
    volumetric_g: int
    charge_weight_g: int
    version_id: int
    lines: tuple[PriceLine, ...]


class Scale:
    """Weighs a shipment by one list's rules.

    divisor: cm3 per kg, None when volume does not count. by_piece: take the greater of actual and volumetric weight
    of each piece, otherwise of the whole shipment. steps: (above_g, step_g) ascending, the first above 0.
    """

    __slots__ = ("_by_piece", "_divisor", "_minimum", "_step_at", "_steps")

    def __init__(self, divisor: int | None, by_piece: bool, minimum_g: int, steps: Sequence[tuple[int, int]]) -> None:
        self._divisor = divisor or 1
        self._by_piece = by_piece and divisor is not None
        self._minimum = minimum_g * self._divisor
        self._step_at = [above_g * self._divisor for above_g, _ in steps]
        self._steps = [step_g for _, step_g in steps]
        if divisor is None:
            self._divisor = 0

    def weigh(self, pieces: Sequence[Piece]) -> Weight:
        """The weight to charge. All sums are in grams times the divisor, so nothing is lost before rounding."""
        divisor = self._divisor
        if divisor == 0:
            actual = exact = sum([p.weight_g for p in pieces])
            volume, unit = 0, 1
        else:
            actual = sum([p.weight_g for p in pieces])
            volume = sum([p.length_mm * p.width_mm * p.height_mm for p in pieces])
            unit = divisor
            if self._by_piece:
                exact = sum([max(p.weight_g * unit, p.length_mm * p.width_mm * p.height_mm) for p in pieces])
            else:
                exact = max(actual * unit, volume)
        exact = max(exact, self._minimum)
        step_g = self._steps[max(bisect_left(self._step_at, exact) - 1, 0)]
        return Weight(actual, -(-volume // unit), -(-exact // unit), step_g, -(-exact // (unit * step_g)) * step_g)


def half_up(numerator: int, denominator: int) -> int:
    """The fraction rounded to the nearest integer, halves away from zero; the denominator is positive."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)
