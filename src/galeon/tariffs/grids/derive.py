"""A price list made from another, fee by fee: a sale list from an agent's, an agent's from a supplier's. Pure; exact.

Resellers mark up each component, not the total: freight x 1.13, registration x 1.22 + 2.00. A mark-up says of which fees
and zones, and what is done to each amount: times a factor, more per kilogram, more per shipment; then one rounding.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from babel.numbers import get_currency_precision
from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.tariffs.sheet import Basis, Rule, Sheet

FACTOR_MAX = Decimal(1000)
BY_WEIGHT = (Basis.PER_KG, Basis.GRADUATED)
_COUNTED = frozenset(Basis) - {Basis.PERCENT, Basis.PERCENT_OF_VALUE, Basis.AT_COST}


class Rounding(StrEnum):
    """To which step an amount is rounded after a mark-up, half up, or up where the name says so; of the main unit.

    CENT is the currency's smallest coin: 1 yen, 0.001 dinar.
    """

    CENT = "0.01"
    TENTH = "0.10"
    HALF = "0.50"
    WHOLE = "1.00"
    TENTH_UP = "0.10 up"
    HALF_UP = "0.50 up"
    WHOLE_UP = "1.00 up"


class Markup(Struct, frozen=True, kw_only=True):
    """What is done to some fees. fees: their codes, () = all that are amounts; zones: () = all; cargo_classes: () = all.

    factor: 1.13 = 13 % more, 0.9 = a tenth less. per_kg_minor: more for each kilogram (pound): on the rate of a fee by
    weight, and for each further step of a first-and-continued one its part of it, the first weight too. per_ticket_minor:
    more once a shipment: on the base of a fee by weight or by the m3, on the first weight, on a fixed fee (of a fee for
    each piece or container: on each). Both may be below zero; a price never is.
    """

    fees: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    cargo_classes: tuple[str, ...] = ()
    factor: Decimal = Decimal(1)
    per_kg_minor: int = 0
    per_ticket_minor: int = 0
    rounding: Rounding = Rounding.CENT


def derive(sheet: Sheet, markups: Sequence[Markup]) -> Sheet | tuple[Refusal, ...]:
    """The sheet with every markup applied, one after the other; percentages and passed-on values stay as they are.

    Minimums and caps of a fee are multiplied and rounded as its amounts are. Refusals: a fee or zone that is not in the
    list, a factor out of bounds, more per kilogram on a fee that has none, a price below zero.
    """
    faults = [fault for n, markup in enumerate(markups) for fault in _faults(sheet, markup, n)]
    if faults:
        return tuple(faults)
    rules = list(sheet.rules)
    for n, markup in enumerate(markups):
        step = _step(markup.rounding, sheet.currency)
        for index, rule in enumerate(rules):
            if _applies(markup, rule):
                rules[index] = _marked(rule, markup, step)
        below = [rule for rule in rules if rule.amount_minor < 0 or rule.first_minor < 0]
        if below:
            message = "Fee {fee} in zone {zone} would be below zero."
            return (
                _no(n, "per_ticket_minor", "price_negative", message, fee=below[0].code, zone=below[0].zone or "*"),
            )
    return replace(sheet, rules=tuple(rules))


def _applies(markup: Markup, rule: Rule) -> bool:
    return (
        rule.basis in _COUNTED
        and (not markup.fees or rule.code in markup.fees)
        and (not markup.zones or rule.zone in markup.zones)
        and (not markup.cargo_classes or rule.cargo_class in markup.cargo_classes)
    )


def _marked(rule: Rule, markup: Markup, step: Decimal) -> Rule:
    def made(minor: int, more: Decimal = Decimal(0)) -> int:
        exact = minor * markup.factor + more
        rounding = ROUND_CEILING if markup.rounding.endswith("up") else ROUND_HALF_UP
        return int((exact / step).to_integral_value(rounding) * step)

    per_kg, once = Decimal(markup.per_kg_minor), Decimal(markup.per_ticket_minor)
    amount, first = rule.amount_minor, rule.first_minor
    if rule.basis is Basis.FIRST_CONTINUED:
        amount = made(amount, per_kg * rule.step_milli / 1000)
        first = made(first, per_kg * rule.first_milli / 1000 + once)
    elif rule.basis in (*BY_WEIGHT, Basis.PER_CBM):
        amount = made(amount, per_kg)
        first = made(first, once) if first or once else 0
    else:
        amount = made(amount, once)
    least = made(rule.min_minor) if rule.min_minor else 0
    most = None if rule.max_minor is None else made(rule.max_minor)
    return replace(rule, amount_minor=amount, first_minor=first, min_minor=least, max_minor=most)


def _step(rounding: Rounding, currency: str) -> Decimal:
    """The step in minor units; at least one."""
    if rounding is Rounding.CENT:
        return Decimal(1)
    return max(Decimal(rounding.value.split()[0]).scaleb(get_currency_precision(currency)), Decimal(1))


def _faults(sheet: Sheet, markup: Markup, n: int) -> list[Refusal]:
    codes, zones = {rule.code for rule in sheet.rules}, {zone.code for zone in sheet.zones} | {""}
    faults = [
        _no(n, "fees", "fee_unknown", "The list has no fee {fee}.", fee=fee) for fee in markup.fees if fee not in codes
    ]
    faults += [
        _no(n, "zones", "zone_unknown", "The list has no zone {zone}.", zone=zone)
        for zone in markup.zones
        if zone not in zones
    ]
    if not (markup.factor.is_finite() and 0 < markup.factor <= FACTOR_MAX):
        faults.append(_no(n, "factor", "factor_invalid", "A factor is above 0 and at most {max}.", max=str(FACTOR_MAX)))
    unfit = [r for r in sheet.rules if _applies(markup, r) and r.basis not in (*BY_WEIGHT, Basis.FIRST_CONTINUED)]
    if markup.per_kg_minor and unfit:
        message = "Fee {fee} is not charged by weight: nothing can be added per kilogram."
        faults.append(_no(n, "per_kg_minor", "per_kg_unfit", message, fee=unfit[0].code))
    if not any(_applies(markup, rule) for rule in sheet.rules) and not faults:
        faults.append(_no(n, "fees", "markup_empty", "No fee of the list is meant by this mark-up."))
    return faults


def _no(n: int, field: str, code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=f"markups[{n}].{field}", message=message, params=params)
