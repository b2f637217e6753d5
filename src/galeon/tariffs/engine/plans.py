"""The fees of one zone, cargo class, origin and stretch of days: which rows count, resolved once. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.brackets import ends
from galeon.tariffs.engine.fees import Fee, Row
from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.engine.groups import Charge, Editions, fees_of
from galeon.tariffs.engine.weighing import Scale
from galeon.tariffs.sheet import FREIGHT, FUELABLE, Basis, Rule, Sheet

Placed = tuple[int, Rule]
"""A rule and its position in the version."""
Variant = tuple[object, ...]
NOWHERE = 10**15
_WEIGHTLESS = {Basis.PER_CBM, Basis.PER_CONTAINER}


class Plan(Struct, frozen=True):
    """How to weigh and what to charge, in order. weight_milli_max: where the freight ends, NOWHERE where it does not.
    needs_weight: false where freight is by volume or container only."""

    scale: Scale
    fees: tuple[Fee, ...]
    weight_milli_max: int
    needs_weight: bool


def variant(rule: Rule) -> Variant:
    """What tells apart rows of one code that may all be charged; rows alike in this are brackets, zones, days of one fee."""
    basis = rule.basis if rule.group else None
    return rule.code, rule.area, rule.tier, rule.option, rule.container, rule.when, rule.group, basis, rule.event


def chosen(rules: Iterable[Placed]) -> list[list[Placed]]:
    """Of the rows of each fee those that are most particular; the fees in the order in which these stand in the list."""
    alike: dict[Variant, list[Placed]] = {}
    for placed in rules:
        alike.setdefault(variant(placed[1]), []).append(placed)
    return sorted([_most_particular(rows) for rows in alike.values()], key=lambda rows: rows[0][0])


def plan(
    sheet: Sheet,
    rules: Sequence[Placed],
    scale: Scale,
    at: datetime,
    fuels: Mapping[str, Fuel],
    editions: Editions,
    is_event: bool = False,
) -> Plan | None:
    """The plan for rules that all count here and now, in the list's order; None where there is no freight.

    is_event: they are the fees of an event, which have no freight to ask for.
    """
    kinds = chosen(rules)
    freight = [rows for rows in kinds if rows[0][1].code == FREIGHT]
    if not freight and not is_event:
        return None
    fuelable = [(rows[0][0], rows[0][1].code) for rows in kinds if any(rule.fuelable for _, rule in rows)]
    charges = [
        Charge(rows[0][0], tuple([_row(sheet, scale, placed, fuelable, fuels, at) for placed in rows]))
        for rows in kinds
    ]
    return Plan(
        scale,
        tuple([fee for _, fee in fees_of(charges, editions, sheet.cheaper_bracket)]),
        NOWHERE if is_event else _limit([charge for charge in charges if charge.rows[0].rule.code == FREIGHT]),
        not all(rule.basis in _WEIGHTLESS for rows in freight for _, rule in rows),
    )


def _most_particular(rows: Sequence[Placed]) -> list[Placed]:
    ranks = [(rule.zone != "", rule.cargo_class != "", rule.origin != "") for _, rule in rows]
    best = max(ranks)
    return [placed for placed, rank in zip(rows, ranks, strict=True) if rank == best]


def _limit(freight: Sequence[Charge]) -> int:
    """The greatest weight that some freight is for."""
    limits = [ends(charge.rows) for charge in freight]
    if any(len(found) < len(charge.rows) for found, charge in zip(limits, freight, strict=True)):
        return NOWHERE
    return max([max(found) for found in limits])


def _row(
    sheet: Sheet,
    scale: Scale,
    placed: Placed,
    fuelable: Sequence[tuple[int, str]],
    fuels: Mapping[str, Fuel],
    at: datetime,
) -> Row:
    position, rule = placed
    of: dict[str, None] = {}
    for code in rule.of:
        if code == FUELABLE:
            of |= dict.fromkeys([name for place, name in fuelable if place < position and name != rule.code])
        else:
            of[code] = None
    percent, since, refusal = rule.percent, "", None
    if rule.fuel_table:
        percent, since, refusal = _percent(rule, fuels, at)
    return Row(position, rule, sheet.currency, scale, tuple(of), percent, since, refusal)


def _percent(rule: Rule, fuels: Mapping[str, Fuel], at: datetime) -> tuple[Decimal, str, Refusal | None]:
    fuel = fuels.get(rule.fuel_table)
    rate = fuel.rate(at) if fuel else None
    if rate is not None:
        return rate[1], rate[0].isoformat(), None
    refusal = Refusal(
        code="fuel_rate_missing", field="date", message="The fuel table {table} has no percentage for this day.",
        params={"table": rule.fuel_table},
    )  # fmt: skip
    return Decimal(0), "", refusal
