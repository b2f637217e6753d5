"""What is changed about prices in a scenario, and a price list as it would be then. Pure: no Django, no clock."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from galeon.tariffs.price import PriceRequest, half_up
from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Side

FUEL = "fuel"
_PASSED_ON = (Basis.PERCENT, Basis.PERCENT_OF_VALUE, Basis.AT_COST)
"""What follows other fees, or the goods' value, and so does not rise by itself."""

T = TypeVar("T", Rule, Divisor)


class Sides(StrEnum):
    """Whose lists fuel, divisor and the general rise are changed in."""

    SALE = "sale"
    COST = "cost"
    BOTH = "both"

    def touch(self, side: Side) -> bool:
        """True when lists of this side are changed."""
        return self is Sides.BOTH or self.value == side.value


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Any of these together; the defaults change nothing.

    versions: drafts (or other versions) that price in place of their lists, each as it is on its first day.
    fuel_percent: in place of every fuel percentage, or of those of `fuel_table` only. divisor_to: in place of the divisor
    `divisor_from` (0: of any); 0 = volume does not count. level_to: the level of `account_id` (0: of every account of
    level_from). rise_percent: on every amount but those that follow other fees.
    """

    versions: tuple[int, ...] = ()
    fuel_percent: Decimal | None = None
    fuel_table: str = ""
    divisor_from: int = 0
    divisor_to: int | None = None
    level_from: str = ""
    level_to: str = ""
    account_id: int = 0
    rise_percent: Decimal = Decimal(0)
    sides: Sides = Sides.SALE

    @property
    def is_nothing(self) -> bool:
        """True when it would leave every price as it is."""
        return not (self.versions or self.alters_sheets or self.level_to)

    @property
    def alters_sheets(self) -> bool:
        """True when lists themselves are altered, not only chosen otherwise."""
        return self.fuel_percent is not None or self.divisor_to is not None or self.rise_percent != 0


NOTHING = Change()


def apply(sheet: Sheet, change: Change, side: Side) -> Sheet:
    """The list as it would be; the very same object when it is left as it is."""
    if not change.alters_sheets or not change.sides.touch(side):
        return sheet
    rules = tuple(_rule(rule, change) for rule in sheet.rules)
    divisors = _divisors(sheet.divisors, change)
    if rules == sheet.rules and divisors == sheet.divisors:
        return sheet
    return replace(sheet, rules=rules, divisors=divisors)


def asked(request: PriceRequest, change: Change) -> PriceRequest:
    """The request as it would be: by another level, if its account is one of those."""
    if not change.level_to:
        return request
    is_meant = request.account_id == change.account_id if change.account_id else True
    if not is_meant or (change.level_from and request.level != change.level_from):
        return request
    return replace(request, level=change.level_to)


def on_its_first_day(sheet: Sheet) -> Sheet:
    """A version as if it had always been as it is on the day it begins: next month's list for last month's parcels."""
    day = sheet.valid_from
    return replace(sheet, rules=_in_force(sheet.rules, day), divisors=_in_force(sheet.divisors, day))


def _in_force(rows: tuple[T, ...], day: date) -> tuple[T, ...]:
    return tuple(
        replace(row, valid_from=None, valid_to=None)
        for row in rows
        if (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day < row.valid_to)
    )


def _rule(rule: Rule, change: Change) -> Rule:
    if rule.basis is Basis.PERCENT and change.fuel_percent is not None and _is_fuel(rule, change.fuel_table):
        rule = replace(rule, percent=change.fuel_percent, fuel_table="")
    if change.rise_percent and rule.basis not in _PASSED_ON:
        rule = replace(
            rule,
            factor=rule.factor * (100 + change.rise_percent) / 100,
            min_minor=_risen(rule.min_minor, change.rise_percent),
            max_minor=None if rule.max_minor is None else _risen(rule.max_minor, change.rise_percent),
        )
    return rule


def _is_fuel(rule: Rule, table: str) -> bool:
    return rule.fuel_table == table if table else bool(rule.fuel_table) or rule.code == FUEL


def _divisors(divisors: tuple[Divisor, ...], change: Change) -> tuple[Divisor, ...]:
    to = change.divisor_to
    if to is None:
        return divisors
    meant = [change.divisor_from in (0, row.divisor) for row in divisors]
    if to == 0:
        return tuple(row for row, is_meant in zip(divisors, meant, strict=True) if not is_meant)
    return tuple(replace(row, divisor=to) if is_meant else row for row, is_meant in zip(divisors, meant, strict=True))


def _risen(amount_minor: int, percent: Decimal) -> int:
    numerator, denominator = ((100 + percent) / 100).as_integer_ratio()
    return half_up(amount_minor * numerator, denominator)
