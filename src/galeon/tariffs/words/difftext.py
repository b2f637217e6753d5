"""A change between two versions in words, in the reader's language: "DE 2-5 kg: 48.00 → 51.50, +7.3 %"."""

from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext
from msgspec import Struct
from msgspec.structs import fields

from galeon.kernel import wording
from galeon.tariffs.grids.diff import Change, Kind
from galeon.tariffs.sheet import FREIGHT, Basis, Rule, Zone
from galeon.tariffs.words.fee_names import event_name, fee_name
from galeon.tariffs.workbook.codec import written
from galeon.tariffs.workbook.layout import BLOCK_TITLES, BY_MARK, HEAD, RULES, As, Column

ZONES_SHOWN = 6
_TERMS = {column.name: column for column in BY_MARK[RULES].columns}
_HEAD = {column.name: column for column in HEAD}
_ROWS = {table.field: table for table in BY_MARK.values()}


def text(change: Change, language: str) -> str:
    """One line."""
    language = wording.language_code(language)
    with translation.override(language):
        return _Teller(change, language).line()


def percent_text(percent: Decimal, language: str) -> str:
    """+7.3 % and −2 %."""
    sign = "+" if percent > 0 else wording.MINUS if percent < 0 else ""
    return f"{sign}{wording.number(abs(percent), language)} %"


class _Teller:
    def __init__(self, change: Change, language: str) -> None:
        self._change, self._language = change, language

    def line(self) -> str:
        """The whole of it."""
        change = self._change
        match change.kind:
            case Kind.PRICE:
                return self._price()
            case Kind.ADDED:
                return gettext("{what}: new, {price}").format(what=self._what(), price=self._cost(change.after))
            case Kind.REMOVED:
                return gettext("{what}: gone, was {price}").format(what=self._what(), price=self._cost(change.before))
            case Kind.RESHAPED:
                return f"{self._what()}: {self._cost(change.before)} → {self._cost(change.after)}"
            case Kind.TERM:
                return f"{self._what()}: {self._values(_TERMS.get(change.field))}"
            case Kind.HEAD:
                column = _HEAD.get(change.field)
                return self._values(column) if column else gettext("Volumetric divisors: in another order")
            case Kind.TABLE:
                return self._row()
            case _:
                return self._zone()

    def _price(self) -> str:
        change = self._change
        before, after = self._money(change.before), self._money(change.after)
        percent = "" if change.percent is None else f", {percent_text(change.percent, self._language)}"
        part = self._part()
        what = self._what()
        return f"{what}{', ' if what and part else ''}{part}: {before} → {after}{percent}"

    def _part(self) -> str:
        """Which of a rule's two amounts, where it has two."""
        rule, change = self._change.rule, self._change
        if rule is None:
            return ""
        if rule.basis is Basis.FIRST_CONTINUED:
            if change.field == "first_minor":
                return gettext("first {weight} {unit}").format(weight=self._kg(rule.first_milli), unit=change.unit)
            return gettext("each further {weight} {unit}").format(weight=self._kg(rule.step_milli), unit=change.unit)
        return gettext("base") if change.field == "first_minor" else ""

    def _what(self) -> str:
        """Fee, zones, kind of goods and weights: "Registration fee, DE 2-5 kg"."""
        change, rule = self._change, self._change.rule
        named = [gettext("Zone {zone}").format(zone=zone) if zone.isdigit() else zone for zone in change.zones if zone]
        zones = ", ".join(named[:ZONES_SHOWN]) + (f" +{len(named) - ZONES_SHOWN}" if len(named) > ZONES_SHOWN else "")
        where = " ".join(part for part in (zones, self._weights()) if part)
        if rule is None:
            return where
        fee = "" if rule.code == FREIGHT and where else fee_name(rule.code, self._language)
        kind = ", ".join(
            part
            for part in (event_name(rule.event), rule.cargo_class, rule.option, rule.area, rule.tier, rule.origin)
            if part
        )
        told = ", ".join(part for part in (fee, where) if part)
        return f"{told} ({kind})" if kind else told

    def _weights(self) -> str:
        change = self._change
        if change.to_milli is None:
            over = gettext("over {weight} {unit}").format(weight=self._kg(change.over_milli), unit=change.unit)
            return over if change.over_milli else ""
        if not change.over_milli:
            return gettext("up to {weight} {unit}").format(weight=self._kg(change.to_milli), unit=change.unit)
        return f"{self._kg(change.over_milli)}–{self._kg(change.to_milli)} {change.unit}"

    def _cost(self, rule: object) -> str:
        """What a row costs, in short."""
        if not isinstance(rule, Rule):
            return "–"
        amount, first = self._money(rule.amount_minor), self._money(rule.first_minor)
        per = {
            Basis.PER_KG: gettext("{amount} per {unit}"),
            Basis.GRADUATED: gettext("{amount} per {unit} in the bracket"),
            Basis.PER_PIECE: gettext("{amount} per piece"),
            Basis.PER_CBM: gettext("{amount} per m³"),
            Basis.PER_CONTAINER: gettext("{amount} per container"),
        }
        if rule.basis is Basis.FIRST_CONTINUED:
            first_weight, step = self._kg(rule.first_milli), self._kg(rule.step_milli)
            return gettext("{first} first {first_weight} {unit} + {amount} each further {step} {unit}").format(
                first=first, first_weight=first_weight, amount=amount, step=step, unit=self._change.unit
            )
        if rule.basis in (Basis.PERCENT, Basis.PERCENT_OF_VALUE):
            return rule.fuel_table or f"{wording.number(rule.percent, self._language)} %"
        told = per.get(rule.basis, "{amount}").format(amount=amount, unit=self._change.unit)
        return f"{first} + {told}" if rule.first_minor else told

    def _values(self, column: Column | None) -> str:
        """A field by its title: "At least: 23.00 → 25.00"."""
        change = self._change
        if column is None:
            return change.field
        title = gettext(column.title).format(unit=change.unit)
        return f"{title}: {self._value(change.before, column)} → {self._value(change.after, column)}"

    def _value(self, value: object, column: Column) -> str:
        cell = written(value, column.kind, self._change.currency)
        if isinstance(cell, bool):
            return gettext("yes") if cell else gettext("no")
        if isinstance(value, int) and column.kind is As.MONEY:
            return self._money(value)
        if isinstance(cell, Decimal):
            return wording.number(cell, self._language)
        if isinstance(cell, date):
            return wording.day(cell, self._language)
        return str(cell) if cell else "–"

    def _row(self) -> str:
        """A row of steps, divisors or minimums that came or went."""
        change = self._change
        row = change.after if change.before is None else change.before
        table = _ROWS[change.field]
        defaults = {field.name: field.default for field in fields(table.struct)}
        said = [
            f"{gettext(column.title).format(unit=change.unit)} {self._value(getattr(row, column.name), column)}"
            for column in table.columns
            if isinstance(row, Struct) and getattr(row, column.name) != defaults[column.name]
        ]
        title, told = gettext(BLOCK_TITLES[table.mark]), ", ".join(said)
        if change.before is None:
            return gettext("{what}: new, {price}").format(what=title, price=told)
        return gettext("{what}: gone, was {price}").format(what=title, price=told)

    def _zone(self) -> str:
        change = self._change
        zone = ", ".join(change.zones)
        match change.kind:
            case Kind.ZONE_ADDED:
                return gettext("Zone {zone} is new").format(zone=zone)
            case Kind.ZONE_REMOVED:
                return gettext("Zone {zone} is gone").format(zone=zone)
            case Kind.PLACE_ADDED:
                return gettext("{place}: new in zone {zone}").format(place=_place(change.place), zone=change.after)
            case Kind.PLACE_REMOVED:
                return gettext("{place}: no longer served, was in zone {zone}").format(
                    place=_place(change.place), zone=change.before
                )
            case _:
                return gettext("{place}: from zone {before} to zone {after}").format(
                    place=_place(change.place), before=change.before, after=change.after
                )

    def _money(self, minor: object) -> str:
        return wording.amount(minor, self._change.currency, self._language) if isinstance(minor, int) else "–"

    def _kg(self, milli: int) -> str:
        return wording.number(Decimal(milli).scaleb(-3), self._language)


def _place(zone: Zone | None) -> str:
    if zone is None:
        return "–"
    postcodes = f"{zone.postcode_prefix}–{zone.postcode_to}" if zone.postcode_to else zone.postcode_prefix
    told = " ".join(part for part in (zone.country, zone.region, postcodes) if part)
    return f"{told} ({zone.origin})" if zone.origin else told
