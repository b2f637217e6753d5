"""The sample company's price lists: published forwarder practice, in round figures."""

from datetime import date, timedelta
from decimal import Decimal

from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Step, Zone

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


def fuel(today: date) -> tuple[Rule, ...]:
    """The fuel surcharge of the freight: 20 % long ago, 21 % last month, 21.5 % this month."""
    last, this = month_start(today, 1), month_start(today)
    percents = (("20", None, last), ("21", last, this), ("21.5", this, None))
    return tuple(
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal(p), of=("freight",), valid_from=since, valid_to=until)
        for p, since, until in percents
    )


def express(valid_from: date, today: date, rates: dict[str, tuple[int, int]], currency: str = "CNY") -> Sheet:
    """First 0.5 kg and each further 0.5 kg (rates by zone, minor units), by 5000, whole kilograms above 21 kg."""
    zones = {"1": AMERICAS, "2": EUROPE, "3": ASIA}
    return Sheet(
        valid_from=valid_from, currency=currency, divisors=(Divisor(divisor=5_000),),
        zones=tuple(Zone(code, country) for code, countries in zones.items() for country in countries),
        steps=(Step(step_milli=500), Step(step_milli=1_000, above_milli=21_000)),
        rules=(
            *(
                Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone=zone, first_minor=first, first_milli=500,
                     amount_minor=further, step_milli=500, weight_milli_to=EXPRESS_WEIGHT_G)
                for zone, (first, further) in rates.items()
            ),
            *fuel(today),
        ),
    )  # fmt: skip


def line(valid_from: date, per_kg: dict[str, int], ticket_minor: int, currency: str = "CNY") -> Sheet:
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
        ),
    )  # fmt: skip


def union(valid_from: date, per_kg: tuple[int, int, int], ticket_minor: int, currency: str) -> Sheet:
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
        ),
    )  # fmt: skip
