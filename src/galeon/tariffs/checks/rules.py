"""What is wrong with a sheet's rules, each by itself. Pure."""

import re
from collections.abc import Iterator

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import CODE, MILLI_MAX, MINOR_MAX, dates, fault
from galeon.tariffs.checks.weights import conditions
from galeon.tariffs.sheet import FREIGHT, FUELABLE, Basis, Bearer, Event, Rule, Sheet

FACTOR_MAX, PERCENT_MAX = 1_000, 1_000
NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
_NAME_MAX = {
    "area": 24, "tier": 12, "option": 24, "container": 8, "group": 24, "fuel_table": 24, "cargo_class": 16, "origin": 12,
}  # fmt: skip
_PERCENTS = {Basis.PERCENT, Basis.PERCENT_OF_VALUE}
_VALUED = {Basis.PERCENT_OF_VALUE, Basis.AT_COST}
_BASED = {Basis.FIRST_CONTINUED, Basis.PER_KG, Basis.GRADUATED, Basis.PER_CBM}
_READ_BY = {
    "amount_minor": set(Basis) - _PERCENTS - {Basis.AT_COST},
    "first_minor": _BASED,
    "first_milli": {Basis.FIRST_CONTINUED},
    "step_milli": {Basis.FIRST_CONTINUED},
    "percent": _PERCENTS,
    "of": {Basis.PERCENT},
    "fuel_table": {Basis.PERCENT},
    "value": _VALUED,
    "container": {Basis.PER_CONTAINER},
}
"""Which bases read a column; in a row of another basis it would be a promise nobody keeps."""


def rules(sheet: Sheet) -> Iterator[Refusal]:
    """Every fault of the rules that one row shows by itself."""
    zones = {zone.code for zone in sheet.zones}
    for index, rule in enumerate(sheet.rules):
        field = f"rules[{index}]"
        if not CODE.match(rule.code) or rule.code == FUELABLE:
            yield fault("code_invalid", f"{field}.code", "A fee's code is small letters, digits and underscores.")
        if rule.zone and rule.zone not in zones:
            yield fault("zone_unknown", f"{field}.zone", "Zone {zone} has no countries.", zone=rule.zone)
        if rule.weight_milli_to is not None and not 1 <= rule.weight_milli_to <= MILLI_MAX:
            yield fault("weight_invalid", f"{field}.weight_milli_to", "A bracket must end above zero.")
        if rule.valid_from or rule.valid_to:
            yield from dates(rule, field)
        yield from _amounts(rule, field)
        yield from _basis(rule, field)
        yield from _names(rule, field)
        if rule.event or rule.bearer != Bearer.CUSTOMER:
            yield from _event(rule, field)
        if rule.when:
            yield from conditions(rule.when, field, sheet.unit)


def _amounts(rule: Rule, field: str) -> Iterator[Refusal]:
    amounts = (
        ("amount_minor", rule.amount_minor), ("first_minor", rule.first_minor), ("min_minor", rule.min_minor),
        ("max_minor", rule.max_minor or 0),
    )  # fmt: skip
    for name, amount in amounts:
        if not 0 <= amount <= MINOR_MAX:
            yield fault(
                "amount_invalid", f"{field}.{name}", "An amount must be between 0 and {max}.", max=str(MINOR_MAX)
            )
    if rule.max_minor is not None and rule.max_minor < rule.min_minor:
        yield fault("bounds_reversed", f"{field}.max_minor", "The cap must not be below the minimum.")
    factor = rule.factor
    if factor != 1 and not (factor.is_finite() and 0 < factor <= FACTOR_MAX and factor * 10_000 % 1 == 0):
        yield fault("factor_invalid", f"{field}.factor", "A factor is above 0, with at most four decimals.")


def _basis(rule: Rule, field: str) -> Iterator[Refusal]:
    basis = rule.basis
    for name, bases in _READ_BY.items():
        if basis not in bases and getattr(rule, name):
            yield fault(
                "column_unused",
                f"{field}.{name}",
                "{column} means nothing in a fee {basis}.",
                column=name,
                basis=basis.value,
            )
    if basis is Basis.FIRST_CONTINUED:
        for name, milli in (("first_milli", rule.first_milli), ("step_milli", rule.step_milli)):
            if not 1 <= milli <= MILLI_MAX:
                yield fault("weight_invalid", f"{field}.{name}", "First weight and step must be at least 1 g.")
    if basis in _PERCENTS:
        yield from _percent(rule, field)
    if basis is Basis.PERCENT and not rule.of:
        yield fault("of_missing", f"{field}.of", "A percentage must name the fees it is taken of.")
    if basis in _VALUED and rule.value is None:
        yield fault("value_missing", f"{field}.value", "It must be said of which value.")
    if basis is Basis.PER_CONTAINER and not rule.container:
        yield fault("container_missing", f"{field}.container", "A fee by the container needs the type of container.")


def _event(rule: Rule, field: str) -> Iterator[Refusal]:
    if rule.event and rule.event not in set(Event):
        yield fault("event_unknown", f"{field}.event", "No event is called {event}.", event=rule.event)
    if rule.bearer not in set(Bearer):
        yield fault("bearer_unknown", f"{field}.bearer", "A fee is paid by the customer or by the house.")
    if rule.event and rule.code == FREIGHT:
        yield fault("event_of_freight", f"{field}.event", "Freight is charged with the weigh-in, by no other event.")
    if rule.bearer == Bearer.HOUSE and not rule.event:
        yield fault(
            "bearer_without_event", f"{field}.bearer", "Only a fee of an event may be paid by the house; say of which."
        )


def _percent(rule: Rule, field: str) -> Iterator[Refusal]:
    percent = rule.percent
    if rule.fuel_table:
        if percent:
            yield fault(
                "percent_twice", f"{field}.percent", "The percentage is in the fuel table, or here, not in both."
            )
    elif not (percent.is_finite() and 0 < percent <= PERCENT_MAX) or percent * 10_000 % 1:
        yield fault("percent_invalid", f"{field}.percent", "A percentage is above 0, with at most four decimals.")


def _names(rule: Rule, field: str) -> Iterator[Refusal]:
    for name, most in _NAME_MAX.items():
        text = getattr(rule, name)
        if text and (len(text) > most or not NAMES.match(text)):
            yield fault(
                "name_invalid", f"{field}.{name}", "A name is letters, digits, points, hyphens and underscores, at most {max}.",
                max=str(most),
            )  # fmt: skip
    if rule.tier and not rule.area:
        yield fault("area_missing", f"{field}.area", "A tier needs the area table it is in.")
    if rule.group and rule.takes is None:
        yield fault(
            "takes_missing", f"{field}.takes", "It must be said what of the group is charged: the dearest or the first."
        )
    if rule.takes is not None and not rule.group:
        yield fault("group_missing", f"{field}.group", "Only of a group can the dearest or the first be charged.")
