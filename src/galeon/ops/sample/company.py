"""The sample company: its three sites, four services (two from stock overseas), merchants, an agent, and who logs in."""

from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import set_limit
from galeon.network.acts import Leg, open_range, open_service, open_site
from galeon.network.models import Service, Site
from galeon.ops.sample import lists, prices
from galeon.parties.acts import HOUSE_ID, NewAccount, add_member, open_account, open_agent, set_password
from galeon.parties.models import Account

T = TypeVar("T")


class Merchant(Struct, frozen=True, kw_only=True):
    """A merchant and how it trades: which wares, by which services (weights), how many orders in 60 days, sent how."""

    new: NewAccount
    limit_minor: int
    wares: str
    services: dict[str, int]
    orders: int
    countries: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]
    source: str = "api"


class House(Struct, frozen=True):
    """What was opened: sites and services by code, accounts by code."""

    sites: dict[str, Site]
    services: dict[str, Service]
    accounts: dict[str, Account]


def _account(
    code: str,
    name: str,
    level: str,
    currency: str,
    terms: str,
    due_days: int,
    timezone: str = "Asia/Shanghai",
    language: str = "en",
) -> NewAccount:
    return NewAccount(
        code=code, name=name, level=level, currency=currency, terms=terms, due_days=due_days, timezone=timezone,
        language=language, email=f"accounts@{code.lower()}.example",
    )  # fmt: skip


MERCHANTS = (
    Merchant(
        new=_account("LUMEN", "深圳流明家居 Lumen Home", "gold", "CNY", "credit", 15, language="zh-hans"),
        limit_minor=20_000_000, wares="home", services={"GX-EXPRESS": 5, "GX-USLINE": 5}, orders=120,
        countries=("US", "DE", "JP", "GB", "AE", "KR", "FR", "HU"),
        people=(("merchant@lumen.example", "林晓", "owner"), ("clerk@lumen.example", "周敏", "clerk")),
    ),
    Merchant(
        new=_account("SAKURA", "Sakura Apparel 樱花服饰", "standard", "CNY", "prepaid", 0, language="zh-hans"),
        limit_minor=0, wares="wear", services={"GX-EXPRESS": 3, "GX-USLINE": 7}, orders=75,
        countries=("US", "GR", "GR", "UA", "SA", "TR", "CA", "NL"),
        people=(("merchant@sakura.example", "佐藤 美咲", "owner"),),
        source="yunexpress",
    ),
    Merchant(
        new=_account(
            "NORTHWIND", "Northwind Gadgets LLC", "silver", "USD", "credit", 30, timezone="America/Los_Angeles",
        ),
        limit_minor=2_000_000, wares="tech", services={"GX-USLINE": 8, "GX-EXPRESS": 2}, orders=85,
        countries=("US", "US", "CA", "MX", "AU", "SG"),
        people=(("merchant@northwind.example", "Dana Whitfield", "owner"),),
    ),
    Merchant(
        new=_account(
            "OLIVA", "Oliva y Sal, S.L.", "standard", "EUR", "credit", 30, timezone="Europe/Madrid", language="es",
        ),
        limit_minor=800_000, wares="kitchen", services={"GX-IBERIA": 1}, orders=60,
        countries=("ES", "ES", "PT", "FR", "IT", "PL", "CZ", "BG"),
        people=(("merchant@oliva.example", "Begoña Ibáñez", "owner"),),
        source="form",
    ),
    Merchant(
        new=_account("PANDA", "成都熊猫玩具 Panda Toys", "trial", "CNY", "prepaid", 0, language="zh-hans"),
        limit_minor=0, wares="toys", services={"GX-EXPRESS": 4, "GX-USLINE": 6}, orders=45,
        countries=("US", "TH", "IL", "ES", "IT", "HK"),
        people=(("merchant@panda.example", "陈熊", "owner"),),
        source="sheet",
    ),
    Merchant(
        new=_account("ORIENT", "Orient Garden Supplies", "standard", "CNY", "credit", 15),
        limit_minor=3_000_000, wares="garden", services={"GX-USLINE": 1}, orders=30,
        countries=("US", "US", "CA"),
        people=(("merchant@orient.example", "Wu Jianguo", "owner"),),
    ),
)  # fmt: skip

BROUGHT = "SAKURA"  # by an agent

STAFF = (
    ("admin@galeon.example", "Marta Salcedo", "admin", ""),
    ("operations@galeon.example", "何志远", "operations", "SZX1"),
    ("station@galeon.example", "刘芳", "station", "SZX1"),
    ("station@madrid.example", "Álvaro Peña", "station", "MAD1"),
    ("station@losangeles.example", "Rosa Delgado", "station", "LAX1"),
    ("finance@galeon.example", "Ingrid Møller", "finance", ""),
    ("pricing@galeon.example", "Tomasz Zieliński", "pricing", ""),
)


def open_house(password: str, since: datetime, now: datetime) -> House:
    """Open everything the story needs, as if it had stood since `since`; a draft of next month's prices is of yesterday."""
    sites = _sites()
    services = _services(sites)
    agent_id = sure(open_agent("HEXING", "和兴货代 Hexing Forwarding", "CNY"))
    accounts = {m.new.code: _open(m, since, agent_id) for m in MERCHANTS}
    staff = _members(password, accounts, sites)
    prices.open_tables(since.date(), now.date(), since)
    publishing = prices.Publishing(services, since, now.date())
    publishing.everything({code: account.pk for code, account in accounts.items()}, agent_id)
    publishing.draft(staff["pricing"], now - timedelta(days=1))
    return House(sites, services, accounts)


def _sites() -> dict[str, Site]:
    rows = (
        ("SZX1", "Shenzhen hub", "hub", "CN", "CNSZX", "深圳", "深圳市宝安区福永街道航城大道88号", "Asia/Shanghai", 22_665_000, 113_824_000),
        ("MAD1", "Madrid hub", "hub", "ES", "ESMAD", "Madrid", "Calle de la Carga Aérea 7, 28042 Madrid", "Europe/Madrid",
         40_462_000, -3_584_000),
        ("LAX1", "Los Angeles warehouse", "warehouse", "US", "USLAX", "Los Angeles", "5300 W Century Blvd, Los Angeles, CA 90045",
         "America/Los_Angeles", 33_945_000, -118_378_000),
    )  # fmt: skip
    return {
        code: open_site(
            Site(
                code=code, name=name, kind=kind, country_id=country, port_id=port, city=city, address=address,
                timezone=timezone, latitude_udeg=latitude, longitude_udeg=longitude,
            )
        )
        for code, name, kind, country, port, city, address, timezone, latitude, longitude in rows
    }  # fmt: skip


def _services(sites: dict[str, Site]) -> dict[str, Service]:
    express = Service(
        code="GX-EXPRESS", name_en="Express worldwide", name_es="Exprés mundial", name_zh="全球快递", mode="express",
        weight_g_max=lists.EXPRESS_WEIGHT_G, divisor_cm3_per_kg=5_000, cargo_classes=["general", "battery"],
        carrier="ups", number_range=open_range("GX", "GX", 10, "mod10"), origin_site=sites["SZX1"], days_min=3, days_max=6,
    )  # fmt: skip
    line = Service(
        code="GX-USLINE", name_en="US air line, consolidated", name_es="Línea aérea a EE. UU., consolidada", name_zh="美国空运集运专线",
        mode="consolidated", weight_g_max=lists.LINE_WEIGHT_G, length_mm_max=1_200, cargo_classes=["general", "battery"],
        carrier="ups", number_range=open_range("GL", "GL", 10, "mod10"), origin_site=sites["SZX1"], days_min=7, days_max=12,
    )  # fmt: skip
    iberia = Service(
        code="GX-IBERIA", name_en="Madrid warehouse to Europe", name_es="Almacén de Madrid a Europa",
        name_zh="马德里海外仓派送", mode="overseas", weight_g_max=lists.UNION_WEIGHT_G, divisor_cm3_per_kg=6_000,
        cargo_classes=["general"], carrier="dpd", number_range=open_range("GI", "GI", 10, "mod10"),
        origin_site=sites["MAD1"], days_min=1, days_max=4,
    )  # fmt: skip
    angels = Service(
        code="GX-LAX", name_en="Los Angeles warehouse to the US", name_es="Almacén de Los Ángeles a EE. UU.",
        name_zh="洛杉矶海外仓派送", mode="overseas", weight_g_max=lists.LINE_WEIGHT_G, divisor_cm3_per_kg=6_000,
        cargo_classes=["general", "battery"], carrier="ups", number_range=open_range("GW", "GW", 10, "mod10"),
        origin_site=sites["LAX1"], days_min=2, days_max=5,
    )  # fmt: skip
    first, last = (
        Leg(kind="first_mile", transport="road", days=1),
        Leg(kind="last_mile", transport="road", days=3, carrier="ups"),
    )
    flight = Leg(kind="line_haul", transport="air", days=2, origin="CNSZX", destination="USLAX")
    customs = Leg(kind="customs", transport="air", days=1)
    world = (*lists.AMERICAS, *lists.EUROPE, *lists.ASIA)
    return {
        "GX-EXPRESS": open_service(express, world, [first, last]),
        "GX-USLINE": open_service(line, lists.LINE, [first, flight, customs, last]),
        "GX-IBERIA": open_service(
            iberia, lists.UNION, [Leg(kind="last_mile", transport="road", days=2, carrier="dpd")]
        ),
        "GX-LAX": open_service(angels, ("US",), [last]),
    }


def _open(merchant: Merchant, since: datetime, agent_id: int) -> Account:
    new = replace(merchant.new, agent_id=agent_id) if merchant.new.code == BROUGHT else merchant.new
    account = sure(open_account(new, since))
    set_limit(account.pk, merchant.new.currency, merchant.limit_minor)
    return account


def _members(password: str, accounts: dict[str, Account], sites: dict[str, Site]) -> dict[str, int]:
    """Who logs in; the last person of ours in each role."""
    merchants = [
        sure(add_member(accounts[m.new.code].pk, email, name, role, None, language=m.new.language))
        for m in MERCHANTS
        for email, name, role in m.people
    ]
    staff = [
        sure(add_member(HOUSE_ID, email, name, role, None, site_id=sites[site].pk if site else None))
        for email, name, role, site in STAFF
    ]
    set_password([member.user_id for member in merchants + staff], password)
    return {member.role: member.user_id for member in staff}


def sure(answer: T | Refusal) -> T:
    """The answer, which in the sample company is never a refusal."""
    if isinstance(answer, Refusal):
        raise TypeError(f"{answer.code}: {answer.message} {answer.params}")
    return answer
