"""What a parcel should cost by its supplier: what was expected at weigh-in, else what the cost list says; and at the billed weight."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

import msgspec
from django.db import connection
from msgspec import Struct

from galeon.billing.charges.rating import weighed
from galeon.billing.costs.allocate import shares
from galeon.billing.costs.kinds import FREIGHT, INSIDE_FREIGHT, kind, kind_of_code
from galeon.billing.costs.models import Supplier
from galeon.billing.suppliers.covers import Covers
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.fx import rates
from galeon.tariffs.price import NO_VALUES, Piece, Price, PriceRequest, Values
from galeon.tariffs.reads import price
from galeon.tariffs.sheet import Side

Key = tuple[int, int]
_Terms = dict[str, list[int] | int]


class Parcel(Struct, frozen=True):
    """A known waybill on a bill. prior_g None: never billed by this supplier before. covers: the kinds its lines ask."""

    item_id: int
    account_id: int
    waybill_id: int
    trackings: int
    billed_g: int | None
    prior_minor: int
    prior_g: int | None
    covers: Covers = None

    def bills(self, found: str, known: Iterable[str]) -> bool:
        """Whether its lines ask this kind of those known: what has none counts with any; what nobody names apart
        (`INSIDE_FREIGHT`) is asked of the freight."""
        if self.covers is None or found in self.covers or not found:
            return True
        return found == FREIGHT and bool(self.covers & (INSIDE_FREIGHT - set(known)))


Kinds = dict[str, int]
"""Minor units by kind of cost."""


class Expectation(Struct, frozen=True):
    """In the bill's currency; None where nothing says it. by: accrued, earlier (billed before), list, "" = nothing.

    All of the kinds the bill asks alone. expected_minor: what was accrued, less what the supplier's earlier bills ask that
    are not booked yet; never below 0.
    """

    accrued_minor: int | None
    expected_minor: int | None
    by: str
    ours_g: int | None
    at_billed_minor: int | None


def expectations(
    parcels: Sequence[Parcel], supplier: Supplier, currency: str, on: date, bill_id: int
) -> dict[int, Expectation]:
    """By item id. Three queries for all; the cost list in force on the day each parcel was received."""
    keys = [(p.account_id, p.waybill_id) for p in parcels]
    requests = cost_requests(keys, supplier, currency, on)
    terms: _Terms = {"account": [a for a, _ in keys], "waybill": [w for _, w in keys], "supplier": supplier.pk}
    accrued = _sums("accrued", terms, currency, on)
    asked = _sums("unbooked", terms | {"bill": bill_id}, currency, on)
    listed = dict(zip(requests, _listed(list(requests.values()), currency, on), strict=True))
    heavier = [p for p in parcels if p.billed_g and (p.account_id, p.waybill_id) in requests]
    at_billed = _at_billed(heavier, requests, currency, on)
    return {p.item_id: _one(p, accrued, asked, listed, at_billed.get(p.item_id)) for p in parcels}


def cost_requests(keys: Sequence[Key], supplier: Supplier, currency: str, on: date) -> dict[Key, PriceRequest]:
    """What each waybill is priced with by this supplier's cost list; none where the supplier has no list's code."""
    if not supplier.carrier or not keys:
        return {}
    found = weighed(sorted(set(keys), key=lambda key: key[1]), datetime.combine(on, time(), UTC))
    return {
        (w.account_id, w.waybill_id): msgspec.structs.replace(
            w.request, supplier=supplier.carrier, currency=currency,
            values=_values(w.request.values, w.request.currency, currency, on),
        )
        for w in found
    }  # fmt: skip


def _values(values: Values, base: str, quote: str, on: date) -> Values:
    if values == NO_VALUES or base == quote:
        return values
    known = rates()
    turned = {k: known.converted(v, base, quote, on) or 0 for k, v in msgspec.structs.asdict(values).items()}
    return Values(**turned)


class _Listed(Struct, frozen=True):
    kinds: Kinds
    charge_g: int

    def asked(self, parcel: Parcel) -> int:
        """What the parcel's lines are of it."""
        return sum(minor for found, minor in self.kinds.items() if parcel.bills(found, self.kinds))


def _listed(requests: Sequence[PriceRequest], currency: str, on: date) -> list[_Listed | None]:
    """Prices in the bill's currency; None where the list has none, or no rate is known."""
    known = rates()
    found: list[_Listed | None] = []
    for answer in price(requests, Side.COST) if requests else []:
        minor = (
            None if isinstance(answer, Refusal) else known.converted(answer.total_minor, answer.currency, currency, on)
        )
        if minor is None or not isinstance(answer, Price):
            found.append(None)
            continue
        kinds: Kinds = {}
        for line in answer.lines:
            name = kind_of_code(line.code)
            turned = known.converted(line.amount_minor, answer.currency, currency, on) or 0
            kinds[name] = kinds.get(name, 0) + turned
        last = next(reversed(kinds), FREIGHT)  # rounded once, by the total
        kinds[last] = minor - sum(kinds.values()) + kinds.get(last, 0)
        found.append(_Listed(kinds, answer.charge_weight_g))
    return found


def _at_billed(
    parcels: Sequence[Parcel], requests: dict[Key, PriceRequest], currency: str, on: date
) -> dict[int, _Listed]:
    """The list's price at the billed weight: with our sizes, or without where they would make it heavier than billed."""
    with_sizes = [at_weight(requests[p.account_id, p.waybill_id], p.billed_g or 0) for p in parcels]
    without = [msgspec.structs.replace(r, pieces=tuple(Piece(x.weight_g) for x in r.pieces)) for r in with_sizes]
    both = zip(parcels, _listed(with_sizes, currency, on), _listed(without, currency, on), strict=True)
    found = {}
    for parcel, sized, bare in both:
        best = bare if sized is None or (bare is not None and sized.charge_g > bare.charge_g) else sized
        if best is not None:
            found[parcel.item_id] = best
    return found


def at_weight(request: PriceRequest, weight_g: int) -> PriceRequest:
    """The same parcel as if it weighed so much; several pieces share it as they weigh."""
    weights = [max(1, piece.weight_g) for piece in request.pieces]
    parts = shares(weight_g, weights, [f"{n:05}" for n in range(len(weights))])
    pieces = tuple(
        Piece(g, x.length_mm, x.width_mm, x.height_mm) for g, x in zip(parts, request.pieces, strict=True)
    )  # fmt: skip
    return msgspec.structs.replace(request, pieces=pieces)


def _sums(query: str, terms: _Terms, currency: str, on: date) -> dict[Key, Kinds]:
    """Rows of (account, waybill, currency, code, words, minor) by kind in the bill's currency; without what no rate is
    known for."""
    known = rates()
    found: dict[Key, Kinds] = {}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.suppliers", query), terms)
        for account_id, waybill_id, base, code, words, minor in cursor.fetchall():
            turned = known.converted(minor, base, currency, on)
            if turned is not None:
                kinds = found.setdefault((account_id, waybill_id), {})
                name = kind_of_code(code) if query == "accrued" else kind(code, words)
                kinds[name] = kinds.get(name, 0) + turned
    return found


def _one(
    parcel: Parcel, accrued: dict[Key, Kinds], asked: dict[Key, Kinds], listed: dict[Key, _Listed | None],
    at_billed: _Listed | None,
) -> Expectation:  # fmt: skip
    key = (parcel.account_id, parcel.waybill_id)
    kept, price_now = accrued.get(key, {}), listed.get(key)
    mine = {name: minor for name, minor in kept.items() if parcel.bills(name, kept)}
    was_billed = parcel.prior_g is not None
    ours_g = parcel.prior_g if was_billed and parcel.prior_g else price_now.charge_g if price_now else None
    is_carriage = parcel.covers is None or FREIGHT in parcel.covers
    at = at_billed.asked(parcel) if is_carriage and at_billed and at_billed.charge_g != ours_g else None
    if mine:
        known = asked.get(key, {})
        before = max(
            sum(minor for name, minor in known.items() if _is_of(name, mine)), 0
        )  # accrued until they are booked
        accrued_minor = sum(mine.values())
        left = max(accrued_minor - before, 0) if before else accrued_minor
        by = "accrued" if left or not before else "earlier"
        return Expectation(accrued_minor, left, by, ours_g, None if at is None else at - before)
    if was_billed:
        return Expectation(None, 0, "earlier", ours_g, None if at is None else at - parcel.prior_minor)
    if kept:
        return Expectation(0, 0, "accrued", ours_g, None)
    if price_now is not None:
        return Expectation(None, price_now.asked(parcel), "list", ours_g, at)
    return Expectation(None, None, "", ours_g, None)


def _is_of(name: str, mine: Kinds) -> bool:
    """Whether what an earlier bill asks of this kind is of what is expected here."""
    return not name or name in mine or (FREIGHT in mine and name in INSIDE_FREIGHT)
