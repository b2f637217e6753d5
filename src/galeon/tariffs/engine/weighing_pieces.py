"""Weighing piece by piece: divisors by condition, a part of the volume, least and greatest weights, rounding each. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from galeon.tariffs.engine.conditions import Facts
from galeon.tariffs.engine.weighing_rules import Way, Weighed, WeightRules
from galeon.tariffs.price import Piece, PriceRequest
from galeon.tariffs.why import Weighing

NO_FACTS: Facts = ()


class _Counted(Struct):
    """Each piece's actual, volumetric (0 = volume does not count) and least weight, exact, and its divisor."""

    actual: list[int]
    volumetric: list[int]
    least: list[int]
    ways: list[Way | None]


def weigh_pieces(scale: WeightRules, request: PriceRequest) -> Weighed:
    """The general way: the weight of a shipment, each piece by its own divisor and minimum."""
    pieces = request.pieces
    facts = scale.sizer.facts(pieces) if scale.asks and pieces else [NO_FACTS] * len(pieces)
    gram = scale.scaling.gram
    actual = [piece.weight_g * gram for piece in pieces]
    counted = _Counted(actual, [0] * len(pieces), [_least(scale, f) for f in facts], [None] * len(pieces))
    together = [[index] for index in range(len(pieces))] if scale.by_piece else [list(range(len(pieces)))]
    for group in together:
        _count(scale, counted, pieces, facts, group)
    each = [_greater(scale, counted, index) for index in range(len(pieces))]
    exact, rounded = _sum(scale, counted, each)
    weighed = scale.done(
        request,
        sum([piece.weight_g for piece in pieces]),
        scale.scaling.grams_near(sum(counted.volumetric)),
        exact,
        _why(scale, pieces, counted, each),
    )
    weighed.heaviest = max(each, default=0)
    if rounded is not None and (weighed.weighing.by != "minimum" or rounded > weighed.charge_milli):
        weighed.charge_milli, weighed.rounded = rounded, len(pieces)
    return weighed


def _least(scale: WeightRules, facts: Facts) -> int:
    return max((least for least, test in scale.minimums if test is None or test(facts)), default=0)


def _count(
    scale: WeightRules, counted: _Counted, pieces: Sequence[Piece], facts: list[Facts], group: list[int]
) -> None:
    """Let each divisor in turn take those pieces of the group that no earlier one took."""
    left, read = group, scale.scaling.read
    for way in scale.ways:
        fits = [index for index in left if way.test is None or way.test(facts[index])]
        found = [read(pieces[index]) * way.by_volume for index in fits]
        if way.over_percent and sum(found) * 100 <= sum([counted.actual[i] for i in fits]) * way.over_percent:
            continue
        for index, volumetric in zip(fits, found, strict=True):
            counted.volumetric[index], counted.ways[index] = volumetric, way
        left = [index for index in left if index not in fits]


def _greater(scale: WeightRules, counted: _Counted, index: int) -> int:
    """What a piece by itself is charged as."""
    way = counted.ways[index]
    share = way.share_percent if way else 100
    return max(_shared(counted.actual[index], counted.volumetric[index], share), counted.least[index])


def _sum(scale: WeightRules, counted: _Counted, each: list[int]) -> tuple[int, int | None]:
    """The exact weight of the ticket; and in thousandths, where each piece is rounded up."""
    if scale.by_piece:
        return sum(each), _rounded(scale, each)
    share = max((way.share_percent for way in counted.ways if way), default=100)
    pairs = list(zip(counted.actual, counted.volumetric, strict=True))
    parts = [actual + (volumetric - actual) * share // 100 for actual, volumetric in pairs]
    heavy = [max(pair) for pair in zip(counted.actual, counted.least, strict=True)]
    bulky = [max(pair) for pair in zip(parts, counted.least, strict=True)]
    if sum(bulky) <= sum(heavy):
        return sum(heavy), _rounded(scale, heavy)
    return sum(bulky), _rounded(scale, bulky) if share == 100 else None


def _rounded(scale: WeightRules, weights: list[int]) -> int | None:
    if not scale.round_by_piece or len(weights) < 2:
        return None
    up = scale.rounding.up
    return sum([up(weight) for weight in weights])


def _why(scale: WeightRules, pieces: Sequence[Piece], counted: _Counted, each: list[int]) -> Weighing:
    ways = [way for way in counted.ways if way]
    divisors = {way.divisor for way in ways}
    volume = sum([scale.scaling.read(p) for p, way in zip(pieces, counted.ways, strict=True) if way])
    least = max((w for w, e in zip(counted.least, each, strict=True) if w and w == e), default=0)
    return Weighing(
        by=_by(scale, counted, is_least=least > 0),
        divisor=divisors.pop() if len(divisors) == 1 else 0,
        volume=scale.scaling.shown_volume(volume),
        share_percent=max((way.share_percent for way in ways), default=100),
        minimum_milli=least // scale.scaling.one,
        unit=scale.unit,
    )


def _by(scale: WeightRules, counted: _Counted, is_least: bool) -> str:
    if is_least:
        return "pieces"
    pairs = list(zip(counted.volumetric, counted.actual, strict=True))
    if not scale.by_piece:
        pairs = [(sum(counted.volumetric), sum(counted.actual))]
    bulky = [volumetric > actual for volumetric, actual in pairs]
    return "volumetric" if bulky and all(bulky) else "pieces" if any(bulky) else "actual"


def _shared(actual: int, volumetric: int, share_percent: int) -> int:
    """The greater weight, or the actual one and a part of what volume exceeds it by."""
    if volumetric <= actual:
        return actual
    return volumetric if share_percent == 100 else actual + (volumetric - actual) * share_percent // 100
