"""Where a list sells below what its shipments cost, and where it has moved far from the version before it. Pure.

Both are found by asking the compiled versions themselves, at every weight where a price may turn: the ends of the brackets,
the gram after each, first weights, the lightest and the heaviest, for each pair of zones that both lists know and each cargo
class that either names. A dense box and a bulky one are asked for, for one list may count volume where the other does not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.compile import Tariff
from galeon.tariffs.price import Piece, Price, PriceRequest
from galeon.tariffs.sheet import Sheet, Unit

PROBES_MAX = 60_000
FOUND_MAX = 200
JUMP_PERCENT = 25
LIGHTEST_G, OPEN_END_G = 100, 30_000
BULKY_CM3_PER_KG = 6_000
POUND_UG = 453_592_370

Convert = Callable[[int, str], int | None]
"""Minor units of a currency in the sale's, None without a rate."""


class Priced(Struct, frozen=True):
    """A version compiled, with its sheet; name: the supplier's, where it is a cost."""

    tariff: Tariff
    sheet: Sheet
    name: str = ""


class Shortfall(Struct, frozen=True, kw_only=True):
    """A shipment sold below cost: both amounts in minor units of the sale's currency; is_bulky: 6000 cm3 to the kg."""

    zone: str
    country: str
    weight_g: int
    sale_minor: int
    cost_minor: int
    supplier: str
    cargo_class: str = ""
    is_bulky: bool = False


class Jump(Struct, frozen=True, kw_only=True):
    """A shipment whose price moves by JUMP_PERCENT or more; after_minor None: it is no longer carried."""

    zone: str
    country: str
    weight_g: int
    before_minor: int
    after_minor: int | None
    cargo_class: str = ""
    is_bulky: bool = False


class _Probe(Struct, frozen=True):
    request: PriceRequest
    zone: str
    others: tuple[str | None, ...]
    weight_g: int
    is_bulky: bool


def shortfalls(sale: Priced, costs: Sequence[Priced], at: datetime, convert: Convert) -> tuple[Shortfall, ...]:
    """Where a sale is below the cheapest supplier that can carry the shipment; the deepest first, at most FOUND_MAX.

    Of a dense and a bulky box of one weight the worse is told. A cost without a rate into the sale's currency is left out.
    """
    found: dict[tuple[str, int, str], Shortfall] = {}
    for probe in _probes(sale, costs, at):
        sold = sale.tariff.price(probe.request, probe.zone)
        if not isinstance(sold, Price):
            continue
        bought = [
            (minor, cost.name)
            for cost, zone in zip(costs, probe.others, strict=True)
            if zone is not None
            and isinstance(price := cost.tariff.price(probe.request, zone), Price)
            and (minor := convert(price.total_minor, price.currency)) is not None
        ]
        if not bought or (cheapest := min(bought))[0] <= sold.total_minor:
            continue
        key = (probe.zone, probe.weight_g, probe.request.cargo_class)
        worse = found.get(key)
        if worse is None or cheapest[0] - sold.total_minor > worse.cost_minor - worse.sale_minor:
            found[key] = Shortfall(
                zone=probe.zone, country=probe.request.country, weight_g=probe.weight_g, sale_minor=sold.total_minor,
                cost_minor=cheapest[0], supplier=cheapest[1], cargo_class=probe.request.cargo_class, is_bulky=probe.is_bulky,
            )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda s: (s.sale_minor - s.cost_minor, s.zone, s.weight_g))[:FOUND_MAX])


def jumps(draft: Priced, live: Priced, at: datetime) -> tuple[Jump, ...]:
    """Where a draft's price is far from the live one, or where it no longer goes; the greatest first."""
    found = []
    for probe in _probes(live, [draft], at):
        before = live.tariff.price(probe.request, probe.zone)
        if not isinstance(before, Price):
            continue
        (zone,) = probe.others
        after = draft.tariff.price(probe.request, zone) if zone is not None else None
        now = after.total_minor if isinstance(after, Price) else None
        if now is None or abs(now - before.total_minor) * 100 >= JUMP_PERCENT * before.total_minor > 0:
            found.append(
                Jump(
                    zone=probe.zone, country=probe.request.country, weight_g=probe.weight_g,
                    before_minor=before.total_minor, after_minor=now, cargo_class=probe.request.cargo_class,
                    is_bulky=probe.is_bulky,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=_size)[:FOUND_MAX])


def _size(jump: Jump) -> tuple[bool, int, str, int]:
    after = jump.after_minor
    moved = 0 if after is None else abs(after - jump.before_minor) * 10_000 // max(jump.before_minor, 1)
    return after is not None, -moved, jump.zone, jump.weight_g


def _probes(first: Priced, others: Sequence[Priced], at: datetime) -> Iterator[_Probe]:
    """Shipments to ask both for; at most PROBES_MAX of them."""
    turns = [_turns(version.sheet) for version in (first, *others)]
    classes = sorted({rule.cargo_class for version in (first, *others) for rule in version.sheet.rules} | {""})
    made = 0
    for (country, postcode, region, origin), zone, zones in _places(first, others):
        weights = set(turns[0].get(zone, ())) | turns[0].get("", set())
        for turn, other in zip(turns[1:], zones, strict=True):
            weights |= turn.get(other or "", set()) | turn.get("", set())
        for weight_g in sorted(weights):
            for cargo_class in classes:
                for is_bulky in (False, True):
                    if made == PROBES_MAX:
                        return
                    made += 1
                    request = PriceRequest(
                        0, 0, "", first.sheet.currency, country, postcode, (_box(weight_g, is_bulky),),
                        cargo_class or "general", at, region=region, origin=origin,
                    )  # fmt: skip
                    yield _Probe(request, zone, zones, weight_g, is_bulky)


def _places(
    first: Priced, others: Sequence[Priced]
) -> Iterator[tuple[tuple[str, str, str, str], str, tuple[str | None, ...]]]:
    """A destination for each different pair of zones."""
    seen = set()
    rows = (row for version in (first, *others) for row in version.sheet.zones)
    for place in dict.fromkeys((row.country, row.postcode_prefix, row.region, row.origin) for row in rows):
        zone = _zone(first.tariff, place)
        zones = tuple(_zone(other.tariff, place) for other in others)
        if zone is not None and (zone, zones) not in seen:
            seen.add((zone, zones))
            yield place, zone, zones


def _zone(tariff: Tariff, place: tuple[str, str, str, str]) -> str | None:
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


def _box(weight_g: int, is_bulky: bool) -> Piece:
    if not is_bulky:
        return Piece(weight_g)
    side_mm = round(
        (weight_g * BULKY_CM3_PER_KG) ** (1 / 3)
    )  # a length, of which a millimetre more or less is no matter
    return Piece(weight_g, side_mm, side_mm, side_mm)
