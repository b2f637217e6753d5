"""What a list names must be there: countries, services, levels, tables, sites. Queries only."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection

from galeon.kernel.refusal import Refusal
from galeon.network.models import Country, Service, Site
from galeon.parties.models import Account, Agent, Level
from galeon.tariffs.models import AreaVersion
from galeon.tariffs.sheet import ListKey, Sheet, Side


def countries_unknown(sheet: Sheet) -> tuple[Refusal, ...]:
    """Zones of countries there are not."""
    known = set(Country.objects.filter(pk__in={zone.country for zone in sheet.zones}).values_list("pk", flat=True))
    return tuple(
        _refusal("country_unknown", f"zones[{n}].country", "There is no country {country}.", country=zone.country)
        for n, zone in enumerate(sheet.zones)
        if zone.country not in known
    )


def key_fault(key: ListKey) -> Refusal | None:
    """What keeps a new list from being opened; None where nothing does."""
    for field, is_there in (
        ("service_id", Service.objects.filter(pk=key.service_id)),
        ("level", Level.objects.filter(pk=key.level) if key.level else None),
        ("account_id", Account.objects.filter(pk=key.account_id) if key.account_id is not None else None),
        ("agent_id", Agent.objects.filter(pk=key.agent_id) if key.agent_id is not None else None),
    ):
        if is_there is not None and not is_there.exists():
            return _refusal(f"{field.removesuffix('_id')}_unknown", field, "What the list is for is not there.")
    if key.side is not Side.SALE and (key.level or key.account_id is not None):
        return _refusal("list_side", "side", "Only a sale list is for a level or an account.")
    if key.level and key.account_id is not None:
        return _refusal("list_side", "account_id", "A list is for a level or for an account, not for both.")
    if key.side is not Side.AGENT and key.agent_id is not None:
        return _refusal("list_side", "agent_id", "Only an agents' list is for an agent.")
    if (key.side is Side.COST) != bool(key.supplier):
        return _refusal("list_side", "supplier", "A cost list names its supplier, and no other list does.")
    return None


def unknown(sheet: Sheet) -> tuple[Refusal, ...]:
    """Tables without a rate or an edition on the sheet's first day, tiers no edition has, sites there are not."""
    return (*_tables(sheet), *_sites(sheet))


def _tables(sheet: Sheet) -> Iterator[Refusal]:
    fuels = _begun("fuel_rate", "fuel_table", "", {rule.fuel_table for rule in sheet.rules if rule.fuel_table})
    areas = _begun(
        "area_version", "area_table", "AND r.published_at IS NOT NULL", {rule.area for rule in sheet.rules if rule.area}
    )
    tiers = _tiers({rule.area for rule in sheet.rules if rule.tier})
    for n, rule in enumerate(sheet.rules):
        if rule.fuel_table:
            yield from _dated(f"rules[{n}].fuel_table", rule.fuel_table, fuels, sheet.valid_from)
        if rule.area:
            yield from _dated(f"rules[{n}].area", rule.area, areas, sheet.valid_from)
        if rule.tier and areas.get(rule.area) is not None and (rule.area, rule.tier) not in tiers:
            yield _refusal(
                "tier_unknown", f"rules[{n}].tier", "Table {table} has no tier {tier}.", table=rule.area, tier=rule.tier
            )


def _dated(field: str, code: str, begun: dict[str, date | None], day: date) -> Iterator[Refusal]:
    if code not in begun:
        yield _refusal("table_unknown", field, "There is no table {table}.", table=code)
    elif (since := begun[code]) is None or since > day:
        yield _refusal(
            "table_begins_later", field, "Table {table} says nothing on {day}.", table=code, day=day.isoformat()
        )


def _begun(rows: str, tables: str, condition: str, codes: Iterable[str]) -> dict[str, date | None]:
    """The first day each of these tables says something, by code; None where it says nothing yet."""
    if not (wanted := sorted(codes)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.code, min(r.valid_from) FROM {tables} t LEFT JOIN {rows} r ON r.table_id = t.id {condition} "  # noqa: S608  names of ours
            "WHERE t.code = ANY (%s) GROUP BY t.code",
            [wanted],
        )
        return dict(cursor.fetchall())


def _tiers(codes: Iterable[str]) -> set[tuple[str, str]]:
    editions = AreaVersion.objects.filter(table__code__in=sorted(codes), published_at__isnull=False)
    return {(code, tier) for code, tiers in editions.values_list("table__code", "tiers") for tier in tiers}


def _sites(sheet: Sheet) -> Iterator[Refusal]:
    named = [(f"zones[{n}].origin", zone.origin) for n, zone in enumerate(sheet.zones)]
    named += [(f"rules[{n}].origin", rule.origin) for n, rule in enumerate(sheet.rules)]
    wanted = {code for _, code in named if code}
    known = set(Site.objects.filter(code__in=wanted).values_list("code", flat=True)) if wanted else set()
    for field, code in named:
        if code and code not in known:
            yield _refusal("site_unknown", field, "There is no site {site}.", site=code)


def _refusal(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
