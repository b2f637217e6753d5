"""The worked examples found in published tariffs and in other systems' documents; sources in each comment."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.price import Piece
from galeon.tariffs.sheet import Condition, DatedBy, Divisor, Lengths, Measure, Step, Unit, Zone
from galeon.tariffs.tests.case import SHANGHAI, Case, asked, first_continued, kg, per_kg, per_ticket, percent, sheet

HALF_KG = (Step(step_milli=500),)
EXPRESS_STEPS = (Step(step_milli=500), Step(step_milli=1000, above_milli=21_000))

# Guangdong EMS, official interface description V3.1, 2.7: ((190 + (w - 0.5) / 0.5 x 45) x 0.49) + 4; volume counts for
# North Korea and Kazakhstan only.
EMS = sheet(
    first_continued(19_000, 500, 4_500, 500, factor=Decimal("0.49")),
    per_ticket(400, "ticket"),
    zones=(Zone("SG", "SG"), Zone("KP", "KP"), Zone("KZ", "KZ")),
    steps=HALF_KG,
    divisors=(Divisor(divisor=8000, zone="KP"), Divisor(divisor=8000, zone="KZ")),
)
EMS_BOX = kg("0.567", "55.5", "50", "30.5")
EMS_BY_VOLUME = "11 kg (10.58 kg rounded up to 0.5 kg): (first 0.5 kg 190.00 + 21 × 45.00) × 0.49"

# 350 g, 5.3 kg and 1.2 kg of the postal tariffs as republished.
POST = sheet(first_continued(700, 100, 450, 100), steps=(Step(step_milli=1),))
M_BAG = sheet(first_continued(10_000, 5_000, 2_000, 1_000))
EMS_TAIWAN = sheet(
    first_continued(13_000, 500, 4_000, 500),
    first_continued(9_000, 500, 4_000, 500, cargo_class="document"),
    zones=(Zone("TW", "TW"),),
    steps=HALF_KG,
    divisors=(Divisor(divisor=6000),),
)

# UPS US domestic from 2017: more than one cubic foot by 139, up to it by 166; sides in whole inches, whole pounds.
UPS_POUNDS = sheet(
    per_kg(100),
    currency="USD",
    unit=Unit.LB,
    lengths=Lengths.NEAREST,
    steps=(Step(step_milli=1000),),
    divisors=(
        Divisor(divisor=139, when=(Condition(Measure.VOLUME_IN3, 1_728),), valid_from=date(2017, 1, 8)),
        Divisor(divisor=166, when=(Condition(Measure.VOLUME_IN3, 0, 1_728),), valid_from=date(2017, 1, 8)),
        Divisor(divisor=166, valid_to=date(2017, 1, 8)),
    ),
    valid_from=date(2015, 1, 1),
)
FOOT_AND_MORE, FOOT = Piece(1_000, 457, 305, 254), Piece(1_000, 305, 305, 305)

# Express from the tables of forwarders: 135.00 + 31.50, remote at least 168.00, fuel.
EXPRESS = sheet(
    first_continued(13_500, 500, 3_150, 500, weight_milli_to=70_000),
    per_kg(350, "remote", min_minor=16_800),
    percent("21.5", "freight"),
    steps=EXPRESS_STEPS,
    divisors=(Divisor(divisor=5000),),
)
BRACKETS = sheet(
    per_kg(4_200, weight_milli_to=20_990),
    per_kg(3_600, weight_milli_to=44_000),
    per_kg(3_300, weight_milli_to=70_000),
    percent("10", "freight"),
    per_kg(100, "peak"),
    steps=HALF_KG,
    cheaper_bracket=True,
)
FUELLED = sheet(per_ticket(100_000), percent("0", "freight", fuel_table="carrier"))
MONTHS = {"carrier": Fuel([(date(2026, 6, 1), Decimal(20)), (date(2026, 7, 1), Decimal(21))], SHANGHAI)}
JUNE_30 = datetime(2026, 6, 30, 23, 59, tzinfo=timezone(timedelta(hours=8)))
JULY_1 = datetime(2026, 6, 30, 16, 0, tzinfo=timezone.utc)  # noqa: UP017

CASES = (
    Case(
        name="R1 EMS to Singapore counts no volume: 1.0 kg is 119.15",
        sheet=EMS, request=asked(EMS_BOX, country="SG"), charge_g=1_000, lines={"freight": 11_515, "ticket": 400},
        reasons={
            "freight": "1 kg (0.567 kg rounded up to 0.5 kg): (first 0.5 kg 190.00 + 1 × 45.00) × 0.49",
            "ticket": "4.00 per shipment",
        },
        weight="actual 0.567 kg",
    ),
    Case(
        name="R1 to North Korea the same box is charged by its volume",
        sheet=EMS, request=asked(EMS_BOX, country="KP"), charge_g=11_000, lines={"freight": 55_615, "ticket": 400},
        reasons={"freight": EMS_BY_VOLUME},
        weight="volumetric 10.58 kg = 84,638 cm³ / 8000; actual 0.567 kg",
    ),
    Case(
        name="R1 to Kazakhstan too",
        sheet=EMS, request=asked(EMS_BOX, country="KZ"), charge_g=11_000, lines={"freight": 55_615, "ticket": 400},
        reasons={"freight": EMS_BY_VOLUME},
    ),
    Case(
        name="R2 the agent's price to the US, fuel included: 200 kg at 50 is 10,000.00",
        sheet=sheet(per_kg(5_000), steps=HALF_KG), request=asked(kg("200")), charge_g=200_000,
        lines={"freight": 1_000_000}, reasons={"freight": "200 kg: 50.00 per kg"}, unit_minor=5_000,
    ),
    Case(
        name="R3 fuel on the freight and not on the add-ons: 12,977.50, shown as 64.89 per kg",
        sheet=sheet(
            per_kg(3_500), percent("28.25", "freight"), per_kg(800, "handling"), per_kg(800, "security"),
            per_kg(400, "pickup"), steps=HALF_KG,
        ),
        request=asked(kg("200")), charge_g=200_000, unit_minor=6_489,
        lines={"freight": 700_000, "fuel": 197_750, "handling": 160_000, "security": 160_000, "pickup": 80_000},
        reasons={"fuel": "28.25% of 7,000.00 (freight)", "handling": "200 kg: 8.00 per kg"},
    ),
    *(
        Case(
            name=f"R4 12 kg for {total_minor / 100:.2f} is {unit_minor / 100:.2f} per kg",
            sheet=sheet(per_ticket(total_minor, weight_milli_to=12_000)), request=asked(kg("12")), charge_g=12_000,
            lines={"freight": total_minor}, unit_minor=unit_minor,
            reasons={"freight": f"12 kg: {total_minor / 100:.2f} up to 12 kg"},
        )
        for total_minor, unit_minor in ((88_300, 7_358), (91_800, 7_650), (93_600, 7_800))
    ),
    Case(
        name="R6 0.356 kg on the scale is settled as 1.0 kg: 110.00",
        sheet=sheet(per_ticket(11_000, weight_milli_to=1_000), steps=(Step(step_milli=1000),)),
        request=asked(kg("0.356")), charge_g=1_000, lines={"freight": 11_000},
        reasons={"freight": "1 kg (0.356 kg rounded up to 1 kg): 110.00 up to 1 kg"}, weight="actual 0.356 kg",
    ),
    Case(
        name="R7 18 x 12 x 10 in is more than a cubic foot: 2,160 / 139 = 15.54, 16 lb",
        sheet=UPS_POUNDS, request=asked(FOOT_AND_MORE), charge_g=7_258, lines={"freight": 1_600},
        reasons={"freight": "16 lb (15.54 lb rounded up to 1 lb): 1.00 per lb"},
        weight="volumetric 15.54 lb = 2,160 in³ / 139; actual 2.205 lb",
    ),
    Case(
        name="R7 12 x 12 x 12 in is not: 1,728 / 166 = 10.41, 11 lb",
        sheet=UPS_POUNDS, request=asked(FOOT), charge_g=4_990, lines={"freight": 1_100},
        reasons={"freight": "11 lb (10.41 lb rounded up to 1 lb): 1.00 per lb"},
        weight="volumetric 10.41 lb = 1,728 in³ / 166; actual 2.205 lb",
    ),
    Case(
        name="R7 before 8 January 2017 every size went by 166: 2,160 / 166 = 13.01, 14 lb",
        sheet=UPS_POUNDS, request=asked(FOOT_AND_MORE, at=datetime(2017, 1, 7, 12, tzinfo=timezone(timedelta(hours=8)))),
        charge_g=6_351, lines={"freight": 1_400},
        reasons={"freight": "14 lb (13.012 lb rounded up to 1 lb): 1.00 per lb"},
    ),
    Case(
        name="C1 a registered packet of 128 g to the US costs 28.16",
        sheet=sheet(per_kg(9_500), per_ticket(1_600, "registration"), per_ticket(0, "battery", cargo_class="battery")),
        request=asked(kg("0.128")), charge_g=128, lines={"freight": 1_216, "registration": 1_600},
        reasons={"freight": "0.128 kg: 95.00 per kg", "registration": "16.00 per shipment"},
    ),
    Case(
        name="C2 a light big box pays its volume, remote and fuel: 1,403.66",
        sheet=EXPRESS, request=asked(kg("11.3", "52", "41", "33")), charge_g=14_500,
        lines={"freight": 101_700, "remote": 16_800, "fuel": 21_866},
        reasons={
            "freight": "14.5 kg (14.071 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 28 × 31.50",
            "remote": "minimum 168.00 (14.5 kg × 3.50 = 50.75)",
            "fuel": "21.5% of 1,017.00 (freight)",
        },
        weight="volumetric 14.071 kg = 70,356 cm³ / 5000; actual 11.3 kg",
    ),
    Case(
        name="C2 where the remote fee is fuelled it is 1,439.78",
        sheet=sheet(
            EXPRESS.rules[0], per_kg(350, "remote", min_minor=16_800, fuelable=True), percent("21.5", "freight", "fuelable"),
            steps=EXPRESS_STEPS, divisors=EXPRESS.divisors,
        ),
        request=asked(kg("11.3", "52", "41", "33")), charge_g=14_500,
        lines={"freight": 101_700, "remote": 16_800, "fuel": 25_478},
        reasons={"fuel": "21.5% of 1,185.00 (freight, remote area surcharge)"},
    ),
    Case(
        name="C3 20.5 kg is billed as 21 kg, because that is cheaper; other fees stay with 20.5 kg",
        sheet=BRACKETS, request=asked(kg("20.5")), charge_g=21_000,
        lines={"freight": 75_600, "fuel": 7_560, "peak": 2_050},
        reasons={
            "freight": "21 kg (20.5 kg charged as the start of a cheaper bracket): 36.00 per kg up to 44 kg",
            "peak": "20.5 kg: 1.00 per kg",
        },
    ),
    Case(
        name="C3 at 17.5 kg the lighter bracket is the cheaper one",
        sheet=BRACKETS, request=asked(kg("17.5")), charge_g=17_500,
        lines={"freight": 73_500, "fuel": 7_350, "peak": 1_750},
        reasons={"freight": "17.5 kg: 42.00 per kg up to 20.99 kg"},
    ),
    Case(
        name="C4 at 23:59 of 30 June in Shanghai fuel is 20%",
        sheet=FUELLED, fuels=MONTHS, request=asked(kg("1"), at=JUNE_30), charge_g=1_000,
        lines={"freight": 100_000, "fuel": 20_000},
        reasons={"fuel": "20% (since 1 Jun 2026) of 1,000.00 (freight)"},
    ),
    Case(
        name="C4 at midnight in Shanghai fuel is 21%, though the server still writes 30 June",
        sheet=FUELLED, fuels=MONTHS, request=asked(kg("1"), at=JULY_1), charge_g=1_000,
        lines={"freight": 100_000, "fuel": 21_000},
        reasons={"fuel": "21% (since 1 Jul 2026) of 1,000.00 (freight)"},
    ),
    Case(
        name="C4 a list dated by the order keeps June's fuel for what arrives in July",
        sheet=FUELLED, fuels=MONTHS, request=asked(kg("1"), at=JULY_1, ordered_at=JUNE_30), charge_g=1_000,
        lines={"freight": 100_000, "fuel": 20_000}, dated_by=DatedBy.ORDER,
    ),
    Case(
        name="3.5 a postal packet of 350 g is 7.00 and three further 100 g: 20.50",
        sheet=POST, request=asked(kg("0.35")), charge_g=350, lines={"freight": 2_050},
        reasons={"freight": "0.35 kg: first 0.1 kg 7.00 + 3 × 4.50"},
    ),
    Case(
        name="3.5 an M-bag of 5.3 kg is 120.00",
        sheet=M_BAG, request=asked(kg("5.3")), charge_g=5_300, lines={"freight": 12_000},
        reasons={"freight": "5.3 kg: first 5 kg 100.00 + 1 × 20.00"},
    ),
    Case(
        name="3.5 EMS goods of 1.2 kg to Taiwan are 210.00",
        sheet=EMS_TAIWAN, request=asked(kg("1.2"), country="TW"), charge_g=1_500, lines={"freight": 21_000},
        reasons={"freight": "1.5 kg (1.2 kg rounded up to 0.5 kg): first 0.5 kg 130.00 + 2 × 40.00"},
    ),
    Case(
        name="3.5 EMS documents of 1.2 kg to Taiwan are 170.00",
        sheet=EMS_TAIWAN, request=asked(kg("1.2"), country="TW", cargo_class="document"), charge_g=1_500,
        lines={"freight": 17_000},
    ),
    Case(
        name="3.5 express up to 21 kg goes by first and further weight",
        sheet=sheet(
            first_continued(13_500, 500, 3_150, 500, weight_milli_to=21_000), per_kg(6_000), steps=EXPRESS_STEPS
        ),
        request=asked(kg("0.2")), charge_g=500, lines={"freight": 13_500},
        reasons={"freight": "0.5 kg (0.2 kg rounded up to 0.5 kg): first 0.5 kg 135.00"},
    ),
    Case(
        name="3.5 and above 21 kg by the whole kilogram",
        sheet=sheet(
            first_continued(13_500, 500, 3_150, 500, weight_milli_to=21_000), per_kg(6_000), steps=EXPRESS_STEPS
        ),
        request=asked(kg("21.2")), charge_g=22_000, lines={"freight": 132_000},
        reasons={"freight": "22 kg (21.2 kg rounded up to 1 kg): 60.00 per kg"},
    ),
)  # fmt: skip
