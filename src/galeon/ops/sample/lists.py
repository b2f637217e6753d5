"""The sample company's price lists: published forwarder practice, in round figures."""

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from galeon.tariffs.sheet import FUELABLE, Basis, Divisor, Minimum, Rule, Sheet, Step, Zone

AMERICAS = ("US", "CA", "MX", "BR", "CL", "CO", "PE", "AR")
EUROPE = (
    "GB", "DE", "FR", "ES", "PT", "IT", "NL", "BE", "LU", "AT", "PL", "CZ", "SK", "HU", "RO", "BG", "GR", "HR", "SI", "SE",
    "DK", "FI", "IE", "LT", "LV", "EE", "CH", "NO", "TR", "UA",
)  # fmt: skip
ASIA = ("JP", "KR", "AE", "SA", "IL", "TH", "HK", "TW", "SG", "MY", "PH", "VN", "AU", "NZ", "ZA")
LINE = ("US", "CA")
UNION = ("ES", "PT", "FR", "IT", "DE", "NL", "BE", "LU", "AT", "PL", "CZ", "SK", "HU", "RO", "GR", "BG", "HR", "SI")

EXPRESS_WEIGHT_G, LINE_WEIGHT_G, UNION_WEIGHT_G = 70_000, 30_000, 70_999


def month_start(day: date, back: int = 0) -> date:
    """The first of the month `back` months before that of `day`."""
    first = day.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


FUELS = {
    "ups": ("UPS fuel surcharge", ((5, "19.5"), (3, "20"), (1, "21"), (0, "21.5"), (-1, "22"))),
    "fedex": ("FedEx fuel surcharge", ((5, "20"), (2, "20.5"), (0, "21.75"))),
    "dhl": ("DHL fuel surcharge", ((5, "22"), (3, "22.5"), (2, "23.25"), (1, "23"), (0, "23.75"))),
}
"""By table: its name, and the percentage of each month so many months ago (-1: the next one, announced already)."""
_FUELLED = Rule(code="fuel", basis=Basis.PERCENT, of=(FUELABLE,))


def fuel_rates(code: str, today: date) -> list[tuple[date, Decimal]]:
    """The percentages of a table with their first days."""
    next_month = (month_start(today) + timedelta(days=31)).replace(day=1)
    return [
        (month_start(today, back) if back >= 0 else next_month, Decimal(percent)) for back, percent in FUELS[code][1]
    ]


def fuel(table: str) -> Rule:
    """The fuel surcharge of freight and whatever else is fuelled, by the carrier's table."""
    return replace(_FUELLED, fuel_table=table)


def express(
    valid_from: date,
    rates: dict[str, tuple[int, int]],
    currency: str = "CNY",
    surcharges: tuple[Rule, ...] = (),
    minimums: tuple[Minimum, ...] = (),
    table: str = "ups",
) -> Sheet:
    """First 0.5 kg and each further 0.5 kg (rates by zone, minor units), by 5000, whole kilograms above 21 kg."""
    zones = {"1": AMERICAS, "2": EUROPE, "3": ASIA}
    return Sheet(
        valid_from=valid_from, currency=currency, divisors=(Divisor(divisor=5_000),), minimums=minimums,
        zones=tuple(Zone(code, country) for code, countries in zones.items() for country in countries),
        steps=(Step(step_milli=500), Step(step_milli=1_000, above_milli=21_000)),
        rules=(
            *(
                Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone=zone, first_minor=first, first_milli=500,
                     amount_minor=further, step_milli=500, weight_milli_to=EXPRESS_WEIGHT_G, fuelable=True)
                for zone, (first, further) in rates.items()
            ),
            *surcharges,
            fuel(table),
        ),
    )  # fmt: skip


def line(
    valid_from: date, per_kg: dict[str, int], ticket_minor: int, currency: str = "CNY", fees: tuple[Rule, ...] = ()
) -> Sheet:
    """Per kg by the gram, dearer to 2 kg and a tenth cheaper above, and a registration fee; volume does not count."""
    return Sheet(
        valid_from=valid_from, currency=currency, weight_milli_min=50,
        zones=tuple(Zone(country, country) for country in LINE),
        rules=(
            *(
                rule
                for zone, rate in per_kg.items()
                for rule in (
                    Rule(code="freight", basis=Basis.PER_KG, zone=zone, amount_minor=rate, weight_milli_to=2_000),
                    Rule(code="freight", basis=Basis.PER_KG, zone=zone, amount_minor=rate - rate // 10,
                         weight_milli_to=LINE_WEIGHT_G),
                )
            ),
            Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=ticket_minor),
            *fees,
        ),
    )  # fmt: skip


def stocked(cbm_minor: int, day_minor: int) -> tuple[Rule, ...]:
    """What stock in a warehouse overseas costs: bringing a m3 there, and a day of it on the shelf."""
    return (
        Rule(code="first_leg", basis=Basis.PER_CBM, amount_minor=cbm_minor, option="first_leg"),
        Rule(code="storage", basis=Basis.PER_CBM, amount_minor=day_minor, option="storage"),
    )


def shelf(
    valid_from: date, first_minor: int, further_minor: int, ticket_minor: int, currency: str, stock: tuple[Rule, ...]
) -> Sheet:
    """From the Los Angeles warehouse: the first 0.5 kg and each further one, by 6000, and a fee for picking the order."""
    return Sheet(
        valid_from=valid_from, timezone="America/Los_Angeles", currency=currency, divisors=(Divisor(divisor=6_000),),
        zones=(Zone("us", "US"), *(Zone("far", "US", prefix) for prefix in ("967", "968", "995", "996", "997", "998", "999"))),
        steps=(Step(step_milli=500),),
        rules=(
            *(
                Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone=zone, first_minor=first_minor * factor // 2, first_milli=500,
                     amount_minor=further_minor * factor // 2, step_milli=500, weight_milli_to=LINE_WEIGHT_G)
                for zone, factor in (("us", 2), ("far", 5))
            ),
            Rule(code="picking", basis=Basis.PER_TICKET, amount_minor=ticket_minor),
            *stock,
        ),
    )  # fmt: skip


def union(
    valid_from: date, per_kg: tuple[int, int, int], ticket_minor: int, currency: str, stock: tuple[Rule, ...] = ()
) -> Sheet:
    """From the Madrid warehouse: per kg to 20.99, 44.99 and 70.99 kg, by 6000 in steps of 100 g; islands a zone apart."""
    ends = (20_999, 44_999, UNION_WEIGHT_G)
    return Sheet(
        valid_from=valid_from, timezone="Europe/Madrid", currency=currency, divisors=(Divisor(divisor=6_000),), weight_milli_min=500,
        zones=(
            *(Zone("eu", country) for country in UNION),
            *(Zone("islands", "ES", prefix) for prefix in ("07", "35", "38", "51", "52")),
        ),
        steps=(Step(step_milli=100),),
        rules=(
            *(
                Rule(code="freight", basis=Basis.PER_KG, zone=zone, amount_minor=rate * factor // 2, weight_milli_to=end)
                for zone, factor in (("eu", 2), ("islands", 3))
                for rate, end in zip(per_kg, ends, strict=True)
            ),
            Rule(code="ticket", basis=Basis.PER_TICKET, amount_minor=ticket_minor),
            *stock,
        ),
    )  # fmt: skip
