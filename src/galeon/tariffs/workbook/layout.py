"""What stands where in a workbook: its tables, their columns and titles. The codes are the same in every language.

A row whose first cell begins with # opens a block: `#list` and `#grid` go on with a key a row, the other tables name their
columns by code in that row and have the titles below. Titles are for people and are never read, and so is what follows a
row that begins with # alone.
"""

from enum import StrEnum

from django.utils.translation import gettext_noop as noop
from msgspec import Struct

from galeon.tariffs.sheet import Basis, Bearer, Divisor, Event, Lengths, Minimum, Rule, Step, Takes, Unit, Value, Zone

MARK = "#"
LIST, ZONES, STEPS, DIVISORS, MINIMUMS, RULES, GRID, LINES = (
    "#list", "#zones", "#steps", "#divisors", "#minimums", "#rules", "#grid", "#lines",
)  # fmt: skip
ANY = "*"
ORDER = "order"
FIRST_ZONE = 5
"""The column in which a grid's zones begin; before it: kind, title, over, up to, first weight or step."""


class As(StrEnum):
    """How a field is written into a cell. PERCENT: 21.5, SHARE: a whole percentage."""

    TEXT = "text"
    WHOLE = "whole"
    MILLI = "milli"
    MONEY = "money"
    DECIMAL = "decimal"
    PERCENT = "percent"
    SHARE = "share"
    DAY = "day"
    YES = "yes"
    NAMES = "names"
    TESTS = "tests"
    CHOICE = "choice"


class Column(Struct, frozen=True):
    """A field of a table's struct. title: a msgid, in which {unit} is kg or lb; help: a word of explanation."""

    name: str
    kind: As
    title: str
    choices: type[StrEnum] | None = None
    help: str = ""


class Table(Struct, frozen=True):
    """A table of rows and the struct each row becomes; field: which of a sheet's."""

    mark: str
    field: str
    struct: type[Struct]
    columns: tuple[Column, ...]


_ZONE = Column("zone", As.TEXT, noop("Zone"))
_CLASS = Column("cargo_class", As.TEXT, noop("Kind of goods"))
_FROM, _UNTIL = Column("valid_from", As.DAY, noop("First day")), Column("valid_to", As.DAY, noop("Until before"))
_ORIGIN = Column("origin", As.TEXT, noop("Origin"))
_WHEN = Column("when", As.TESTS, noop("Only if"))

TABLES = (
    Table(ZONES, "zones", Zone, (
        Column("code", As.TEXT, noop("Zone")),
        Column("country", As.TEXT, noop("Country")),
        Column("region", As.TEXT, noop("Region")),
        Column("postcode_prefix", As.TEXT, noop("Postcode from")),
        Column("postcode_to", As.TEXT, noop("Postcode to")),
        _ORIGIN,
    )),
    Table(STEPS, "steps", Step, (
        Column("above_milli", As.MILLI, noop("Above {unit}")),
        Column("step_milli", As.MILLI, noop("Rounded up to {unit}")),
    )),
    Table(DIVISORS, "divisors", Divisor, (
        Column("divisor", As.WHOLE, noop("Divisor")),
        _ZONE, _CLASS, _WHEN,
        Column("over_actual_percent", As.SHARE, noop("Only above percent of the actual weight")),
        Column("share_percent", As.SHARE, noop("Percent of the excess charged")),
        _FROM, _UNTIL,
    )),
    Table(MINIMUMS, "minimums", Minimum, (
        Column("weight_milli", As.MILLI, noop("Least weight of a piece, {unit}")),
        _WHEN,
    )),
    Table(RULES, "rules", Rule, (
        Column("code", As.TEXT, noop("Fee")),
        Column("basis", As.CHOICE, noop("How it is charged"), Basis),
        Column("amount_minor", As.MONEY, noop("Amount")),
        Column("first_minor", As.MONEY, noop("First or base amount")),
        Column("first_milli", As.MILLI, noop("First weight, {unit}")),
        Column("step_milli", As.MILLI, noop("Step, {unit}")),
        Column("percent", As.PERCENT, noop("Percent")),
        Column("of", As.NAMES, noop("Of the fees")),
        _ZONE, _CLASS,
        Column("weight_milli_to", As.MILLI, noop("Up to {unit}")),
        _FROM, _UNTIL, _ORIGIN,
        Column("min_minor", As.MONEY, noop("At least")),
        Column("max_minor", As.MONEY, noop("At most")),
        Column("factor", As.DECIMAL, noop("Times")),
        Column("fuelable", As.YES, noop("Carries fuel")),
        Column("fuel_table", As.TEXT, noop("Fuel table")),
        Column("area", As.TEXT, noop("Area table")),
        Column("tier", As.TEXT, noop("Tier")),
        Column("option", As.TEXT, noop("Only if asked for")),
        Column("container", As.TEXT, noop("Container")),
        Column("value", As.CHOICE, noop("Of the amount"), Value),
        _WHEN,
        Column("group", As.TEXT, noop("Group")),
        Column("takes", As.CHOICE, noop("Of the group"), Takes),
        Column("event", As.CHOICE, noop("Charged when"), Event),
        Column("bearer", As.CHOICE, noop("Paid by"), Bearer),
    )),
)  # fmt: skip
BY_MARK = {table.mark: table for table in TABLES}
OF_CELLS = frozenset({"zone", "basis", "weight_milli_to", "first_milli", "step_milli", "amount_minor", "first_minor"})
"""Fields of a rule that a grid's cells, lines and columns say."""
LIKE = tuple(column for column in BY_MARK[RULES].columns if column.name not in OF_CELLS)
ALWAYS = frozenset(
    {"code", "cargo_class", "valid_from", "valid_to", "origin", "min_minor", "max_minor", "factor", "fuelable"}
)
"""Those of `LIKE` that a grid shows even when they are empty, so that a clerk sees where to write."""

HEAD = (
    Column("valid_from", As.DAY, noop("First day"), help=noop("The first day it counts, in the time zone below.")),
    Column("valid_to", As.DAY, noop("Until before"), help=noop("The first day it no longer counts; empty: until a later version.")),
    Column("timezone", As.TEXT, noop("Time zone"), help=noop("Where its days begin, such as Asia/Shanghai.")),
    Column("currency", As.TEXT, noop("Currency"), help=noop("Of every amount here; a list never changes its currency.")),
    Column("unit", As.CHOICE, noop("Unit of weight"), Unit, noop("kg or lb, for every weight here.")),
    Column("lengths", As.CHOICE, noop("How sides are read"), Lengths, noop("exact, nearest or up: to the whole cm or inch before volume is made.")),
    Column("volumetric_by_piece", As.YES, noop("Volume by piece"), help=noop("Yes: actual and volumetric weight are compared piece by piece.")),
    Column("round_by_piece", As.YES, noop("Rounded by piece"), help=noop("Yes: each piece is rounded up, then they are added.")),
    Column("weight_milli_min", As.MILLI, noop("Least charge weight"), help=noop("Of the whole shipment.")),
    Column("piece_milli_max", As.MILLI, noop("Heaviest piece"), help=noop("What no piece may weigh more than; empty: any weight.")),
    Column("cheaper_bracket", As.YES, noop("Cheaper next bracket"), help=noop("Yes: charged at the start of the next bracket where that costs less.")),
    Column("note", As.TEXT, noop("Remark"), help=noop("What this version changes; customers never see it.")),
)  # fmt: skip


class LineKind(StrEnum):
    """What a grid's line is: the first cell of its row."""

    FIRST = "first"
    FURTHER = "further"
    BASE = "base"
    PER_KG = "per_kg"
    GRADUATED = "graduated"
    FLAT = "flat"
    PER_PIECE = "per_piece"
    PER_CBM = "per_cbm"


BASIS_OF = {
    LineKind.FURTHER: Basis.FIRST_CONTINUED,
    LineKind.PER_KG: Basis.PER_KG,
    LineKind.GRADUATED: Basis.GRADUATED,
    LineKind.FLAT: Basis.PER_TICKET,
    LineKind.PER_PIECE: Basis.PER_PIECE,
    LineKind.PER_CBM: Basis.PER_CBM,
}
KIND_OF = {basis: kind for kind, basis in BASIS_OF.items()}
LINE_TITLES = {
    LineKind.FIRST: noop("First weight"),
    LineKind.FURTHER: noop("Each further step"),
    LineKind.BASE: noop("Base, added to the line below"),
    LineKind.PER_KG: noop("Per {unit}, whole weight"),
    LineKind.GRADUATED: noop("Per {unit}, weight in the bracket"),
    LineKind.FLAT: noop("Flat price"),
    LineKind.PER_PIECE: noop("Per piece"),
    LineKind.PER_CBM: noop("Per m³"),
}
GRID_TITLES = (noop("Line"), noop("Over {unit}"), noop("Up to {unit}"), noop("First weight or step, {unit}"))
NAMES = {LIST: noop("Price list"), ZONES: noop("Zones"), STEPS: noop("Weights"), RULES: noop("Surcharges")}
BLOCK_TITLES = {STEPS: noop("Rounding steps"), DIVISORS: noop("Volumetric divisors"), MINIMUMS: noop("Minimum weights")}
