"""What is wrong with what a sheet says of weight: steps, divisors, minimums, and conditions wherever they stand. Pure."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import MILLI_MAX, dates, fault, is_days_apart
from galeon.tariffs.engine.refusals import shown
from galeon.tariffs.sheet import Condition, Divisor, Measure, Sheet, Unit

PERCENT_MAX = 10_000
DIVISORS_MAX = 500
CLASS_MAX = 16
KG_DIVISOR_MIN = 1_000
"""By the kilogram divisors are 1000 (sea) to 8000 cm3, by the pound 139 or 166 in3."""


def weights(sheet: Sheet) -> Iterator[Refusal]:
    """Every fault of steps, divisors and least and greatest weights."""
    yield from _steps(sheet)
    if len(sheet.divisors) > DIVISORS_MAX:
        yield fault("too_many_rows", "divisors", "A price list holds at most {max} rows.", max=str(DIVISORS_MAX))
    else:
        yield from _divisors(sheet)
    if not 0 <= sheet.weight_milli_min <= MILLI_MAX:
        yield fault("weight_invalid", "weight_milli_min", "The least charge weight must not be negative.")
    if sheet.piece_milli_max is not None and not 1 <= sheet.piece_milli_max <= MILLI_MAX:
        yield fault("weight_invalid", "piece_milli_max", "The most a piece may weigh must be above zero.")
    for index, row in enumerate(sheet.minimums):
        field = f"minimums[{index}]"
        if not 1 <= row.weight_milli <= MILLI_MAX:
            yield fault("weight_invalid", f"{field}.weight_milli", "The least weight of a piece must be above zero.")
        elif sheet.piece_milli_max is not None and row.weight_milli > sheet.piece_milli_max:
            yield fault(
                "minimum_over_limit",
                f"{field}.weight_milli",
                "A piece would be charged as more than any piece may weigh.",
            )
        yield from conditions(row.when, field, sheet.unit)


def conditions(when: Sequence[Condition], field: str, unit: Unit) -> Iterator[Refusal]:
    """Every fault of a row's conditions; field: the row's."""
    other = Measure.VOLUME_IN3 if unit is Unit.KG else Measure.VOLUME_CM3
    for index, row in enumerate(when):
        place = f"{field}.when[{index}]"
        if not 0 <= row.over <= MILLI_MAX:
            yield fault("condition_invalid", f"{place}.over", "A condition begins at zero or above.")
        if row.up_to is not None and row.up_to <= row.over:
            yield fault("condition_reversed", f"{place}.up_to", "A condition must end above where it begins.")
        if row.measure is other:
            yield fault(
                "unit_mixed", f"{place}.measure", "A list by the {unit} has no condition in {measure}.",
                unit=unit.value, measure="in3" if unit is Unit.KG else "cm3",
            )  # fmt: skip


def _steps(sheet: Sheet) -> Iterator[Refusal]:
    steps = sorted(sheet.steps, key=lambda step: step.above_milli)
    if not steps or steps[0].above_milli != 0:
        yield fault("steps_missing", "steps", "The rounding steps must begin at weight zero.")
    if any(not 1 <= step.step_milli <= MILLI_MAX for step in steps):
        yield fault("step_invalid", "steps", "A rounding step must be at least 1 g.")
        return
    for lower, upper in pairwise(steps):
        # Otherwise a heavier parcel could be rounded to less than a lighter one.
        if lower.above_milli == upper.above_milli or upper.above_milli % lower.step_milli:
            yield fault(
                "step_misplaced", "steps", "The step above {above} must begin at a multiple of the step before it.",
                above=f"{shown(upper.above_milli)} {sheet.unit}",
            )  # fmt: skip


def _divisors(sheet: Sheet) -> Iterator[Refusal]:
    zones = {zone.code for zone in sheet.zones}
    for index, row in enumerate(sheet.divisors):
        field = f"divisors[{index}]"
        yield from _divisor(row, field, sheet.unit)
        if row.zone and row.zone not in zones:
            yield fault("zone_unknown", f"{field}.zone", "Zone {zone} has no countries.", zone=row.zone)
        if len(row.cargo_class) > CLASS_MAX:
            yield fault("class_invalid", f"{field}.cargo_class", "There is no such class of goods.")
        yield from dates(row, field)
        yield from conditions(row.when, field, sheet.unit)
        if any(bound.measure is Measure.VOLUMETRIC_G for bound in row.when):
            yield fault(
                "condition_circular", f"{field}.when", "A divisor cannot depend on the volumetric weight it makes."
            )
    for (_, one), (index, other) in combinations(enumerate(sheet.divisors), 2):
        if one.zone != other.zone or one.cargo_class != other.cargo_class or is_days_apart(one, other):
            continue
        if one.when == other.when and one.over_actual_percent == other.over_actual_percent:
            yield fault("divisor_twice", f"divisors[{index}]", "Two divisors are for the same pieces on the same day.")
        elif one.share_percent != other.share_percent and not sheet.volumetric_by_piece:
            yield fault(
                "share_mixed", f"divisors[{index}].share_percent",
                "Where volume is compared for the shipment as a whole, one part of it is charged.",
            )  # fmt: skip


def _divisor(row: Divisor, field: str, unit: Unit) -> Iterator[Refusal]:
    if not 1 <= row.divisor <= MILLI_MAX:
        yield fault(
            "divisor_invalid", f"{field}.divisor", "The volumetric divisor must be a positive number of cm3 per kg."
        )
    elif (row.divisor >= KG_DIVISOR_MIN) is (unit is Unit.LB):
        yield fault(
            "unit_mixed", f"{field}.divisor", "{divisor} is no divisor of a list by the {unit}.",
            divisor=str(row.divisor), unit=unit.value,
        )  # fmt: skip
    if not 1 <= row.share_percent <= 100:
        yield fault("percent_invalid", f"{field}.share_percent", "A part is between 1% and 100%.")
    if not 0 <= row.over_actual_percent <= PERCENT_MAX:
        yield fault(
            "percent_invalid", f"{field}.over_actual_percent", "A percentage is at most {max}.", max=str(PERCENT_MAX)
        )
