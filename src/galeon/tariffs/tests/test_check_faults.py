"""Each fault of zones, weights, columns, groups and order, with the path of its field; and what looks odd and is sound."""

from datetime import date
from decimal import Decimal

import pytest

from galeon.tariffs.checks.check import FAULTS_MAX, ROWS_MAX, check
from galeon.tariffs.sheet import (
    Basis,
    Condition,
    Divisor,
    Measure,
    Minimum,
    Rule,
    Sheet,
    Step,
    Takes,
    Unit,
    Value,
    Zone,
)
from galeon.tariffs.tests.case import first_continued, per_kg, per_piece, per_ticket, percent, sheet

JULY_1, JULY_2 = date(2026, 7, 1), date(2026, 7, 2)
OVER, UP_TO = Condition(Measure.LONGEST_MM, 1_000), Condition(Measure.LONGEST_MM, 0, 500)
GROUP = {"group": "g", "takes": Takes.MAX}


def zoned(*zones: Zone, **columns: object) -> Sheet:
    return sheet(per_kg(100), zones=zones, **columns)


def divided(*divisors: Divisor, **columns: object) -> Sheet:
    return sheet(per_kg(100), divisors=divisors, **columns)


def row(**columns: object) -> Sheet:
    """A second row after the freight."""
    return sheet(per_kg(100), Rule(**{"code": "handling", "basis": Basis.PER_TICKET, **columns}))  # type: ignore[arg-type]


ZONES = [
    (zoned(Zone("1", "CN", region="Tibet", postcode_prefix="85")), "zone_mixed", "zones[0].region"),
    (zoned(Zone("1", "CN", region="!")), "region_invalid", "zones[0].region"),
    (zoned(Zone("1" * 17, "CN")), "zone_invalid", "zones[0].code"),
    (zoned(Zone("", "CN")), "zone_missing", "zones[0].code"),
    (zoned(Zone("1", "US", "-")), "postcode_invalid", "zones[0].postcode_prefix"),
    (zoned(Zone("1", "US", "", "9")), "postcode_missing", "zones[0].postcode_prefix"),
    (zoned(Zone("1", "US", "9", "1")), "postcodes_reversed", "zones[0].postcode_to"),
    (zoned(Zone("1", "US", "90-0"), Zone("2", "US", "900")), "zone_twice", "zones[1]"),
    (zoned(Zone("1", "US", region="São"), Zone("2", "US", region="SAO")), "zone_twice", "zones[1]"),
    (zoned(Zone("1", "US", "10", "30"), Zone("2", "US", "20", "40")), "zones_cross", "zones[1]"),
    (zoned(Zone("1", "US", "20", "40"), Zone("2", "US", "10", "205")), "zones_cross", "zones[0]"),
]
WEIGHTS = [
    (divided(Divisor(divisor=139)), "unit_mixed", "divisors[0].divisor"),
    (divided(Divisor(divisor=5000), unit=Unit.LB), "unit_mixed", "divisors[0].divisor"),
    (divided(Divisor(divisor=5000, zone="9")), "zone_unknown", "divisors[0].zone"),
    (divided(Divisor(divisor=5000, share_percent=0)), "percent_invalid", "divisors[0].share_percent"),
    (divided(Divisor(divisor=5000, over_actual_percent=-1)), "percent_invalid", "divisors[0].over_actual_percent"),
    (divided(Divisor(divisor=5000, valid_from=JULY_2, valid_to=JULY_1)), "dates_reversed", "divisors[0].valid_to"),
    (divided(Divisor(divisor=5000), Divisor(divisor=6000)), "divisor_twice", "divisors[1]"),
    (
        divided(Divisor(divisor=5000, when=(OVER,)), Divisor(divisor=6000, share_percent=50)),
        "share_mixed", "divisors[1].share_percent",
    ),
    (divided(Divisor(divisor=5000, when=(Condition(Measure.VOLUMETRIC_G, 1),))), "condition_circular", "divisors[0].when"),
    (divided(Divisor(divisor=5000, when=(Condition(Measure.SUM_MM, 9, 9),))), "condition_reversed", "divisors[0].when[0].up_to"),
    (divided(Divisor(divisor=5000, when=(Condition(Measure.SUM_MM, -1),))), "condition_invalid", "divisors[0].when[0].over"),
    (divided(Divisor(divisor=5000, when=(Condition(Measure.VOLUME_IN3, 1),))), "unit_mixed", "divisors[0].when[0].measure"),
    (sheet(per_kg(100), piece_milli_max=0), "weight_invalid", "piece_milli_max"),
    (sheet(per_kg(100), minimums=(Minimum(weight_milli=0),)), "weight_invalid", "minimums[0].weight_milli"),
    (
        sheet(per_kg(100), piece_milli_max=30_000, minimums=(Minimum(weight_milli=40_000),)),
        "minimum_over_limit", "minimums[0].weight_milli",
    ),
]  # fmt: skip
COLUMNS = [
    (row(min_minor=-1), "amount_invalid", "rules[1].min_minor"),
    (row(max_minor=-1), "amount_invalid", "rules[1].max_minor"),
    (row(min_minor=2, max_minor=1), "bounds_reversed", "rules[1].max_minor"),
    (row(factor=Decimal(0)), "factor_invalid", "rules[1].factor"),
    (row(factor=Decimal("NaN")), "factor_invalid", "rules[1].factor"),
    (row(factor=Decimal("0.00001")), "factor_invalid", "rules[1].factor"),
    (row(percent=Decimal(5)), "column_unused", "rules[1].percent"),
    (row(of=("freight",)), "column_unused", "rules[1].of"),
    (row(step_milli=500), "column_unused", "rules[1].step_milli"),
    (row(first_minor=500), "column_unused", "rules[1].first_minor"),
    (row(container="40HC"), "column_unused", "rules[1].container"),
    (row(value=Value.COD), "column_unused", "rules[1].value"),
    (row(basis=Basis.AT_COST, value=Value.DUTY, amount_minor=1), "column_unused", "rules[1].amount_minor"),
    (row(basis=Basis.AT_COST), "value_missing", "rules[1].value"),
    (row(basis=Basis.PERCENT_OF_VALUE, value=Value.COD), "percent_invalid", "rules[1].percent"),
    (row(basis=Basis.PER_CONTAINER, amount_minor=1), "container_missing", "rules[1].container"),
    (
        row(basis=Basis.PERCENT, percent=Decimal(1), of=("freight",), fuel_table="ups"),
        "percent_twice", "rules[1].percent",
    ),
    (row(tier="A"), "area_missing", "rules[1].area"),
    (row(area="two words"), "name_invalid", "rules[1].area"),
    (row(option="x" * 25), "name_invalid", "rules[1].option"),
    (row(group="g"), "takes_missing", "rules[1].takes"),
    (row(takes=Takes.MAX), "group_missing", "rules[1].group"),
    (row(code="fuelable"), "code_invalid", "rules[1].code"),
    (row(when=(Condition(Measure.PIECES, 3, 2),)), "condition_reversed", "rules[1].when[0].up_to"),
    (row(valid_from=JULY_2, valid_to=JULY_1), "dates_reversed", "rules[1].valid_to"),
]  # fmt: skip
TOGETHER = [
    (
        sheet(per_kg(1, weight_milli_to=5), Rule(code="freight", basis=Basis.GRADUATED, amount_minor=1)),
        "basis_mixed", "rules[1].basis",
    ),
    (
        sheet(
            Rule(code="freight", basis=Basis.GRADUATED, amount_minor=1, weight_milli_to=5),
            Rule(code="freight", basis=Basis.GRADUATED, amount_minor=1, first_minor=1),
        ),
        "bracket_mixed", "rules[1]",
    ),
    (sheet(per_kg(1, weight_milli_to=5), per_kg(2, weight_milli_to=5)), "rule_twice", "rules[1]"),
    (sheet(per_kg(1, valid_from=JULY_1)), "freight_gap", "rules[0]"),
    (sheet(per_kg(1, valid_to=JULY_1), per_kg(1, valid_from=JULY_2)), "freight_gap", "rules[1]"),
    (sheet(per_kg(1), per_piece(1, "handling", **GROUP), per_ticket(1, "ticket", **GROUP)), "group_mixed", "rules[2].group"),
    (
        sheet(per_kg(1), per_kg(1, "handling", **GROUP), per_ticket(1, "ticket", group="g", takes=Takes.FIRST)),
        "takes_mixed", "rules[2].takes",
    ),
    (
        sheet(per_kg(1), per_kg(1, "remote", fuelable=True, area="ups"), per_kg(1, "remote", area="dhl")),
        "fuelable_mixed", "rules[2].fuelable",
    ),
    (sheet(per_kg(1), percent("5", "fuelable")), "fuelable_missing", "rules[1].of"),
    (sheet(percent("5", "fuelable"), per_kg(1, fuelable=True)), "fuelable_missing", "rules[0].of"),
    (
        sheet(per_kg(1, weight_milli_to=5), percent("5", "freight"), per_kg(1, weight_milli_to=9)),
        "of_later", "rules[1].of",
    ),
    (
        sheet(per_kg(1), per_kg(1, "remote", **GROUP), percent("5", "remote"), per_ticket(1, "customs", **GROUP)),
        "of_later", "rules[2].of",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("version", "code", "field"), [*ZONES, *WEIGHTS, *COLUMNS, *TOGETHER])
def test_each_fault_is_named_with_its_field(version: Sheet, code: str, field: str) -> None:
    assert (code, field) in [(fault.code, fault.field) for fault in check(version)]


@pytest.mark.parametrize(
    "version",
    [
        zoned(Zone("1", "US"), Zone("2", "US", "9"), Zone("3", "US", "90", "95"), Zone("4", "US", "91"), Zone("5", "US", "96")),
        zoned(Zone("1", "US", "10", "30"), Zone("1", "US", "20", "40")),
        zoned(Zone("1", "US"), Zone("2", "US", origin="LAX"), Zone("3", "CN", region="Tibet")),
        divided(Divisor(divisor=5000, valid_to=JULY_1), Divisor(divisor=6000, valid_from=JULY_1)),
        divided(Divisor(divisor=8000, when=(OVER,)), Divisor(divisor=5000)),
        divided(Divisor(divisor=139), unit=Unit.LB),
        sheet(first_continued(1, 500, 1, 500, weight_milli_to=21_000), per_kg(1)),
        sheet(per_kg(1, valid_to=JULY_1), per_ticket(1, valid_from=JULY_1)),
        sheet(per_kg(1, zone="1"), per_kg(2, zone="2", weight_milli_to=5), zones=(Zone("1", "US"), Zone("2", "CA"))),
        sheet(per_kg(1, weight_milli_to=5), per_piece(1, "handling", when=(OVER,)), per_piece(2, "handling", when=(UP_TO,))),
        sheet(
            per_kg(1, zone="1"), percent("5", "freight", zone="1"), per_kg(1, zone="2"), percent("5", "freight", zone="2"),
            zones=(Zone("1", "US"), Zone("2", "CA")),
        ),
    ],
)  # fmt: skip
def test_what_looks_odd_may_be_sound(version: Sheet) -> None:
    assert check(version) == ()


def test_faults_are_told_up_to_a_limit() -> None:
    version = sheet(per_kg(1), *[per_kg(-1, f"fee_{n}") for n in range(FAULTS_MAX + 10)])
    assert len(check(version)) == FAULTS_MAX


def test_a_list_has_a_greatest_length() -> None:
    found = check(sheet(*[per_kg(1)] * (ROWS_MAX + 1)))
    assert [(fault.code, fault.field, fault.params) for fault in found] == [
        ("too_many_rows", "rules", {"max": "200000"})
    ]


def test_every_step_begins_at_a_multiple_of_the_one_before() -> None:
    version = sheet(per_kg(1), steps=(Step(step_milli=500), Step(step_milli=1000, above_milli=20_700)))
    (fault,) = check(version)
    assert fault.text() == "The step above 20.7 kg must begin at a multiple of the step before it."
