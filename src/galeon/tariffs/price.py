"""What a price is asked with and what comes back, and how a shipment's weight becomes the weight that is charged.

Pure: no Django, no clock. Money is integer minor units, weight integer grams, length integer millimetres. A volumetric
weight is kept as an exact fraction of a gram until the one rounding step: 520 x 410 x 330 mm by 5000 is 14071.2 g, and
14071.2 g is more than 14071 g.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from galeon.tariffs.why import Reason, Weighing


class Piece(Struct, frozen=True):
    """One parcel as weighed and measured; a length of 0 means not measured."""

    weight_g: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


class Values(Struct, frozen=True, kw_only=True):
    """Amounts a shipment carries, in minor units of the list's currency; 0 = none."""

    declared_minor: int = 0
    insured_minor: int = 0
    cod_minor: int = 0
    duty_minor: int = 0
    vat_minor: int = 0


NO_VALUES = Values()
NO_OPTIONS: frozenset[str] = frozenset()


class PriceRequest(Struct, frozen=True):
    """One shipment to be priced for one account at one moment (`at`, aware): its receipt, or now where there is none yet.

    level: the account's level code; country: ISO alpha-2; region: state or province as written; cargo_class: general,
    battery, ...; origin: a site's code; options: what is asked for (residential, insurance, ...); containers: type and
    number of each, as ("40HC", 2); ordered_at: for lists dated by the order, None = `at`; agent_id: whose customer it is;
    supplier: for costs, "" = any.
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
    region: str = ""
    city: str = ""
    origin: str = ""
    options: frozenset[str] = NO_OPTIONS
    values: Values = NO_VALUES
    containers: tuple[tuple[str, int], ...] = ()
    ordered_at: datetime | None = None
    agent_id: int | None = None
    supplier: str = ""


class Weight(Struct, frozen=True):
    """How the charge weight came about.

    actual_g as on the scale. volumetric_milli, from_milli (the weight before rounding), step_milli, charge_milli: in
    thousandths of the list's unit; the first two are rounded for show only, charge_milli = the exact weight, at least the
    list's minimums, rounded UP to step_milli.
    """

    actual_g: int
    volumetric_milli: int
    from_milli: int
    step_milli: int
    charge_milli: int


class PriceLine(Struct, frozen=True, omit_defaults=True):
    """One fee and why it is what it is; rule: the position of the row it was made by."""

    code: str
    amount_minor: int
    reason: Reason
    rule: int | None = None


class Price(Struct, frozen=True, omit_defaults=True):
    """A price: total_minor is the sum of its lines. version_id names the published list version it was made by.

    volumetric_g, charge_weight_g: rounded up to the gram where the list weighs in pounds; zone: of the destination.
    """

    currency: str
    total_minor: int
    actual_g: int
    volumetric_g: int
    charge_weight_g: int
    version_id: int
    lines: tuple[PriceLine, ...]
    zone: str = ""
    weighing: Weighing | None = None

    @property
    def unit_minor(self) -> int:
        """What a kilogram of charge weight comes to, rounded half up: 883.00 for 12 kg is 73.58."""
        return half_up(self.total_minor * 1000, self.charge_weight_g)


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
        step = self._steps[max(bisect_left(self._step_at, exact) - 1, 0)]
        return Weight(actual, -(-volume // unit), -(-exact // unit), step, -(-exact // (unit * step)) * step)


def half_up(numerator: int, denominator: int) -> int:
    """The fraction rounded to the nearest integer, halves away from zero; the denominator is positive."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)
