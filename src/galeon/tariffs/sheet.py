"""One version of a price list as data, the same whether it comes from a page, a workbook or the database. Pure.

Weights that a list itself speaks of (brackets, steps, minimums) are in thousandths of its unit, and their names end in
`_milli`: grams in a list by the kilogram, thousandths of a pound in a list by the pound. A pound is 453.59237 g, so grams
could not hold them. What is measured on a shipment is always in `_g`, `_mm` and `_cm3`.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

FREIGHT = "freight"
FUELABLE = "fuelable"
"""In `Rule.of`: every fee above that is marked fuelable."""


class Unit(StrEnum):
    """What a list weighs in; volume is then in cm3 or in cubic inches."""

    KG = "kg"
    LB = "lb"


class Lengths(StrEnum):
    """How a side is read before the volume is made: as measured, or in whole cm (whole inches by the pound)."""

    EXACT = "exact"
    NEAREST = "nearest"
    UP = "up"


class Side(StrEnum):
    """Whose prices: what customers pay, what agents pay for their customers, what suppliers ask of us."""

    SALE = "sale"
    AGENT = "agent"
    COST = "cost"


class DatedBy(StrEnum):
    """Which day decides the version, its dated rules and its fuel: when ordered, or when received."""

    ORDER = "order"
    RECEIPT = "receipt"


class Basis(StrEnum):
    """How a rule makes money out of a shipment; `Rule` says which columns each reads."""

    FIRST_CONTINUED = "first_continued"
    PER_KG = "per_kg"
    GRADUATED = "graduated"
    PER_TICKET = "per_ticket"
    PER_PIECE = "per_piece"
    PER_CBM = "per_cbm"
    PER_CONTAINER = "per_container"
    PERCENT = "percent"
    PERCENT_OF_VALUE = "percent_of_value"
    AT_COST = "at_cost"


class Value(StrEnum):
    """An amount a shipment carries, in minor units of the list's currency."""

    DECLARED = "declared"
    INSURED = "insured"
    COD = "cod"
    DUTY = "duty"
    VAT = "vat"
    DUTY_VAT = "duty_vat"


class Measure(StrEnum):
    """What a `Condition` looks at. Of a piece: sides sorted, girth = longest + 2 x second + 2 x shortest, sum of the sides,
    volume, actual and volumetric weight. Of the ticket: its average piece, and how many pieces it has."""

    LONGEST_MM = "longest_mm"
    SECOND_MM = "second_mm"
    SHORTEST_MM = "shortest_mm"
    GIRTH_MM = "girth_mm"
    SUM_MM = "sum_mm"
    VOLUME_CM3 = "volume_cm3"
    VOLUME_IN3 = "volume_in3"
    ACTUAL_G = "actual_g"
    VOLUMETRIC_G = "volumetric_g"
    AVERAGE_G = "average_g"
    PIECES = "pieces"


class Takes(StrEnum):
    """What of a group is charged: the dearest that applies, or the first in the list's order."""

    MAX = "max"
    FIRST = "first"


class Event(StrEnum):
    """What beside the weigh-in may raise fees, by the rows of a list that name it."""

    HAND_OVER = "hand_over"
    CUSTOMS_ENTRY = "customs_entry"
    DUTY = "duty"
    STORAGE_DAY = "storage_day"
    RETURN = "return"
    ADDRESS_CHANGE = "address_change"
    CLAIM = "claim"


class Bearer(StrEnum):
    """Who pays a fee of an event: the customer, or we do and only tell them."""

    CUSTOMER = "customer"
    HOUSE = "house"


class Condition(Struct, frozen=True):
    """True where `over` < the measure <= `up_to`; up_to None: no upper end."""

    measure: Measure
    over: int
    up_to: int | None = None


class Zone(Struct, frozen=True):
    """A country, a region of it, or a stretch of its postcodes belongs to zone `code`.

    postcode_prefix alone: postcodes that begin with it; with postcode_to: from the one to the other, both included, each
    as a prefix ("1000" to "1999"). region: a state or province, by its name or code: "California" is "CA". The narrowest stretch of postcodes
    counts first, then the region, then the country. origin: a site's code, "" = from anywhere.
    """

    code: str
    country: str
    postcode_prefix: str = ""
    postcode_to: str = ""
    region: str = ""
    origin: str = ""


class Step(Struct, frozen=True):
    """Weights above `above_milli` are rounded up to `step_milli`."""

    step_milli: int
    above_milli: int = 0


class Divisor(Struct, frozen=True, kw_only=True):
    """How volume counts as weight: cm3 per kg (in3 per lb), for pieces of which any of `when` is true, () = all.

    Of several that fit, the first in the list's order counts; where none fits, volume does not. over_actual_percent: only
    where the volumetric weight is more than this part of the actual (150 = one and a half times it). share_percent: how
    much of what volume exceeds the actual weight is charged (50 = half of it); a least weight is looked at after. valid_from/valid_to as in `Rule`.
    """

    divisor: int
    zone: str = ""
    cargo_class: str = ""
    when: tuple[Condition, ...] = ()
    over_actual_percent: int = 0
    share_percent: int = 100
    valid_from: date | None = None
    valid_to: date | None = None


class Minimum(Struct, frozen=True, kw_only=True):
    """A piece of which any of `when` is true is charged as at least `weight_milli`; () = every piece."""

    weight_milli: int
    when: tuple[Condition, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """One row of a price list.

    What the bases read: per_kg = `amount_minor` per unit of weight, on top of `first_minor`; graduated = the same, each
    bracket's rate for the weight inside it; per_ticket = `amount_minor`, which with brackets is a flat price for each;
    first_continued = `first_minor` for the first `first_milli`, then `amount_minor` for each further `step_milli`;
    per_piece, per_cbm and per_container = `amount_minor` for each piece that passes `when`, m3, and container of type
    `container`; percent = of the fees named in `of`, which stand earlier (or FUELABLE), by `percent` or by the dated table
    `fuel_table`; percent_of_value = of `value`; at_cost = `value` itself.

    Then the amount is multiplied by `factor`, rounded half up, and held between min_minor and max_minor.
    The row counts for its zone, cargo class and origin ("" = any; of rows with the same code and conditions the most
    particular one counts, zone before class before origin) and weights up to `weight_milli_to` (its own included, None
    = no upper end); valid_from/valid_to: from that day until before that day, in the version's time zone.
    Conditions, all of which must hold: `area` with `tier` ("" = any) holds the destination; `option` is asked for
    (residential, insurance, ...); any of `when` is true of some piece. Of the rows of one `group` a shipment (for rows
    per piece: each piece) pays only one, as `takes` says.
    event: what raises the fee (`Event`), "" = the weigh-in, with the freight. Rows of one event make a price of their own:
    percentages are of fees of the same event. bearer (`Bearer`): only a fee of an event may be the house's.
    """

    code: str
    basis: Basis
    amount_minor: int = 0
    first_minor: int = 0
    first_milli: int = 0
    step_milli: int = 0
    percent: Decimal = Decimal(0)
    of: tuple[str, ...] = ()
    zone: str = ""
    cargo_class: str = ""
    weight_milli_to: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    origin: str = ""
    min_minor: int = 0
    max_minor: int | None = None
    factor: Decimal = Decimal(1)
    fuelable: bool = False
    fuel_table: str = ""
    area: str = ""
    tier: str = ""
    option: str = ""
    container: str = ""
    value: Value | None = None
    when: tuple[Condition, ...] = ()
    group: str = ""
    takes: Takes | None = None
    event: str = ""
    bearer: str = Bearer.CUSTOMER.value


class ListKey(Struct, frozen=True):
    """Which shipments a list is for. An account's own list goes before its level's, that before the common one.

    side sale: level, account or neither. side agent: an agent or all of them. side cost: `supplier` as the service's
    carriers are called, such as `ups`.
    """

    code: str
    name: str
    service_id: int
    currency: str
    level: str = ""
    account_id: int | None = None
    side: Side = Side.SALE
    agent_id: int | None = None
    supplier: str = ""
    dated_by: DatedBy = DatedBy.RECEIPT


class Sheet(Struct, frozen=True, kw_only=True):
    """A whole version: with the dated tables it names, a price can be made again from it alone.

    valid_from/valid_to: days in `timezone`; valid_to None = until a later version. volumetric_by_piece: compare actual
    and volumetric weight piece by piece instead of once for the shipment. round_by_piece: round each piece up, then add.
    weight_milli_min: the ticket's least charge weight; piece_milli_max: what no piece may weigh more than, as charged.
    cheaper_bracket: freight by the kilogram is charged at the start of the next bracket where that costs less.
    """

    valid_from: date
    valid_to: date | None = None
    timezone: str = "Asia/Shanghai"
    currency: str
    unit: Unit = Unit.KG
    lengths: Lengths = Lengths.EXACT
    divisors: tuple[Divisor, ...] = ()
    volumetric_by_piece: bool = False
    round_by_piece: bool = False
    weight_milli_min: int = 0
    piece_milli_max: int | None = None
    minimums: tuple[Minimum, ...] = ()
    cheaper_bracket: bool = False
    zones: tuple[Zone, ...]
    steps: tuple[Step, ...] = (Step(step_milli=1),)
    rules: tuple[Rule, ...]
    note: str = ""
