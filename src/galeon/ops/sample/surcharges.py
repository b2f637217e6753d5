"""What carriers ask for beside the freight: a forwarder's published table, in CNY, as rows of a price list.

Source: the public API document of a forwarder in Shenzhen (UPS, FedEx, DHL, SF and its own air freight). `scaled` makes a
supplier's cost of it, or another currency.
"""

from decimal import Decimal

from msgspec.structs import replace

from galeon.tariffs.price import half_up
from galeon.tariffs.sheet import Basis, Condition, Event, Measure, Minimum, Rule, Takes, Value

LONGEST, SECOND, GIRTH, ACTUAL = Measure.LONGEST_MM, Measure.SECOND_MM, Measure.GIRTH_MM, Measure.ACTUAL_G
UPS_LARGE = (Condition(GIRTH, 3_000, 4_000),)
FEDEX_HANDLING = (Condition(LONGEST, 1_210), Condition(SECOND, 760), Condition(ACTUAL, 31_000), Condition(GIRTH, 2_660))

UPS_MINIMUMS = (Minimum(weight_milli=40_000, when=UPS_LARGE),)
FEDEX_MINIMUMS = (Minimum(weight_milli=18_000, when=FEDEX_HANDLING),)


def ups(area: str) -> tuple[Rule, ...]:
    """UPS; of the three fees for size a piece pays the dearest. The remote fee is fuelled."""
    return (
        _per_kg("remote", 350, 16_800, area=area, fuelable=True),
        _size("additional_handling", 10_800, Condition(LONGEST, 1_200), Condition(SECOND, 760),
              Condition(Measure.AVERAGE_G, 25_000), Condition(GIRTH, 3_000)),
        _size("large_package", 51_400, *UPS_LARGE),
        _size("over_maximum", 193_800, Condition(ACTUAL, 70_000), Condition(LONGEST, 2_740), Condition(GIRTH, 4_000)),
        _asked("address_correction", 7_300, Basis.PER_PIECE, max_minor=28_000),
        _asked("residential", 2_400),
        _asked("ddp", 15_000),
        _asked("inspection", 15_000),
        _asked("export_declaration", 9_700),
        _asked("prohibited", 103_800, Basis.PER_PIECE),
        *_promised(),
    )  # fmt: skip


def fedex(area: str) -> tuple[Rule, ...]:
    """FedEx; remote places in three tiers."""
    return (
        Rule(code="remote", basis=Basis.PER_TICKET, amount_minor=2_300, area=area, tier="A"),
        _per_kg("remote", 350, 16_800, area=area, tier="B"),
        _per_kg("remote", 460, 21_800, area=area, tier="C"),
        _size("additional_handling", 19_500, *FEDEX_HANDLING),
        _size("oversize", 51_600, Condition(LONGEST, 2_430), Condition(GIRTH, 3_300)),
        _asked("address_correction", 8_300),
        _asked("residential", 2_400),
        _per_kg("broker_select", 1_070, 9_600, option="broker_select"),
        _asked("non_stackable", 175_000, Basis.PER_PIECE),
        *_promised(),
    )


def dhl(area: str) -> tuple[Rule, ...]:
    """DHL; a piece that is overweight or too long is not charged as non-conveyable as well."""
    return (
        _per_kg("remote", 400, 17_200, area=area),
        _size(
            "overweight", 75_000, Condition(ACTUAL, 70_000), Condition(Measure.VOLUMETRIC_G, 70_000), takes=Takes.FIRST
        ),
        _size("over_length", 15_500, Condition(LONGEST, 1_000), takes=Takes.FIRST),
        _size("non_conveyable", 15_500, Condition(ACTUAL, 25_000, 70_000), takes=Takes.FIRST),
        _asked("high_risk", 23_000),
        _asked("restricted", 23_000),
        _asked("address_correction", 8_700),
        _asked("non_stackable", 234_000, Basis.PER_PIECE),
        *_promised(),
    )


def sf(area: str) -> tuple[Rule, ...]:
    """SF: remote places, and insurance of what is declared."""
    return (
        _per_kg("remote", 350, 5_000, area=area),
        Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), value=Value.DECLARED, min_minor=2_000,
             option="insurance"),
    )  # fmt: skip


def air_freight(area: str) -> tuple[Rule, ...]:
    """The forwarder's own air freight: heavy boxes, packing, returns, export declarations, magnetic goods, paid duties."""
    return (
        _size("heavy_box", 20_000, Condition(ACTUAL, 24_999), group=""),
        _asked("irregular_packing", 8_000, Basis.PER_PIECE),
        _asked("rebox", 2_000, Basis.PER_PIECE),
        _per_kg("remote", 550, 27_000, area=area),
        _per_kg("return", 200, 2_000, option="return"),
        _asked("export_declaration", 10_000),
        _asked("declaration_bought", 15_000),
        _per_kg("magnetic_check", 100, 3_000, option="magnetic_check"),
        _asked("magnetic_ticket", 3_000, option="magnetic_check"),
        _asked("ddp", 12_000),
        *sf("")[1:],
    )


def happenings(entry_minor: int, percent: Decimal = Decimal(100)) -> tuple[Rule, ...]:
    """What is charged when it happens, in CNY or at so many percent of it: an entry at customs, advancing duty (which is
    itself passed on at cost), a return, another address after the order."""
    return scaled(
        (
            Rule(code="customs_entry", basis=Basis.PER_TICKET, amount_minor=entry_minor, event=Event.CUSTOMS_ENTRY),
            Rule(code="disbursement", basis=Basis.PERCENT_OF_VALUE, percent=Decimal(2), value=Value.DUTY_VAT,
                 min_minor=1_500, event=Event.DUTY),
            _per_kg("return", 200, 2_000, event=Event.RETURN),
            Rule(code="address_change", basis=Basis.PER_TICKET, amount_minor=7_300, event=Event.ADDRESS_CHANGE),
        ),
        percent,
    )  # fmt: skip


def scaled(rules: tuple[Rule, ...], percent: Decimal) -> tuple[Rule, ...]:
    """The same rows with their amounts at so many percent, rounded half up; percentages stay."""

    def part(minor: int) -> int:
        return half_up(minor * int(percent * 1_000), 100_000)

    return tuple(
        replace(
            rule, amount_minor=part(rule.amount_minor), first_minor=part(rule.first_minor), min_minor=part(rule.min_minor),
            max_minor=None if rule.max_minor is None else part(rule.max_minor),
        )
        for rule in rules
    )  # fmt: skip


def _promised() -> tuple[Rule, ...]:
    """What a sender may ask any express carrier for."""
    return (
        _asked("signature", 3_600),
        Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal(1), value=Value.INSURED, min_minor=8_000,
             option="insurance"),
    )  # fmt: skip


def _per_kg(code: str, amount_minor: int, min_minor: int, **columns: object) -> Rule:
    """A rate by the kilogram, or the minimum."""
    return Rule(code=code, basis=Basis.PER_KG, amount_minor=amount_minor, min_minor=min_minor, **columns)  # type: ignore[arg-type]


def _size(code: str, amount_minor: int, *when: Condition, group: str = "size", takes: Takes | None = Takes.MAX) -> Rule:
    """A fee for each piece of such a size or weight."""
    return Rule(
        code=code, basis=Basis.PER_PIECE, amount_minor=amount_minor, when=when, group=group, takes=takes if group else None
    )  # fmt: skip


def _asked(
    code: str, amount_minor: int, basis: Basis = Basis.PER_TICKET, max_minor: int | None = None, option: str = ""
) -> Rule:
    """A fee where it is asked for by the option of its own name, or of another."""
    return Rule(code=code, basis=basis, amount_minor=amount_minor, option=option or code, max_minor=max_minor)
