"""What is wrong with a price list before anybody is charged by it. Pure: `check(sheet)` names every fault it finds."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from galeon.kernel.refusal import Refusal
from galeon.tariffs.sheet import FREIGHT, Basis, Rule, Sheet

ROWS_MAX = 50_000
MINOR_MAX = 10**12
GRAMS_MAX = 100_000_000
FAULTS_MAX = 50
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")


def check(sheet: Sheet) -> tuple[Refusal, ...]:
    """The faults of a version, empty when it may be published; at most FAULTS_MAX of them."""
    if max(len(sheet.zones), len(sheet.rules), len(sheet.steps)) > ROWS_MAX:
        return (_fault("too_many_rows", "rules", "A price list holds at most {max} rows.", max=str(ROWS_MAX)),)
    faults = []
    for fault in _all(sheet):
        faults.append(fault)
        if len(faults) == FAULTS_MAX:
            break
    return tuple(faults)


def _all(sheet: Sheet) -> Iterator[Refusal]:
    yield from _head(sheet)
    yield from _zones(sheet)
    yield from _steps(sheet)
    yield from _rules(sheet)
    yield from _overlaps(sheet)
    yield from _freight(sheet)


def _fault(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)


def _head(sheet: Sheet) -> Iterator[Refusal]:
    if not re.fullmatch(r"[A-Z]{3}", sheet.currency):
        yield _fault("currency_unknown", "currency", "The currency must be a three-letter ISO code.")
    try:
        ZoneInfo(sheet.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _fault("timezone_unknown", "timezone", "The time zone {name} is not known.", name=sheet.timezone)
    if sheet.valid_to is not None and sheet.valid_to <= sheet.valid_from:
        yield _fault("dates_reversed", "valid_to", "The list must end after it begins.")
    if any(not 1 <= row.divisor <= GRAMS_MAX for row in sheet.divisors):
        yield _fault("divisor_invalid", "divisors", "The volumetric divisor must be a positive number of cm3 per kg.")
    if not 0 <= sheet.weight_milli_min <= GRAMS_MAX:
        yield _fault("weight_invalid", "weight_milli_min", "The least charge weight must not be negative.")


def _zones(sheet: Sheet) -> Iterator[Refusal]:
    if not sheet.zones:
        yield _fault("zones_missing", "zones", "The list needs at least one zone.")
    seen = set()
    for index, zone in enumerate(sheet.zones):
        field = f"zones[{index}]"
        if not re.fullmatch(r"[A-Z]{2}", zone.country):
            yield _fault("country_unknown", f"{field}.country", "The country must be a two-letter ISO code.")
        if not zone.code:
            yield _fault("zone_missing", f"{field}.code", "A zone needs a name.")
        if (zone.country, zone.postcode_prefix) in seen:
            yield _fault("zone_twice", field, "{country} stands in two zones.", country=zone.country)
        seen.add((zone.country, zone.postcode_prefix))


def _steps(sheet: Sheet) -> Iterator[Refusal]:
    steps = sorted(sheet.steps, key=lambda step: step.above_milli)
    if not steps or steps[0].above_milli != 0:
        yield _fault("steps_missing", "steps", "The rounding steps must begin at weight zero.")
    if any(not 1 <= step.step_milli <= GRAMS_MAX for step in steps):
        yield _fault("step_invalid", "steps", "A rounding step must be at least 1 g.")
        return
    for lower, upper in pairwise(steps):
        # Otherwise a heavier parcel could be rounded to less than a lighter one.
        if lower.above_milli == upper.above_milli or upper.above_milli % lower.step_milli:
            yield _fault(
                "step_misplaced", "steps", "The step above {above} g must begin at a multiple of the step before it.",
                above=str(upper.above_milli),
            )  # fmt: skip


def _rules(sheet: Sheet) -> Iterator[Refusal]:
    zones = {zone.code for zone in sheet.zones}
    seen: set[str] = set()
    for index, rule in enumerate(sheet.rules):
        field = f"rules[{index}]"
        if not _CODE.match(rule.code):
            yield _fault("code_invalid", f"{field}.code", "A fee's code is small letters, digits and underscores.")
        if rule.zone and rule.zone not in zones:
            yield _fault("zone_unknown", f"{field}.zone", "Zone {zone} has no countries.", zone=rule.zone)
        if rule.weight_milli_to is not None and not 1 <= rule.weight_milli_to <= GRAMS_MAX:
            yield _fault("weight_invalid", f"{field}.weight_milli_to", "A bracket must end above zero.")
        if rule.valid_from and rule.valid_to and rule.valid_to <= rule.valid_from:
            yield _fault("dates_reversed", f"{field}.valid_to", "The rule must end after it begins.")
        yield from _amounts(rule, field)
        for name in rule.of:
            if name == rule.code or name not in seen:
                yield _fault("of_unknown", f"{field}.of", "{name} must stand earlier in the list.", name=name)
        seen.add(rule.code)


def _amounts(rule: Rule, field: str) -> Iterator[Refusal]:
    for name, amount in (("amount_minor", rule.amount_minor), ("first_minor", rule.first_minor)):
        if not 0 <= amount <= MINOR_MAX:
            yield _fault(
                "amount_invalid", f"{field}.{name}", "An amount must be between 0 and {max}.", max=str(MINOR_MAX)
            )
    if rule.basis is Basis.FIRST_CONTINUED:
        for name, grams in (("first_milli", rule.first_milli), ("step_milli", rule.step_milli)):
            if not 1 <= grams <= GRAMS_MAX:
                yield _fault("weight_invalid", f"{field}.{name}", "First weight and step must be at least 1 g.")
    if rule.basis is Basis.PERCENT:
        if not 0 < rule.percent <= 1000 or rule.percent * 10_000 % 1:
            yield _fault("percent_invalid", f"{field}.percent", "A percentage is above 0, with at most four decimals.")
        if not rule.of:
            yield _fault("of_missing", f"{field}.of", "A percentage must name the fees it is taken of.")


def _overlaps(sheet: Sheet) -> Iterator[Refusal]:
    rows: dict[tuple[str, str, str, int | None], list[tuple[date, date, int]]] = {}
    for index, rule in enumerate(sheet.rules):
        key = (rule.code, rule.zone, rule.cargo_class, rule.weight_milli_to)
        rows.setdefault(key, []).append((rule.valid_from or date.min, rule.valid_to or date.max, index))
    for spans in rows.values():
        for (_, ends, _), (begins, _, index) in pairwise(sorted(spans)):
            if begins < ends:
                yield _fault("rule_twice", f"rules[{index}]", "Two rows price the same thing on the same day.")


def _freight(sheet: Sheet) -> Iterator[Refusal]:
    priced = {rule.zone for rule in sheet.rules if rule.code == FREIGHT}
    for code in sorted({zone.code for zone in sheet.zones}):
        if code not in priced and "" not in priced:
            yield _fault("freight_missing", "rules", "Zone {zone} has no freight.", zone=code)
