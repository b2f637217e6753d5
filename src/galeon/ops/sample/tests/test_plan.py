import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from galeon.kernel.checkdigits import is_dpd, is_ups
from galeon.ops.sample import ride
from galeon.ops.sample.company import MERCHANTS
from galeon.ops.sample.plan import Fate, Plan, flights, plans

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def everything(now: datetime = NOW) -> list[Plan]:
    return [plan for merchant in MERCHANTS for plan in plans(merchant, now, 7)]


def test_the_same_seed_tells_the_same_story() -> None:
    assert everything() == everything()


def test_a_story_moves_with_its_today() -> None:
    later = timedelta(days=3)
    assert [p.booked_at + later for p in everything()] == [p.booked_at for p in everything(NOW + later)]


def test_there_are_about_four_hundred_orders_of_sixty_days_more_of_them_lately() -> None:
    found = everything()
    assert 400 <= len(found) <= 420
    ages = [NOW - p.booked_at for p in found]
    assert timedelta(0) < min(ages)
    assert max(ages) < timedelta(days=61)
    assert sum(age < timedelta(days=30) for age in ages) > len(found) * 0.55


def test_references_are_the_merchants_own_and_never_repeat() -> None:
    assert max(Counter((p.merchant, p.order.reference) for p in everything()).values()) == 1


def test_consignees_write_in_many_scripts() -> None:
    letters = {letter for p in everything() for letter in p.order.consignee.name if letter.isalpha()}
    scripts = {unicodedata.name(letter).split()[0] for letter in letters}
    assert scripts >= {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "THAI", "HANGUL", "CJK"}
    assert {"ő", "ç", "ł"} & letters


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_at_any_hour_a_flight_is_in_the_air_and_one_is_still_to_leave(hour: int) -> None:
    now = NOW.replace(hour=hour)
    found = flights(now)
    assert found == sorted(found)
    assert [f for f in found if now - timedelta(hours=15) < f <= now]
    assert [f for f in found if f > now]


def test_every_fate_is_somebodys() -> None:
    assert {p.fate for p in everything()} == set(Fate)


def test_a_carrier_reports_in_order_and_under_a_number_of_its_own_kind() -> None:
    for serial, plan in enumerate(everything(), 1):
        number = ride.number(plan, serial)
        assert is_dpd(number) if plan.order.service == "GX-IBERIA" else is_ups(number)
        moments = [report.at for report in ride.reports(plan)]
        assert moments == sorted(moments)
        assert moments[0] > plan.handed_at


def test_out_for_delivery_is_the_last_word_of_some_parcel_today() -> None:
    """So is a failed try, a pickup point, a way back."""
    last = Counter(said[-1].code for p in everything() if (said := [r for r in ride.reports(p) if r.at < NOW]))
    for code in ("carrier_out_for_delivery", "carrier_delivery_failed", "carrier_pickup_point", "carrier_returning"):
        assert last[code] >= 1
