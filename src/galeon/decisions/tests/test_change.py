"""What a change makes of a price list."""

from datetime import UTC, date, datetime
from decimal import Decimal

from msgspec.structs import replace

from galeon.decisions.change import NOTHING, Change, Sides, apply, asked, on_its_first_day
from galeon.tariffs.price import Piece, PriceRequest
from galeon.tariffs.sheet import Basis, Divisor, Rule, Sheet, Side, Zone

SHEET = Sheet(
    valid_from=date(2026, 1, 1), currency="CNY", zones=(Zone("1", "US"),),
    divisors=(Divisor(divisor=5_000), Divisor(divisor=6_000, zone="1")),
    rules=(
        Rule(code="freight", basis=Basis.PER_KG, amount_minor=4_750, min_minor=1_001, max_minor=99_999),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=("freight",)),
        Rule(code="peak_fuel", basis=Basis.PERCENT, fuel_table="UPS", of=("freight",)),
        Rule(code="disbursement", basis=Basis.PERCENT, percent=Decimal(2), of=("freight",)),
        Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), min_minor=2_000),
    ),
)  # fmt: skip


def rules(change: Change, side: Side = Side.SALE) -> dict[str, Rule]:
    return {rule.code: rule for rule in apply(SHEET, change, side).rules}


def test_no_change_gives_the_very_same_list() -> None:
    assert apply(SHEET, NOTHING, Side.SALE) is SHEET
    assert apply(SHEET, Change(fuel_percent=Decimal(23), sides=Sides.COST), Side.SALE) is SHEET
    assert NOTHING.is_nothing
    assert not Change(versions=(7,)).is_nothing


def test_another_fuel_percentage_takes_the_place_of_every_fuel_percentage_and_of_no_other() -> None:
    found = rules(Change(fuel_percent=Decimal(23)))
    assert (found["fuel"].percent, found["peak_fuel"].percent, found["peak_fuel"].fuel_table) == (
        Decimal(23), Decimal(23), "",
    )  # fmt: skip
    assert found["disbursement"].percent == 2


def test_one_fuel_table_changes_alone() -> None:
    found = rules(Change(fuel_percent=Decimal(23), fuel_table="UPS"))
    assert (found["fuel"].percent, found["peak_fuel"].percent) == (Decimal("21.5"), Decimal(23))


def test_one_divisor_takes_the_place_of_another() -> None:
    assert [row.divisor for row in apply(SHEET, Change(divisor_from=5_000, divisor_to=8_000), Side.SALE).divisors] == [
        8_000, 6_000,
    ]  # fmt: skip
    assert [row.divisor for row in apply(SHEET, Change(divisor_to=8_000), Side.SALE).divisors] == [8_000, 8_000]
    assert apply(SHEET, Change(divisor_to=0), Side.SALE).divisors == ()
    assert apply(SHEET, Change(divisor_from=139, divisor_to=166), Side.SALE) is SHEET


def test_a_general_rise_lifts_amounts_with_their_minimum_and_cap_and_not_what_follows_them() -> None:
    found = rules(Change(rise_percent=Decimal("2.5")))
    freight = found["freight"]
    assert (freight.factor, freight.min_minor, freight.max_minor) == (Decimal("1.025"), 1_026, 102_499)
    assert [found[code] for code in ("fuel", "disbursement", "insurance")] == [SHEET.rules[n] for n in (1, 3, 4)]


def test_costs_change_alone_or_with_the_sale() -> None:
    assert rules(Change(fuel_percent=Decimal(23), sides=Sides.COST), Side.COST)["fuel"].percent == 23
    assert rules(Change(fuel_percent=Decimal(23), sides=Sides.BOTH), Side.COST)["fuel"].percent == 23
    assert rules(Change(fuel_percent=Decimal(23)), Side.COST)["fuel"].percent == Decimal("21.5")


def test_next_months_list_is_taken_as_it_is_on_its_first_day() -> None:
    freight, fuel = SHEET.rules[:2]
    dated = replace(
        SHEET,
        valid_from=date(2027, 1, 1),
        rules=(
            freight,
            replace(fuel, valid_to=date(2027, 1, 1)),
            replace(fuel, valid_from=date(2027, 1, 1), valid_to=date(2027, 2, 1), percent=Decimal(22)),
            replace(fuel, valid_from=date(2027, 2, 1), percent=Decimal(23)),
        ),
    )
    first = on_its_first_day(dated)
    assert first.rules == (freight, replace(fuel, percent=Decimal(22)))
    assert first.divisors == SHEET.divisors


def test_gold_becomes_silver_for_one_account_or_for_all_of_them() -> None:
    request = PriceRequest(
        1, 7, "gold", "CNY", "US", "90013", (Piece(1_000),), "general", datetime(2026, 10, 1, tzinfo=UTC)
    )
    assert asked(request, Change(account_id=7, level_to="silver")).level == "silver"
    assert asked(request, Change(account_id=8, level_to="silver")).level == "gold"
    assert asked(request, Change(level_from="gold", level_to="silver")).level == "silver"
    assert asked(request, Change(level_from="standard", level_to="silver")).level == "gold"
    assert asked(request, NOTHING) is request
