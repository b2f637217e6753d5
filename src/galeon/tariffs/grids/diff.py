"""What is different between two versions of a list: prices by fee, zone and weight, then everything else. Pure.

Prices are compared over the stretches of weight both versions have, so a bracket that was only split changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from galeon.tariffs.sheet import Basis, Rule, Sheet, Zone

WEIGHT_END = 10**12
_HEAD = (
    "valid_from", "valid_to", "timezone", "currency", "unit", "lengths", "volumetric_by_piece", "round_by_piece",
    "weight_milli_min", "piece_milli_max", "cheaper_bracket",
)  # fmt: skip
_TABLES = ("divisors", "minimums", "steps")
_TERMS = ("percent", "of", "min_minor", "max_minor", "factor", "fuelable", "fuel_table", "value", "takes", "bearer")
"""Columns of a rule that are compared one by one, beside what it costs."""


class Kind(StrEnum):
    """What sort of change it is."""

    PRICE = "price"
    ADDED = "added"
    REMOVED = "removed"
    RESHAPED = "reshaped"
    TERM = "term"
    ZONE_ADDED = "zone_added"
    ZONE_REMOVED = "zone_removed"
    PLACE_ADDED = "place_added"
    PLACE_REMOVED = "place_removed"
    PLACE_MOVED = "place_moved"
    HEAD = "head"
    TABLE = "table"


class Change(Struct, frozen=True, kw_only=True):
    """One difference.

    rule: the row of the newer version it is about (of the older one where it was removed). PRICE: before and after are
    minor units and field is amount_minor or first_minor; TERM and HEAD: the named field's two values; RESHAPED: the two
    rows; TABLE: a whole row of divisors, minimums or steps. zones: more than one where the same was done to each.
    Weights above over_milli up to to_milli (None = no upper end). percent: how much dearer, to one decimal; None where
    one side is zero or there are no two prices.
    """

    kind: Kind
    field: str = ""
    rule: Rule | None = None
    zones: tuple[str, ...] = ()
    over_milli: int = 0
    to_milli: int | None = None
    before: object = None
    after: object = None
    percent: Decimal | None = None
    place: Zone | None = None
    currency: str = ""
    unit: str = "kg"


class Summary(Struct, frozen=True):
    """How many prices went up and down, how much else changed, and the steepest of each."""

    up: int
    down: int
    other: int
    most_up: Change | None
    most_down: Change | None


def diff(before: Sheet, after: Sheet) -> list[Change]:
    """Every difference that may change a price; empty where there is none. The note and the order of rows are none."""
    told = [*_head(before, after), *_zones(before, after), *_tables(before, after), *_rules(before, after)]
    return [replace(change, currency=after.currency, unit=str(after.unit)) for change in told]


def summary(changes: Sequence[Change]) -> Summary:
    """The figures that stand above a list of changes."""
    up = [c for c in changes if c.kind is Kind.PRICE and _is_up(c)]
    down = [c for c in changes if c.kind is Kind.PRICE and not _is_up(c)]
    steep = [c for c in changes if c.percent is not None]
    most_up = max((c for c in steep if _percent(c) > 0), key=_percent, default=None)
    most_down = min((c for c in steep if _percent(c) < 0), key=_percent, default=None)
    return Summary(len(up), len(down), len(changes) - len(up) - len(down), most_up, most_down)


def text(change: Change, language: str) -> str:
    """The change as a line, such as "DE 2-5 kg: 48.00 → 51.50, +7.3 %"."""
    from galeon.tariffs.words.difftext import text as told

    return told(change, language)


def _percent(change: Change) -> Decimal:
    return change.percent or Decimal(0)


def _is_up(change: Change) -> bool:
    return isinstance(change.before, int) and isinstance(change.after, int) and change.after > change.before


def _head(before: Sheet, after: Sheet) -> Iterator[Change]:
    for name in _HEAD:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(kind=Kind.HEAD, field=name, before=old, after=new)


def _tables(before: Sheet, after: Sheet) -> Iterator[Change]:
    for name in _TABLES:
        old, new = getattr(before, name), getattr(after, name)
        yield from (Change(kind=Kind.TABLE, field=name, before=row) for row in old if row not in new)
        yield from (Change(kind=Kind.TABLE, field=name, after=row) for row in new if row not in old)
        if old != new and set(old) == set(new) and name == "divisors":
            yield Change(kind=Kind.HEAD, field="divisors_order")  # of several that fit, the first counts


def _zones(before: Sheet, after: Sheet) -> Iterator[Change]:
    old = {replace(zone, code=""): zone.code for zone in before.zones}
    new = {replace(zone, code=""): zone.code for zone in after.zones}
    gone = dict.fromkeys(z for z in old.values() if z not in new.values())
    come = dict.fromkeys(z for z in new.values() if z not in old.values())
    yield from (Change(kind=Kind.ZONE_REMOVED, zones=(code,)) for code in gone)
    yield from (Change(kind=Kind.ZONE_ADDED, zones=(code,)) for code in come)
    for place, code in new.items():
        if place not in old:
            if code not in come:
                yield Change(kind=Kind.PLACE_ADDED, place=place, after=code)
        elif old[place] != code:
            yield Change(kind=Kind.PLACE_MOVED, place=place, before=old[place], after=code)
    for place, code in old.items():
        if place not in new and code not in gone:
            yield Change(kind=Kind.PLACE_REMOVED, place=place, before=code)


_Key = tuple[object, ...]


def _identity(rule: Rule) -> _Key:
    """What makes two rows the same fee under the same conditions, whatever it costs."""
    return (
        rule.code, rule.cargo_class, rule.origin, rule.valid_from, rule.valid_to, rule.area, rule.tier, rule.option,
        rule.container, rule.when, rule.group, rule.event,
    )  # fmt: skip


def _rules(before: Sheet, after: Sheet) -> Iterator[Change]:
    old, new = _by_fee(before.rules), _by_fee(after.rules)
    for key in dict.fromkeys([*new, *old]):
        zones_old, zones_new = old.get(key, {}), new.get(key, {})
        terms: dict[tuple[str, object, object], list[Rule]] = {}
        for zone in dict.fromkeys([*zones_new, *zones_old]):
            for change in _stretches(zones_old.get(zone, []), zones_new.get(zone, [])):
                if change.kind is Kind.TERM and change.rule is not None:
                    terms.setdefault((change.field, change.before, change.after), []).append(change.rule)
                else:
                    yield change
        for (name, was, now), rules in terms.items():
            zones = tuple(dict.fromkeys(rule.zone for rule in rules))
            yield Change(kind=Kind.TERM, field=name, before=was, after=now, rule=rules[0], zones=zones)


def _by_fee(rules: Sequence[Rule]) -> dict[_Key, dict[str, list[Rule]]]:
    """The rows of each fee by zone, lightest bracket first; rows that stand twice are fees of their own."""
    seen: dict[_Key, int] = {}
    found: dict[_Key, dict[str, list[Rule]]] = {}
    for rule in rules:
        key = _identity(rule)
        cell = (*key, rule.zone, rule.weight_milli_to)
        nth = seen[cell] = seen.get(cell, -1) + 1
        found.setdefault((*key, nth), {}).setdefault(rule.zone, []).append(rule)
    for zones in found.values():
        for column in zones.values():
            column.sort(key=_end)
    return found


def _end(rule: Rule) -> int:
    return WEIGHT_END if rule.weight_milli_to is None else rule.weight_milli_to


def _stretches(old: Sequence[Rule], new: Sequence[Rule]) -> Iterator[Change]:
    """The differences of one fee in one zone, stretch by stretch of weight; neighbours that changed alike as one."""
    last: list[Change] = []
    for over, to in pairwise([0, *sorted({_end(rule) for rule in (*old, *new)})]):
        now = list(_compared(_at(old, to), _at(new, to), over, to))
        if last and [_alike(c) for c in last] == [_alike(c) for c in now]:
            last = [replace(c, to_milli=n.to_milli) for c, n in zip(last, now, strict=True)]
            continue
        yield from last
        last = now
    yield from last


def _alike(change: Change) -> Change:
    return replace(change, over_milli=0, to_milli=None, rule=None)


def _at(rules: Sequence[Rule], weight_milli: int) -> Rule | None:
    return next((rule for rule in rules if weight_milli <= _end(rule)), None)


def _compared(old: Rule | None, new: Rule | None, over: int, to: int) -> Iterable[Change]:
    one = new or old
    if one is None:
        return
    end = None if to == WEIGHT_END else to
    base = Change(kind=Kind.PRICE, rule=one, zones=(one.zone,), over_milli=over, to_milli=end)
    if old is None or new is None:
        kind = Kind.ADDED if old is None else Kind.REMOVED
        yield replace(base, kind=kind, before=_costs(old), after=_costs(new))
        return
    if _shape(old) != _shape(new):
        yield replace(base, kind=Kind.RESHAPED, before=_costs(old), after=_costs(new))
    else:
        for name in ("first_minor", "amount_minor"):
            was, now = getattr(old, name), getattr(new, name)
            if was != now:
                yield replace(base, field=name, before=was, after=now, percent=_dearer(was, now))
    for name in _TERMS:
        if getattr(old, name) != getattr(new, name):
            yield replace(base, kind=Kind.TERM, field=name, before=getattr(old, name), after=getattr(new, name))


def _shape(rule: Rule) -> tuple[Basis, int, int]:
    if rule.basis is Basis.FIRST_CONTINUED:
        return rule.basis, rule.first_milli, rule.step_milli
    return rule.basis, 0, 0


def _costs(rule: Rule | None) -> Rule | None:
    """A row without its bracket, so that two halves of a bracket that was split are told as one."""
    return None if rule is None else replace(rule, weight_milli_to=None)


def _dearer(was: int, now: int) -> Decimal | None:
    if was == 0:
        return None
    return (Decimal(now - was) * 100 / was).quantize(Decimal("0.1"), ROUND_HALF_UP)
