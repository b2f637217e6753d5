"""The dated tables as pages show them: fuel percentages, remote areas, exchange rates; for staff."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

from galeon.tariffs.models import AreaTable, AreaVersion, FuelRate, FuelTable, FxRate, PriceRule


class FuelRow(Struct, frozen=True):
    """A percentage from a day on; entered_by: the person's name, "" where no person did it."""

    valid_from: date
    percent: Decimal
    entered_at: datetime
    entered_by: str


class FuelTableRow(Struct, frozen=True):
    """A fuel table, its rates newest first; is_used: a published price list refers to it."""

    id: int
    code: str
    name: str
    timezone: str
    is_used: bool
    rates: tuple[FuelRow, ...]


class EditionRow(Struct, frozen=True):
    """An edition of an area table; published_at None: loaded, not yet in force."""

    id: int
    no: int
    valid_from: date
    rows: int
    tiers: tuple[str, ...]
    loaded_at: datetime
    loaded_by: str
    published_at: datetime | None


class AreaTableRow(Struct, frozen=True):
    """An area table, its editions newest first; is_used: a published price list refers to it."""

    id: int
    code: str
    name: str
    timezone: str
    is_used: bool
    editions: tuple[EditionRow, ...]


class FxRow(Struct, frozen=True):
    """One unit of `base` in `quote` from a day on."""

    base: str
    quote: str
    valid_from: date
    rate: Decimal
    entered_at: datetime
    entered_by: str


def fuel_tables() -> list[FuelTableRow]:
    """Every fuel table, by code."""
    rates: dict[int, list[FuelRow]] = {}
    for rate in FuelRate.objects.select_related("entered_by").order_by("-valid_from"):
        person = rate.entered_by.name if rate.entered_by else ""
        row = FuelRow(rate.valid_from, rate.percent, rate.entered_at, person)
        rates.setdefault(rate.table_id, []).append(row)
    used = _used("fuel_table")
    return [
        FuelTableRow(t.pk, t.code, t.name, t.timezone, t.code in used, tuple(rates.get(t.pk, ())))
        for t in FuelTable.objects.order_by("code")
    ]


def area_tables() -> list[AreaTableRow]:
    """Every area table, by code."""
    editions: dict[int, list[EditionRow]] = {}
    for e in AreaVersion.objects.select_related("loaded_by").order_by("-no"):
        person = e.loaded_by.name if e.loaded_by else ""
        row = EditionRow(e.pk, e.no, e.valid_from, e.rows, tuple(e.tiers), e.loaded_at, person, e.published_at)
        editions.setdefault(e.table_id, []).append(row)
    used = _used("area")
    return [
        AreaTableRow(t.pk, t.code, t.name, t.timezone, t.code in used, tuple(editions.get(t.pk, ())))
        for t in AreaTable.objects.order_by("code")
    ]


def fx_rates() -> list[FxRow]:
    """Every exchange rate, by pair, the newest first."""
    return [
        FxRow(x.base, x.quote, x.valid_from, x.rate, x.entered_at, x.entered_by.name if x.entered_by else "")
        for x in FxRate.objects.select_related("entered_by").order_by("base", "quote", "-valid_from")
    ]


def _used(column: str) -> set[str]:
    """The codes that published versions refer to."""
    rows = PriceRule.objects.filter(version__published_at__isnull=False).exclude(**{column: ""})
    return set(rows.values_list(column, flat=True).distinct())
