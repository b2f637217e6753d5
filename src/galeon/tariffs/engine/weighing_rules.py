"""What a list says of weight, made ready: divisors, minimums, steps. Pure.

Weights are kept as exact whole numbers (`scaling`) until the one rounding step, which is always up.
"""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.conditions import Facts, Sizer, Test, any_true, measures
from galeon.tariffs.engine.scaling import Scaling, scaling
from galeon.tariffs.price import Piece, PriceRequest
from galeon.tariffs.sheet import Condition, Divisor, Measure, Sheet
from galeon.tariffs.why import Weighing

NO_LIMIT = 10**60


class Weighed(Struct):
    """The working paper of one price: the weight and how it came about, and what fees have found out about the shipment.

    from_milli, step_milli, charge_milli: thousandths of the list's unit, before rounding (to the nearest, for show), the
    step, and as charged. rounded: how many pieces were rounded up each by itself, 0 = only their sum. heaviest: of the
    pieces as charged, exact. lifted_milli: where freight is charged at the start of a cheaper bracket. facts, tiers and
    shares are filled in by the first fee that asks: measures by piece, tiers by area, pieces by row of a group.
    """

    request: PriceRequest
    actual_g: int
    volumetric_g: int
    from_milli: int
    step_milli: int
    charge_milli: int
    weighing: Weighing
    rounded: int = 0
    heaviest: int = 0
    lifted_milli: int = 0
    refusal: Refusal | None = None
    facts: list[Facts] | None = None
    tiers: dict[str, str | None] | None = None
    shares: dict[str, list[int]] | None = None


class Way(Struct, frozen=True):
    """A divisor ready to use: by_volume as in `Scaling.by_divisor`."""

    divisor: int
    by_volume: int
    test: Test | None
    over_percent: int
    share_percent: int


class Rounding:
    """The steps of a list: exact weights up to whole steps, and for show."""

    __slots__ = ("_above", "_one", "_steps")

    def __init__(self, steps: Sequence[tuple[int, int]], one: int) -> None:
        self._one = one
        self._above = [above_milli * one for above_milli, _ in steps]
        self._steps = [step_milli for _, step_milli in steps]

    def rounded(self, exact: int) -> tuple[int, int, int]:
        """In thousandths: to the nearest, for show; the step above which this weight lies; rounded up to that step.

        What is shown is never such that the rounding up would not be seen.
        """
        one, steps = self._one, self._steps
        step = steps[0] if len(steps) == 1 else steps[max(bisect_left(self._above, exact) - 1, 0)]
        near = (2 * exact + one) // (2 * one)
        if near % step == 0 and near * one < exact:
            near += 1
        return near, step, -(-exact // (one * step)) * step

    def up(self, exact: int) -> int:
        """In thousandths, rounded up to the step."""
        return self.rounded(exact)[2]


class WeightRules:
    """One list's rules of weight, with the divisors that hold for one zone, cargo class and day."""

    def __init__(self, sheet: Sheet, divisors: Sequence[Divisor], asked: Sequence[Condition]) -> None:
        """asked: the conditions of the fees, which look at the same measures."""
        self.scaling = scaling(
            sheet.unit,
            sheet.lengths,
            [row.divisor for row in divisors],
            any(row.share_percent != 100 for row in divisors),
        )
        steps = sorted((step.above_milli, step.step_milli) for step in sheet.steps)
        self.rounding = Rounding(steps, self.scaling.one)
        self.ways = [_way(row, self.scaling) for row in divisors]
        self.minimums = [(row.weight_milli * self.scaling.one, any_true(row.when)) for row in sheet.minimums]
        self.least = sheet.weight_milli_min * self.scaling.one
        self.least_milli = sheet.weight_milli_min
        self.by_piece, self.round_by_piece = sheet.volumetric_by_piece, sheet.round_by_piece
        self.unit = sheet.unit.value
        self.most = NO_LIMIT if sheet.piece_milli_max is None else sheet.piece_milli_max * self.scaling.one
        own = [row for part in (divisors, sheet.minimums) for thing in part for row in thing.when]
        self.asks = bool(own)
        self.sizer = Sizer(measures([*own, *asked]), self.scaling.volume_mm3, self.volumetric_g)
        by_divisor = measures([row for divisor in divisors for row in divisor.when])
        self._way_sizer = Sizer(by_divisor - {Measure.VOLUMETRIC_G}, self.scaling.volume_mm3, self.volumetric_g)

    def facts(self, weighed: Weighed) -> list[Facts]:
        """The measures of each piece, made once."""
        if weighed.facts is None:
            weighed.facts = self.sizer.facts(weighed.request.pieces)
        return weighed.facts

    def volumetric_g(self, piece: Piece) -> int:
        """A piece's volumetric weight in grams, rounded up, by the first divisor that fits it alone; 0 = none does."""
        facts: Facts | None = None
        for way in self.ways:
            if way.test is not None:
                facts = facts or self._way_sizer.facts([piece])[0]
                if not way.test(facts):
                    continue
            exact = self.scaling.read(piece) * way.by_volume
            if not way.over_percent or exact * 100 > piece.weight_g * self.scaling.gram * way.over_percent:
                return self.scaling.grams_up(exact)
        return 0

    def done(self, request: PriceRequest, actual_g: int, volumetric_g: int, exact: int, why: Weighing) -> Weighed:
        """The weight of the ticket, at least the list's least, rounded up."""
        if exact < self.least and (actual_g or volumetric_g):
            exact, why = self.least, Weighing("minimum", minimum_milli=self.least_milli, unit=self.unit)
        shown, step, charge = self.rounding.rounded(exact)
        return Weighed(request, actual_g, volumetric_g, shown, step, charge, why)


def _way(row: Divisor, scale: Scaling) -> Way:
    return Way(
        row.divisor, scale.by_divisor[row.divisor], any_true(row.when), row.over_actual_percent, row.share_percent
    )
