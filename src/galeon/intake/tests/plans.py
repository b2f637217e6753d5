"""A plan for the tests: a lamp for shoppers in one country, by three services with prices told by hand."""

from galeon.intake.planning.costs import Costs, Means
from galeon.intake.planning.stock import Freight, Shelf
from galeon.intake.planning.terms import Border, Carton, Demand, Destination, Holding, PlanEnquiry, PlanLine, Sku, Way
from galeon.tariffs.price import Price, PriceLine
from galeon.tariffs.why import PerKg, PerTicket

US = Destination(country="US", postcode="90013")
LAMP = Sku(weight_g=400, length_mm=200, width_mm=150, height_mm=100, cost_minor=3_000, declared_minor=6_000)
CARTON = Carton(units=20, weight_g=8_600, length_mm=600, width_mm=400, height_mm=400)
BORDER = Border(
    parcel_vat_bp=2_000, bulk_duty_bp=500, departure_entry_minor=8_000, departures_month=8, shipment_entry_minor=15_000
)
HOLDING = Holding(free_days=10, capital_bp_year=900)


def enquiry(orders: int = 400, **changes: object) -> PlanEnquiry:
    """400 lamps a month, restocked every 30 days over 35 days at sea, 14 days of safety stock; or otherwise as told."""
    demand = {"restock_days": 30, "safety_days": 14, "first_leg_days": 35, "units_order": 1}
    given = {name: changes.pop(name) for name in list(changes) if name in demand}
    base: dict[str, object] = {
        "sku": LAMP, "destinations": (US,), "carton": CARTON, "border": BORDER, "holding": HOLDING,
        "demand": Demand(orders_month=orders, **{**demand, **given}),  # type: ignore[arg-type]
    }  # fmt: skip
    return PlanEnquiry(**{**base, **changes})  # type: ignore[arg-type]


def price(**fees: int) -> Price:
    """A price of fees told by hand."""
    lines = tuple(PriceLine(code, minor, PerTicket("CNY", minor)) for code, minor in fees.items())
    return Price("CNY", sum(fees.values()), 400, 0, 400, 1, lines)


def freight(cartons: int = 500, per_carton: int = 5_160, per_shipment: int = 20_000) -> Freight:
    """A first leg of 6.00 a kilogram, 51.60 a carton, and 200.00 a shipment of at most so many cartons."""
    return Freight(
        [
            PriceLine(
                "first_leg", per_shipment + n * per_carton,
                PerKg("CNY", n * 8_600, n * 8_600, 1, 600, None, base_minor=per_shipment),
            )
            for n in range(1, cartons + 1)
        ]
    )  # fmt: skip


EXPRESS = Means(
    mode="express", service="FAST", days_min=3, days_max=5, currency="CNY",
    parcels=((US, price(freight=13_500, fuel=2_903)),),
)  # fmt: skip
LINE = Means(
    mode="consolidated", service="LINE", days_min=6, days_max=10, currency="CNY",
    parcels=((US, price(freight=3_800, registration=1_600)),),
)  # fmt: skip
STOCKED = Means(
    mode="overseas", service="LAX", days_min=3, days_max=5, currency="CNY", parcels=((US, price(freight=3_200)),),
    freight=freight(), shelf=Shelf(450),
)  # fmt: skip


def way(means: Means, orders: int = 400, **changes: object) -> Way:
    """A month of so many orders by one service."""
    return Costs(enquiry(orders, **changes), means).way(orders)


def parts(found: Way) -> dict[str, int]:
    """What each row of the comparison comes to."""
    return {line.part: found.part(line.part) for line in found.lines}


def line(found: Way, code: str) -> PlanLine:
    """A fee of it."""
    return next(fee for fee in found.lines if fee.code == code)
