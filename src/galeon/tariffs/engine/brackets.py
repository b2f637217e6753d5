"""One fee's brackets of weight: half-open, the upper end included after rounding. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from typing import cast

from msgspec import structs

from galeon.tariffs.engine.bases import fee_of, graduated
from galeon.tariffs.engine.fees import Amounts, Fee, Row
from galeon.tariffs.engine.weighing_rules import Weighed
from galeon.tariffs.price import PriceLine
from galeon.tariffs.sheet import FREIGHT, Basis
from galeon.tariffs.why import PerKg


def by_weight(rows: Sequence[Row]) -> list[Row]:
    """The rows of one fee, lightest bracket first, that without an end last."""
    return sorted(rows, key=lambda row: (row.rule.weight_milli_to is None, row.rule.weight_milli_to or 0))


def ends(rows: Sequence[Row]) -> list[int]:
    """Where each bracket ends that does."""
    return [row.rule.weight_milli_to for row in rows if row.rule.weight_milli_to is not None]


def bracketed(rows: Sequence[Row], is_cheaper_taken: bool) -> Fee:
    """The fee of the bracket the charge weight falls in; above the last one there is none.

    is_cheaper_taken: freight by the kilogram is charged at the start of a heavier bracket where that costs less.
    """
    ordered = by_weight(rows)
    is_graduated = ordered[0].rule.basis is Basis.GRADUATED
    fees = graduated(ordered) if is_graduated else [fee_of(row) for row in ordered]
    limits = ends(ordered)
    if len(fees) == 1 and not limits:
        return fees[0]
    is_by_kg = all(row.rule.code == FREIGHT and row.rule.basis is Basis.PER_KG for row in ordered)
    if is_cheaper_taken and is_by_kg and len(fees) > 1:
        return _cheaper(ordered, fees, limits)

    def fee(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        index = bisect_left(limits, weighed.charge_milli)
        return fees[index](weighed, amounts) if index < len(fees) else None

    return fee


def _cheaper(rows: Sequence[Row], fees: Sequence[Fee], limits: Sequence[int]) -> Fee:
    scale = rows[0].scale
    starts = [0, *[scale.rounding.up((limit + 1) * scale.scaling.one) for limit in limits]][: len(fees)]
    reached = [nth for nth in range(1, len(fees)) if nth >= len(limits) or starts[nth] <= limits[nth]]
    offers: list[
        tuple[int, int] | None
    ] = []  # for each bracket the least that the start of a heavier one costs, and which

    def at(weighed: Weighed, amounts: Amounts, nth: int) -> PriceLine:
        lifted = copy(weighed)
        lifted.charge_milli = starts[nth]
        return cast("PriceLine", fees[nth](lifted, amounts))  # by the kilogram there is always one

    def fee(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        index = bisect_left(limits, weighed.charge_milli)
        if index >= len(fees):
            return None
        if not offers:  # what a start costs is the same for every shipment
            costs = [(at(weighed, amounts, nth).amount_minor, nth) for nth in reached]
            offers.extend([min([c for c in costs if c[1] > nth], default=None) for nth in range(len(fees))])
        line, offer = fees[index](weighed, amounts), offers[index]
        if line is None or offer is None or line.amount_minor <= offer[0]:
            return line
        best = at(weighed, amounts, offer[1])
        weighed.lifted_milli = starts[offer[1]]
        reason = structs.replace(cast("PerKg", best.reason), lifted_milli=weighed.charge_milli)
        return structs.replace(best, reason=reason)

    return fee
