"""Where a list sells below what its shipments cost, and where it has moved far from the version before it. Pure.

Both are found by asking the compiled versions themselves for shipments that `floor_probes` thinks of: every weight where a
price may turn, in every pair of zones, for every class; below cost also options, values, unwieldy pieces, and every day on
which something of either list changes. Places that only an area table names are not asked for, nor two options together.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from galeon.tariffs.checks.floor_probes import PLAIN, Ask, Priced, Probe, Probes, values
from galeon.tariffs.engine.compile import midnight
from galeon.tariffs.price import Price, PriceRequest

FOUND_MAX = 200
JUMP_PERCENT = 25
RATE_MINOR = 10**6

Convert = Callable[[int, str], int | None]
"""Minor units of a currency in the sale's, None without a rate."""


class Shortfall(Struct, frozen=True, kw_only=True):
    """A shipment sold below cost: both amounts in minor units of the sale's currency; is_bulky: 6000 cm3 to the kg.

    weight_g: of all pieces. ask: what else was asked for. at: from when on, None = from the first moment looked at.
    """

    zone: str
    country: str
    weight_g: int
    sale_minor: int
    cost_minor: int
    supplier: str
    cargo_class: str = ""
    is_bulky: bool = False
    ask: Ask = PLAIN
    at: datetime | None = None


class Jump(Struct, frozen=True, kw_only=True):
    """A shipment whose price moves by JUMP_PERCENT or more; after_minor None: it is no longer carried."""

    zone: str
    country: str
    weight_g: int
    before_minor: int
    after_minor: int | None
    cargo_class: str = ""
    is_bulky: bool = False


def shortfalls(
    sale: Priced, costs: Sequence[Priced], at: datetime, convert: Convert, until: datetime | None = None
) -> tuple[Shortfall, ...]:
    """Where a sale is below the cheapest supplier that can carry the shipment; the deepest first, at most FOUND_MAX.

    From `at` on, and until the sale's end or `until`. Of a dense and a bulky box of one weight, and of several days, the
    worst is told. A cost without a rate into the sale's currency is left out. Not everything is compared where `left_out`
    says so.
    """
    found: dict[tuple[str, int, str, Ask], Shortfall] = {}
    rates = {cost.sheet.currency: convert(RATE_MINOR, cost.sheet.currency) for cost in costs}
    for probe in _below_probes(sale, costs, at, until):
        sold = sale.tariff.price(probe.request, probe.zone)
        if not isinstance(sold, Price):
            continue
        bought = [
            (minor, cost.name)
            for cost, zone in zip(costs, probe.others, strict=True)
            if zone is not None
            and isinstance(price := cost.tariff.price(_as_asked(probe, sale, cost, rates), zone), Price)
            and (minor := convert(price.total_minor, price.currency)) is not None
        ]
        if not bought or (cheapest := min(bought))[0] <= sold.total_minor:
            continue
        key = (probe.zone, probe.weight_g, probe.request.cargo_class, probe.ask)
        worse = found.get(key)
        if worse is None or cheapest[0] - sold.total_minor > worse.cost_minor - worse.sale_minor:
            found[key] = _shortfall(probe, sold.total_minor, *cheapest, at)
    return tuple(sorted(found.values(), key=lambda s: (s.sale_minor - s.cost_minor, s.zone, s.weight_g))[:FOUND_MAX])


def left_out(sale: Priced, costs: Sequence[Priced], at: datetime, until: datetime | None = None) -> int:
    """How many shipments `shortfalls` does not compare, because there are too many; of these too every zone gets its part."""
    return _below_probes(sale, costs, at, until).left_out


def _below_probes(sale: Priced, costs: Sequence[Priced], at: datetime, until: datetime | None) -> Probes:
    ends = [until] if until is not None else []
    if sale.sheet.valid_to is not None:
        ends.append(midnight(sale.sheet.valid_to, sale.sheet.timezone))
    changes = {m for one in (sale, *costs) for m in one.tariff.changes if at < m}
    return Probes(sale, costs, [m for m in (at, *sorted(changes)) if all(m < end for end in ends)])


def _as_asked(probe: Probe, sale: Priced, cost: Priced, rates: dict[str, int | None]) -> PriceRequest:
    """The shipment with its values in the currency of the cost."""
    ask, currency = probe.ask, cost.sheet.currency
    if not ask.values or currency == sale.sheet.currency:
        return probe.request
    rate = rates[currency]
    return replace(probe.request, values=values(ask, ask.value_minor * RATE_MINOR // rate if rate else 0))


def _shortfall(probe: Probe, sale_minor: int, cost_minor: int, supplier: str, first: datetime) -> Shortfall:
    request = probe.request
    return Shortfall(
        zone=probe.zone, country=request.country, weight_g=probe.weight_g * len(request.pieces), sale_minor=sale_minor,
        cost_minor=cost_minor, supplier=supplier, cargo_class=request.cargo_class, is_bulky=probe.is_bulky, ask=probe.ask,
        at=request.at if request.at != first else None,
    )  # fmt: skip


def jumps(draft: Priced, live: Priced, at: datetime) -> tuple[Jump, ...]:
    """Where a draft's price for a weight is far from the live one at that moment, or where it no longer goes; the greatest
    first."""
    found = []
    for probe in Probes(live, [draft], [at], only_weights=True):
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
