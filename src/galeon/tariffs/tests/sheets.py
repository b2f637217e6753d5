"""Price lists for the tests, from published examples, and a way to ask them for a price."""

from datetime import UTC, date, datetime
from decimal import Decimal

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece, Price, PriceRequest
from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Step, Zone

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


def express(fuel_of: tuple[str, ...] = ("freight",)) -> Sheet:
    """Express to the US: 135.00 first 0.5 kg, 31.50 each further; remote 168.00; fuel 21.5%; volume by 5000."""
    return Sheet(
        valid_from=date(2026, 1, 1),
        currency="CNY",
        divisors=(Divisor(divisor=5000),),
        zones=(Zone("1", "US"),),
        steps=(Step(step_milli=500), Step(step_milli=1000, above_milli=21_000)),
        rules=(
            Rule(
                code="freight", basis=Basis.FIRST_CONTINUED,
                first_minor=13_500, first_milli=500, step_milli=500, amount_minor=3_150, weight_milli_to=70_000,
            ),
            Rule(code="remote", basis=Basis.PER_TICKET, amount_minor=16_800),
            Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=fuel_of),
        ),
    )  # fmt: skip


def packet() -> Sheet:
    """Small packets: US 95.00 per kg to 2 kg and ES 88.00 / 82.00 by bracket, by the gram, registered for 16.00."""
    return Sheet(
        valid_from=date(2026, 1, 1),
        currency="CNY",
        zones=(Zone("us", "US"), Zone("es", "ES"), Zone("islands", "ES", "35"), Zone("islands", "ES", "38")),
        weight_milli_min=50,
        rules=(
            Rule(code="freight", basis=Basis.PER_KG, amount_minor=9_500, zone="us", weight_milli_to=2_000),
            Rule(code="freight", basis=Basis.PER_KG, amount_minor=8_800, zone="es", weight_milli_to=500),
            Rule(code="freight", basis=Basis.PER_KG, amount_minor=8_200, zone="es", weight_milli_to=2_000),
            Rule(code="freight", basis=Basis.PER_KG, amount_minor=12_000, zone="islands", weight_milli_to=2_000),
            Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=1_600),
            Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=2_100, cargo_class="battery"),
        ),
    )


def flat(amount_minor: int = 100_000, **columns: object) -> Sheet:
    """A list of one fixed freight for the US."""
    rules = (Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=amount_minor),)
    base: dict[str, object] = {
        "valid_from": date(2026, 1, 1), "currency": "CNY", "zones": (Zone("1", "US"),), "rules": rules,
    }  # fmt: skip
    return Sheet(**{**base, **columns})  # type: ignore[arg-type]


def request(*pieces: Piece, **changes: object) -> PriceRequest:
    """A shipment of the account 7 to the US on 15 June 2026, or otherwise as told."""
    base: dict[str, object] = {
        "service_id": 1, "account_id": 7, "level": "standard", "currency": "CNY", "country": "US", "postcode": "90045",
        "pieces": pieces, "cargo_class": "general", "at": NOON,
    }  # fmt: skip
    return PriceRequest(**{**base, **changes})  # type: ignore[arg-type]


def ask(sheet: Sheet, *pieces: Piece, **changes: object) -> Price | Refusal:
    """The answer of this one list."""
    asked = request(*pieces, **changes)
    tariff = Tariff(99, sheet)
    zone = tariff.zone(asked.country, asked.postcode)
    assert zone is not None
    return tariff.price(asked, zone)


def priced(sheet: Sheet, *pieces: Piece, **changes: object) -> Price:
    """The price by this one list, which must not refuse."""
    answer = ask(sheet, *pieces, **changes)
    assert isinstance(answer, Price), answer
    return answer


def lines(price: Price) -> dict[str, int]:
    """Amounts by fee."""
    return {line.code: line.amount_minor for line in price.lines}
