"""How a shipment's pieces become the weight that is charged. Pure.

`Scale` takes the shortest way that gives the right weight: most lists know one divisor or none.
"""

from collections.abc import Callable, Sequence

from galeon.tariffs.engine.weighing_pieces import weigh_pieces
from galeon.tariffs.engine.weighing_rules import NO_LIMIT, Way, Weighed, WeightRules
from galeon.tariffs.price import PriceRequest
from galeon.tariffs.sheet import Condition, Divisor, Sheet, Unit
from galeon.tariffs.why import Weighing


class Scale(WeightRules):
    """Weighs shipments by one list's rules with the divisors that hold for one zone, cargo class and day."""

    def __init__(self, sheet: Sheet, divisors: Sequence[Divisor], asked: Sequence[Condition]) -> None:
        super().__init__(sheet, divisors, asked)
        self._actual = Weighing("actual", unit=self.unit)
        self.weigh = self._chosen()

    def _chosen(self) -> Callable[[PriceRequest], Weighed]:
        """The shortest way that gives the right weight."""
        if self.minimums or self.round_by_piece or self.most != NO_LIMIT:
            return self._piece_by_piece
        if not self.ways:
            return self._by_actual
        way = self.ways[0]
        if way.test is not None or way.over_percent or way.share_percent != 100:
            return self._piece_by_piece
        return self._one_divisor(way, self._piece_by_piece if self.by_piece else None)

    def _piece_by_piece(self, request: PriceRequest) -> Weighed:
        return weigh_pieces(self, request)

    def _by_actual(self, request: PriceRequest) -> Weighed:
        pieces = request.pieces
        actual_g = pieces[0].weight_g if len(pieces) == 1 else sum([piece.weight_g for piece in pieces])
        return self.done(request, actual_g, 0, actual_g * self.scaling.gram, self._actual)

    def _one_divisor(
        self, way: Way, many: Callable[[PriceRequest], Weighed] | None
    ) -> Callable[[PriceRequest], Weighed]:
        """All pieces by one divisor; `many` where several pieces are compared one by one."""
        if self.scaling.is_exact and self.scaling.unit is Unit.KG and not self.least:
            return self._one_divisor_kg(way, many)
        by_volume, divisor, unit = way.by_volume, way.divisor, self.unit
        gram, read, near, shown = (
            self.scaling.gram,
            self.scaling.read,
            self.scaling.grams_near,
            self.scaling.shown_volume,
        )
        done = self.done

        def weigh(request: PriceRequest) -> Weighed:
            pieces = request.pieces
            if len(pieces) == 1:
                actual_g, volume = pieces[0].weight_g, read(pieces[0])
            elif many is not None:
                return many(request)
            else:
                actual_g, volume = sum([piece.weight_g for piece in pieces]), sum([read(piece) for piece in pieces])
            actual, volumetric = actual_g * gram, volume * by_volume
            why = Weighing("volumetric" if volumetric > actual else "actual", divisor, shown(volume), 100, 0, unit)
            return done(request, actual_g, near(volumetric), max(actual, volumetric), why)

        return weigh

    def _one_divisor_kg(
        self, way: Way, many: Callable[[PriceRequest], Weighed] | None
    ) -> Callable[[PriceRequest], Weighed]:
        """The commonest list: sides in millimetres as measured, one divisor, kilograms, no least weight."""
        by_volume, divisor, one, rounded = way.by_volume, way.divisor, self.scaling.one, self.rounding.rounded

        def weigh(request: PriceRequest) -> Weighed:
            actual_g = volume_mm3 = 0
            if many is not None and len(request.pieces) > 1:
                return many(request)
            for piece in request.pieces:
                actual_g += piece.weight_g
                volume_mm3 += piece.length_mm * piece.width_mm * piece.height_mm
            actual, volumetric = actual_g * one, volume_mm3 * by_volume
            if volumetric > actual:
                why = Weighing("volumetric", divisor, (volume_mm3 + 500) // 1000)
                shown, step, charge = rounded(volumetric)
            else:
                why = Weighing("actual", divisor, (volume_mm3 + 500) // 1000)
                shown, step, charge = rounded(actual)
            return Weighed(request, actual_g, (2 * volumetric + one) // (2 * one), shown, step, charge, why)

        return weigh
