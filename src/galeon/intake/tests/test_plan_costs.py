"""What a month of lamps costs by each way, to the cent; every expected figure is worked out here by Decimal."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.intake.planning import terms
from galeon.intake.planning.costs import Costs, Means
from galeon.intake.planning.stock import Freight, Shelf
from galeon.intake.planning.words import why_text
from galeon.intake.tests.plans import CARTON, EXPRESS, LINE, STOCKED, US, enquiry, freight, line, parts, price, way

CENT = Decimal("0.01")


def cents(amount: Decimal) -> int:
    return int(amount.quantize(CENT, ROUND_HALF_UP).scaleb(2))


def test_an_express_parcel_costs_its_price_and_the_vat_at_the_border_every_time() -> None:
    found = way(EXPRESS)
    each = Decimal("135.00") + Decimal("29.03") + Decimal("60.00") * Decimal("0.20")
    capital = 400 * Decimal("30.00") * 4 / 30 * Decimal("0.09") / 12
    assert parts(found) == {"parcel": 5_400_000, "surcharges": 1_161_200, "vat": 480_000, "capital": cents(capital)}
    assert found.total_minor == cents(400 * each + capital) == 7_042_400
    assert found.order_minor == 17_606
    assert found.tied_minor == cents(400 * Decimal("30.00") * 4 / 30) == 160_000


def test_a_consolidated_parcel_shares_the_entry_of_its_departure() -> None:
    found = way(LINE)
    capital = 400 * Decimal("30.00") * 8 / 30 * Decimal("0.09") / 12
    assert parts(found) == {
        "parcel": 1_520_000, "surcharges": 640_000, "vat": 480_000, "entry": 64_000, "capital": cents(capital),
    }  # fmt: skip
    assert found.total_minor == cents(400 * (Decimal("38.00") + 16 + 12) + 8 * Decimal("80.00") + capital) == 2_706_400
    assert why_text(line(found, "entry").why, "en") == "8 departures × 80.00, shared by 400 orders"


def test_three_orders_a_month_make_three_entries_and_not_eight() -> None:
    assert line(way(LINE, 3), "entry").amount_minor == 3 * 8_000


def test_stock_overseas_costs_first_leg_storage_last_mile_duty_entry_and_capital() -> None:
    found = way(STOCKED)
    first_leg = 20 * Decimal("8.6") * 6 + 200
    cartons = (Decimal(400) * (14 + Decimal(30) / 2) / 30 / 20).to_integral_value(ROUND_CEILING)
    volume = cartons * Decimal("0.6") * Decimal("0.4") * Decimal("0.4")
    storage = volume * 30 * Decimal("4.50") * (29 - 10) / 29
    tied = 400 * Decimal("30.00") * (35 + 4) / 30 + cartons * 20 * Decimal("30.00")
    capital = tied * Decimal("0.09") / 12
    assert cartons == 20
    assert volume == Decimal("1.92")
    assert parts(found) == {
        "first_leg": cents(first_leg), "storage": cents(storage), "parcel": 1_280_000, "duty": 120_000, "entry": 15_000,
        "capital": cents(capital),
    }  # fmt: skip
    assert (cents(first_leg), cents(storage), cents(capital)) == (123_200, 16_982, 20_700)
    assert found.tied_minor == cents(tied) == 2_760_000
    assert found.total_minor == 1_575_882
    assert found.order_minor == 3_940
    assert (found.days_min, found.days_max) == (3, 5)


def test_every_line_of_stock_says_why_it_is_what_it_is() -> None:
    found = way(STOCKED)
    said = {fee.code: why_text(fee.why, "en") for fee in found.lines}
    assert said["first_leg"].startswith("A shipment every 30 days: 20 cartons 1,232.00 (172 kg")
    assert said["storage"] == (
        "20 cartons on the shelf, 1.92 m³ × 30 days × 4.50; of the 29 days a unit waits, 19 are paid for"
    )
    assert said["freight"] == "400 orders × 32.00: 32.00 per shipment"
    assert said["duty"] == "5% of 24,000.00, for 400 units"
    assert said["entry"] == "150.00 for each shipment, one every 30 days"
    assert said["capital"] == "A twelfth of 9% of 27,600.00 tied up"


def test_between_two_cartons_some_shipments_are_of_one_more() -> None:
    found = line(way(STOCKED, 410), "first_leg")
    assert found.amount_minor == cents((Decimal("1232.00") + Decimal("1283.60")) / 2)
    assert "20 cartons 1,232.00, in 50% of cases 21 cartons 1,283.60" in why_text(found.why, "en")


def test_what_sells_slower_than_a_carton_a_month_is_not_shipped_every_month() -> None:
    found = way(STOCKED, 5)
    assert line(found, "first_leg").amount_minor == cents(Decimal("251.60") / 4)
    assert line(found, "entry").amount_minor == cents(Decimal("150.00") / 4)
    assert why_text(line(found, "entry").why, "en").endswith("25% of them are needed")
    assert why_text(line(found, "first_leg").why, "en").startswith(
        "A shipment every 30 days: in 25% of cases 1 carton 251.60"
    )
    assert found.tied_minor == cents(5 * Decimal("30.00") * 39 / 30 + 20 * Decimal("30.00")), "a begun carton is whole"


def test_restocking_twice_as_often_pays_the_shipment_twice_and_keeps_less() -> None:
    monthly, fortnightly = way(STOCKED), way(STOCKED, restock_days=15)
    assert line(fortnightly, "first_leg").amount_minor == cents(2 * (10 * Decimal("51.60") + 200))
    assert fortnightly.part("first_leg") - monthly.part("first_leg") == 20_000
    assert fortnightly.part("storage") < monthly.part("storage")
    assert fortnightly.tied_minor < monthly.tied_minor


def test_a_shipment_of_more_cartons_than_the_list_takes_goes_in_several() -> None:
    found = line(way(replace(STOCKED, freight=freight(8))), "first_leg")
    assert found.amount_minor == cents(20 * Decimal("51.60") + 3 * 200)
    assert "at most 8 cartons go together" in why_text(found.why, "en")


@pytest.mark.parametrize(
    ("free_days", "paid"),
    [
        (0, Decimal(29)), (14, Decimal(15)), (20, Decimal(24 * 24) / 60), (44, Decimal(0)), (365, Decimal(0)),
    ],
)  # fmt: skip
def test_free_days_are_taken_off_each_units_own_time_on_the_shelf(free_days: int, paid: Decimal) -> None:
    """14 days of safety and 0 to 30 more: with 20 free days a unit that leaves after 10 days pays nothing, the last 24."""
    found = way(STOCKED, holding=terms.Holding(free_days=free_days))
    assert found.part("storage") == cents(Decimal("1.92") * 30 * Decimal("4.50") * paid / 29)


def test_storage_by_the_carton_is_paid_by_the_carton() -> None:
    found = way(replace(STOCKED, shelf=Shelf(75, per_carton=True)), holding=terms.Holding())
    assert found.part("storage") == 20 * 30 * 75
    assert why_text(line(found, "storage").why, "en") == "20 cartons on the shelf × 30 days × 0.75 each"


def test_orders_to_two_countries_are_priced_by_their_shares() -> None:
    germany = terms.Destination(country="DE", share_percent=30)
    means = replace(
        LINE, parcels=((replace(US, share_percent=70), price(freight=3_800)), (germany, price(freight=4_101)))
    )
    found = way(means, 401, destinations=(means.parcels[0][0], germany))
    lines = {fee.destination: fee.amount_minor for fee in found.lines if fee.code == "freight"}
    assert lines == {
        "US 90013": cents(401 * Decimal("0.7") * 38), "DE": cents(401 * Decimal("0.3") * Decimal("41.01")),
    }  # fmt: skip
    assert why_text(found.lines[1].why, "en") == "30% of 401 orders × 41.01: 41.01 per shipment"


def test_vat_is_on_the_value_and_the_duty() -> None:
    border = terms.Border(parcel_duty_bp=470, parcel_vat_bp=2_100, bulk_duty_bp=470, bulk_vat_bp=2_100)
    parcel, stock = way(EXPRESS, 7, border=border), way(STOCKED, 7, border=border)
    duty = (Decimal("60.00") * Decimal("0.047")).quantize(CENT, ROUND_HALF_UP)
    vat = ((60 + duty) * Decimal("0.21")).quantize(CENT, ROUND_HALF_UP)
    assert (parcel.part("duty"), parcel.part("vat")) == (cents(7 * duty), cents(7 * vat))
    bulk_duty = 420 * Decimal("0.047")
    assert (stock.part("duty"), stock.part("vat")) == (cents(bulk_duty), cents((420 + bulk_duty) * Decimal("0.21")))


RISING = st.lists(st.integers(0, 9_000), min_size=1, max_size=30)


@st.composite
def plans(draw: st.DrawFn) -> tuple[terms.PlanEnquiry, list[Means]]:
    """Any SKU, demand and terms, by the three services at any prices; the first leg dearer by any step a carton."""
    number = st.integers
    made = enquiry(
        draw(number(1, 50_000)), units_order=draw(number(1, 5)), restock_days=draw(number(1, 120)),
        safety_days=draw(number(0, 60)), first_leg_days=draw(number(0, 60)),
        carton=replace(CARTON, units=draw(number(1, 60))),
        border=terms.Border(
            parcel_duty_bp=draw(number(0, 3_000)), parcel_vat_bp=draw(number(0, 3_000)),
            bulk_duty_bp=draw(number(0, 3_000)), bulk_vat_bp=draw(number(0, 3_000)),
            departure_entry_minor=draw(number(0, 50_000)), departures_month=draw(number(1, 30)),
            shipment_entry_minor=draw(number(0, 90_000)),
        ),
        holding=terms.Holding(free_days=draw(number(0, 120)), capital_bp_year=draw(number(0, 3_000))),
    )  # fmt: skip
    steps, total = draw(RISING), 0
    first_leg = [freight(1)._priced[0]]
    for step in steps:
        total += step
        first_leg.append(replace(first_leg[0], amount_minor=first_leg[0].amount_minor + total))
    means = [
        replace(EXPRESS, parcels=((US, price(freight=draw(number(1, 20_000)), fuel=draw(number(0, 5_000)))),)),
        replace(LINE, parcels=((US, price(freight=draw(number(1, 20_000)))),)),
        replace(
            STOCKED, parcels=((US, price(freight=draw(number(1, 20_000)))),), freight=Freight(first_leg),
            shelf=Shelf(draw(number(0, 2_000))),
        ),
    ]  # fmt: skip
    return made, means


@given(plans())
def test_the_total_is_the_sum_of_its_lines_and_all_are_whole_cents(made: tuple[terms.PlanEnquiry, list[Means]]) -> None:
    asked, means = made
    for one in means:
        costs = Costs(asked, one)
        found = costs.way(asked.demand.orders_month)
        total = costs.total(asked.demand.orders_month)
        assert found.total_minor == sum(fee.amount_minor for fee in found.lines) == total
        assert {type(fee.amount_minor) for fee in found.lines} <= {int}


@given(plans(), st.integers(1, 50_000), st.integers(1, 2_000))
def test_more_demand_never_lowers_a_months_total(
    made: tuple[terms.PlanEnquiry, list[Means]], orders: int, more: int
) -> None:
    asked, means = made
    for one in means:
        costs = Costs(asked, one)
        assert costs.total(orders) <= costs.total(orders + more), one.mode


@given(plans(), st.integers(1, 3_000), st.integers(0, 60))
def test_no_month_between_costs_less_or_more_than_the_bounds_say(
    made: tuple[terms.PlanEnquiry, list[Means]], first: int, wide: int
) -> None:
    asked, means = made
    for one in means:
        costs = Costs(asked, one)
        low, high = costs.bounds(first, first + wide)
        assert all(low <= costs.total(n) <= high for n in range(first, first + wide + 1)), one.mode
