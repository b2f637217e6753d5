"""Tables with dates, and a list that refers to them, for the tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts, acts_dated
from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.engine.postcodes import span
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Side, Zone

AT = datetime(2026, 1, 1, tzinfo=UTC)


def sure(answer: int | Refusal | tuple[Refusal, ...]) -> int:
    assert isinstance(answer, int), answer
    return answer


def places(tier: str = "A", *prefixes: str) -> list[AreaRow]:
    """Remote postcodes of the US in one tier."""
    return [("US", *span(prefix), "", tier) for prefix in prefixes or ("995",)]


def open_tables() -> int:
    """Fuel UPS at 20 % from 1 January 2026, and the areas UPS with 995.. in tier A from that day; the edition's id."""
    acts_dated.open_fuel("UPS", "UPS fuel", "Asia/Shanghai")
    acts_dated.open_areas("UPS", "UPS remote", "Asia/Shanghai")
    assert acts_dated.set_fuel("UPS", [(date(2026, 1, 1), Decimal(20))], None, AT) == 1
    edition = acts_dated.load_areas("UPS", places(), date(2026, 1, 1), None, AT)
    assert isinstance(edition, acts_dated.Edition), edition
    return sure(acts_dated.publish_areas(edition.id, None, AT))


def dated(amount_minor: int = 10_000, **columns: object) -> Sheet:
    """A list of one fixed freight for the US, fuel by the table UPS, remote 50.00 by the table UPS."""
    rules = (
        Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=amount_minor),
        Rule(code="remote", basis=Basis.PER_TICKET, amount_minor=5_000, area="UPS", tier="A"),
        Rule(code="fuel", basis=Basis.PERCENT, of=("freight",), fuel_table="UPS"),
    )
    base: dict[str, object] = {
        "valid_from": date(2026, 1, 1), "currency": "CNY", "zones": (Zone("1", "US"),), "rules": rules,
    }  # fmt: skip
    return Sheet(**{**base, **columns})  # type: ignore[arg-type]


def published(service_id: int, sheet: Sheet, code: str = "T", **key: object) -> int:
    """The version, in force for everybody unless `key` says otherwise."""
    made = ListKey(code, "A list", service_id, sheet.currency, **key)  # type: ignore[arg-type]
    return sure(acts.publish(sure(acts.draft(made, sheet, None, AT)), None, AT))


COST: dict[str, object] = {"side": Side.COST, "supplier": "ups"}
