"""What a worked case is: a whole version, one shipment, and what it must cost, to the cent and with its reasons."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.areas import Areas
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.price import Piece, Price, PriceRequest
from galeon.tariffs.sheet import Basis, DatedBy, Rule, Sheet, Zone

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"


class Case(Struct, frozen=True, kw_only=True):
    """name: the sentence a forwarder would say. lines: what each fee must come to, in order. reasons: in English, by fee.

    charge_g: the price's charge weight; unit_minor: what a kilogram comes to, None = nobody says; weight: `weight_text`.
    """

    name: str
    sheet: Sheet
    request: PriceRequest
    lines: Mapping[str, int]
    charge_g: int
    reasons: Mapping[str, str] = {}
    weight: str = ""
    unit_minor: int | None = None
    fuels: Mapping[str, Fuel] = {}
    areas: Mapping[str, Areas] = {}
    dated_by: DatedBy = DatedBy.RECEIPT

    @property
    def total_minor(self) -> int:
        return sum(self.lines.values())

    def tariff(self, version_id: int = 99) -> Tariff:
        """The case's version, compiled."""
        return Tariff(version_id, self.sheet, self.fuels, self.areas, self.dated_by)

    def priced(self) -> Price | Refusal:
        """The answer of the case's version."""
        tariff, asked = self.tariff(), self.request
        zone = tariff.zone(asked.country, asked.postcode, asked.region, asked.origin)
        assert zone is not None, self.name
        return tariff.price(asked, zone)


def sheet(*rules: Rule, **columns: object) -> Sheet:
    """A version for the US in CNY from 2026 on, or otherwise as told."""
    base: dict[str, object] = {
        "valid_from": date(2026, 1, 1), "currency": "CNY", "zones": (Zone("1", "US"),), "rules": rules,
    }  # fmt: skip
    return Sheet(**{**base, **columns})  # type: ignore[arg-type]


def asked(*pieces: Piece, **changes: object) -> PriceRequest:
    """A shipment to the US on 15 June 2026, or otherwise as told."""
    base: dict[str, object] = {
        "service_id": 1, "account_id": 7, "level": "standard", "currency": "CNY", "country": "US", "postcode": "90045",
        "pieces": pieces, "cargo_class": "general", "at": NOON,
    }  # fmt: skip
    return PriceRequest(**{**base, **changes})  # type: ignore[arg-type]


def kg(weight: str, length_cm: str = "0", width_cm: str = "0", height_cm: str = "0") -> Piece:
    """A piece as the trade writes it: kg and cm."""
    return Piece(*[int(Decimal(text) * scale) for text, scale in
                   ((weight, 1000), (length_cm, 10), (width_cm, 10), (height_cm, 10))])  # fmt: skip


def first_continued(first_minor: int, first_milli: int, step_minor: int, step_milli: int, **columns: object) -> Rule:
    """Freight by a price for the first weight and one for each further step."""
    base = {
        "code": "freight", "basis": Basis.FIRST_CONTINUED, "first_minor": first_minor, "first_milli": first_milli,
        "amount_minor": step_minor, "step_milli": step_milli,
    }  # fmt: skip
    return Rule(**{**base, **columns})  # type: ignore[arg-type]


def per_kg(amount_minor: int, code: str = "freight", **columns: object) -> Rule:
    """A rate per kilogram."""
    return Rule(code=code, basis=Basis.PER_KG, amount_minor=amount_minor, **columns)  # type: ignore[arg-type]


def per_ticket(amount_minor: int, code: str = "freight", **columns: object) -> Rule:
    """A fee per shipment."""
    return Rule(code=code, basis=Basis.PER_TICKET, amount_minor=amount_minor, **columns)  # type: ignore[arg-type]


def per_piece(amount_minor: int, code: str, **columns: object) -> Rule:
    """A fee for each piece."""
    return Rule(code=code, basis=Basis.PER_PIECE, amount_minor=amount_minor, **columns)  # type: ignore[arg-type]


def percent(text: str, *of: str, code: str = "fuel", **columns: object) -> Rule:
    """A percentage of other fees."""
    return Rule(code=code, basis=Basis.PERCENT, percent=Decimal(text), of=of, **columns)  # type: ignore[arg-type]
