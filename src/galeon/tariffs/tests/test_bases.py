"""Every way a rule makes money, by itself."""

from datetime import date
from decimal import Decimal

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece, Price, PriceRequest, Values
from galeon.tariffs.sheet import Basis, Condition, Measure, Rule, Sheet, Step, Takes, Value, Zone
from galeon.tariffs.tests.case import asked, kg, per_kg, per_piece, per_ticket, percent, sheet
from galeon.tariffs.words.reasons import reason_text

HALF = (Step(step_milli=500),)


def rule(basis: Basis, code: str = "freight", **columns: object) -> Rule:
    return Rule(code=code, basis=basis, **columns)  # type: ignore[arg-type]


def answer(version: Sheet, request: PriceRequest, zone: str = "1") -> Price | Refusal:
    return Tariff(1, version).price(request, zone)


def lines(version: Sheet, request: PriceRequest, zone: str = "1") -> dict[str, int]:
    price = answer(version, request, zone)
    assert isinstance(price, Price), price
    return {line.code: line.amount_minor for line in price.lines}


def why(version: Sheet, request: PriceRequest, nth: int = 0) -> str:
    price = answer(version, request)
    assert isinstance(price, Price), price
    return reason_text(price.lines[nth].reason, "en")


def test_a_rate_per_kilogram_may_stand_on_a_base() -> None:
    version = sheet(per_kg(4_200, first_minor=1_000))
    assert lines(version, asked(kg("2"))) == {"freight": 9_400}
    assert why(version, asked(kg("2"))) == "2 kg: 10.00 + 42.00 per kg"


def test_graduated_brackets_charge_each_stretch_at_its_own_rate() -> None:
    version = sheet(
        rule(Basis.GRADUATED, amount_minor=5_000, first_minor=700, weight_milli_to=5_000),
        rule(Basis.GRADUATED, amount_minor=4_000, first_minor=700, weight_milli_to=10_000),
        rule(Basis.GRADUATED, amount_minor=3_000, first_minor=700),
    )
    totals = [lines(version, asked(kg(weight)))["freight"] for weight in ("5", "5.001", "10", "12")]
    assert totals == [25_700, 25_704, 45_700, 51_700]
    assert why(version, asked(kg("12"))) == "12 kg: 7.00 + 5 kg × 50.00 + 5 kg × 40.00 + 2 kg × 30.00"


def test_a_flat_price_may_have_brackets() -> None:
    version = sheet(per_ticket(3_000, weight_milli_to=500), per_ticket(4_500, weight_milli_to=1_000), steps=HALF)
    assert [lines(version, asked(kg(weight)))["freight"] for weight in ("0.5", "0.501")] == [3_000, 4_500]
    assert why(version, asked(kg("0.501"))) == "1 kg (0.501 kg rounded up to 0.5 kg): 45.00 up to 1 kg"


def test_by_the_cubic_metre() -> None:
    version = sheet(rule(Basis.PER_CBM, amount_minor=120_000, min_minor=60_000))
    assert lines(version, asked(kg("100", "100", "80", "60"), kg("100", "100", "80", "60"))) == {"freight": 115_200}
    assert why(version, asked(kg("100", "100", "80", "60"))) == "minimum 600.00 (0.48 m³ × 1,200.00 = 576.00)"


def test_a_price_by_volume_needs_every_side() -> None:
    refused = answer(sheet(rule(Basis.PER_CBM, amount_minor=120_000)), asked(kg("1", "10", "10", "10"), kg("1")))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == ("size_missing", "pieces")


def test_by_the_container_of_each_type_and_without_a_weight() -> None:
    version = sheet(
        rule(Basis.PER_CONTAINER, container="20GP", amount_minor=1_000_000),
        rule(Basis.PER_CONTAINER, container="40HC", amount_minor=1_700_000),
    )
    assert lines(version, asked(containers=(("40HC", 2),))) == {"freight": 3_400_000}
    assert lines(version, asked(containers=(("40HC", 2), ("20GP", 1)))) == {"freight": 4_400_000}
    assert why(version, asked(containers=(("40HC", 2),))) == "2 × 40HC × 17,000.00"
    refused = answer(version, asked(containers=(("45HC", 1),)))
    assert isinstance(refused, Refusal)
    assert refused.code == "no_freight"


def test_for_each_piece_of_which_a_condition_is_true() -> None:
    version = sheet(per_kg(100), per_piece(8_000, "irregular_packing", when=(Condition(Measure.LONGEST_MM, 1_000),)))
    assert (
        lines(version, asked(kg("1", "101", "1", "1"), kg("1"), kg("1", "1", "101", "1")))["irregular_packing"]
        == 16_000
    )
    assert "irregular_packing" not in lines(version, asked(kg("1", "100", "1", "1")))


def test_a_fee_per_shipment_may_look_at_the_pieces() -> None:
    version = sheet(per_kg(100), per_ticket(5_000, "handling", when=(Condition(Measure.ACTUAL_G, 30_000),)))
    assert "handling" not in lines(version, asked(kg("30"), kg("30")))
    assert lines(version, asked(kg("1"), kg("30.001")))["handling"] == 5_000


def test_insurance_without_a_value_is_asked_for_and_not_given_away() -> None:
    insurance = rule(
        Basis.PERCENT_OF_VALUE, "insurance", percent=Decimal("0.8"), value=Value.INSURED, option="insurance"
    )
    refused = answer(sheet(per_kg(100), insurance), asked(kg("1"), options=frozenset({"insurance"})))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == ("value_missing", "values.insured_minor")
    assert lines(sheet(per_kg(100), insurance), asked(kg("1"))) == {"freight": 100}


def test_cash_on_delivery_is_a_part_of_what_is_collected() -> None:
    cod = rule(Basis.PERCENT_OF_VALUE, "cod", percent=Decimal("1.5"), value=Value.COD, option="cod", max_minor=50_000)
    version = sheet(per_kg(100), cod)
    request = asked(kg("1"), options=frozenset({"cod"}), values=Values(cod_minor=10_000))
    assert lines(version, request)["cod"] == 150
    assert why(version, request, 1) == "1.5% of the cash on delivery, 100.00; asked for: cash on delivery"
    rich = asked(kg("1"), options=frozenset({"cod"}), values=Values(cod_minor=10_000_000))
    assert why(version, rich, 1) == (
        "at most 500.00 (1.5% of the cash on delivery, 100,000.00 = 1,500.00); asked for: cash on delivery"
    )


def test_fuel_of_every_fee_marked_for_it_names_only_those_charged() -> None:
    version = sheet(
        per_kg(10_000, fuelable=True),
        per_ticket(2_000, "residential", option="residential", fuelable=True),
        per_ticket(1_000, "customs"),
        percent("10", "fuelable"),
    )
    assert lines(version, asked(kg("1")))["fuel"] == 1_000
    assert why(version, asked(kg("1")), 2) == "10% of 100.00 (freight)"
    home = asked(kg("1"), options=frozenset({"residential"}))
    assert lines(version, home)["fuel"] == 1_200


def test_a_group_of_the_shipment_charges_the_dearest_or_the_first() -> None:
    group = {"group": "g", "takes": Takes.MAX}
    fees = per_kg(300, "oversize", **group), per_ticket(1_000, "handling", **group)
    version = sheet(per_kg(100), *fees, percent("10", "oversize", "handling"))
    assert lines(version, asked(kg("2"))) == {"freight": 200, "handling": 1_000, "fuel": 100}
    assert lines(version, asked(kg("4"))) == {"freight": 400, "oversize": 1_200, "fuel": 120}
    first = sheet(per_kg(100), *[Rule(**{**_columns(fee), "takes": Takes.FIRST}) for fee in fees])
    assert lines(first, asked(kg("2"))) == {"freight": 200, "oversize": 600}


def test_the_first_of_a_group_is_the_row_that_stands_first_for_this_zone() -> None:
    group = {"group": "g", "takes": Takes.FIRST}
    version = sheet(
        per_kg(100),
        per_ticket(700, "handling", **group),
        per_ticket(800, "oversize", **group),
        per_ticket(900, "handling", zone="2", **group),
        zones=(Zone("1", "US"), Zone("2", "CA")),
    )
    assert lines(version, asked(kg("1")), "1") == {"freight": 100, "handling": 700}
    assert lines(version, asked(kg("1")), "2") == {"freight": 100, "oversize": 800}


def test_a_group_by_piece_counts_only_rows_that_are_asked_for() -> None:
    group = {"group": "g", "takes": Takes.MAX}
    version = sheet(
        per_kg(100), per_piece(9_000, "signature", option="signature", **group), per_piece(500, "handling", **group)
    )
    assert lines(version, asked(kg("1"), kg("1"))) == {"freight": 200, "handling": 1_000}
    assert lines(version, asked(kg("1"), options=frozenset({"signature"}))) == {"freight": 100, "signature": 9_000}


def test_a_fee_for_each_piece_may_depend_on_the_weight_of_all() -> None:
    version = sheet(per_kg(100), per_piece(500, "handling", weight_milli_to=10_000), per_piece(300, "handling"))
    assert lines(version, asked(kg("5"), kg("5")))["handling"] == 1_000
    assert lines(version, asked(kg("5"), kg("5.001")))["handling"] == 600


def test_the_most_particular_row_counts_zone_before_class_before_origin() -> None:
    version = sheet(
        per_kg(100), per_kg(200, origin="SZX"), per_kg(300, cargo_class="battery"),
        per_kg(400, cargo_class="battery", origin="SZX"), per_kg(500, zone="1"),
        zones=(Zone("1", "US"), Zone("2", "CA")),
    )  # fmt: skip
    battery = {"cargo_class": "battery"}
    asks = [{}, {"origin": "SZX"}, {"origin": "PVG"}, battery, {**battery, "origin": "SZX"}]
    assert [lines(version, asked(kg("1"), **changes), "2")["freight"] for changes in asks] == [100, 200, 100, 300, 400]
    assert [lines(version, asked(kg("1"), **changes), "1")["freight"] for changes in asks] == [500] * 5


def test_a_row_counts_from_its_day_until_before_its_last() -> None:
    version = sheet(per_kg(100), per_ticket(50, "peak", valid_from=date(2026, 6, 15), valid_to=date(2026, 6, 16)))
    assert lines(version, asked(kg("1")))["peak"] == 50
    assert "peak" not in lines(version, asked(kg("1"), at=asked().at.replace(day=16)))


def test_freight_with_conditions_only_refuses_what_meets_none() -> None:
    version = sheet(per_kg(100, when=(Condition(Measure.LONGEST_MM, 0, 600),)))
    refused = answer(version, asked(Piece(100, 601, 1, 1)))
    assert isinstance(refused, Refusal)
    assert refused.code == "no_freight"


def _columns(row: Rule) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}
