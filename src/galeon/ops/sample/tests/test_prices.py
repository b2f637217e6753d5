"""The sample company earns on what it sells, and its surcharges are those a forwarder publishes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from galeon.ops.sample import areas, company, lists, surcharges
from galeon.tariffs import acts, reads
from galeon.tariffs.checks import findings
from galeon.tariffs.engine.areas import Areas, Edition
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.price import Piece, Price, PriceRequest, Values
from galeon.tariffs.sheet import Basis, Minimum, Rule, Sheet, Side, Zone

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = date(2026, 1, 1)
TABLES = {
    name: Areas([(DAY, Edition(rows))], "Asia/Shanghai")
    for name, rows in (("ups", areas.ups()), ("fedex", areas.fedex()), ("dhl", areas.dhl()))
}


def fees(
    rules: tuple[Rule, ...], *pieces: Piece, minimums: tuple[Minimum, ...] = (), **changes: object
) -> dict[str, int]:
    """What a shipment to Anchorage pays beside a freight of 1.00."""
    freight = Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=100)
    sheet = Sheet(valid_from=DAY, currency="CNY", zones=(Zone("1", "US"),), rules=(freight, *rules), minimums=minimums)
    base: dict[str, object] = {"postcode": "90045"}
    asked = PriceRequest(1, 1, "", "CNY", "US", cargo_class="general", at=NOW, pieces=pieces, **{**base, **changes})  # type: ignore[arg-type]
    price = Tariff(1, sheet, areas=TABLES).price(asked, "1")
    assert isinstance(price, Price), price
    return {line.code: line.amount_minor for line in price.lines if line.code != "freight"}


def kg(weight: int, *sides_cm: int) -> Piece:
    return Piece(weight * 1_000, *(side * 10 for side in sides_cm))


ALASKA, MONTANA = {"postcode": "99501"}, {"postcode": "59001"}


@pytest.mark.parametrize(
    ("rules", "pieces", "changes", "expected"),
    [
        (surcharges.ups("ups"), [kg(12)], ALASKA, {"remote": 16_800}),
        (surcharges.ups("ups"), [kg(60)], MONTANA, {"remote": 21_000, "additional_handling": 10_800}),
        (surcharges.dhl("dhl"), [kg(20), kg(23)], ALASKA, {"remote": 17_200}),
        (surcharges.dhl("dhl"), [kg(20)], MONTANA, {}),
        (surcharges.fedex("fedex"), [kg(25), kg(25)], ALASKA, {"remote": 23_000}),
        (surcharges.fedex("fedex"), [kg(5)], MONTANA, {"remote": 2_300}),
        (surcharges.sf("ups"), [kg(10)], ALASKA, {"remote": 5_000}),
        (surcharges.ups("ups"), [kg(5, 130, 20, 20)], {}, {"additional_handling": 10_800}),
        (surcharges.ups("ups"), [kg(5, 150, 50, 40)], {}, {"large_package": 51_400}),
        (surcharges.ups("ups"), [kg(71)], {}, {"over_maximum": 193_800}),
        (surcharges.ups("ups"), [kg(1)] * 5, {"options": frozenset({"address_correction"})}, {"address_correction": 28_000}),
        (surcharges.dhl("dhl"), [kg(30, 120, 10, 10)], {}, {"over_length": 15_500}),
        (surcharges.dhl("dhl"), [kg(30, 50, 10, 10)], {}, {"non_conveyable": 15_500}),
        (surcharges.dhl("dhl"), [kg(71, 120, 10, 10)], {}, {"overweight": 75_000}),
        (surcharges.air_freight("ups"), [kg(25), kg(24)], {}, {"heavy_box": 20_000}),
        (surcharges.air_freight("ups"), [kg(40)], {"options": frozenset({"magnetic_check"})},
         {"heavy_box": 20_000, "magnetic_check": 4_000, "magnetic_ticket": 3_000}),
        (surcharges.air_freight("ups"), [kg(1)], {"options": frozenset({"insurance"}), "values": Values(declared_minor=500_000)},
         {"insurance": 4_000}),
    ],
)  # fmt: skip
def test_a_shipment_pays_what_the_forwarder_publishes(
    rules: tuple[Rule, ...], pieces: list[Piece], changes: dict[str, object], expected: dict[str, int]
) -> None:
    assert fees(rules, *pieces, **changes) == expected


def test_a_large_package_is_charged_as_40_kg_and_an_awkward_one_at_fedex_as_18() -> None:
    per_kg = (Rule(code="weight", basis=Basis.PER_KG, amount_minor=100),)
    assert fees(per_kg, kg(5, 150, 50, 40), minimums=surcharges.UPS_MINIMUMS)["weight"] == 4_000
    assert fees(per_kg, kg(5, 130, 20, 20), minimums=surcharges.FEDEX_MINIMUMS)["weight"] == 1_800


def test_a_suppliers_cost_is_a_tenth_less_and_a_percentage_stays() -> None:
    cost = {rule.code: rule for rule in surcharges.scaled(surcharges.ups("ups"), Decimal(90))}
    assert (cost["remote"].amount_minor, cost["remote"].min_minor) == (315, 15_120)
    assert (cost["address_correction"].max_minor, cost["insurance"].percent) == (25_200, Decimal(1))


def test_fuel_of_every_month_of_the_story_is_known() -> None:
    for code in lists.FUELS:
        days = [day for day, _ in lists.fuel_rates(code, date(2026, 3, 1))]
        assert days[0] == date(2025, 10, 1)
        assert days == sorted(days)
    assert lists.fuel_rates("ups", date(2026, 12, 31))[-1] == (date(2027, 1, 1), Decimal(22))


@pytest.mark.django_db
def test_nothing_is_sold_below_cost_and_a_draft_waits_with_other_prices() -> None:
    house = company.open_house("secret", NOW - timedelta(days=70), NOW)
    drafts = PriceVersion.objects.filter(published_at=None)
    live = PriceVersion.objects.filter(published_at__isnull=False)
    below = {}
    for version in live.select_related("price_list"):
        found = findings.find(version.pk, NOW)
        assert found.faults == (), version.price_list.code
        assert [note.code for note in found.notes if note.code == findings.NOT_COMPARABLE] == []
        below[version.price_list.code] = found.shortfalls
    assert {code: some for code, some in below.items() if some} == {}
    assert {"GX-EXPRESS-CNY-ALL", "GX-EXPRESS-CNY-COST-DHL", "GX-USLINE-CNY-HEXING", "GX-LAX-USD-ALL"} <= set(below)

    (draft,) = drafts
    asked = [
        PriceRequest(
            house.services["GX-EXPRESS"].pk, 1, "standard", "CNY", country, "", (kg(2, 20, 20, 20),), "general",
            datetime(2026, 12, 5, tzinfo=UTC),
        )
        for country in ("US", "DE", "JP")
    ]  # fmt: skip
    now = [a.total_minor for a in reads.price(asked) if isinstance(a, Price)]
    then = [a.total_minor for a in reads.trial([draft.pk] * 3, asked) if isinstance(a, Price)]
    cost = [a.total_minor for a in reads.price(asked, Side.COST) if isinstance(a, Price)]
    assert then[0] > now[0] and then[1] > now[1] and then[2] < now[2]
    assert all(bought < sold for bought, sold in zip(cost, now, strict=True))
    assert draft.drafted_by is not None
    checked = acts.check_draft(draft.pk, None, NOW)
    assert isinstance(checked, findings.Findings)
    assert checked.faults == ()
