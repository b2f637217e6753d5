"""What stands in the file: one struct a table, in the order in which they are opened. Columns mean what models say."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from galeon.billing.statements.cycles import PATTERN
from galeon.tariffs.sheet import Condition, DatedBy, Divisor, Lengths, Minimum, Rule, Side, Step, Unit, Zone
from galeon.warehouse.station import Rules

Code = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_-]*$", max_length=24)]
TableCode = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=24)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
Locode = Annotated[str, Meta(pattern="^[A-Z]{2}[A-Z2-9]{3}$")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
Language = Literal["en", "es", "zh-hans"]
Small = Annotated[int, Meta(ge=0, le=32_767)]
Amount = Annotated[int, Meta(ge=0, le=2_147_483_647)]
Positive = Annotated[int, Meta(ge=1, le=2_147_483_647)]
Minor = Annotated[int, Meta(ge=0, le=10**15)]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key it does not know is a fault, as it is most likely misspelt."""


class SiteTable(Table, frozen=True):
    """`[[site]]`: a hub, warehouse or office of ours. Degrees as decimals."""

    code: Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_-]*$", max_length=12)]
    name: Name
    kind: Literal["hub", "warehouse", "office"]
    country: Country
    city: Name
    timezone: str
    port: Locode | None = None
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class StationTable(Rules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[station]]`: how forgiving the stations of a site are, where they are not as everywhere."""

    site: str
    tolerance_percent: Small = 20
    tolerance_g: Amount = 200
    repeat_s: Small = 60
    bounce_s: Small = 3
    undo_s: Amount = 900
    weight_g_max: Amount = 1_000_000


class RangeTable(Table, frozen=True):
    """`[[number_range]]`: what waybill numbers look like: prefix + digits + check digit + suffix, from `first` on."""

    code: Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_-]*$", max_length=20)]
    prefix: Annotated[str, Meta(pattern="^[A-Z0-9]{0,8}$")]
    digits: Annotated[int, Meta(ge=4, le=15)]
    check_digit: Literal["none", "mod10", "s10"] = "mod10"
    suffix: Annotated[str, Meta(pattern="^[A-Z0-9]{0,4}$")] = ""
    first: Annotated[int, Meta(ge=0)] = 1


class LegTable(Table, frozen=True):
    """`[[service.leg]]`: one leg, in order."""

    kind: Literal["first_mile", "line_haul", "customs", "last_mile"]
    transport: Literal["air", "sea", "rail", "road"]
    days: Small
    origin: Locode | None = None
    destination: Locode | None = None
    carrier: Annotated[str, Meta(max_length=16)] = ""


class ServiceTable(Table, frozen=True):
    """`[[service]]`: a product line; `site` and `number_range` by their codes."""

    code: Code
    name_en: Name
    name_es: Name
    name_zh: Name
    mode: Literal["express", "consolidated", "overseas"]
    site: str
    number_range: str
    countries: Annotated[tuple[Country, ...], Meta(min_length=1)]
    weight_g_max: Positive
    days_min: Small
    days_max: Small
    weight_g_min: Positive = 1
    length_mm_max: Positive = 2_000
    girth_mm_max: Positive | None = None
    declared_minor_max: Minor | None = None
    divisor_cm3_per_kg: Positive | None = None
    cargo_classes: Annotated[tuple[Annotated[str, Meta(pattern="^[a-z_]{1,16}$")], ...], Meta(min_length=1)] = (
        "general",
    )
    carrier: Annotated[str, Meta(max_length=16)] = ""
    leg: tuple[LegTable, ...] = ()


class LevelTable(Table, frozen=True):
    """`[[level]]`: a customer level beside the four every installation has (trial, standard, silver, gold)."""

    code: Annotated[str, Meta(pattern="^[a-z0-9_-]{1,16}$")]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    rank: Small = 0


class PersonTable(Table, frozen=True):
    """`[[account.member]]`: a person of a merchant."""

    email: Email
    name: Name
    role: Literal["owner", "clerk"] = "owner"
    language: Language = "en"


class StaffTable(Table, frozen=True):
    """`[[member]]`: a person of ours, at a site or at all of them."""

    email: Email
    name: Name
    role: Literal["admin", "operations", "station", "finance", "pricing"]
    language: Language = "en"
    site: str | None = None


class AgentTable(Table, frozen=True):
    """`[[agent]]`: a forwarder who brings customers, settled in `currency`."""

    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    currency: Currency


class EntityTable(Table, frozen=True):
    """`[[entity]]`: a company of ours that invoices. HOUSE is there from the start and may be described once."""

    code: Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_-]*$", max_length=16)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    country: Country
    currency: Currency
    prefix: Annotated[str, Meta(pattern="^[A-Z0-9]{1,8}$")]
    timezone: str = "Asia/Shanghai"
    address: Annotated[str, Meta(max_length=300)] = ""
    tax_number: Annotated[str, Meta(max_length=30)] = ""
    payment_text: Annotated[str, Meta(max_length=400)] = ""


class AccountTable(Table, frozen=True):
    """`[[account]]`: a merchant. `limit_minor`: how far below zero its balance may go. `entity`: who invoices it."""

    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    currency: Currency
    level: str = "standard"
    timezone: str = "Asia/Shanghai"
    language: Language = "en"
    terms: Literal["prepaid", "credit"] = "prepaid"
    cycle: Annotated[str, Meta(pattern=PATTERN)] = "monthly"
    due_days: Small = 0
    email: Email | Literal[""] = ""
    limit_minor: Minor = 0
    agent: str | None = None
    entity: str | None = None
    member: tuple[PersonTable, ...] = ()


class FuelTableTable(Table, frozen=True):
    """`[[fuel_table]]`: percentages by their first day, as `"2026-11-01" = 21.5`."""

    code: TableCode
    name: Name
    rates: dict[date, Decimal]
    timezone: str = "Asia/Shanghai"


class AreaTableTable(Table, frozen=True):
    """`[[area_table]]`: places by tier: `US 995`, a stretch `US 99500-99950`, or a city `AE: Al Ruwais`."""

    code: TableCode
    name: Name
    valid_from: date
    places: dict[Annotated[str, Meta(max_length=12)], tuple[str, ...]]
    timezone: str = "Asia/Shanghai"


class RateTable(Table, frozen=True):
    """`[[exchange_rate]]`: one unit of `base` in `quote` from a day on."""

    base: Currency
    quote: Currency
    valid_from: date
    rate: Decimal


class ConditionTable(Condition, frozen=True, forbid_unknown_fields=True):
    """One of `when`: true where `over` < the measure <= `up_to`."""


class RuleTable(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[price_list.rule]]`: `tariffs.sheet.Rule` says what each key means; here they fit their columns."""

    first_milli: Amount = 0
    step_milli: Amount = 0
    cargo_class: Annotated[str, Meta(max_length=16)] = ""
    when: tuple[ConditionTable, ...] = ()


class StepTable(Step, frozen=True, forbid_unknown_fields=True):
    """One of `steps`: weights above `above_milli` are rounded up to `step_milli`."""


class ZoneTable(Zone, frozen=True, forbid_unknown_fields=True):
    """`[[price_list.zone]]`: one row of a zone with everything it may have; `zones` is shorter where that is enough."""


class DivisorTable(Divisor, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of `divisors`, where one for every shipment is not enough."""

    when: tuple[ConditionTable, ...] = ()


class MinimumTable(Minimum, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of `minimums`: the least weight of some pieces."""

    when: tuple[ConditionTable, ...] = ()


class PriceTable(Table, frozen=True):
    """`[[price_list]]`: for everybody, a level, or one account; for agents; or what a supplier asks of us.

    `zones`: name -> countries, or `ES 07`: from a postcode on.
    """

    code: Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_-]*$", max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    service: str
    currency: Currency
    valid_from: date
    rule: tuple[RuleTable, ...]
    zones: dict[Annotated[str, Meta(min_length=1, max_length=16)], tuple[str, ...]] = {}
    zone: tuple[ZoneTable, ...] = ()
    side: Side = Side.SALE
    level: str | None = None
    account: str | None = None
    agent: str | None = None
    supplier: Annotated[str, Meta(max_length=16)] = ""
    dated_by: DatedBy = DatedBy.RECEIPT
    valid_to: date | None = None
    timezone: str = "Asia/Shanghai"
    unit: Unit = Unit.KG
    lengths: Lengths = Lengths.EXACT
    divisor: int | None = None
    divisors: tuple[DivisorTable, ...] = ()
    volumetric_by_piece: bool = False
    round_by_piece: bool = False
    weight_milli_min: Amount = 0
    piece_milli_max: Positive | None = None
    minimums: tuple[MinimumTable, ...] = ()
    cheaper_bracket: bool = False
    steps: tuple[StepTable, ...] = (StepTable(step_milli=1),)
    note: Annotated[str, Meta(max_length=200)] = ""


class Company(Table, frozen=True):
    """The whole file."""

    site: tuple[SiteTable, ...] = ()
    station: tuple[StationTable, ...] = ()
    number_range: tuple[RangeTable, ...] = ()
    service: tuple[ServiceTable, ...] = ()
    level: tuple[LevelTable, ...] = ()
    agent: tuple[AgentTable, ...] = ()
    entity: tuple[EntityTable, ...] = ()
    account: tuple[AccountTable, ...] = ()
    member: tuple[StaffTable, ...] = ()
    fuel_table: tuple[FuelTableTable, ...] = ()
    area_table: tuple[AreaTableTable, ...] = ()
    exchange_rate: tuple[RateTable, ...] = ()
    price_list: tuple[PriceTable, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """What is wrong, and where: `service[1].countries[3]`, counted from 0; empty for the whole file."""

    place: str
    text: str
