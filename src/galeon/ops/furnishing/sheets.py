"""From the tables of a file to the sheets, rates and places that the acts take. Pure."""

from collections.abc import Iterable, Iterator
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from galeon.ops.furnishing.terms import AreaTableTable, Company, Fault, FuelTableTable, PriceTable
from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.engine.postcodes import city_key, key, span
from galeon.tariffs.sheet import Condition, Divisor, Minimum, Rule, Sheet, Step, Zone

T = TypeVar("T")


def sheet_of(prices: PriceTable) -> Sheet:
    """The version that a table describes."""
    zones = (
        Zone(name, *(part.strip() for part in place.split(" ", 1)))
        for name, places in prices.zones.items()
        for place in places
    )
    by_one = (Divisor(divisor=prices.divisor),) if prices.divisor is not None else ()
    return Sheet(
        valid_from=prices.valid_from, valid_to=prices.valid_to, timezone=prices.timezone, currency=prices.currency,
        unit=prices.unit, lengths=prices.lengths, divisors=by_one or tuple(_as(Divisor, row) for row in prices.divisors),
        volumetric_by_piece=prices.volumetric_by_piece, round_by_piece=prices.round_by_piece,
        weight_milli_min=prices.weight_milli_min, piece_milli_max=prices.piece_milli_max,
        minimums=tuple(_as(Minimum, row) for row in prices.minimums), cheaper_bracket=prices.cheaper_bracket,
        zones=(*zones, *(_as(Zone, row) for row in prices.zone)),
        steps=tuple(_as(Step, row) for row in sorted(prices.steps, key=lambda step: step.above_milli)),
        rules=tuple(_as(Rule, row) for row in prices.rule), note=prices.note,
    )  # fmt: skip


def places(table: AreaTableTable) -> list[AreaRow]:
    """An area table's rows, as `dated_faults` has found them to be."""
    return [_place(tier, text) for tier, texts in table.places.items() for text in texts]


def dated_faults(company: Company, countries: frozenset[str]) -> Iterator[Fault]:
    """What is wrong with fuel tables, area tables and exchange rates."""
    yield from _zones("fuel_table", company.fuel_table)
    yield from _zones("area_table", company.area_table)
    for n, fuel in enumerate(company.fuel_table):
        for day, percent in fuel.rates.items():
            if not percent.is_finite() or not 0 <= percent <= 1_000 or percent * 10_000 % 1:
                yield Fault(f"fuel_table[{n}].rates", f"{day}: a percentage has at most four decimals.")
    for n, area in enumerate(company.area_table):
        for tier, texts in area.places.items():
            for text in texts:
                if not _is_place(text, countries):
                    told = f"{text}: write US 995, US 99500-99950, or AE: Al Ruwais."
                    yield Fault(f"area_table[{n}].places.{tier}", told)
    for n, rate in enumerate(company.exchange_rate):
        if not rate.rate.is_finite() or not 0 < rate.rate < 10**9 or rate.rate * 10**8 % 1:
            yield Fault(f"exchange_rate[{n}].rate", "A rate is above zero, with at most eight decimals.")


def _zones(kind: str, tables: Iterable[FuelTableTable | AreaTableTable]) -> Iterator[Fault]:
    for n, table in enumerate(tables):
        try:
            ZoneInfo(table.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield Fault(f"{kind}[{n}].timezone", f"The time zone {table.timezone} is not known.")


def _is_place(text: str, countries: frozenset[str]) -> bool:
    country, _, rest = text.replace(":", " ", 1).partition(" ")
    return country in countries and bool(city_key(rest) if ":" in text else key(rest.partition("-")[0]))


def _place(tier: str, text: str) -> AreaRow:
    if ":" in text:
        country, _, city = text.partition(":")
        return country.strip(), 0, 0, city_key(city), tier
    country, _, postcode = text.partition(" ")
    prefix, _, to = postcode.partition("-")
    return country, *span(prefix, to), "", tier


def _as(kind: type[T], row: msgspec.Struct) -> T:
    """A table of the file as the list's own struct."""
    columns = msgspec.structs.asdict(row)
    if "when" in columns:
        columns["when"] = tuple(Condition(c.measure, c.over, c.up_to) for c in columns["when"])
    return kind(**columns)
