"""The surcharges a forwarder publishes for UPS, FedEx and DHL (in CNY), one list per carrier, and shipments that meet them."""

from datetime import date
from decimal import Decimal

from galeon.tariffs.engine.areas import Areas, Edition
from galeon.tariffs.engine.postcodes import city_key, span
from galeon.tariffs.price import Values
from galeon.tariffs.sheet import Basis, Condition, Divisor, Measure, Minimum, Rule, Step, Takes, Value
from galeon.tariffs.tests.case import SHANGHAI, Case, asked, kg, per_kg, per_piece, per_ticket, percent, sheet

STEPS = (Step(step_milli=500), Step(step_milli=1000, above_milli=21_000))
BY_5000 = (Divisor(divisor=5000),)
L, W, G, A = Measure.LONGEST_MM, Measure.SECOND_MM, Measure.GIRTH_MM, Measure.ACTUAL_G
ONE_OF_SIZE = {"group": "size", "takes": Takes.MAX}


def _fee(code: str, basis: Basis, **columns: object) -> Rule:
    return Rule(code=code, basis=basis, **columns)  # type: ignore[arg-type]


UPS_LARGE = (Condition(G, 3_000, 4_000),)
UPS = sheet(
    per_kg(3_000, fuelable=True),
    per_kg(350, "remote", min_minor=16_800, area="ups", fuelable=True),
    per_piece(
        10_800, "additional_handling", **ONE_OF_SIZE,
        when=(Condition(L, 1_200), Condition(W, 760), Condition(Measure.AVERAGE_G, 25_000), Condition(G, 3_000)),
    ),
    per_piece(51_400, "large_package", when=UPS_LARGE, **ONE_OF_SIZE),
    per_piece(193_800, "over_maximum", when=(Condition(A, 70_000), Condition(L, 2_740), Condition(G, 4_000)), **ONE_OF_SIZE),
    per_piece(7_300, "address_correction", option="address_correction", max_minor=28_000),
    per_ticket(2_400, "residential", option="residential"),
    per_ticket(15_000, "ddp", option="ddp"),
    per_ticket(9_700, "export_declaration", option="export_declaration"),
    percent("20", "fuelable"),
    steps=STEPS, divisors=BY_5000, volumetric_by_piece=True,
    minimums=(Minimum(weight_milli=40_000, when=UPS_LARGE),),
)  # fmt: skip
FEDEX_HANDLING = (Condition(L, 1_210), Condition(W, 760), Condition(A, 31_000), Condition(G, 2_660))
FEDEX = sheet(
    per_kg(3_000),
    per_ticket(2_300, "remote", area="fedex", tier="A"),
    per_kg(350, "remote", min_minor=16_800, area="fedex", tier="B"),
    per_kg(460, "remote", min_minor=21_800, area="fedex", tier="C"),
    per_piece(19_500, "additional_handling", when=FEDEX_HANDLING, **ONE_OF_SIZE),
    per_piece(51_600, "oversize", when=(Condition(L, 2_430), Condition(G, 3_300)), **ONE_OF_SIZE),
    per_kg(1_070, "broker_select", min_minor=9_600, option="broker_select"),
    steps=STEPS, divisors=BY_5000, volumetric_by_piece=True,
    minimums=(Minimum(weight_milli=18_000, when=FEDEX_HANDLING),),
)  # fmt: skip
ONE_OF_DHL = {"group": "piece", "takes": Takes.FIRST}
DHL = sheet(
    per_kg(3_000),
    per_kg(400, "remote", min_minor=17_200, area="dhl"),
    per_piece(75_000, "overweight", when=(Condition(A, 70_000), Condition(Measure.VOLUMETRIC_G, 70_000)), **ONE_OF_DHL),
    per_piece(15_500, "over_length", when=(Condition(L, 1_000),), **ONE_OF_DHL),
    per_piece(15_500, "non_conveyable", when=(Condition(A, 25_000, 70_000),), **ONE_OF_DHL),
    steps=STEPS, divisors=BY_5000, volumetric_by_piece=True,
)  # fmt: skip
LINE = sheet(
    per_kg(2_000),
    per_piece(20_000, "heavy_box", when=(Condition(A, 24_999),)),
    per_kg(550, "remote", min_minor=27_000, area="line"),
    _fee("insurance", Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), value=Value.INSURED, min_minor=2_000, option="insurance"),
    _fee("advance", Basis.AT_COST, value=Value.DUTY_VAT),
    _fee("disbursement", Basis.PERCENT_OF_VALUE, percent=Decimal(2), value=Value.DUTY_VAT, min_minor=15_000),
    per_kg(100, "magnetic_check", min_minor=3_000, option="magnetic_check"),
    per_ticket(3_000, "magnetic_check", option="magnetic_check", group="magnet_ticket", takes=Takes.FIRST),
    steps=STEPS, divisors=BY_5000, volumetric_by_piece=True,
    minimums=(Minimum(weight_milli=11_000, when=(Condition(Measure.PIECES, 1),)),),
)  # fmt: skip


def areas(*rows: tuple[str, str, str]) -> Areas:
    """(postcode or city, its end, tier) of the US, from the first day of 2026."""
    places = [
        ("US", *span(place, to), "", tier) if place[0].isdigit() else ("US", 0, 0, city_key(place), tier)
        for place, to, tier in rows
    ]
    return Areas([(date(2026, 1, 1), Edition(places))], SHANGHAI)


AREAS = {
    "ups": areas(("99501", "99599", ""), ("Point Hope", "", "")),
    "fedex": areas(("99501", "", "A"), ("99502", "", "B"), ("99503", "", "C")),
    "dhl": areas(("995", "", "")),
    "line": areas(("995", "", "")),
}
BIG = kg("20", "150", "60", "40")  # girth 350, 72 kg by volume
LONG = kg("20", "130", "20", "20")

CASES = (
    Case(
        name="3.2 UPS remote, 12 kg: the minimum of 168.00; it is fuelled",
        sheet=UPS, areas=AREAS, request=asked(kg("12"), postcode="99501"), charge_g=12_000,
        lines={"freight": 36_000, "remote": 16_800, "fuel": 10_560},
        reasons={
            "remote": "minimum 168.00 (12 kg × 3.50 = 42.00); area ups",
            "fuel": "20% of 528.00 (freight, remote area surcharge)",
        },
    ),
    Case(
        name="3.2 UPS remote, 60 kg: 210.00",
        sheet=UPS, areas=AREAS, request=asked(kg("60"), postcode="99599", city="Anchorage"), charge_g=60_000,
        lines={"freight": 180_000, "remote": 21_000, "additional_handling": 10_800, "fuel": 40_200},
        reasons={"remote": "60 kg: 3.50 per kg; area ups"},
    ),
    Case(
        name="3.2 UPS remote by the city's name",
        sheet=UPS, areas=AREAS, request=asked(kg("12"), postcode="99766", city="POINT HOPE"), charge_g=12_000,
        lines={"freight": 36_000, "remote": 16_800, "fuel": 10_560},
    ),
    Case(
        name="3.2 DHL remote, 43 kg: the rate and the minimum are both 172.00",
        sheet=DHL, areas=AREAS, request=asked(kg("21.5"), kg("21.5"), postcode="99501"), charge_g=43_000,
        lines={"freight": 129_000, "remote": 17_200}, reasons={"remote": "43 kg: 4.00 per kg; area dhl"},
    ),
    Case(
        name="3.2 FedEx tier A: 23.00 flat",
        sheet=FEDEX, areas=AREAS, request=asked(kg("10"), postcode="99501"), charge_g=10_000,
        lines={"freight": 30_000, "remote": 2_300}, reasons={"remote": "23.00 per shipment; area fedex, tier A"},
    ),
    Case(
        name="3.2 FedEx tier B, 10 kg: the minimum of 168.00",
        sheet=FEDEX, areas=AREAS, request=asked(kg("10"), postcode="99502"), charge_g=10_000,
        lines={"freight": 30_000, "remote": 16_800},
        reasons={"remote": "minimum 168.00 (10 kg × 3.50 = 35.00); area fedex, tier B"},
    ),
    Case(
        name="3.2 FedEx tier C, 50 kg: 230.00",
        sheet=FEDEX, areas=AREAS, request=asked(kg("25"), kg("25"), postcode="99503"), charge_g=50_000,
        lines={"freight": 150_000, "remote": 23_000}, reasons={"remote": "50 kg: 4.60 per kg; area fedex, tier C"},
    ),
    Case(
        name="3.2 UPS large package: 514.00, and charged as 40 kg at least; not additional handling too",
        sheet=UPS, areas=AREAS, request=asked(kg("20", "150", "50", "40")), charge_g=60_000,
        lines={"freight": 180_000, "large_package": 51_400, "fuel": 36_000},
        reasons={"large_package": "1 piece × 514.00 (girth over 300 cm, up to 400 cm)"},
        weight="volumetric 60 kg = 300,000 cm³ / 5000; actual 20 kg",
    ),
    Case(
        name="3.2 UPS large package of little volume is charged as 40 kg",
        sheet=UPS, areas=AREAS, request=asked(kg("20", "200", "40", "20")), charge_g=40_000,
        lines={"freight": 120_000, "large_package": 51_400, "fuel": 24_000},
        reasons={"freight": "40 kg: 30.00 per kg"},
        weight="each piece at least its least weight, 40 kg; actual 20 kg; volumetric 32 kg = 160,000 cm³ / 5000",
    ),
    Case(
        name="3.2 UPS over its limits: 1,938.00 in place of the others",
        sheet=UPS, areas=AREAS, request=asked(kg("71", "30", "30", "30")), charge_g=71_000,
        lines={"freight": 213_000, "over_maximum": 193_800, "fuel": 42_600},
        reasons={
            "over_maximum": "1 piece × 1,938.00 (actual weight over 70 kg or longest side over 274 cm or girth over 400 cm)"
        },
    ),
    Case(
        name="3.2 UPS: of three pieces each pays its own dearest",
        sheet=UPS, areas=AREAS, request=asked(LONG, LONG, BIG), charge_g=112_000,
        lines={"freight": 336_000, "additional_handling": 21_600, "large_package": 51_400, "fuel": 67_200},
        reasons={
            "additional_handling": "2 pieces × 108.00 (longest side over 120 cm or second side over 76 cm or "
            "average weight of a piece over 25 kg or girth over 300 cm)"
        },
        weight="the greater of actual and volumetric weight of each piece; actual 60 kg; "
        "volumetric 92.8 kg = 464,000 cm³ / 5000",
    ),
    Case(
        name="3.2 UPS address correction: 73.00 a piece, at most 280.00 a shipment",
        sheet=UPS, areas=AREAS, request=asked(*[kg("1")] * 5, options=frozenset({"address_correction"})), charge_g=5_000,
        lines={"freight": 15_000, "address_correction": 28_000, "fuel": 3_000},
        reasons={
            "address_correction": "at most 280.00 (5 pieces × 73.00 = 365.00); asked for: address correction"
        },
    ),
    Case(
        name="3.2 UPS to a home: 24.00, not fuelled",
        sheet=UPS, areas=AREAS, request=asked(kg("1"), options=frozenset({"residential"})), charge_g=1_000,
        lines={"freight": 3_000, "residential": 2_400, "fuel": 600},
        reasons={"residential": "24.00 per shipment; asked for: delivery to a home"},
    ),
    Case(
        name="3.2 FedEx additional handling: 195.00, and charged as 18 kg at least",
        sheet=FEDEX, areas=AREAS, request=asked(kg("5", "130", "10", "10")), charge_g=18_000,
        lines={"freight": 54_000, "additional_handling": 19_500},
    ),
    Case(
        name="3.2 FedEx oversize: 516.00 in place of additional handling",
        sheet=FEDEX, areas=AREAS, request=asked(kg("30", "250", "20", "20")), charge_g=30_000,
        lines={"freight": 90_000, "oversize": 51_600},
    ),
    Case(
        name="3.2 FedEx broker select: 10.70 a kilogram, at least 96.00",
        sheet=FEDEX, areas=AREAS, request=asked(kg("8"), options=frozenset({"broker_select"})), charge_g=8_000,
        lines={"freight": 24_000, "broker_select": 9_600},
        reasons={"broker_select": "minimum 96.00 (8 kg × 10.70 = 85.60); asked for: broker select"},
    ),
    Case(
        name="3.2 DHL: a piece of 30 kg is not conveyable, 155.00",
        sheet=DHL, areas=AREAS, request=asked(kg("30", "60", "40", "40")), charge_g=30_000,
        lines={"freight": 90_000, "non_conveyable": 15_500},
        reasons={"non_conveyable": "1 piece × 155.00 (actual weight over 25 kg, up to 70 kg)"},
    ),
    Case(
        name="3.2 DHL: a long piece of 30 kg pays its length and not that it cannot be conveyed",
        sheet=DHL, areas=AREAS, request=asked(kg("30", "120", "40", "20")), charge_g=30_000,
        lines={"freight": 90_000, "over_length": 15_500},
    ),
    Case(
        name="3.2 DHL: 71 kg by volume is overweight, 750.00, though the scale says 30",
        sheet=DHL, areas=AREAS, request=asked(kg("30", "71", "71", "71")), charge_g=72_000,
        lines={"freight": 216_000, "overweight": 75_000},
        reasons={"overweight": "1 piece × 750.00 (actual weight over 70 kg or volumetric weight over 70 kg)"},
    ),
    Case(
        name="3.2 a box of 25 kg or more: 200.00",
        sheet=LINE, areas=AREAS, request=asked(kg("25")), charge_g=25_000, lines={"freight": 50_000, "heavy_box": 20_000},
    ),
    Case(
        name="3.2 of many pieces each is charged as 11 kg at least",
        sheet=LINE, areas=AREAS, request=asked(kg("5"), kg("12")), charge_g=23_000, lines={"freight": 46_000},
        weight="each piece at least its least weight, 11 kg; actual 17 kg",
    ),
    Case(
        name="3.2 remote at 5.50, at least 270.00",
        sheet=LINE, areas=AREAS, request=asked(kg("20"), postcode="99501"), charge_g=20_000,
        lines={"freight": 40_000, "remote": 27_000},
    ),
    Case(
        name="3.2 insurance: 0.8% of the value, at least 20.00",
        sheet=LINE, areas=AREAS, charge_g=10_000, lines={"freight": 20_000, "insurance": 2_000},
        request=asked(kg("10"), options=frozenset({"insurance"}), values=Values(insured_minor=100_000)),
        reasons={"insurance": "minimum 20.00 (0.8% of the insured value, 1,000.00 = 8.00); asked for: insurance"},
    ),
    Case(
        name="3.2 duty and VAT advanced at cost, with a fee of 2%, at least 150.00",
        sheet=LINE, areas=AREAS, charge_g=10_000, lines={"freight": 20_000, "advance": 900_000, "disbursement": 18_000},
        request=asked(kg("10"), values=Values(duty_minor=300_000, vat_minor=600_000)),
        reasons={
            "advance": "duty and import VAT, 9,000.00",
            "disbursement": "2% of duty and import VAT, 9,000.00",
        },
    ),
    Case(
        name="3.2 a magnetic check is 1.00 a kilogram, at least 30.00, and 30.00 a shipment: one line of two parts",
        sheet=LINE, areas=AREAS, request=asked(kg("40"), options=frozenset({"magnetic_check"})), charge_g=40_000,
        lines={"freight": 80_000, "heavy_box": 20_000, "magnetic_check": 7_000},
        reasons={
            "magnetic_check": "40.00 (40 kg: 1.00 per kg; asked for: magnetic check) + "
            "30.00 (30.00 per shipment; asked for: magnetic check)"
        },
    ),
)  # fmt: skip
