"""The way of a waybill on the map."""

import json
from pathlib import Path

from galeon.waybills.journey import State
from galeon.web import places
from galeon.web.route import Place, middle, stops

HUB, LAX, US = (
    Place("Shenzhen", 114.06, 22.54),
    Place("Los Angeles", -118.4, 33.94),
    Place("United States", -99.1, 39.5),
)
WORLD = Path(places.__file__).parent / "static" / "maps" / "world.json"


def here(state: str) -> list[str]:
    return [stop.name or "between" for stop in stops(state, [HUB], [LAX, US]) if stop.here]


def test_a_waybill_is_drawn_where_its_state_says() -> None:
    assert here(State.RECEIVED) == ["Shenzhen"]
    assert here(State.DEPARTED) == ["between"]
    assert here(State.ARRIVED) == ["Los Angeles"]
    assert here(State.OUT_FOR_DELIVERY) == ["between"]
    assert here(State.DELIVERED) == ["United States"]


def test_of_a_lost_parcel_nobody_claims_to_know_where_it_is() -> None:
    assert here(State.LOST) == []


def test_what_lies_behind_is_drawn_whole_and_what_lies_ahead_dotted() -> None:
    assert [stop.passed for stop in stops(State.DEPARTED, [HUB], [LAX, US])] == [True, True, False, False]


def test_the_middle_of_a_pacific_flight_lies_over_the_pacific() -> None:
    lon, lat = middle(HUB, LAX)
    assert -180 <= lon <= -160 or 160 <= lon <= 180
    assert lat > 40


def test_stops_that_share_a_point_are_one() -> None:
    assert places.apart([HUB, Place("Hong Kong", 113.91, 22.31)]) == [Place("Hong Kong", 113.91, 22.31)]


def test_no_land_reaches_over_the_antimeridian() -> None:
    """Rings are cut at 180 degrees: nothing paints a band across the page."""
    half = 180 * 20
    for ring in json.loads(WORLD.read_text())["land"].split("M")[1:]:
        start, steps = ring.rstrip("z").split("l")
        x = int(start.split()[0])
        widest = [x]
        numbers = steps.replace("-", " -").split()
        for dx in numbers[::2]:
            x += int(dx)
            widest.append(x)
        assert -half - 1 <= min(widest)
        assert max(widest) <= half + 1


def test_every_country_we_may_ship_to_has_a_place_on_the_map() -> None:
    assert all(places.middle(code, code) for code in ("US", "DE", "ES", "GB", "FR", "JP", "MX", "AU", "BR", "SG", "MT"))
