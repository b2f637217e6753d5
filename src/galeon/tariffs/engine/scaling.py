"""Weights and volumes of a list's unit as whole numbers, so that nothing is lost before the one rounding step. Pure.

520 x 410 x 330 mm by 5000 is 14071.2 g, and 14071.2 g is more than 14071 g; a pound is 453.59237 g, an inch 25.4 mm.
"""

from collections.abc import Callable, Iterable
from math import lcm

from msgspec import Struct

from galeon.tariffs.price import Piece, half_up
from galeon.tariffs.sheet import Lengths, Unit

POUND_G_E5 = 45_359_237
"""A pound in hundred-thousandths of a gram."""
IN3_MM3_E3 = 16_387_064
"""A cubic inch in thousandths of a mm3."""
_CM_MM10, _INCH_MM10 = 100, 254

Read = Callable[[Piece], int]


class Scaling(Struct, frozen=True):
    """How the whole numbers of one list are made: `one` is a thousandth of its unit, `gram` a gram, and a volume counts
    `by_divisor` for each mm3, or for each cm3 (in3) where sides are read in whole cm (inches)."""

    unit: Unit
    is_exact: bool
    one: int
    gram: int
    by_divisor: dict[int, int]
    read: Read
    """A piece's volume, in mm3 or in whole cm3 (in3)."""

    def volume_mm3(self, piece: Piece) -> int:
        """A piece's volume as the list reads its sides, down to whole mm3."""
        read = self.read(piece)
        if self.is_exact:
            return read
        return read * 1000 if self.unit is Unit.KG else read * IN3_MM3_E3 // 1000

    def shown_volume(self, read: int) -> int:
        """A sum of volumes in whole cm3 (in3), for show."""
        if not self.is_exact:
            return read
        return half_up(read, 1000) if self.unit is Unit.KG else half_up(read * 1000, IN3_MM3_E3)

    def grams_up(self, exact: int) -> int:
        """A weight in grams, rounded up."""
        return -(-exact // self.gram) if self.unit is Unit.KG else -(-exact * POUND_G_E5 // (self.one * 10**8))

    def grams_near(self, exact: int) -> int:
        """A weight in grams, to the nearest."""
        if self.unit is Unit.KG:
            return (2 * exact + self.gram) // (2 * self.gram)
        return half_up(exact * POUND_G_E5, self.one * 10**8)


def scaling(unit: Unit, lengths: Lengths, divisors: Iterable[int], has_shares: bool) -> Scaling:
    """The whole numbers for a list with these divisors; has_shares: they must be divisible by 100 too."""
    wanted, is_exact = sorted(set(divisors)), lengths is Lengths.EXACT
    one = lcm(1, *wanted) * (100 if has_shares else 1)
    if unit is Unit.KG:
        volume = 1 if is_exact else 1000
        by_divisor = {divisor: one // divisor * volume for divisor in wanted}
        return Scaling(unit, is_exact, one, one, by_divisor, _reader(lengths, _CM_MM10))
    one *= POUND_G_E5 * (IN3_MM3_E3 if is_exact else 1)
    per_volume = 10**6 * one // IN3_MM3_E3 if is_exact else 1000 * one
    by_divisor = {divisor: per_volume // divisor for divisor in wanted}
    return Scaling(unit, is_exact, one, one // POUND_G_E5 * 10**8, by_divisor, _reader(lengths, _INCH_MM10))


def _reader(lengths: Lengths, side_mm10: int) -> Read:
    """side_mm10: the whole cm or inch in tenths of a millimetre."""
    if lengths is Lengths.EXACT:
        return lambda piece: piece.length_mm * piece.width_mm * piece.height_mm
    more = side_mm10 - 1 if lengths is Lengths.UP else side_mm10 // 2

    def whole(piece: Piece) -> int:
        length, width, height = piece.length_mm * 10 + more, piece.width_mm * 10 + more, piece.height_mm * 10 + more
        return (length // side_mm10) * (width // side_mm10) * (height // side_mm10)

    return whole
