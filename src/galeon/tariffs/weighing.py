"""How a shipment's pieces become the weight that is charged. Pure.

`Scale` takes the shortest way that gives the right weight: most lists know one divisor or none.
"""

from collections.abc import Callable, Sequence

from galeon.tariffs.price import PriceRequest
from galeon.tariffs.sheet import Condition, Divisor, Sheet
from galeon.tariffs.weighing_pieces import weigh_pieces
from galeon.tariffs.weighing_rules import Way, Weighed, WeightRules
from galeon.tariffs.why import Weighing


class Scale(WeightRules):
    """Weighs shipments by one list's rules with the divisors that hold for one zone, cargo class and day."""

    def __init__(self, sheet: Sheet, divisors: Sequence[Divisor], asked: Sequence[Condition]) -> None:
        super().__init__(sheet, divisors, asked)
        self._actual = Weighing("actual", unit=self.unit)
        self.weigh = self._chosen()

    def _chosen(self) -> Callable[[PriceRequest], Weighed]:
        """The shortest way that gives the right weight."""
        if self.minimums or self.round_by_piece or self.most is not None:
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
