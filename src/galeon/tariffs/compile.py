"""A published version compiled once: zones to dicts, brackets to bisect tables, rules to closures. Pure.

`Tariff.price` then costs a few microseconds, whether it serves one quote or a million parcels, and tells the reason of
each line. What depends on zone, cargo class and day is resolved once per combination and kept.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.price import Price, PriceLine, PriceRequest, Scale, Weight, half_up
from galeon.tariffs.sheet import FREIGHT, Basis, Rule, Sheet
from galeon.tariffs.why import FirstContinued, Percent, PerKg, PerTicket
from galeon.tariffs.zones import Atlas

Fee = Callable[[Weight, dict[str, int]], PriceLine | None]
PERCENT_SCALE = 10_000


class Plan(Struct, frozen=True):
    """The fees of one zone, cargo class and stretch of days, in order; weight_milli_max is where the freight ends."""

    fees: tuple[Fee, ...]
    weight_milli_max: int | None


def midnight(day: date, timezone: str) -> datetime:
    """The moment a day begins at a place, as UTC."""
    return datetime.combine(day, time.min, ZoneInfo(timezone)).astimezone(UTC)


class Tariff:
    """One version, ready to price."""

    def __init__(self, version_id: int, sheet: Sheet) -> None:
        self.version_id = version_id
        self._currency = sheet.currency
        self._atlas = Atlas(sheet.zones)
        self._scale = Scale(
            sheet.divisors[0].divisor if sheet.divisors else None,
            sheet.volumetric_by_piece,
            sheet.weight_milli_min,
            sorted((step.above_milli, step.step_milli) for step in sheet.steps),
        )
        self._rules = sheet.rules
        self._timezone = sheet.timezone
        days = {day for rule in sheet.rules for day in (rule.valid_from, rule.valid_to) if day}
        self._changes = [midnight(day, sheet.timezone) for day in sorted(days)]
        self._classes = {rule.cargo_class for rule in sheet.rules}
        self._plans: dict[tuple[str, str, int], Plan | None] = {}

    def zone(self, country: str, postcode: str) -> str | None:
        """The zone of a destination, None when this version does not go there."""
        return self._atlas.zone(country, postcode)

    def price(self, request: PriceRequest, zone: str) -> Price | Refusal:
        """Price one shipment to a zone of this version; the request's currency is not looked at again."""
        plan = self._plan(zone, request.cargo_class, request.at)
        if plan is None:
            return _not_carried(request.cargo_class)
        weight = self._scale.weigh(request.pieces)
        charge_milli = weight.charge_milli
        if charge_milli <= 0:
            return Refusal(code="weight_missing", field="weight", message="A price needs a weight above zero.")
        if plan.weight_milli_max is not None and charge_milli > plan.weight_milli_max:
            return _too_heavy(charge_milli, plan.weight_milli_max)
        lines: list[PriceLine] = []
        amounts: dict[str, int] = {}
        total = 0
        for fee in plan.fees:
            line = fee(weight, amounts)
            if line is not None:
                lines.append(line)
                amounts[line.code] = line.amount_minor
                total += line.amount_minor
        return Price(
            self._currency, total, weight.actual_g, weight.volumetric_milli, charge_milli, self.version_id, tuple(lines)
        )

    def _plan(self, zone: str, cargo_class: str, at: datetime) -> Plan | None:
        period = bisect_right(self._changes, at) if self._changes else 0
        key = (zone, cargo_class if cargo_class in self._classes else "", period)
        try:
            return self._plans[key]
        except KeyError:
            return self._plans.setdefault(key, self._make_plan(*key))

    def _make_plan(self, zone: str, cargo_class: str, period: int) -> Plan | None:
        since = self._changes[period - 1] if period else datetime.min.replace(tzinfo=UTC)
        by_code: dict[str, list[Rule]] = {}
        for rule in self._rules:
            if rule.zone in ("", zone) and rule.cargo_class in ("", cargo_class) and self._in_force(rule, since):
                by_code.setdefault(rule.code, []).append(rule)
        if FREIGHT not in by_code:
            return None
        chosen = [_most_particular(rules) for rules in by_code.values()]
        last = max(by_code_row.weight_milli_to or 0 for by_code_row in _most_particular(by_code[FREIGHT]))
        open_ended = any(rule.weight_milli_to is None for rule in _most_particular(by_code[FREIGHT]))
        return Plan(tuple(_fee(rules, self._currency) for rules in chosen), None if open_ended else last)

    def _in_force(self, rule: Rule, since: datetime) -> bool:
        begun = rule.valid_from is None or midnight(rule.valid_from, self._timezone) <= since
        return begun and (rule.valid_to is None or since < midnight(rule.valid_to, self._timezone))


def _most_particular(rules: list[Rule]) -> list[Rule]:
    best = max((rule.zone != "", rule.cargo_class != "") for rule in rules)
    return [rule for rule in rules if (rule.zone != "", rule.cargo_class != "") == best]


def _fee(rules: list[Rule], currency: str) -> Fee:
    """One fee's brackets as a closure; a bracket table only where there is more than one."""
    ordered = sorted(rules, key=lambda rule: (rule.weight_milli_to is None, rule.weight_milli_to or 0))
    makers = [_MAKERS[rule.basis](rule, currency) for rule in ordered]
    if len(makers) == 1 and ordered[0].weight_milli_to is None:
        return makers[0]
    ends = [rule.weight_milli_to for rule in ordered if rule.weight_milli_to is not None]

    def bracketed(weight: Weight, amounts: dict[str, int]) -> PriceLine | None:
        index = bisect_left(ends, weight.charge_milli)
        return makers[index](weight, amounts) if index < len(makers) else None

    return bracketed


def _first_continued(rule: Rule, currency: str) -> Fee:
    code, first_milli, first_minor, step_milli, step_minor = (
        rule.code, rule.first_milli, rule.first_minor, rule.step_milli, rule.amount_minor,
    )  # fmt: skip

    def fee(weight: Weight, amounts: dict[str, int]) -> PriceLine:
        charge_milli = weight.charge_milli
        steps = -((first_milli - charge_milli) // step_milli) if charge_milli > first_milli else 0
        why = FirstContinued(
            currency,
            charge_milli,
            weight.from_milli,
            weight.step_milli,
            first_milli,
            first_minor,
            step_milli,
            steps,
            step_minor,
        )
        return PriceLine(code, first_minor + steps * step_minor, why)

    return fee


def _per_kg(rule: Rule, currency: str) -> Fee:
    code, rate_minor, to_milli = rule.code, rule.amount_minor, rule.weight_milli_to

    def fee(weight: Weight, amounts: dict[str, int]) -> PriceLine:
        charge_milli = weight.charge_milli
        why = PerKg(currency, charge_milli, weight.from_milli, weight.step_milli, rate_minor, to_milli)
        return PriceLine(code, half_up(charge_milli * rate_minor, 1000), why)

    return fee


def _per_ticket(rule: Rule, currency: str) -> Fee:
    line = PriceLine(rule.code, rule.amount_minor, PerTicket(currency, rule.amount_minor))
    return lambda weight, amounts: line


def _percent(rule: Rule, currency: str) -> Fee:
    code, of = rule.code, rule.of
    parts = int(rule.percent * PERCENT_SCALE)
    shown = plain(rule.percent)

    def fee(weight: Weight, amounts: dict[str, int]) -> PriceLine | None:
        base_minor = sum([amounts.get(name, 0) for name in of])
        if base_minor == 0:
            return None
        amount = half_up(base_minor * parts, 100 * PERCENT_SCALE)
        return PriceLine(code, amount, Percent(currency, shown, of, base_minor))

    return fee


_MAKERS: dict[Basis, Callable[[Rule, str], Fee]] = {
    Basis.FIRST_CONTINUED: _first_continued,
    Basis.PER_KG: _per_kg,
    Basis.PER_TICKET: _per_ticket,
    Basis.PERCENT: _percent,
}


def plain(number: Decimal) -> str:
    """A decimal without trailing zeros or exponent: 21.5000 is shown as 21.5, 20 as 20."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _not_carried(cargo_class: str) -> Refusal:
    return Refusal(
        code="cargo_class_not_carried",
        field="cargo_class",
        message="This service has no price for cargo class {cargo_class} to this destination.",
        params={"cargo_class": cargo_class},
    )


def _too_heavy(charge_milli: int, limit_g: int) -> Refusal:
    return Refusal(
        code="weight_over_last_bracket",
        field="weight",
        message="The charge weight of {weight} kg is over {limit} kg, where the price list for this destination ends.",
        params={"weight": plain(Decimal(charge_milli) / 1000), "limit": plain(Decimal(limit_g) / 1000)},
    )
