"""Which shipments to ask two lists for, so that what one charges and the other does not comes to light. Pure.

For each pair of zones and each cargo class that either list names: every weight where a price may turn (the ends of the
brackets, the gram after each, first weights, the lightest and the heaviest), dense and, where volume counts, bulky. Beside
these, at a light, a middle and a heavy weight: each option both lists know, values for what is a part of them, and pieces
that trip a condition of either. All of it at each moment at which something of either list changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from math import prod
from random import Random

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import NO_OPTIONS, NO_VALUES, Piece, PriceRequest, Values
from galeon.tariffs.sheet import Basis, Condition, Measure, Rule, Sheet, Unit, Value

PRICES_MAX = 1_500_000
"""What one look may ask for, some ten seconds."""
LIGHTEST_G, OPEN_END_G = 100, 30_000
BULKY_CM3_PER_KG, VOLUMETRIC_CM3_PER_KG = 6_000, 10_000
NARROW_MM = 100
VALUES_MINOR = (10_000, 100_000, 1_000_000)
POUND_UG = 453_592_370
FULL_VALUES = {value: (value,) for value in Value} | {Value.DUTY_VAT: (Value.DUTY, Value.VAT)}
Place = tuple[str, str, str, str]


class Priced(Struct, frozen=True):
    """A version compiled, with its sheet; name: the supplier's, where it is a cost."""

    tariff: Tariff
    sheet: Sheet
    name: str = ""


class Ask(Struct, frozen=True, kw_only=True):
    """What is asked beside the carriage; nothing = only a weight. value_minor: in the first list's currency.

    sides_mm: of each of `count` pieces, 0 = the weight says it all. weight_g: a piece must be as heavy, 0 = any.
    """

    option: str = ""
    values: tuple[Value, ...] = ()
    value_minor: int = 0
    sides_mm: tuple[int, int, int] = (0, 0, 0)
    count: int = 1
    weight_g: int = 0


PLAIN = Ask()


class Probe(Struct, frozen=True):
    """A shipment to ask for: `zone` of the first list, `others` of the rest (None: it does not go there)."""

    request: PriceRequest
    zone: str
    others: tuple[str | None, ...]
    weight_g: int
    is_bulky: bool
    ask: Ask


class _Stop(Struct, frozen=True):
    place: Place
    zone: str
    others: tuple[str | None, ...]
    weighed: tuple[tuple[int, bool, Ask], ...]


class Probes:
    """The shipments to ask `first` and `others` for; more than PRICES_MAX allows: a fair part, the same each time.

    moments: when to ask. only_weights: neither options nor values nor unwieldy pieces.
    """

    def __init__(
        self, first: Priced, others: Sequence[Priced], moments: Sequence[datetime], only_weights: bool = False
    ) -> None:
        sheets = [version.sheet for version in (first, *others)]
        self._currency, self._moments = first.sheet.currency, moments
        self._classes = sorted({rule.cargo_class for sheet in sheets for rule in sheet.rules} | {""})
        self._shapes = (False, True) if any(sheet.divisors for sheet in sheets) else (False,)
        self._asks = () if only_weights else tuple(dict.fromkeys(_asks(first.sheet, [o.sheet for o in others])))
        self._most = PRICES_MAX // (1 + len(others))
        self._turns = [_turns(sheet) for sheet in sheets]
        self._alike: dict[frozenset[int], tuple[tuple[int, bool, Ask], ...]] = {}
        self._places = list(_places(first, others))

    @cached_property
    def _stops(self) -> list[_Stop]:
        return [_Stop(place, zone, zones, self._weighed(zone, zones)) for place, zone, zones in self._places]

    @cached_property
    def total(self) -> int:
        """How many there are."""
        return sum([self._count(stop) for stop in self._stops])

    @property
    def left_out(self) -> int:
        """How many of them are not asked for."""
        return max(0, self.total - self._most)

    def __iter__(self) -> Iterator[Probe]:
        lot = Random(0)  # noqa: S311  which ones are left out is no secret, and must be the same each time
        for stop in self._stops:
            count = self._count(stop)
            numbers: Sequence[int] = range(count)
            if self.left_out:
                numbers = lot.sample(numbers, min(count, max(1, count * self._most // self.total)))
            for number in numbers:
                yield self._probe(stop, number)

    def _count(self, stop: _Stop) -> int:
        return prod((len(self._moments), len(self._classes), len(stop.weighed)))

    def _probe(self, stop: _Stop, number: int) -> Probe:
        number, n = divmod(number, len(stop.weighed))
        weight_g, is_bulky, ask = stop.weighed[n]
        number, n = divmod(number, len(self._classes))
        cargo_class = self._classes[n]
        country, postcode, region, origin = stop.place
        request = PriceRequest(
            0, 0, "", self._currency, country, postcode, pieces(weight_g, is_bulky, ask), cargo_class or "general",
            self._moments[number], region, "", origin, options(ask), values(ask, ask.value_minor),
        )  # fmt: skip
        return Probe(request, stop.zone, stop.others, weight_g, is_bulky, ask)

    def _weighed(self, zone: str, zones: tuple[str | None, ...]) -> tuple[tuple[int, bool, Ask], ...]:
        weights = set(self._turns[0].get(zone, ())) | self._turns[0].get("", set())
        for turn, other in zip(self._turns[1:], zones, strict=True):
            weights |= turn.get(other or "", set()) | turn.get("", set())
        key = frozenset(weights)
        if key not in self._alike:
            self._alike[key] = self._combined(sorted(weights))
        return self._alike[key]

    def _combined(self, each: Sequence[int]) -> tuple[tuple[int, bool, Ask], ...]:
        few = dict.fromkeys((each[0], each[len(each) // 2], each[-1]))
        plain = [(weight_g, is_bulky, PLAIN) for weight_g in each for is_bulky in self._shapes]
        return (*plain, *((max(weight_g, ask.weight_g), False, ask) for ask in self._asks for weight_g in few))


@lru_cache(16_384)
def pieces(weight_g: int, is_bulky: bool, ask: Ask) -> tuple[Piece, ...]:
    """The shipment's pieces, `weight_g` each."""
    if is_bulky:
        side_mm = _side_mm(weight_g * BULKY_CM3_PER_KG)
        return (Piece(weight_g, side_mm, side_mm, side_mm),)
    return (Piece(weight_g, *ask.sides_mm),) * ask.count


@lru_cache
def options(ask: Ask) -> frozenset[str]:
    """What is asked for."""
    return frozenset((ask.option,)) if ask.option else NO_OPTIONS


@lru_cache
def values(ask: Ask, value_minor: int) -> Values:
    """The amounts that are asked for, each of `value_minor`."""
    return Values(**{f"{value}_minor": value_minor for value in ask.values}) if ask.values else NO_VALUES


def _asks(first: Sheet, others: Sequence[Sheet]) -> Iterator[Ask]:
    rules = [rule for sheet in others for rule in sheet.rules if not rule.event]
    shared = {rule.option for rule in first.rules} & {rule.option for rule in rules} - {""}
    yield from (Ask(option=option) for option in sorted(shared))
    asked, charged = _by_value(first.rules), _by_value(rules)
    for value in charged:
        of = asked.get(value, {""} if value is Value.DECLARED else set())
        for option in sorted(of & {"", *shared} if "" not in charged[value] else of):
            for value_minor in VALUES_MINOR:
                yield Ask(option=option, values=FULL_VALUES[value], value_minor=value_minor)
    for sheet in (first, *others):
        for part in (sheet.rules, sheet.divisors, sheet.minimums):
            yield from (_tripping(row) for thing in part for row in thing.when)


def _by_value(rules: Iterable[Rule]) -> dict[Value, set[str]]:
    """With which options ("" = with none) a list takes its part of each value."""
    found: dict[Value, set[str]] = {}
    for rule in rules:
        if rule.value is not None and not rule.event and rule.basis in (Basis.PERCENT_OF_VALUE, Basis.AT_COST):
            found.setdefault(rule.value, set()).add(rule.option)
    return found


def _tripping(row: Condition) -> Ask:
    """A shipment of which the condition is true, alike pieces with no side shorter than need be."""
    much, measure = row.over + 1, row.measure
    if measure is Measure.PIECES:
        return Ask(count=max(much, 1))
    if measure in (Measure.ACTUAL_G, Measure.AVERAGE_G):
        return Ask(weight_g=much)
    narrow = min(NARROW_MM, max(1, much // 10))
    if measure in (Measure.VOLUME_CM3, Measure.VOLUME_IN3, Measure.VOLUMETRIC_G):
        by = {Measure.VOLUME_CM3: 1_000, Measure.VOLUME_IN3: 16_388, Measure.VOLUMETRIC_G: VOLUMETRIC_CM3_PER_KG}
        return Ask(sides_mm=(_side_mm(much * by[measure]) + 1,) * 3)
    sides = {
        Measure.LONGEST_MM: (much, narrow, narrow),
        Measure.SECOND_MM: (much, much, narrow),
        Measure.SHORTEST_MM: (much, much, much),
        Measure.GIRTH_MM: (much - 4 * narrow, narrow, narrow),
        Measure.SUM_MM: (much - 2 * narrow, narrow, narrow),
    }
    return Ask(sides_mm=sides[measure])


def _places(first: Priced, others: Sequence[Priced]) -> Iterator[tuple[Place, str, tuple[str | None, ...]]]:
    """A destination for each different pair of zones."""
    seen = set()
    rows = (row for version in (first, *others) for row in version.sheet.zones)
    for place in dict.fromkeys((row.country, row.postcode_prefix, row.region, row.origin) for row in rows):
        zone = _zone(first.tariff, place)
        zones = tuple(_zone(other.tariff, place) for other in others)
        if zone is not None and (zone, zones) not in seen:
            seen.add((zone, zones))
            yield place, zone, zones


def _zone(tariff: Tariff, place: Place) -> str | None:
    found = tariff.zone(*place)
    return None if isinstance(found, Refusal) else found


def _turns(sheet: Sheet) -> dict[str, set[int]]:
    """The weights in grams where a price may turn, by the zone of the rows ("" = of every zone)."""
    found: dict[str, set[int]] = {"": {LIGHTEST_G}}
    open_ended = any(rule.weight_milli_to is None for rule in sheet.rules)
    for rule in sheet.rules:
        ends = (rule.weight_milli_to, rule.first_milli or None)
        found.setdefault(rule.zone, set()).update(_grams(ends, sheet.unit))
    heaviest = max(max(weights, default=0) for weights in found.values())
    if open_ended:
        found[""].add(max(2 * heaviest, OPEN_END_G))
    return found


def _grams(ends: Iterable[int | None], unit: Unit) -> Iterator[int]:
    for milli in ends:
        if milli is not None:
            weight_g = milli if unit is Unit.KG else milli * POUND_UG // 10**9
            yield from (weight_g, weight_g + 1)


def _side_mm(volume_mm3: int) -> int:
    """Of a cube, to a millimetre more or less, which is no matter here."""
    side: float = volume_mm3 ** (1 / 3)  # a length to ask with, neither money nor weight
    return round(side)
