"""A published version compiled once: zones to dicts, brackets to bisect tables, rules to closures. Pure.

`Tariff.price` then costs a few microseconds, whether it serves one quote or a million parcels, and tells the reason of
each line. What depends on zone, cargo class, origin and day is resolved once per combination and kept.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast

from msgspec import structs

from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.tariffs.engine.areas import Areas
from galeon.tariffs.engine.days import midnight as midnight
from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.engine.plans import Placed, Plan, plan
from galeon.tariffs.engine.refusals import no_freight, not_carried, piece_too_heavy, too_heavy
from galeon.tariffs.engine.scaling import POUND_G_E5
from galeon.tariffs.engine.weighing import Scale
from galeon.tariffs.engine.weighing_rules import Weighed
from galeon.tariffs.engine.zones import Atlas
from galeon.tariffs.price import Price, PriceLine, PriceRequest
from galeon.tariffs.sheet import FREIGHT, DatedBy, Divisor, Rule, Sheet, Unit
from galeon.tariffs.why import Part, Plain, Several

_NO_WEIGHT = Refusal(code="weight_missing", field="weight", message="A price needs a weight above zero.")


class Tariff:
    """One version, ready to price. fuels and areas: the dated tables its rules name, by code.

    options: what a shipment may ask for that some rule of this version knows; events: what raises fees beside the weigh-in.
    """

    def __init__(
        self,
        version_id: int,
        sheet: Sheet,
        fuels: Mapping[str, Fuel] | None = None,
        areas: Mapping[str, Areas] | None = None,
        dated_by: DatedBy = DatedBy.RECEIPT,
    ) -> None:
        self.version_id = version_id
        self.sheet = sheet
        self._currency, self._is_pounds = sheet.currency, sheet.unit is Unit.LB
        self._by_order = dated_by is DatedBy.ORDER
        self._atlas = Atlas(sheet.zones)
        self._index: dict[tuple[str, str, str, str], list[Placed]] = {}
        for position, rule in enumerate(sheet.rules):
            self._index.setdefault((rule.zone, rule.cargo_class, rule.origin, rule.event), []).append((position, rule))
        self._fuels = {rule.fuel_table: fuel for rule in sheet.rules if (fuel := (fuels or {}).get(rule.fuel_table))}
        self._areas = {rule.area: area for rule in sheet.rules if (area := (areas or {}).get(rule.area))}
        self._asked = [bound for rule in sheet.rules if rule.when for bound in rule.when]
        self._classes = {thing.cargo_class for part in (sheet.rules, sheet.divisors) for thing in part}
        self._origins = {rule.origin for rule in sheet.rules}
        self.options = frozenset(rule.option for rule in sheet.rules if rule.option)
        self.events = frozenset(rule.event for rule in sheet.rules if rule.event)
        self._changes = self._moments()
        self._plans: dict[tuple[str, str, str, int, str], Plan | None] = {}
        self._scales: dict[tuple[Divisor, ...], Scale] = {}

    def zone(self, country: str, postcode: str, region: str = "", origin: str = "") -> str | None:
        """The zone of a destination, None when this version does not go there."""
        return self._atlas.zone(country, postcode, region, origin)

    @property
    def changes(self) -> tuple[datetime, ...]:
        """The moments at which a rule, divisor, percentage or edition of an area table begins or ends, ascending."""
        return tuple(self._changes)

    def moment(self, request: PriceRequest) -> datetime:
        """By which moment this version prices a shipment: when it was ordered, or when received."""
        return request.ordered_at or request.at if self._by_order else request.at

    def day(self, request: PriceRequest) -> date:
        """The same as the day it is at the version's place, by which exchange rates are chosen too."""
        return local_day(self.moment(request), self.sheet.timezone)

    def price(self, request: PriceRequest, zone: str) -> Price | Refusal:
        """Price one shipment to a zone of this version; the request's currency is not looked at again. The price of an event
        may have no lines, and is refused for no weight.
        Refusals: cargo_class_not_carried, weight_missing, weight_over_last_bracket, piece_over_limit, no_freight,
        fuel_rate_missing, area_table_missing, size_missing, value_missing.
        """
        plan = self._plan(request, zone)
        if plan is None:
            return not_carried(request.cargo_class)
        weighed = plan.scale.weigh(request)
        if not 0 < weighed.charge_milli <= plan.weight_milli_max or weighed.heaviest > plan.scale.most:
            refusal = self._beyond(plan, weighed)
            if refusal is not None:
                return refusal
        lines: list[PriceLine] = []
        amounts: dict[str, int] = {}
        total = 0
        for fee in plan.fees:
            line = fee(weighed, amounts)
            if line is None:
                continue
            code, amount = line.code, line.amount_minor
            if code in amounts:
                lines = _joined(lines, line)
                amounts[code] += amount
            else:
                lines.append(line)
                amounts[code] = amount
            total += amount
        if weighed.refusal is not None:
            return weighed.refusal
        if FREIGHT not in amounts and not request.event:
            return no_freight()
        charge = weighed.lifted_milli or weighed.charge_milli
        if self._is_pounds:
            charge = -(-charge * POUND_G_E5 // 10**8)
        return Price(
            self._currency, total, weighed.actual_g, weighed.volumetric_g, charge, self.version_id, tuple(lines), zone,
            weighed.weighing,
        )  # fmt: skip

    def _beyond(self, plan: Plan, weighed: Weighed) -> Refusal | None:
        """Why no price is made of this weight, None where the freight does not ask for one."""
        unit = self.sheet.unit
        if weighed.request.event:
            return None
        if weighed.charge_milli <= 0:
            return _NO_WEIGHT if plan.needs_weight else None
        if weighed.charge_milli > plan.weight_milli_max:
            return too_heavy(weighed.charge_milli, plan.weight_milli_max, unit)
        return piece_too_heavy(self.sheet.piece_milli_max or 0, unit)

    def _plan(self, request: PriceRequest, zone: str) -> Plan | None:
        period = 0
        if self._changes:
            period = bisect_right(self._changes, self.moment(request))
        cargo_class, origin = request.cargo_class, request.origin
        key = (
            zone,
            cargo_class if cargo_class in self._classes else "",
            origin if origin in self._origins else "",
            period,
            request.event,
        )
        try:
            return self._plans[key]
        except KeyError:
            return self._plans.setdefault(key, self._make_plan(*key))

    def _make_plan(self, zone: str, cargo_class: str, origin: str, period: int, event: str) -> Plan | None:
        since = self._changes[period - 1] if period else datetime.min.replace(tzinfo=UTC)
        found = [
            placed
            for a_zone in {"", zone}
            for a_class in {"", cargo_class}
            for an_origin in {"", origin}
            for placed in self._index.get((a_zone, a_class, an_origin, event), ())
            if self._in_force(placed[1], since)
        ]
        divisors = tuple([row for row in self.sheet.divisors if self._divides(row, zone, cargo_class, since)])
        scale = self._scales.get(divisors)
        if scale is None:
            scale = self._scales[divisors] = Scale(self.sheet, divisors, self._asked)
        editions = {code: areas.edition(since) for code, areas in self._areas.items()}
        found.sort(key=lambda placed: placed[0])
        return plan(self.sheet, found, scale, since, self._fuels, editions, is_event=event != "")

    def _divides(self, row: Divisor, zone: str, cargo_class: str, since: datetime) -> bool:
        return row.zone in ("", zone) and row.cargo_class in ("", cargo_class) and self._in_force(row, since)

    def _in_force(self, row: Rule | Divisor, since: datetime) -> bool:
        if row.valid_from is None and row.valid_to is None:
            return True
        days = self._days
        begun = row.valid_from is None or days[row.valid_from] <= since
        return begun and (row.valid_to is None or since < days[row.valid_to])

    def _moments(self) -> list[datetime]:
        """When anything of this version changes: a rule, a divisor, a percentage, an edition of an area table."""
        dated = [day for part in (self.sheet.rules, self.sheet.divisors) for row in part for day in _own_days(row)]
        self._days = {day: midnight(day, self.sheet.timezone) for day in set(dated)}
        tables: list[Fuel | Areas] = [*self._fuels.values(), *self._areas.values()]
        return sorted({*self._days.values(), *[moment for table in tables for moment in table.changes]})


def _own_days(row: Rule | Divisor) -> list[date]:
    return [day for day in (row.valid_from, row.valid_to) if day is not None]


def _joined(lines: list[PriceLine], line: PriceLine) -> list[PriceLine]:
    """The lines with one more part of a fee that has a line already."""
    return [_with(old, line) if old.code == line.code else old for old in lines]


def _with(old: PriceLine, more: PriceLine) -> PriceLine:
    parts = old.reason.parts if isinstance(old.reason, Several) else (_part(old),)
    return structs.replace(
        old, amount_minor=old.amount_minor + more.amount_minor, reason=Several((*parts, _part(more)))
    )


def _part(line: PriceLine) -> Part:
    return Part(line.amount_minor, cast("Plain", line.reason), line.rule)  # a row by itself is never several
