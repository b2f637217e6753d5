"""What is wrong with a company before anything of it is opened. Pure: `check(company, known)` names every fault."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from babel import Locale

from galeon.ops.furnishing.sheets import dated_faults, sheet_of
from galeon.ops.furnishing.terms import Company, Fault, PriceTable, RangeTable, ServiceTable
from galeon.tariffs.checks.check import check as check_sheet
from galeon.tariffs.sheet import Side

POSTCODE_MAX = 12


class Known(msgspec.Struct, frozen=True):
    """What the database has already, by code."""

    countries: frozenset[str]
    ports: frozenset[str]
    sites: frozenset[str] = frozenset()
    ranges: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()


def check(company: Company, known: Known) -> list[Fault]:
    """Every fault that the file alone, and the codes it may name, can tell."""
    return [
        *_once(company),
        *_sites(company, known),
        *_ranges(company.number_range),
        *(fault for n, service in enumerate(company.service) for fault in _service(f"service[{n}]", service, company, known)),
        *_accounts(company, known),
        *dated_faults(company, known.countries),
        *(fault for n, prices in enumerate(company.price_list) for fault in _prices(f"price_list[{n}]", prices, company, known)),
    ]  # fmt: skip


def _once(company: Company) -> Iterator[Fault]:
    """Nothing is named twice: sites, ranges, services, levels, accounts, lists, and people by their e-mail."""
    for table in (
        "site",
        "number_range",
        "service",
        "level",
        "agent",
        "entity",
        "account",
        "fuel_table",
        "area_table",
        "price_list",
    ):
        yield from _repeated((f"{table}[{n}].code", row.code) for n, row in enumerate(getattr(company, table)))
    yield from _repeated((f"station[{n}].site", row.site) for n, row in enumerate(company.station))
    people = [(f"member[{n}].email", row.email.lower()) for n, row in enumerate(company.member)]
    people += [
        (f"account[{n}].member[{m}].email", row.email.lower())
        for n, account in enumerate(company.account)
        for m, row in enumerate(account.member)
    ]
    yield from _repeated(people)


def _repeated(named: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Fault(place, f"{name} stands in the file twice.")
        seen.add(name)


def _sites(company: Company, known: Known) -> Iterator[Fault]:
    sites = known.sites | {site.code for site in company.site}
    for n, site in enumerate(company.site):
        place = f"site[{n}]"
        yield from _named(f"{place}.country", site.country, known.countries, "country")
        yield from _named(f"{place}.port", site.port, known.ports, "port")
        yield from _zone(f"{place}.timezone", site.timezone)
        for name, degrees, most in (("latitude", site.latitude, 90), ("longitude", site.longitude, 180)):
            if degrees is not None and not abs(degrees) <= most:
                yield Fault(f"{place}.{name}", f"Degrees go from -{most} to {most}.")
    for n, station in enumerate(company.station):
        yield from _named(f"station[{n}].site", station.site, sites, "site")
    for n, member in enumerate(company.member):
        yield from _named(f"member[{n}].site", member.site, sites, "site")
        if member.role == "station" and member.site is None:
            yield Fault(f"member[{n}].site", "Who works at a station needs a site.")


def _ranges(ranges: Iterable[RangeTable]) -> Iterator[Fault]:
    shapes: dict[tuple[str, int, str], str] = {}
    for n, one in enumerate(ranges):
        place = f"number_range[{n}]"
        if one.first >= 10**one.digits:
            yield Fault(f"{place}.first", f"{one.first} has more than {one.digits} digits.")
        if one.check_digit == "s10" and not (one.digits == 8 and len(one.prefix) == len(one.suffix) == 2):
            yield Fault(
                f"{place}.check_digit", "An S10 number has two letters, 8 digits, the check digit, two letters."
            )
        shape = (one.prefix, one.digits, one.suffix)
        if shape in shapes:
            yield Fault(f"{place}.prefix", f"The numbers look like those of {shapes[shape]}.")
        shapes[shape] = one.code


def _service(place: str, service: ServiceTable, company: Company, known: Known) -> Iterator[Fault]:
    yield from _named(f"{place}.site", service.site, known.sites | {s.code for s in company.site}, "site")
    ranges = known.ranges | {r.code for r in company.number_range}
    yield from _named(f"{place}.number_range", service.number_range, ranges, "number range")
    for n, country in enumerate(service.countries):
        yield from _named(f"{place}.countries[{n}]", country, known.countries, "country")
    yield from _repeated((f"{place}.countries[{n}]", country) for n, country in enumerate(service.countries))
    if service.weight_g_min > service.weight_g_max:
        yield Fault(f"{place}.weight_g_min", "The least weight is above the most.")
    if service.days_min > service.days_max:
        yield Fault(f"{place}.days_min", "The fewest days are more than the most.")
    for n, leg in enumerate(service.leg):
        yield from _named(f"{place}.leg[{n}].origin", leg.origin, known.ports, "port")
        yield from _named(f"{place}.leg[{n}].destination", leg.destination, known.ports, "port")


def _accounts(company: Company, known: Known) -> Iterator[Fault]:
    levels = known.levels | {level.code for level in company.level}
    for n, account in enumerate(company.account):
        place = f"account[{n}]"
        yield from _named(f"{place}.level", account.level, levels, "level")
        yield from _named(f"{place}.currency", account.currency, Locale("en").currencies, "currency")
        yield from _zone(f"{place}.timezone", account.timezone)
        yield from _named(f"{place}.agent", account.agent, _agents(company, known), "agent")
        entities = known.entities | {entity.code for entity in company.entity}
        yield from _named(f"{place}.entity", account.entity, entities, "company")
    for n, agent in enumerate(company.agent):
        yield from _named(f"agent[{n}].currency", agent.currency, Locale("en").currencies, "currency")


def _agents(company: Company, known: Known) -> frozenset[str]:
    return known.agents | {agent.code for agent in company.agent}


def _prices(place: str, prices: PriceTable, company: Company, known: Known) -> Iterator[Fault]:
    yield from _named(f"{place}.service", prices.service, known.services | {s.code for s in company.service}, "service")
    yield from _named(f"{place}.level", prices.level, known.levels | {x.code for x in company.level}, "level")
    yield from _named(f"{place}.account", prices.account, known.accounts | {a.code for a in company.account}, "account")
    yield from _named(f"{place}.currency", prices.currency, Locale("en").currencies, "currency")
    yield from _named(f"{place}.agent", prices.agent, _agents(company, known), "agent")
    yield from _for_whom(place, prices)
    if odd := [*_odd(place, prices)]:  # arithmetic with such numbers raises
        yield from odd
        return
    sheet = sheet_of(prices)
    for zone in sheet.zones:
        yield from _named(f"{place}.zones.{zone.code}", zone.country, known.countries, "country")
        if len(zone.postcode_prefix) > POSTCODE_MAX:
            yield Fault(f"{place}.zones.{zone.code}", f"A postcode has at most {POSTCODE_MAX} characters.")
    for fault in check_sheet(sheet):
        field = (fault.field or "").replace("rules", "rule")
        yield Fault(f"{place}.{'zones' if field.startswith('zones') else field}", fault.text())


def _for_whom(place: str, prices: PriceTable) -> Iterator[Fault]:
    """Which keys go with which side."""
    if prices.level and prices.account:
        yield Fault(f"{place}.account", "A list is for a level or for an account, not for both.")
    if prices.side is not Side.SALE and (prices.level or prices.account):
        yield Fault(f"{place}.side", "Only a sale list is for a level or an account.")
    if prices.side is not Side.AGENT and prices.agent:
        yield Fault(f"{place}.agent", "Only an agents' list is for an agent.")
    if (prices.side is Side.COST) != bool(prices.supplier):
        yield Fault(f"{place}.supplier", "A cost list names its supplier, and no other list does.")
    if prices.divisor is not None and prices.divisors:
        yield Fault(f"{place}.divisor", "Write divisor or divisors, not both.")


def _odd(place: str, prices: PriceTable) -> Iterator[Fault]:
    for n, rule in enumerate(prices.rule):
        for name, number in (("percent", rule.percent), ("factor", rule.factor)):
            if not number.is_finite() or number.adjusted() > 3:
                told = "This is no percentage." if name == "percent" else "This is no factor."
                yield Fault(f"{place}.rule[{n}].{name}", told)


def _named(place: str, code: str | None, known: Iterable[str], what: str) -> Iterator[Fault]:
    if code is not None and code not in known:
        yield Fault(place, f"There is no {what} {code}.")


def _zone(place: str, name: str) -> Iterator[Fault]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(place, f"The time zone {name} is not known.")
