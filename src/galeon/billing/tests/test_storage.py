"""Storage by the age of what lies there: a published case to the cent, and what must hold of any stock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.billing.charges.storage import CBM_MM3, Lot, Stored, Tier, storage

FIRST = date(2026, 5, 1)
UNIT_MM3 = 48_000_000  # 0.048 m3
TIERS = (Tier(1, 0), Tier(31, 450), Tier(91, 800))


def lot(units: int, received_on: date = FIRST, batch: str = "R1", unit_mm3: int = UNIT_MM3) -> Lot:
    return Lot(batch=batch, received_on=received_on, units=units, unit_mm3=unit_mm3)


def stored(lots: list[Lot], days: int = 100, first: date = FIRST, tiers: tuple[Tier, ...] = TIERS) -> list[Stored]:
    return storage(lots, tiers, first, first + timedelta(days - 1))


def total(lines: list[Stored]) -> int:
    return sum(line.amount_minor for line in lines)


def test_a_hundred_days_of_120_units_cost_2016_00() -> None:
    """30 days free, 60 days at 4.50 and 10 at 8.00 a m3: 1,555.20 + 460.80."""
    lines = stored([lot(120)])
    assert [(s.from_day, s.days, s.amount_minor) for s in lines] == [(1, 30, 0), (31, 60, 155_520), (91, 10, 46_080)]
    assert total(lines) == 201_600


def test_each_receipt_is_charged_by_its_own_age() -> None:
    """The batch of ten days later is ten days younger: 60 days at 4.50, none at 8.00."""
    lines = stored([lot(60), lot(60, FIRST + timedelta(10), "R2")])
    of = {batch: total([s for s in lines if s.batch == batch]) for batch in ("R1", "R2")}
    assert of == {"R1": 100_800, "R2": 77_760}
    assert [s.batch for s in lines] == ["R1", "R1", "R1", "R2", "R2"]


def test_the_last_free_day_is_free_and_the_first_paid_one_is_not() -> None:
    assert total(stored([lot(120)], days=30)) == 0
    assert total(stored([lot(120)], days=1, first=FIRST + timedelta(30))) == 2_592  # 5.76 m3 at 4.50


def test_nothing_is_charged_before_the_goods_came() -> None:
    assert stored([lot(5)], days=10, first=FIRST - timedelta(10)) == []


@pytest.mark.parametrize(
    ("lots", "tiers"),
    [
        ([lot(-1)], TIERS),
        ([lot(1)], ()),
        ([lot(1)], (Tier(2, 5),)),
        ([lot(1)], (Tier(1, 5), Tier(1, 6))),
        ([lot(1)], (Tier(1, -5),)),
    ],
)
def test_stock_and_tiers_that_cannot_be_are_refused(lots: list[Lot], tiers: tuple[Tier, ...]) -> None:
    with pytest.raises(ValueError, match=r"tiers|below zero"):
        storage(lots, tiers, FIRST, FIRST)


TIERINGS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 2_000)), min_size=1, max_size=4).map(
    lambda steps: tuple(
        Tier(1 + sum(width for width, _ in steps[:n]), rate) for n, (_, rate) in enumerate(steps)
    )
)  # fmt: skip
LOTS = st.lists(
    st.builds(
        lot, st.integers(0, 500), st.integers(0, 60).map(lambda n: FIRST + timedelta(n)), st.sampled_from(["A", "B"]),
        st.integers(1, 10**9),
    ),
    max_size=6,
)  # fmt: skip


@given(LOTS, TIERINGS, st.integers(1, 90), st.integers(0, 89))
def test_splitting_a_receipt_into_lots_changes_nothing(
    lots: list[Lot], tiers: tuple[Tier, ...], days: int, taken: int
) -> None:
    split = [
        part
        for one in lots
        for part in (lot(min(taken, one.units), one.received_on, one.batch, one.unit_mm3),
                     lot(one.units - min(taken, one.units), one.received_on, one.batch, one.unit_mm3))
    ]  # fmt: skip
    assert stored(split, days, tiers=tiers) == stored(lots, days, tiers=tiers)


@given(LOTS, TIERINGS, st.integers(1, 90))
def test_calling_lots_by_other_names_moves_half_a_cent_a_line_at_most(
    lots: list[Lot], tiers: tuple[Tier, ...], days: int
) -> None:
    apart = [lot(one.units, one.received_on, f"{n}", one.unit_mm3) for n, one in enumerate(lots)]
    one, other = stored(lots, days, tiers=tiers), stored(apart, days, tiers=tiers)
    assert abs(total(one) - total(other)) * 2 <= len(one) + len(other)


@given(LOTS, TIERINGS, st.integers(2, 90), st.integers(1, 89))
def test_charging_night_by_night_moves_half_a_cent_a_line_at_most(
    lots: list[Lot], tiers: tuple[Tier, ...], days: int, cut: int
) -> None:
    cut = min(cut, days - 1)
    whole = stored(lots, days, tiers=tiers)
    parts = stored(lots, cut, tiers=tiers) + stored(lots, days - cut, FIRST + timedelta(cut), tiers)
    assert abs(total(whole) - total(parts)) * 2 <= len(whole) + len(parts)
    assert sum(s.days * s.volume_mm3 for s in whole) == sum(s.days * s.volume_mm3 for s in parts)


@given(LOTS, TIERINGS, st.integers(1, 90))
def test_each_day_of_each_batch_is_charged_once_by_the_tier_of_its_age(
    lots: list[Lot], tiers: tuple[Tier, ...], days: int
) -> None:
    exact = sum(
        one.volume_mm3 * max((t for t in tiers if t.from_day <= age), key=lambda t: t.from_day).rate_minor
        for one in lots
        for n in range(days)
        if (age := (FIRST + timedelta(n) - one.received_on).days + 1) >= 1
    )
    lines = stored(lots, days, tiers=tiers)
    assert abs(total(lines) * CBM_MM3 - exact) * 2 <= len(lines) * CBM_MM3
