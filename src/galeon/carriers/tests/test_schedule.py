"""When a carrier is asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from galeon.carriers.schedule import first_look, is_over, next_look, retry_after

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 240), (90, 240)])
def test_a_failed_question_rests_longer_each_time_but_never_over_four_hours(attempts: int, minutes: int) -> None:
    assert retry_after(attempts) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("last", "minutes"),
    [("", 120), ("carrier_scan", 60), ("carrier_out_for_delivery", 20), ("carrier_pickup_point", 240)],
)
def test_a_parcel_near_the_door_is_asked_about_most_often(last: str, minutes: int) -> None:
    assert next_look(last, NOON, misses=0, test_mode=False) == NOON + timedelta(minutes=minutes)


def test_a_test_account_is_asked_every_minute() -> None:
    assert next_look("carrier_scan", NOON, misses=0, test_mode=True) == NOON + timedelta(minutes=1)


def test_a_new_number_is_looked_at_after_a_quarter_of_an_hour_and_at_once_where_somebody_watches() -> None:
    assert first_look(NOON, test_mode=False) == NOON + timedelta(minutes=15)
    assert first_look(NOON, test_mode=True) == NOON


def test_trouble_comes_before_the_timetable() -> None:
    assert next_look("carrier_out_for_delivery", NOON, misses=3, test_mode=True) == NOON + timedelta(minutes=4)


def test_watching_ends_at_the_door_or_after_two_months() -> None:
    assert is_over("carrier_delivered", NOON, NOON)
    assert is_over("carrier_returned", NOON, NOON)
    assert not is_over("carrier_scan", NOON, NOON + timedelta(days=60))
    assert is_over("carrier_scan", NOON, NOON + timedelta(days=60, seconds=1))
