"""A plan by the customer's real price lists, to the cent; expected figures are worked out here by Decimal."""

from decimal import ROUND_HALF_UP, Decimal

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from galeon.intake.planning.planner import parcel_of, plan
from galeon.intake.planning.terms import Border, Carton, Destination, Holding, Plan, PlanEnquiry, Sku
from galeon.intake.planning.words import line_name, why_text
from galeon.intake.tests.plans import CARTON, LAMP, enquiry, line, parts
from galeon.intake.tests.ways import FREIGHT, open_way, open_ways, publish
from galeon.kernel.refusal import Refusal
from galeon.network.models import Service
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs.sheet import Basis, Rule

CENT = Decimal("0.01")


@pytest.fixture
def ways(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """The small company with three services more; its own line goes to the United States too."""
    monkeypatch.setattr("galeon.network.reads.FRESH_S", -1.0)
    open_ways(company)
    return company


def made(company: Company, asked: PlanEnquiry) -> Plan:
    found = plan(company.merchant, asked, NOW)
    assert isinstance(found, Plan), found
    return found


def refused(company: Company, asked: PlanEnquiry) -> list[Refusal]:
    found = plan(company.merchant, asked, NOW)
    assert isinstance(found, list), found
    return found


def cents(amount: Decimal) -> int:
    return int(amount.quantize(CENT, ROUND_HALF_UP).scaleb(2))


def test_three_ways_stand_side_by_side_the_cheapest_first(ways: Company) -> None:
    found = made(ways, enquiry())
    assert [(way.mode, way.service) for way in found.ways] == [
        ("overseas", "LAX"), ("consolidated", "LINE"), ("express", "FAST"), ("consolidated", "USLINE"),
    ]  # fmt: skip
    assert found.cannot == ()
    assert [way.total_minor for way in found.ways] == sorted(way.total_minor for way in found.ways)
    assert found.currency == "CNY"


def test_an_express_lamp_is_priced_as_its_order_would_be(ways: Company) -> None:
    """20 x 15 x 10 cm by 5000 is 0.6 kg, which is more than 0.4 kg on the scale: 1.0 kg in halves."""
    way = next(way for way in made(ways, enquiry()).ways if way.service == "FAST")
    freight = Decimal("135.00") + Decimal("31.50")
    fuel = (freight * Decimal("0.215")).quantize(CENT, ROUND_HALF_UP)
    assert (
        (way.part("parcel"), way.part("surcharges"))
        == (cents(400 * freight), cents(400 * fuel))
        == (6_660_000, 1_432_000)
    )
    assert why_text(line(way, "freight").why, "en").startswith("400 orders × 166.50: 1 kg")
    assert (line_name(line(way, "fuel"), "en"), line_name(line(way, "vat"), "en")) == ("Fuel surcharge", "Import VAT")


def test_stock_overseas_is_shipped_stored_and_delivered_by_its_list(ways: Company) -> None:
    way = made(ways, enquiry()).best("overseas")
    assert way is not None
    carton = Decimal("0.6") * Decimal("0.4") * Decimal("0.4")
    storage = 20 * carton * 30 * Decimal("4.50") * (29 - 10) / 29
    tied = 400 * Decimal("30.00") * (35 + 3) / 30 + 400 * Decimal("30.00")
    assert parts(way) == {
        "first_leg": cents(20 * carton * 1_200), "storage": cents(storage),
        "parcel": cents(400 * (8 + Decimal("0.4") * 60)), "duty": cents(400 * 60 * Decimal("0.05")),
        "entry": 15_000, "capital": cents(tied * Decimal("0.09") / 12),
    }  # fmt: skip
    assert way.total_minor == 230_400 + 16_982 + 1_280_000 + 120_000 + 15_000 + 20_400 == 1_682_782
    assert way.order_minor == 4_207
    assert "m³" in why_text(line(way, "first_leg").why, "en")
    assert (line_name(line(way, "first_leg"), "es"), line_name(line(way, "storage"), "en")) != ("", "")


def test_the_weight_at_which_parcels_end_does_not_bind_a_shipment_of_cartons(ways: Company) -> None:
    """The list ends at 70 kg for parcels: 20 cartons of 8.6 kg are 172 kg, and go together."""
    way = made(ways, enquiry()).best("overseas")
    assert way is not None
    assert line(way, "first_leg").why.lot > 20
    assert "go together" not in why_text(line(way, "first_leg").why, "en")


def test_a_shipment_heavier_than_the_first_leg_takes_goes_in_several(company: Company) -> None:
    """6.00 a kilogram and 200.00 a shipment up to 70 kg: 8 cartons of 8.6 kg each, so 20 are 8, 8 and 4."""
    service = open_way(company, "LAX", called="SEA", without="first_leg")
    leg = Rule(
        code="first_leg", basis=Basis.PER_KG, first_minor=20_000, amount_minor=600, weight_milli_to=70_000,
        option="first_leg",
    )  # fmt: skip
    publish(service, (*(rule for rule in FREIGHT["LAX"] if rule.code != "first_leg"), leg), company.merchant.account_id)
    way = made(company, enquiry()).best("overseas")
    assert way is not None
    assert way.part("first_leg") == cents(20 * Decimal("8.6") * 6 + 3 * 200)
    assert "at most 8 cartons go together" in why_text(line(way, "first_leg").why, "en")


def test_where_one_overtakes_another_is_told_with_the_totals_on_both_sides(ways: Company) -> None:
    found = made(ways, enquiry(border=Border(), holding=Holding()))
    assert found.searched == 50_000
    for before, after in zip(found.stretches, found.stretches[1:], strict=False):
        assert before.last + 1 == after.first
        at, below = made(ways, enquiry(after.first, border=Border(), holding=Holding())), dict(after.below)
        assert {mode: way.total_minor for mode in dict(after.at) if (way := at.best(mode))} == dict(after.at)
        assert below[before.mode] == min(below.values())
    assert found.stretches[-1].last == 50_000
    shown = {point.orders: dict(point.totals) for point in found.curve}
    assert shown[400] == {mode: way.total_minor for mode in shown[400] if (way := found.best(mode))}


def test_what_cannot_carry_it_says_why(ways: Company) -> None:
    battery = made(ways, enquiry(sku=replace(LAMP, cargo_class="battery")))
    assert [way.service for way in battery.ways] == ["USLINE"], "the small company's line takes batteries"
    assert [(no.mode, no.service, no.refusals[0].code) for no in battery.cannot] == [
        ("express", "FAST", "cargo_not_accepted"), ("consolidated", "LINE", "cargo_not_accepted"),
        ("overseas", "LAX", "cargo_not_accepted"),
    ]  # fmt: skip
    germany = made(ways, enquiry(destinations=(Destination(country="DE"),)))
    assert [no.refusals[0].text() for no in germany.cannot if no.mode == "overseas"] == [
        "Service LAX way does not go to Germany."
    ]
    assert {stretch.mode for stretch in germany.stretches} == {"consolidated"}


def test_a_service_must_reach_every_country_of_the_plan(ways: Company) -> None:
    both = (Destination(country="US", share_percent=60), Destination(country="DE", share_percent=40))
    found = made(ways, enquiry(destinations=both))
    assert [way.service for way in found.ways] == ["USLINE"]
    each = (Decimal("135.00") + Decimal("31.50")) * 400
    assert found.ways[0].part("parcel") == cents(each * Decimal("0.6")) + cents(each * Decimal("0.4"))
    assert [no.refusals[0].field for no in found.cannot] == [None, None, None]


def test_a_mode_nobody_offers_is_said_to_be_missing(company: Company) -> None:
    found = made(company, enquiry())
    assert [(no.mode, no.service, no.refusals[0].text()) for no in found.cannot] == [
        ("express", "", "There is no open service straight to the shopper."),
        ("overseas", "", "There is no open service from stock overseas."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("first_leg", "The price list of LAX way says nothing of a first leg."),
        ("storage", "The price list of LAX way says nothing of storage."),
    ],
)
def test_stock_is_not_compared_where_part_of_its_price_is_unknown(
    company: Company, without: str, sentence: str
) -> None:
    open_way(company, "LAX", without=without)
    found = made(company, enquiry())
    assert found.best("overseas") is None
    assert [no.refusals[0].text() for no in found.cannot if no.mode == "overseas"] == [sentence]


def test_storage_by_volume_needs_a_size(ways: Company) -> None:
    found = made(ways, enquiry(sku=Sku(weight_g=400), carton=None))
    (no,) = [no for no in found.cannot if no.mode == "overseas"]
    assert (no.refusals[0].code, no.refusals[0].field) == ("size_missing", "sku.length_mm")
    by_size = made(ways, enquiry(carton=None)).best("overseas")
    assert by_size is not None
    assert by_size.part("first_leg") == cents(400 * Decimal("0.003") * 1_200), "each unit travels as it is"


def test_a_customer_plans_with_their_own_prices_and_learns_of_nobody_elses(ways: Company) -> None:
    other = ways.open_merchant("OTHER")
    publish(
        Service.objects.get(code="LINE"),
        (Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=1_000),),
        other.account_id,
    )
    own, theirs = plan(other, enquiry(), NOW), plan(ways.merchant, enquiry(), NOW)
    assert own.best("consolidated").part("parcel") == 400_000
    assert theirs.best("consolidated").part("parcel") == 400 * 3_800


def test_only_the_services_chosen_are_planned_with(ways: Company) -> None:
    found = made(ways, enquiry(services=("line", "FAST")))
    assert {way.service for way in found.ways} == {"LINE", "FAST"}
    assert [(no.mode, no.service) for no in found.cannot] == [("overseas", "")]
    assert [(r.code, r.field) for r in refused(ways, enquiry(services=("NOPE",)))] == [("unknown_service", "services")]


def test_two_units_an_order_are_one_parcel_stacked_along_the_shortest_side() -> None:
    parcel = parcel_of(LAMP, 2)
    assert (parcel.weight_g, parcel.length_mm, parcel.width_mm, parcel.height_mm) == (800, 200, 200, 150)
    assert parcel_of(Sku(weight_g=400, length_mm=200), 3).length_mm == 0, "a size half known is no size"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"sku": replace(LAMP, weight_g=0)}, "sku.weight_g", "weight"),
        ({"sku": replace(LAMP, height_mm=-1)}, "sku.height_mm", "size"),
        ({"sku": replace(LAMP, cost_minor=10**9 + 1)}, "sku.cost_minor", "value"),
        ({"carton": replace(CARTON, units=0)}, "carton.units", "number"),
        ({"carton": replace(CARTON, weight_g=7_999)}, "carton.weight_g", "weight"),
        ({"destinations": ()}, "destinations", "count"),
        ({"destinations": (Destination(country="US"),) * 2}, "destinations[0].share_percent", "shares"),
        ({"destinations": (Destination(country="ZZ"),)}, "destinations[0].country", "unknown_country"),
        ({"destinations": (Destination(country="US", postcode="9"),)}, "destinations[0].postcode", "postcode"),
        ({"orders": 0}, "demand.orders_month", "number"),
        ({"orders": 50_001}, "demand.orders_month", "number"),
        ({"units_order": 101}, "demand.units_order", "number"),
        ({"restock_days": 0}, "demand.restock_days", "number"),
        ({"border": Border(bulk_vat_bp=100_001)}, "border.bulk_vat_bp", "percent"),
        ({"border": Border(departures_month=0)}, "border.departures_month", "number"),
        ({"holding": Holding(free_days=366)}, "holding.free_days", "number"),
    ],
)
def test_each_fault_names_its_field_and_no_price_is_asked(
    ways: Company, changes: dict, field: str, code: str
) -> None:  # fmt: skip
    found = refused(ways, enquiry(**changes))
    assert (field, code) in [(r.field, r.code) for r in found]
    assert all(r.text() for r in found)


def test_a_carton_weighs_at_least_what_is_in_it(ways: Company) -> None:
    (fault,) = refused(ways, enquiry(carton=Carton(units=20, weight_g=7_999, length_mm=1, width_mm=1, height_mm=1)))
    assert fault.text() == "20 units alone weigh 8.000 kg."


def test_planning_writes_nothing_and_asks_little(ways: Company) -> None:
    made(ways, enquiry())
    with CaptureQueriesContext(connection) as asked:
        made(ways, enquiry())
    wrote = [q["sql"] for q in asked if not q["sql"].lstrip().upper().startswith("SELECT")]
    assert [sql for sql in wrote if "INSERT" in sql or "UPDATE" in sql or "DELETE" in sql] == []
    assert len(asked) <= 12


def test_an_answer_is_plain_data(ways: Company) -> None:
    found = made(ways, enquiry())
    assert msgspec.json.decode(msgspec.json.encode(found), type=Plan) == found
