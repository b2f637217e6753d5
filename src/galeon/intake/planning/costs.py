"""What a month costs by one service, for any number of orders: fee by fee, exact to the minor unit. Pure.

Every fee is one `Charge`, whose amount serves the line that is shown and the search for where ways cross alike. Shares
of orders and of shipments are expected values: a third of 10 orders is 3 1/3 orders, rounded once, in money.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from galeon.intake.planning.stock import Freight, Shelf, Stock
from galeon.intake.planning.terms import (
    MONTH_DAYS,
    Destination,
    EntryOfShipments,
    EntryShared,
    FirstLeg,
    OfCapital,
    OfParcels,
    PlanEnquiry,
    PlanLine,
    Storage,
    TaxOfBulk,
    TaxOfParcels,
    Way,
    Why,
)
from galeon.tariffs.price import Price, PriceLine, half_up
from galeon.tariffs.sheet import FREIGHT

BP = 10_000


class Means(Struct, frozen=True, kw_only=True):
    """A service and its prices for the plan. parcels: the price of one order to each destination; freight and shelf:
    those of stock overseas, None for services from here to the shopper."""

    mode: str
    service: str
    days_min: int
    days_max: int
    currency: str
    parcels: tuple[tuple[Destination, Price], ...]
    freight: Freight | None = None
    shelf: Shelf | None = None


class Charge(Struct, frozen=True):
    """A fee: its monthly amount, and why, for n orders a month. bounds: the least and the most it can be between two
    numbers of orders; None where it only rises, or only falls."""

    code: str
    part: str
    amount: Callable[[int], int]
    why: Callable[[int], Why]
    destination: str = ""
    bounds: Callable[[int, int], tuple[int, int]] | None = None

    def within(self, first: int, last: int) -> tuple[int, int]:
        """The least and the most from `first` to `last` orders."""
        if self.bounds is not None:
            return self.bounds(first, last)
        low, high = self.amount(first), self.amount(last)
        return (low, high) if low <= high else (high, low)


class Costs:
    """A service's monthly costs as a function of the orders a month."""

    def __init__(self, enquiry: PlanEnquiry, means: Means) -> None:
        self.mode = means.mode
        self._means = means
        self._stock = Stock(enquiry, means.days_min, means.days_max, is_shelved=means.freight is not None)
        self.charges = _charges(enquiry, means, self._stock)

    def total(self, orders: int) -> int:
        """A month's costs in minor units."""
        return sum([charge.amount(orders) for charge in self.charges])

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """The least and the most a month costs from `first` to `last` orders; not always reached."""
        found = [charge.within(first, last) for charge in self.charges]
        return sum([low for low, _ in found]), sum([high for _, high in found])

    def way(self, orders: int) -> Way:
        """The same, line by line; fees of nothing are left out."""
        lines = tuple(
            PlanLine(code=c.code, part=c.part, amount_minor=amount, why=c.why(orders), destination=c.destination)
            for c in self.charges
            if (amount := c.amount(orders))
        )
        total, means = sum(line.amount_minor for line in lines), self._means
        return Way(
            mode=means.mode, service=means.service, days_min=means.days_min, days_max=means.days_max, total_minor=total,
            order_minor=half_up(total, orders), tied_minor=self._stock.tied_minor(orders), lines=lines,
        )  # fmt: skip


def _charges(enquiry: PlanEnquiry, means: Means, stock: Stock) -> tuple[Charge, ...]:
    found: list[Charge] = []
    if means.freight is not None and means.shelf is not None:
        found += [_first_leg(means.freight, stock, means.currency), _storage(means.shelf, stock, means.currency)]
    single = len(means.parcels) == 1
    for place, price in means.parcels:
        found += [_fee(line, place, single, means.currency) for line in price.lines]
    found += _taxes_of_bulk(enquiry, means.currency) if means.freight else _taxes_of_parcels(enquiry, means.currency)
    if means.freight is not None:
        found.append(_entry_of_shipments(enquiry, stock, means.currency))
    elif means.mode == "consolidated":
        found.append(_entry_shared(enquiry, means.currency))
    found.append(_capital(enquiry, stock, means.currency))
    return tuple(found)


def _fee(line: PriceLine, place: Destination, single: bool, currency: str) -> Charge:
    each, share = line.amount_minor, place.share_percent
    where = "" if single else f"{place.country} {place.postcode}".strip()
    return Charge(
        line.code, "parcel" if line.code == FREIGHT else "surcharges", lambda n: half_up(n * share * each, 100),
        lambda n: OfParcels(currency, n, share, each, line.reason), where,
    )  # fmt: skip


def _taxes_of_parcels(enquiry: PlanEnquiry, currency: str) -> list[Charge]:
    value, border = enquiry.sku.declared_minor * enquiry.demand.units_order, enquiry.border
    duty = half_up(value * border.parcel_duty_bp, BP)

    def tax(code: str, bp: int, base: int) -> Charge:
        each = half_up(base * bp, BP)
        return Charge(code, code, lambda n: n * each, lambda n: TaxOfParcels(currency, n, each, bp, base))

    return [tax("duty", border.parcel_duty_bp, value), tax("vat", border.parcel_vat_bp, value + duty)]


def _taxes_of_bulk(enquiry: PlanEnquiry, currency: str) -> list[Charge]:
    units, value = enquiry.demand.units_order, enquiry.sku.declared_minor * enquiry.demand.units_order
    duty_bp, vat_bp = enquiry.border.bulk_duty_bp, enquiry.border.bulk_vat_bp

    def duty(n: int) -> int:
        return half_up(n * value * duty_bp, BP)

    def base(n: int) -> int:
        return n * value + duty(n)

    return [
        Charge("duty", "duty", duty, lambda n: TaxOfBulk(currency, n * units, duty_bp, n * value)),
        Charge(
            "vat",
            "vat",
            lambda n: half_up(base(n) * vat_bp, BP),
            lambda n: TaxOfBulk(currency, n * units, vat_bp, base(n)),
        ),
    ]


def _entry_shared(enquiry: PlanEnquiry, currency: str) -> Charge:
    """A departure none of our parcels is on costs nothing: one order a month makes one entry, not eight."""
    entry, departures = enquiry.border.departure_entry_minor, enquiry.border.departures_month
    return Charge(
        "entry", "entry", lambda n: min(n, departures) * entry,
        lambda n: EntryShared(currency, min(n, departures), entry, n),
    )  # fmt: skip


def _entry_of_shipments(enquiry: PlanEnquiry, stock: Stock, currency: str) -> Charge:
    entry, days = enquiry.border.shipment_entry_minor, enquiry.demand.restock_days

    def filled(n: int) -> tuple[int, int]:
        sold, carton = stock.cartons_sold(n)
        return min(sold, carton), carton

    def amount(n: int) -> int:
        going, of = filled(n)
        return half_up(MONTH_DAYS * entry * going, days * of)

    return Charge(
        "entry",
        "entry",
        amount,
        lambda n: EntryOfShipments(currency, days, entry, half_up(BP * filled(n)[0], filled(n)[1])),
    )


def _first_leg(freight: Freight, stock: Stock, currency: str) -> Charge:
    """Whole cartons are shipped, as many as are sold: where 20.5 are sold from one shipment to the next, every other one
    is of 20 and every other of 21, and the month pays for both alike."""
    days = stock.restock_days

    def amount(n: int) -> int:
        sold, carton = stock.cartons_sold(n)
        whole, rest = divmod(sold, carton)
        minor = freight.minor(whole) * (carton - rest) + (freight.minor(whole + 1) * rest if rest else 0)
        return half_up(MONTH_DAYS * minor, days * carton)

    def why(n: int) -> Why:
        sold, carton = stock.cartons_sold(n)
        whole, rest = divmod(sold, carton)
        return FirstLeg(
            currency, days, stock.carton_units, whole, freight.minor(whole), half_up(BP * rest, carton),
            freight.minor(whole + 1) if rest else 0, freight.lot, freight.reason(whole or 1),
        )  # fmt: skip

    def bounds(first: int, last: int) -> tuple[int, int]:
        (least, carton), (most, _) = stock.cartons_sold(first), stock.cartons_sold(last)
        low, high = freight.bounds(least // carton, -(-most // carton))
        return half_up(MONTH_DAYS * low, days), half_up(MONTH_DAYS * high, days)

    return Charge("first_leg", "first_leg", amount, why, bounds=bounds)


def _storage(shelf: Shelf, stock: Stock, currency: str) -> Charge:
    def amount(n: int) -> int:
        return shelf.minor(stock.cartons_kept(n), stock)

    def why(n: int) -> Why:
        cartons = stock.cartons_kept(n)
        dwell, paid = half_up(10 * stock.dwell[0], stock.dwell[1]), half_up(10 * stock.paid[0], stock.paid[1])
        return Storage(
            currency,
            cartons,
            cartons * stock.carton_mm3,
            shelf.rate_minor,
            shelf.per_carton,
            dwell,
            paid,
            stock.free_days,
        )

    return Charge("storage", "storage", amount, why)


def _capital(enquiry: PlanEnquiry, stock: Stock, currency: str) -> Charge:
    bp = enquiry.holding.capital_bp_year
    return Charge(
        "capital", "capital", lambda n: half_up(stock.tied_minor(n) * bp, 12 * BP),
        lambda n: OfCapital(currency, stock.tied_minor(n), bp),
    )  # fmt: skip


def all_costs(enquiry: PlanEnquiry, means: Sequence[Means]) -> tuple[Costs, ...]:
    """Every service's costs."""
    return tuple(Costs(enquiry, one) for one in means)
