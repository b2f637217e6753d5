"""How much stands in stock, how many cartons are shipped, and what shipping and shelving them costs. Pure.

A shipment comes every `restock_days`; a unit of it waits between `safety_days` and `safety_days + restock_days` on the
shelf until it is sold, the first in first out, evenly spread: on average the safety days and half the stretch.
"""

from collections.abc import Sequence

from msgspec import Struct

from galeon.intake.planning.terms import MONTH_DAYS, Carton, PlanEnquiry
from galeon.tariffs.price import PriceLine, half_up
from galeon.tariffs.why import Reason

MM3 = 10**9


class Stock:
    """Stock of one plan by one service. is_shelved: a warehouse overseas keeps some; otherwise all of it is under way."""

    def __init__(self, enquiry: PlanEnquiry, days_min: int, days_max: int, *, is_shelved: bool) -> None:
        demand, carton = enquiry.demand, carton_of(enquiry)
        self.restock_days, self._safety = demand.restock_days, demand.safety_days
        self.free_days = enquiry.holding.free_days
        self._units, self._cost_minor, self._shelved = demand.units_order, enquiry.sku.cost_minor, is_shelved
        self.carton_units, self.carton_mm3 = carton.units, carton.length_mm * carton.width_mm * carton.height_mm
        self._two_days_under_way = days_min + days_max + (2 * demand.first_leg_days if is_shelved else 0)

    @property
    def dwell(self) -> tuple[int, int]:
        """The days a unit waits on the shelf, as a fraction."""
        return 2 * self._safety + self.restock_days, 2

    @property
    def paid(self) -> tuple[int, int]:
        """The days of these that storage is paid for, as a fraction: those after the free ones."""
        safety, stretch, free = self._safety, self.restock_days, self.free_days
        if free <= safety:
            return 2 * (safety - free) + stretch, 2
        longest = max(safety + stretch - free, 0)
        return longest * longest, 2 * stretch

    def cartons_sold(self, orders: int) -> tuple[int, int]:
        """How many cartons are sold between two shipments, as a fraction."""
        return orders * self._units * self.restock_days, MONTH_DAYS * self.carton_units

    def cartons_kept(self, orders: int) -> int:
        """How many cartons stand on the shelf on an average day, a begun one whole."""
        dwell, of = self.dwell
        return -(-orders * self._units * dwell // (MONTH_DAYS * of * self.carton_units))

    def tied_minor(self, orders: int) -> int:
        """What the goods under way and on the shelf have cost."""
        under_way = half_up(orders * self._units * self._cost_minor * self._two_days_under_way, 2 * MONTH_DAYS)
        shelved = self.cartons_kept(orders) * self.carton_units * self._cost_minor if self._shelved else 0
        return under_way + shelved


class Freight:
    """What the first leg of so many cartons costs. priced: the list's line for 1, 2, 3... cartons, as many as it takes in
    one shipment or as were asked for; more than that go as several shipments, all but the last of them full."""

    def __init__(self, priced: Sequence[PriceLine]) -> None:
        self.lot = len(priced)
        self._priced = priced
        self._minor = [0, *(line.amount_minor for line in priced)]

    def minor(self, cartons: int) -> int:
        """The price; of no cartons, nothing."""
        lots, rest = divmod(cartons, self.lot)
        return lots * self._minor[self.lot] + self._minor[rest]

    def reason(self, cartons: int) -> Reason:
        """Why, of so many cartons, or of one full shipment of them."""
        return self._priced[min(cartons, self.lot) - 1].reason

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """The least and the most from `first` to `last` cartons, whether or not the list rises all the way."""
        if last - first >= self.lot:
            return self.minor(first // self.lot * self.lot), self.minor(last // self.lot * self.lot) + max(self._minor)
        found = [self.minor(cartons) for cartons in range(first, last + 1)]
        return min(found), max(found)


class Shelf(Struct, frozen=True):
    """The rate of storage: per m3 and day, or per carton and day where the list has it so."""

    rate_minor: int
    per_carton: bool = False

    def minor(self, cartons: int, stock: Stock) -> int:
        """A month's storage of so many cartons, less the free part of their time on the shelf."""
        (dwell, dwell_of), (paid, paid_of) = stock.dwell, stock.paid
        amount, of = (cartons, 1) if self.per_carton else (cartons * stock.carton_mm3, MM3)
        return half_up(MONTH_DAYS * amount * self.rate_minor * paid * dwell_of, of * paid_of * dwell)


def carton_of(enquiry: PlanEnquiry) -> Carton:
    """How it is shipped in bulk; without a carton each unit is one."""
    sku = enquiry.sku
    return enquiry.carton or Carton(
        units=1, weight_g=sku.weight_g, length_mm=sku.length_mm, width_mm=sku.width_mm, height_mm=sku.height_mm
    )
