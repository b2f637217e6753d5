"""Which period a moment belongs to: around midnight, across zones, and where clocks change."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.billing.statements.cycles import (
    PATTERN,
    Cycle,
    EveryDays,
    Period,
    Rhythm,
    day_begins,
    days,
    fitted,
    period,
    rhythm,
)

CYCLES: st.SearchStrategy[Rhythm] = st.one_of(st.sampled_from(Cycle), st.integers(2, 60).map(EveryDays))
ANCHORS = st.dates(date(2009, 1, 1), date(2037, 1, 1))
ZONES = st.sampled_from(
    ["Asia/Shanghai", "America/Los_Angeles", "Europe/Madrid", "America/Santiago", "America/Havana", "Africa/Cairo",
     "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]
)  # fmt: skip
SECONDS = st.integers(0, 25 * 365 * 86_400)
MOMENTS = SECONDS.map(lambda seconds: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def test_a_month_in_shanghai_ends_eight_hours_before_it_ends_in_greenwich() -> None:
    before = period(Cycle.MONTHLY, datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), "Asia/Shanghai")
    after = period(Cycle.MONTHLY, datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "Asia/Shanghai")
    assert before == Period(
        date(2026, 10, 1), date(2026, 10, 31),
        datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC),
    )  # fmt: skip
    assert (after.first_day, after.last_day) == (date(2026, 11, 1), date(2026, 11, 30))
    assert before.ends_at == after.begins_at


@pytest.mark.parametrize(
    ("cycle", "day", "first", "last"),
    [
        (Cycle.DAILY, date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 24)),
        (Cycle.WEEKLY, date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 29)),
        (Cycle.WEEKLY, date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 29)),
        (Cycle.WEEKLY, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (Cycle.HALF_MONTHLY, date(2026, 11, 15), date(2026, 11, 1), date(2026, 11, 15)),
        (Cycle.HALF_MONTHLY, date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 30)),
        (Cycle.HALF_MONTHLY, date(2028, 2, 29), date(2028, 2, 16), date(2028, 2, 29)),
        (Cycle.MONTHLY, date(2026, 2, 3), date(2026, 2, 1), date(2026, 2, 28)),
        (Cycle.MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_belongs_to_its_period(cycle: Cycle, day: date, first: date, last: date) -> None:
    assert days(cycle, day) == (first, last)


def test_the_day_clocks_go_forward_in_madrid_has_23_hours_and_the_day_they_go_back_25() -> None:
    spring = period(Cycle.DAILY, datetime(2026, 3, 29, 10, tzinfo=UTC), "Europe/Madrid")
    autumn = period(Cycle.DAILY, datetime(2026, 10, 25, 10, tzinfo=UTC), "Europe/Madrid")
    assert spring.ends_at - spring.begins_at == timedelta(hours=23)
    assert autumn.ends_at - autumn.begins_at == timedelta(hours=25)


def test_where_midnight_is_skipped_the_day_begins_at_one() -> None:
    # Santiago, 6 September 2026: 23:59:59 is followed by 01:00
    begins = day_begins(date(2026, 9, 6), "America/Santiago")
    assert begins == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
    assert begins.astimezone(ZoneInfo("America/Santiago")).hour == 1
    just_before = (begins - timedelta(microseconds=1)).astimezone(ZoneInfo("America/Santiago"))
    assert just_before.date() == date(2026, 9, 5)


def test_where_midnight_comes_twice_the_day_begins_at_the_first() -> None:
    # Havana, 1 November 2026: at 01:00 it is 00:00 again
    begins = day_begins(date(2026, 11, 1), "America/Havana")
    assert begins == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    again = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)
    assert period(Cycle.DAILY, again, "America/Havana").begins_at == begins


@given(CYCLES, MOMENTS, ZONES, ANCHORS)
def test_a_period_holds_its_moment_and_touches_the_next(cycle: Rhythm, at: datetime, zone: str, anchor: date) -> None:
    found = period(cycle, at, zone, anchor)
    assert found.begins_at <= at < found.ends_at
    following = period(cycle, found.ends_at, zone, anchor)
    assert following.begins_at == found.ends_at
    assert following.first_day > found.last_day
    assert period(cycle, found.begins_at, zone, anchor) == found
    assert period(cycle, found.ends_at - timedelta(microseconds=1), zone, anchor) == found


@given(st.integers(2, 60), MOMENTS, ZONES, ANCHORS)
def test_ten_days_are_ten_days_and_one_period_begins_on_the_day_the_account_was_opened(
    count: int, at: datetime, zone: str, anchor: date
) -> None:
    found = period(EveryDays(count), at, zone, anchor)
    # Samoa left out 30 December 2011: a period around it still has its ten dates
    assert (found.last_day - found.first_day).days == count - 1
    assert (found.first_day - anchor).days % count == 0


def test_every_ten_days_of_an_account_opened_on_the_third() -> None:
    opened = date(2026, 11, 3)
    assert days(EveryDays(10), date(2026, 11, 3), opened) == (date(2026, 11, 3), date(2026, 11, 12))
    assert days(EveryDays(10), date(2026, 11, 12), opened) == (date(2026, 11, 3), date(2026, 11, 12))
    assert days(EveryDays(10), date(2026, 11, 13), opened) == (date(2026, 11, 13), date(2026, 11, 22))
    assert days(EveryDays(10), date(2026, 11, 2), opened) == (date(2026, 10, 24), date(2026, 11, 2))


@given(CYCLES)
def test_a_cycle_is_written_and_read_back(cycle: Rhythm) -> None:
    assert rhythm(cycle.value) == cycle


def test_a_companys_file_may_name_every_cycle_and_nothing_else() -> None:
    for text in [*Cycle, *(f"days:{n}" for n in range(100)), "days:05", "days:-2", "yearly", "monthly\n", ""]:
        try:
            known = bool(rhythm(text))
        except ValueError:
            known = False
        assert bool(re.search(PATTERN, text)) == known, text


@pytest.mark.parametrize(
    "text", ["", "days", "days:", "days:1", "days:61", "days:010", "days:-3", "days:²", "yearly", "DAILY"]
)
def test_what_is_no_cycle_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        rhythm(text)


@given(st.lists(st.tuples(CYCLES, st.integers(0, 40)), min_size=2, max_size=8), ZONES, ANCHORS)
def test_however_often_the_cycle_changes_periods_follow_one_another_without_a_gap(
    changes: list[tuple[Rhythm, int]], zone: str, anchor: date
) -> None:
    ends = None
    at = datetime(2026, 10, 20, tzinfo=UTC)
    for cycle, later in changes:
        at = max(at, ends) if ends else at
        for _ in range(3):
            found = fitted(period(cycle, at, zone, anchor), zone, after=ends, before=None)
            assert found.begins_at <= at < found.ends_at
            assert (
                ends is None
                or found.begins_at == ends
                or (found.begins_at > ends and found.begins_at == period(cycle, at, zone, anchor).begins_at)
            )
            ends, at = found.ends_at, found.ends_at
        at += timedelta(days=later)


def test_after_a_change_from_monthly_to_weekly_the_first_week_begins_where_the_month_ended() -> None:
    zone = "Asia/Shanghai"
    october = period(Cycle.MONTHLY, datetime(2026, 10, 20, tzinfo=UTC), zone)
    week = period(Cycle.WEEKLY, datetime(2026, 10, 31, 20, tzinfo=UTC), zone)  # 1 November, a Sunday
    cut = fitted(week, zone, after=october.ends_at, before=None)
    assert (cut.first_day, cut.last_day) == (date(2026, 11, 1), date(2026, 11, 1))
    assert cut.begins_at == october.ends_at
    assert fitted(week, zone, after=None, before=None) == week


def test_a_period_without_room_between_its_neighbours_is_a_fault() -> None:
    day = period(Cycle.DAILY, datetime(2026, 10, 20, tzinfo=UTC), "UTC")
    with pytest.raises(ValueError, match="no room"):
        fitted(day, "UTC", after=day.ends_at, before=day.ends_at)


def test_from_monthly_to_every_ten_days_in_mid_month_the_first_ten_days_begin_where_the_month_ended() -> None:
    zone, opened = "Asia/Shanghai", date(2026, 9, 5)
    october = period(Cycle.MONTHLY, datetime(2026, 10, 20, tzinfo=UTC), zone)
    ten = period(EveryDays(10), datetime(2026, 11, 1, 2, tzinfo=UTC), zone, opened)
    assert (ten.first_day, ten.last_day) == (date(2026, 10, 25), date(2026, 11, 3))
    cut = fitted(ten, zone, after=october.ends_at, before=None)
    assert (cut.first_day, cut.last_day) == (date(2026, 11, 1), date(2026, 11, 3))
