"""What is measured of each piece, and whether a condition is true of it. Pure.

Every measure is a whole number of its unit, fractions rounded up: "over 90" is then true of 90.1 and not of 90.0.
"""

from collections.abc import Callable, Iterable, Sequence

from galeon.tariffs.price import Piece
from galeon.tariffs.sheet import Condition, Measure

Facts = tuple[int, ...]
"""The measures of one piece in the order of `ORDER`; 0 where nobody asks."""
Test = Callable[[Facts], bool]

ORDER = tuple(Measure)
IN3_SCALE, IN3_MM3 = 1_000, 16_387_064
"""1000 cubic inches are 16387064 mm3."""
_VOLUMES = {Measure.VOLUME_CM3, Measure.VOLUME_IN3}
_WEIGHTS = {Measure.ACTUAL_G, Measure.AVERAGE_G}


def any_true(when: Sequence[Condition]) -> Test | None:
    """True where any of the conditions is; None for no conditions, which is always true."""
    if not when:
        return None
    bounds = [(ORDER.index(row.measure), row.over, row.up_to) for row in when]
    if len(bounds) == 1:
        return _single(*bounds[0])

    def any_of(facts: Facts) -> bool:
        return any(facts[index] > over and (up_to is None or facts[index] <= up_to) for index, over, up_to in bounds)

    return any_of


def _single(index: int, over: int, up_to: int | None) -> Test:
    if up_to is None:
        return lambda facts: facts[index] > over
    return lambda facts: over < facts[index] <= up_to


_LONGEST_TIMES = {
    Measure.LONGEST_MM: 1, Measure.SECOND_MM: 1, Measure.SHORTEST_MM: 1, Measure.SUM_MM: 3, Measure.GIRTH_MM: 5,
}  # fmt: skip
_NEVER = 10**12


def hint_of(when: Sequence[Condition]) -> Callable[[Sequence[Piece]], bool] | None:
    """False where plainly no condition can be true of any piece: most pieces are small and light, and are not measured
    further. None where this cannot be told."""
    if not when or not all(row.measure in _LONGEST_TIMES or row.measure in _WEIGHTS for row in when):
        return None
    side = min(
        [row.over // _LONGEST_TIMES[row.measure] for row in when if row.measure in _LONGEST_TIMES], default=_NEVER
    )
    grams = min([row.over for row in when if row.measure in _WEIGHTS], default=_NEVER)

    def hint(pieces: Sequence[Piece]) -> bool:
        for piece in pieces:
            if piece.weight_g > grams or piece.length_mm > side or piece.width_mm > side or piece.height_mm > side:
                return True
        return False

    return hint


def measures(conditions: Iterable[Condition]) -> frozenset[Measure]:
    """Which measures they look at."""
    return frozenset([row.measure for row in conditions])


class Sizer:
    """Measures pieces. volume_mm3: a piece's volume as the list reads its sides; volumetric_g: its volumetric weight,
    rounded up."""

    __slots__ = ("_sides", "_volume", "_volume_mm3", "_volumetric", "_volumetric_g")

    def __init__(
        self, wanted: frozenset[Measure], volume_mm3: Callable[[Piece], int], volumetric_g: Callable[[Piece], int]
    ) -> None:
        self._volume_mm3, self._volumetric_g = volume_mm3, volumetric_g
        self._volume = bool(wanted & _VOLUMES)
        self._volumetric = Measure.VOLUMETRIC_G in wanted
        self._sides = any(measure.endswith("_mm") for measure in wanted)

    def facts(self, pieces: Sequence[Piece]) -> list[Facts]:
        """The measures of each piece."""
        count = len(pieces)
        average_g = -(-sum([piece.weight_g for piece in pieces]) // count)
        return [self._facts(piece, average_g, count) for piece in pieces]

    def _facts(self, piece: Piece, average_g: int, count: int) -> Facts:
        shortest = second = longest = 0
        if self._sides:
            shortest, second, longest = sorted((piece.length_mm, piece.width_mm, piece.height_mm))
        mm3 = self._volume_mm3(piece) if self._volume else 0
        return (
            longest,
            second,
            shortest,
            longest + 2 * (second + shortest),
            longest + second + shortest,
            -(-mm3 // 1000),
            -(-mm3 * IN3_SCALE // IN3_MM3),
            piece.weight_g,
            self._volumetric_g(piece) if self._volumetric else 0,
            average_g,
            count,
        )
