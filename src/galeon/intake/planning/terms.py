"""What a plan is asked with, and what it answers. Pure.

Weights in grams, lengths in millimetres, money in minor units of the account's currency; `_bp` are hundredths of a
percent (2000 = 20 %). A month has 30 days and a year twelve months, so that a day's demand is a thirtieth of a month's.
"""

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.why import Reason

MODES = ("express", "consolidated", "overseas")
MONTH_DAYS = 30
ORDERS_MAX = 50_000
"""How many orders a month are looked at, for where one way overtakes another."""


class Sku(Struct, frozen=True, kw_only=True):
    """One unit as it is packed. cost_minor: what it cost to buy or make; declared_minor: its worth for customs."""

    weight_g: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    cost_minor: int = 0
    declared_minor: int = 0
    cargo_class: str = "general"


class Carton(Struct, frozen=True, kw_only=True):
    """How `units` of the SKU travel to a warehouse overseas."""

    units: int
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int


class Destination(Struct, frozen=True, kw_only=True):
    """Where a part of the orders goes. share_percent: of all orders; the shares of a plan make 100."""

    country: str
    postcode: str = ""
    share_percent: int = 100


class Demand(Struct, frozen=True, kw_only=True):
    """What is expected to be sold, and how stock overseas follows it: a shipment every `restock_days`, `first_leg_days`
    on its way, and never less on the shelf than what `safety_days` sell."""

    orders_month: int
    units_order: int = 1
    restock_days: int = 30
    safety_days: int = 14
    first_leg_days: int = 30


class Border(Struct, frozen=True, kw_only=True):
    """Import duty and VAT on the declared value, of parcels to shoppers and of cartons in bulk, and what an entry costs.

    departure_entry_minor: for each departure of consolidated parcels, shared by those of the departure, of which there
    are `departures_month`; shipment_entry_minor: for each shipment of cartons.
    """

    parcel_duty_bp: int = 0
    parcel_vat_bp: int = 0
    bulk_duty_bp: int = 0
    bulk_vat_bp: int = 0
    departure_entry_minor: int = 0
    departures_month: int = 8
    shipment_entry_minor: int = 0


class Holding(Struct, frozen=True, kw_only=True):
    """What holding stock costs beside the storage rate of the price list: days free of it, and capital a year."""

    free_days: int = 0
    capital_bp_year: int = 0


class PlanEnquiry(Struct, frozen=True, kw_only=True):
    """One SKU, its demand and its terms. carton None: each unit travels as it is. services: codes, () for all open ones."""

    sku: Sku
    destinations: tuple[Destination, ...]
    demand: Demand
    carton: Carton | None = None
    border: Border = Border()
    holding: Holding = Holding()
    services: tuple[str, ...] = ()


class OfParcels(Struct, frozen=True, tag="parcels", tag_field="kind"):
    """A fee of the price list, `each_minor` for each order that goes there, because of `reason`."""

    currency: str
    orders: int
    share_percent: int
    each_minor: int
    reason: Reason


class TaxOfParcels(Struct, frozen=True, tag="parcel_tax", tag_field="kind"):
    """Duty or VAT on each order: `bp` of `base_minor`, which for VAT holds the duty too."""

    currency: str
    orders: int
    each_minor: int
    bp: int
    base_minor: int


class TaxOfBulk(Struct, frozen=True, tag="bulk_tax", tag_field="kind"):
    """Duty or VAT on what a month's orders take: `bp` of `base_minor`, which for VAT holds the duty too."""

    currency: str
    units: int
    bp: int
    base_minor: int


class EntryShared(Struct, frozen=True, tag="departure_entry", tag_field="kind"):
    """A customs entry for each of `departures`, shared by the month's orders."""

    currency: str
    departures: int
    entry_minor: int
    orders: int


class EntryOfShipments(Struct, frozen=True, tag="shipment_entry", tag_field="kind"):
    """A customs entry for each shipment of cartons: one every `restock_days`, of which `filled_bp` go at all."""

    currency: str
    restock_days: int
    entry_minor: int
    filled_bp: int


class FirstLeg(Struct, frozen=True, tag="first_leg", tag_field="kind"):
    """A shipment every `restock_days`: of `cartons`, for `minor`, or in `more_bp` of all cases of one carton more, for
    `more_minor`; so much is sold between two shipments. lot: the most cartons the price list takes in one; what is
    above goes as a further one. reason: of the price of `cartons`, or of a single full lot."""

    currency: str
    restock_days: int
    units: int
    cartons: int
    minor: int
    more_bp: int
    more_minor: int
    lot: int
    reason: Reason


class Storage(Struct, frozen=True, tag="storage", tag_field="kind"):
    """`cartons` on the shelf on an average day, `volume_mm3` in all, at `rate_minor` per m3 and day (per carton and day
    where `per_carton`). dwell_tenths: the days a unit waits on the shelf, in tenths; paid_tenths: of these after the
    free ones."""

    currency: str
    cartons: int
    volume_mm3: int
    rate_minor: int
    per_carton: bool
    dwell_tenths: int
    paid_tenths: int
    free_days: int


class OfCapital(Struct, frozen=True, tag="capital", tag_field="kind"):
    """A month's cost of what is tied up in stock: `bp_year` a year of `tied_minor`."""

    currency: str
    tied_minor: int
    bp_year: int


Why = OfParcels | TaxOfParcels | TaxOfBulk | EntryShared | EntryOfShipments | FirstLeg | Storage | OfCapital


class PlanLine(Struct, frozen=True, kw_only=True):
    """One fee of a month. part: the row it is compared in (`PARTS`); destination: of which orders alone, "" = of all."""

    code: str
    part: str
    amount_minor: int
    why: Why
    destination: str = ""


PARTS = ("first_leg", "storage", "parcel", "surcharges", "duty", "vat", "entry", "capital")


class Way(Struct, frozen=True, kw_only=True):
    """One service that can do it. total_minor: a month's, the sum of its lines; tied_minor: what stands in stock, under
    way and on the shelf, at cost; days: to the shopper's door."""

    mode: str
    service: str
    days_min: int
    days_max: int
    total_minor: int
    order_minor: int
    tied_minor: int
    lines: tuple[PlanLine, ...]

    def part(self, name: str) -> int:
        """What one row of the comparison comes to in a month."""
        return sum(line.amount_minor for line in self.lines if line.part == name)


class Cannot(Struct, frozen=True):
    """A service that cannot do it, and why; service "" = there is none of this mode at all."""

    mode: str
    service: str
    refusals: tuple[Refusal, ...]


class Stretch(Struct, frozen=True):
    """From `first` to `last` orders a month this mode is the cheapest; at `first` it has just overtaken the one before.

    below, at: each mode's monthly total with one order less than `first`, and with `first`; empty where nothing was
    overtaken.
    """

    mode: str
    first: int
    last: int
    below: tuple[tuple[str, int], ...] = ()
    at: tuple[tuple[str, int], ...] = ()


class Point(Struct, frozen=True):
    """What a month of so many orders costs by each mode that can."""

    orders: int
    totals: tuple[tuple[str, int], ...]


class Plan(Struct, frozen=True, kw_only=True):
    """The answer. ways: the cheapest first; stretches cover 1 to `searched` orders a month without a gap."""

    currency: str
    orders_month: int
    ways: tuple[Way, ...]
    cannot: tuple[Cannot, ...]
    stretches: tuple[Stretch, ...]
    searched: int
    curve: tuple[Point, ...]

    def best(self, mode: str) -> Way | None:
        """The cheapest service of a mode."""
        return next((way for way in self.ways if way.mode == mode), None)
