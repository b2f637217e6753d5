"""Whole price lists at random, valid by construction, and shipments to ask them with: for property tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate

from hypothesis import strategies as st

from galeon.tariffs.price import Piece, PriceRequest, Values
from galeon.tariffs.sheet import (
    FREIGHT,
    Basis,
    Condition,
    Divisor,
    Lengths,
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

COUNTRIES = ("US", "ES", "DE", "NO", "CN", "MX")
CODES = ("1", "02", "DE", "islas", "偏远", "z-9", "=1")
CLASSES = ("", "battery")
CURRENCIES = ("CNY", "USD", "JPY", "KWD")
MONEY = st.integers(0, 10**7)
FACTORS = st.sampled_from([Decimal(1), Decimal("0.49"), Decimal("1.2825"), Decimal(2)])
STEPS = (
    (Step(step_milli=1),),
    (Step(step_milli=500),),
    (Step(step_milli=500), Step(step_milli=1000, above_milli=21_000)),
    (Step(step_milli=100, above_milli=0), Step(step_milli=250, above_milli=2_000)),
)
WHENS = (
    (),
    (Condition(Measure.LONGEST_MM, 1_200),),
    (Condition(Measure.GIRTH_MM, 3_000, 4_000), Condition(Measure.ACTUAL_G, 25_000)),
    (Condition(Measure.PIECES, 1),),
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A version that `check` finds nothing wrong with, and that needs no fuel or area table."""
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True))
    unit = draw(st.sampled_from(Unit))
    divisor = 139 if unit is Unit.LB else 5000
    rules = draw(freights(codes))
    for fee in draw(st.lists(st.sampled_from(FEES), max_size=5, unique=True)):
        rules.extend(draw(fee(codes)))
    divided = st.just((Divisor(divisor=divisor),)) | st.just(
        (
            Divisor(divisor=divisor, when=(Condition(Measure.SUM_MM, 900),)),
            Divisor(divisor=divisor + 20, cargo_class="battery"),
        )
    )
    return Sheet(
        valid_from=date(2026, 1, 1),
        valid_to=draw(st.none() | st.just(date(2027, 7, 1))),
        timezone=draw(st.sampled_from(["Asia/Shanghai", "Europe/Madrid", "UTC"])),
        currency=draw(st.sampled_from(CURRENCIES)),
        unit=unit,
        lengths=draw(st.sampled_from(Lengths)),
        divisors=draw(st.just(()) | divided),
        volumetric_by_piece=draw(st.booleans()),
        round_by_piece=draw(st.booleans()),
        weight_milli_min=draw(st.sampled_from([0, 50, 1_500])),
        piece_milli_max=draw(st.sampled_from([None, 70_000])),
        minimums=draw(st.sampled_from([(), (Minimum(weight_milli=11_000, when=WHENS[1]),)])),
        cheaper_bracket=draw(st.booleans()),
        zones=draw(zones(codes)),
        steps=draw(st.sampled_from(STEPS)),
        rules=tuple(rules),
        note=draw(st.sampled_from(["", "=SUM(A1)", "New fuel, “quoted” & 中文"])),
    )  # fmt: skip


@st.composite
def zones(draw: st.DrawFn, codes: list[str]) -> tuple[Zone, ...]:
    """Each zone a country of its own, some with a stretch of its postcodes, a region or an origin in another zone."""
    found = [Zone(code, country) for code, country in zip(codes, COUNTRIES, strict=False)]
    for country in COUNTRIES[: len(codes)]:
        code = draw(st.sampled_from(codes))
        more = draw(
            st.sampled_from([
                None, Zone(code, country, "35"), Zone(code, country, "0100", "0199"), Zone(code, country, region="São Paulo"),
                Zone(code, country, origin="SZX"),
            ])
        )  # fmt: skip
        if more:
            found.append(more)
    return tuple(found)


@st.composite
def brackets(draw: st.DrawFn) -> list[int | None]:
    """Where the brackets end, ascending; the last may have no end."""
    ends: list[int | None] = list(accumulate(draw(st.lists(st.integers(1, 30_000), min_size=1, max_size=4))))
    return [*ends[:-1], None] if draw(st.booleans()) else ends


@st.composite
def freights(draw: st.DrawFn, codes: list[str]) -> list[Rule]:
    """Freight of every zone, by first and further weight, by the kilogram, by bracket or flat, in any order of rows."""
    fuelable, factor = draw(st.booleans()), draw(FACTORS)
    shared = draw(brackets()) if draw(st.booleans()) else None
    graduated = draw(st.booleans()) and draw(st.booleans())
    found: list[Rule] = []
    for code in codes:
        for cargo_class in CLASSES if draw(st.booleans()) else CLASSES[:1]:
            base = draw(st.sampled_from([0, 400]))
            for to in shared or draw(brackets()):
                common: dict[str, object] = {
                    "code": FREIGHT,
                    "zone": code,
                    "cargo_class": cargo_class,
                    "weight_milli_to": to,
                }
                common |= {"fuelable": fuelable, "factor": factor}
                if graduated:
                    found.append(Rule(**common, basis=Basis.GRADUATED, amount_minor=draw(MONEY), first_minor=base))
                else:
                    found.append(Rule(**common, **draw(shapes())))
    return list(draw(st.permutations(found))) if len(found) < 8 and draw(st.booleans()) else found


@st.composite
def shapes(draw: st.DrawFn) -> dict[str, object]:
    """Basis and amounts of one bracket."""
    match draw(st.integers(0, 2)):
        case 0:
            first, step = draw(st.sampled_from([(500, 500), (1_000, 100), (20, 20)]))
            return {
                "basis": Basis.FIRST_CONTINUED, "first_milli": first, "step_milli": step, "first_minor": draw(MONEY),
                "amount_minor": draw(MONEY),
            }  # fmt: skip
        case 1:
            return {
                "basis": Basis.PER_KG,
                "amount_minor": draw(MONEY),
                "first_minor": draw(st.sampled_from([0, 1_600])),
            }
        case _:
            return {"basis": Basis.PER_TICKET, "amount_minor": draw(MONEY)}


@st.composite
def registrations(draw: st.DrawFn, codes: list[str]) -> list[Rule]:
    """A fixed fee, the same everywhere or by zone."""
    everywhere = draw(st.booleans())
    return [
        Rule(code="registration", basis=Basis.PER_TICKET, zone=zone, amount_minor=draw(MONEY))
        for zone in ([""] if everywhere else codes)
    ]


@st.composite
def oversizes(draw: st.DrawFn, _codes: list[str]) -> list[Rule]:
    """Fees a piece, of which each piece pays the dearest."""
    takes = draw(st.sampled_from(Takes))
    return [
        Rule(code=code, basis=Basis.PER_PIECE, amount_minor=draw(MONEY), when=when, group="size", takes=takes)
        for code, when in zip(("handling", "oversize"), draw(st.permutations(WHENS[1:3])), strict=True)
    ]


@st.composite
def fuels(draw: st.DrawFn, _codes: list[str]) -> list[Rule]:
    """A percentage of the freight."""
    percent = Decimal(draw(st.integers(1, 500_000))) / 10_000
    return [Rule(code="fuel", basis=Basis.PERCENT, percent=percent, of=(FREIGHT,), max_minor=draw(st.none() | MONEY))]


@st.composite
def insurances(draw: st.DrawFn, _codes: list[str]) -> list[Rule]:
    """A percentage of the insured value with a minimum, for who asks."""
    return [
        Rule(
            code="insurance",
            basis=Basis.PERCENT_OF_VALUE,
            percent=Decimal("0.8"),
            value=Value.INSURED,
            min_minor=draw(MONEY),
            option="insurance",
        )
    ]  # fmt: skip


@st.composite
def clearances(draw: st.DrawFn, codes: list[str]) -> list[Rule]:
    """A fee by the cubic metre with a base, between two dates, from one origin."""
    days = draw(st.sampled_from([(None, None), (date(2026, 6, 1), None), (date(2026, 5, 1), date(2026, 7, 1))]))
    return [
        Rule(
            code="clearance", basis=Basis.PER_CBM, zone=zone, amount_minor=draw(MONEY), first_minor=draw(MONEY),
            valid_from=days[0], valid_to=days[1], origin=draw(st.sampled_from(["", "SZX"])),
        )
        for zone in draw(st.sampled_from([[""], codes]))
    ]  # fmt: skip


FEES = (registrations, oversizes, fuels, insurances, clearances)


@st.composite
def requests(draw: st.DrawFn, sheet: Sheet) -> PriceRequest:
    """A shipment to somewhere the list goes, perhaps too heavy for it."""
    place = draw(st.sampled_from(sheet.zones))
    pieces = draw(
        st.lists(
            st.builds(Piece, st.integers(1, 40_000), st.integers(0, 1_500), st.integers(0, 900), st.integers(0, 900)),
            min_size=1, max_size=3,
        )
    )  # fmt: skip
    return PriceRequest(
        service_id=1, account_id=7, level="", currency=sheet.currency, country=place.country,
        postcode=draw(st.sampled_from(["", "35001", "01501", "90210"])), pieces=tuple(pieces),
        cargo_class=draw(st.sampled_from(["general", "battery"])), at=draw(MOMENTS), region=place.region,
        origin=place.origin, options=draw(st.sampled_from([frozenset(), frozenset({"insurance"})])),
        values=Values(insured_minor=draw(st.integers(0, 10**6))),
    )  # fmt: skip


MOMENTS = st.datetimes(datetime(2026, 2, 1), datetime(2026, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
