"""What a scenario comes to: parcels and money by service, zone, weight band, account and level, today and then. Pure.

Whole numbers only: grams, and minor units of the one currency of the report. Two tallies of different waybills add up, so
that several processes may count.
"""

from heapq import heappush, heappushpop

from msgspec import Struct, field

KEPT_MAX = 100
BANDS_G = (500, 1_000, 2_000, 5_000, 10_000, 21_000, 45_000, 100_000)
"""Upper ends, their own weight included, of the bands a report counts by."""
BY = ("service", "zone", "band", "account", "level")
ALL, REFUSED, BELOW = "all", "refused", "below"
"""Further lists of waybills: all, those without a price then (by refusal), and those below cost then."""


class Row(Struct, frozen=True, array_like=True):
    """One waybill, priced twice. Money None: no price (`refusal_*` says why), no cost list, or no rate.

    level, zone, charge_g: as today, where it has a price today. charged_minor: all that was really charged for it, and
    rated_minor the part that was charged for its weight; None = nothing was.
    """

    account_id: int
    waybill_id: int
    number: str
    account: str
    service: str
    level: str
    zone: str
    country: str
    pieces: int
    charge_g: int
    charge_g_then: int
    today_minor: int | None
    then_minor: int | None
    cost_minor: int | None
    cost_then_minor: int | None
    charged_minor: int = 0
    rated_minor: int | None = None
    refusal_today: str = ""
    refusal_then: str = ""

    @property
    def difference_minor(self) -> int:
        """What the customer would pay more."""
        return (self.then_minor or 0) - (self.today_minor or 0)


class Sums(Struct):
    """One side of a comparison. costed: how many of the priced have a cost too, and what those bring in and cost."""

    priced: int = 0
    weight_g: int = 0
    revenue_minor: int = 0
    costed: int = 0
    costed_revenue_minor: int = 0
    cost_minor: int = 0
    below_cost: int = 0

    def count(self, weight_g: int, price_minor: int | None, cost_minor: int | None) -> None:
        """Add a waybill; one without a price adds nothing."""
        if price_minor is None:
            return
        self.priced += 1
        self.weight_g += weight_g
        self.revenue_minor += price_minor
        if cost_minor is not None:
            self.costed += 1
            self.costed_revenue_minor += price_minor
            self.cost_minor += cost_minor
            self.below_cost += price_minor < cost_minor

    def add(self, other: "Sums") -> None:
        """Add another count."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def margin_minor(self) -> int | None:
        """Of the waybills whose cost is known; None when none is."""
        return self.costed_revenue_minor - self.cost_minor if self.costed else None


class Cell(Struct):
    """The waybills that share a key: a service's code, an account's, a band's upper end in grams ("" = above).

    alike_*: revenue of those that have a price both ways; what is left of the difference comes of `lost` waybills that
    have a price today only, and of `gained` ones that have one then only.
    """

    waybills: int = 0
    pieces: int = 0
    charged_minor: int = 0
    alike_today_minor: int = 0
    alike_then_minor: int = 0
    lost: int = 0
    gained: int = 0
    today: Sums = field(default_factory=Sums)
    then: Sums = field(default_factory=Sums)

    def count(self, row: Row) -> None:
        """Add a waybill."""
        self.waybills += 1
        self.pieces += row.pieces
        self.charged_minor += row.charged_minor
        if row.today_minor is not None and row.then_minor is not None:
            self.alike_today_minor += row.today_minor
            self.alike_then_minor += row.then_minor
        else:
            self.lost += row.today_minor is not None
            self.gained += row.then_minor is not None
        self.today.count(row.charge_g, row.today_minor, row.cost_minor)
        self.then.count(row.charge_g_then, row.then_minor, row.cost_then_minor)

    def add(self, other: "Cell") -> None:
        """Add another count."""
        for name in ("waybills", "pieces", "charged_minor", "alike_today_minor", "alike_then_minor", "lost", "gained"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.today.add(other.today)
        self.then.add(other.then)

    @property
    def difference_minor(self) -> int:
        """What would come in more."""
        return self.then.revenue_minor - self.today.revenue_minor

    @property
    def alike_minor(self) -> int:
        """What customers would pay more for what is carried both ways."""
        return self.alike_then_minor - self.alike_today_minor

    @property
    def carried_minor(self) -> int:
        """What comes of waybills that have a price one way only."""
        return self.difference_minor - self.alike_minor


class Gap(Struct):
    """Waybills without a price for one reason; message and params: that of one of them."""

    message: str
    params: dict[str, str]
    today: int = 0
    then: int = 0


class Extra(Struct):
    """Why what was charged differs from the price of today: so many waybills, so much in all."""

    waybills: int = 0
    amount_minor: int = 0


class Other(Struct):
    """Waybills in a currency without a rate: counted in no cell, their money in their own currency."""

    waybills: int = 0
    today_minor: int = 0
    then_minor: int = 0


Ranked = tuple[int, int, Row]
Drawer = tuple[str, str]


class Tally(Struct):
    """cells by (dimension, key); gaps by refusal code; extras by (kind, event, code); others by currency; rows: of each
    list of waybills the KEPT_MAX that differ most, as a heap."""

    total: Cell = field(default_factory=Cell)
    cells: dict[Drawer, Cell] = field(default_factory=dict)
    gaps: dict[str, Gap] = field(default_factory=dict)
    extras: dict[tuple[str, str, str], Extra] = field(default_factory=dict)
    others: dict[str, Other] = field(default_factory=dict)
    rows: dict[Drawer, list[Ranked]] = field(default_factory=dict)
    uncosted_foreign: int = 0

    def count(self, row: Row) -> None:
        """Add a waybill to the total, to a cell of each dimension, and to the lists it belongs in."""
        self.total.count(row)
        ranked = (abs(row.difference_minor), row.waybill_id, row)
        self.keep((ALL, ""), ranked)
        for drawer in drawers(row):
            cell = self.cells.get(drawer)
            if cell is None:
                cell = self.cells[drawer] = Cell()
            cell.count(row)
            self.keep(drawer, ranked)
        if row.then_minor is None:
            self.keep((REFUSED, row.refusal_then), ranked)
        elif row.cost_then_minor is not None and row.then_minor < row.cost_then_minor:
            self.keep((BELOW, ""), ranked)
        self._compare(row)

    def keep(self, drawer: Drawer, ranked: Ranked) -> None:
        """Keep the waybill in a list, in place of the one that differs least when there are enough."""
        heap = self.rows.get(drawer)
        if heap is None:
            heap = self.rows[drawer] = []
        if len(heap) < KEPT_MAX:
            heappush(heap, ranked)
        elif ranked > heap[0]:
            heappushpop(heap, ranked)

    def gap(self, code: str, message: str, params: dict[str, str], *, is_then: bool) -> None:
        """Count a waybill without a price."""
        found = self.gaps.setdefault(code, Gap(message, params))
        if is_then:
            found.then += 1
        else:
            found.today += 1

    def explain(self, kind: str, event: str, code: str, amount_minor: int) -> None:
        """Count why a waybill was charged otherwise."""
        found = self.extras.setdefault((kind, event, code), Extra())
        found.waybills += 1
        found.amount_minor += amount_minor

    def _compare(self, row: Row) -> None:
        """Name the difference between today's price and what was charged for the weight; other charges name themselves."""
        today_minor = row.today_minor or 0
        if row.rated_minor is None:
            if today_minor:
                self.explain("not_charged", "", "", -today_minor)
        elif row.today_minor is None:
            self.explain("no_price_now", "", "", row.rated_minor)
        elif row.rated_minor != today_minor:
            self.explain("priced_otherwise", "", "", row.rated_minor - today_minor)

    def add(self, other: "Tally") -> None:
        """Add what another process counted."""
        self.total.add(other.total)
        self.uncosted_foreign += other.uncosted_foreign
        for drawer, cell in other.cells.items():
            self.cells.setdefault(drawer, Cell()).add(cell)
        for code, gap in other.gaps.items():
            found = self.gaps.setdefault(code, Gap(gap.message, gap.params))
            found.today += gap.today
            found.then += gap.then
        for (kind, event, code), extra in other.extras.items():
            known = self.extras.setdefault((kind, event, code), Extra())
            known.waybills += extra.waybills
            known.amount_minor += extra.amount_minor
        for currency, theirs in other.others.items():
            mine = self.others.setdefault(currency, Other())
            mine.waybills += theirs.waybills
            mine.today_minor += theirs.today_minor
            mine.then_minor += theirs.then_minor
        for drawer, heap in other.rows.items():
            for ranked in heap:
                self.keep(drawer, ranked)


def drawers(row: Row) -> tuple[Drawer, ...]:
    """The cell of each dimension that a waybill belongs to."""
    zone = f"{row.service} {row.zone}" if row.zone else ""
    return (
        ("service", row.service), ("zone", zone), ("band", band(row.charge_g or row.charge_g_then)),
        ("account", row.account), ("level", row.level),
    )  # fmt: skip


def band(charge_g: int) -> str:
    """The upper end of the band a charge weight lies in, as text; "" above the last, "0" without a price."""
    if charge_g <= 0:
        return "0"
    for upper_g in BANDS_G:
        if charge_g <= upper_g:
            return str(upper_g)
    return ""
