"""Publish what the file prices by, unless it is there already: dated tables, then price lists."""

from collections.abc import Iterator
from datetime import datetime

from galeon.kernel.refusal import Refusal
from galeon.ops.furnishing.sheets import places, sheet_of
from galeon.ops.furnishing.terms import AreaTableTable, Company, Fault, PriceTable
from galeon.tariffs import acts, acts_dated, reads, rows
from galeon.tariffs.models import AreaRow, AreaVersion, PriceVersion
from galeon.tariffs.sheet import ListKey


def publish(
    table: PriceTable, service_id: int, account_id: int | None, agent_id: int | None, at: datetime
) -> str | tuple[Refusal, ...]:
    """What was done, in words; or every fault."""
    key = ListKey(
        table.code, table.name, service_id, table.currency, table.level or "", account_id, table.side, agent_id,
        table.supplier, table.dated_by,
    )  # fmt: skip
    sheet = sheet_of(table)
    last = PriceVersion.objects.filter(price_list__code=table.code).select_related("price_list").order_by("-no").first()
    if last is not None and last.published_at is not None:
        there = rows.list_key(last.price_list)
        if _renamed(there, key) == key and reads.sheet(last.pk) == sheet:
            return f"version {last.no} is there already"
    drafted = acts.draft(key, sheet, None, at)
    if not isinstance(drafted, int):
        return drafted
    published = acts.publish(drafted, None, at)
    if isinstance(published, Refusal):
        return (published,)
    return f"version {(last.no if last else 0) + 1} published, in force from {sheet.valid_from}"


def tables(company: Company, at: datetime) -> Iterator[str | Fault]:
    """Enter fuel percentages, remote areas and exchange rates; a line for each of what was done, or a fault."""
    for n, fuel in enumerate(company.fuel_table):
        opened = acts_dated.open_fuel(fuel.code, fuel.name, fuel.timezone)
        entered = opened if isinstance(opened, Refusal) else acts_dated.set_fuel(
            fuel.code, sorted(fuel.rates.items()), None, at
        )  # fmt: skip
        if isinstance(entered, Refusal):
            yield Fault(f"fuel_table[{n}]", entered.text())
        else:
            yield f"fuel table {fuel.code}: {f'{entered} rates entered' if entered else 'there already'}"
    for n, area in enumerate(company.area_table):
        told = _areas(area, at)
        yield Fault(f"area_table[{n}]", told.text()) if isinstance(told, Refusal) else f"area table {area.code}: {told}"
    for n, rate in enumerate(company.exchange_rate):
        found = acts_dated.set_rate(rate.base, rate.quote, rate.valid_from, rate.rate, None, at)
        if isinstance(found, Refusal):
            yield Fault(f"exchange_rate[{n}]", found.text())


def _areas(table: AreaTableTable, at: datetime) -> str | Refusal:
    opened = acts_dated.open_areas(table.code, table.name, table.timezone)
    if isinstance(opened, Refusal):
        return opened
    wanted = places(table)
    last = AreaVersion.objects.filter(table_id=opened, published_at__isnull=False).order_by("-no").first()
    if last is not None and last.valid_from == table.valid_from:
        there = AreaRow.objects.filter(version=last).values_list("country", "from_key", "to_key", "city", "tier")
        if sorted(there) == sorted(wanted):
            return "there already"
    edition = acts_dated.load_areas(table.code, wanted, table.valid_from, None, at)
    if isinstance(edition, Refusal):
        return edition
    published = acts_dated.publish_areas(edition.id, None, at)
    return published if isinstance(published, Refusal) else f"edition {edition.no} published, {edition.rows} places"


def _renamed(there: ListKey, key: ListKey) -> ListKey:
    """A list may be called otherwise without being another."""
    from msgspec.structs import replace

    return replace(there, name=key.name)
