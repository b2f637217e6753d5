"""Which zone a place is in: the narrowest stretch of postcodes, then the region, then the country."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.tariffs.engine.postcodes import city_key, key, span
from galeon.tariffs.engine.spans import flatten
from galeon.tariffs.engine.zones import Atlas
from galeon.tariffs.sheet import Zone

SIGNS = st.text("019AZ", min_size=1, max_size=4)
PLACES = st.lists(st.tuples(SIGNS, SIGNS), max_size=12)


def test_a_postcode_is_the_same_however_it_is_written() -> None:
    assert key("sw1a 1aa") == key("SW1A-1AA") == key("ＳＷ1A1AA") == key("SW1A1AA") != key("SW1A1AB")
    assert key("") == key(" - ") == 0
    assert key("1234567890123") == key("123456789012")


def test_keys_sort_as_postcodes_do_and_fit_in_64_bits() -> None:
    codes = ["0", "9", "90", "900", "9001", "91", "A", "AA", "B", "ZZZZZZZZZZZZ"]
    assert [key(code) for code in codes] == sorted(key(code) for code in codes)
    assert span("Z")[1] == key("ZZZZZZZZZZZZ") < 2**63


def test_a_span_holds_what_begins_with_it() -> None:
    first, last = span("90", "92")
    inside = [first <= key(code) <= last for code in ("90", "90000", "91999", "92", "92999Z", "89999", "93", "9")]
    assert inside == [True, True, True, True, True, False, False, False]


def test_names_are_compared_without_accents_case_and_signs() -> None:
    assert city_key("São-Paulo ") == city_key("SAO PAULO") == "saopaulo"
    assert city_key("北京市") == "北京市"


def test_china_is_two_zones_and_its_regions_others() -> None:
    atlas = Atlas(
        [Zone("3", "CN"), Zone("2", "CN", "51", "52"), Zone("tibet", "CN", region="Tibet"), Zone("hk", "CN", "518")]
    )
    asked = [("518000", ""), ("510000", ""), ("529999", ""), ("100000", ""), ("", "TIBET"), ("510000", "tibet")]
    assert [atlas.zone("CN", code, region) for code, region in asked] == ["hk", "2", "2", "3", "tibet", "2"]
    assert atlas.zone("DE", "10115") is None


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("US", ("California", "CA", "ca", "CALIFORNIA")),
        ("US", ("New York", "NY", "new-york")),
        ("ES", ("Barcelona", "B")),
        ("ES", ("Álava", "VI", "Alava", "Araba")),
        ("ES", ("Madrid", "M")),
        ("CN", ("广东", "广东省", "Guangdong", "Guangdong Sheng", "44")),
        ("CN", ("西藏", "西藏自治区", "Tibet", "Xizang")),
        ("CN", ("北京", "北京市", "Beijing")),
        ("CA", ("Québec", "QC", "Quebec")),
        ("CA", ("British Columbia", "BC", "Colombie-Britannique")),
    ],
)
def test_a_region_is_the_same_by_its_name_and_its_code(country: str, written: tuple[str, ...]) -> None:
    for of_list in written:
        atlas = Atlas([Zone("rest", country), Zone("here", country, region=of_list)])
        assert [atlas.zone(country, "", of_address) for of_address in written] == ["here"] * len(written)
        assert atlas.zone(country, "", "Elsewhere") == "rest"


def test_a_code_is_its_own_regions_and_no_name_that_looks_like_it() -> None:
    atlas = Atlas([Zone("rest", "US"), Zone("c", "US", region="Colorado"), Zone("w", "US", region="Washington")])
    asked = ("CO", "WA", "DC", "CA", "")
    assert [atlas.zone("US", "", region) for region in asked] == ["c", "w", "rest", "rest", "rest"]


def test_a_country_without_known_regions_goes_by_the_letters() -> None:
    atlas = Atlas([Zone("rest", "MO"), Zone("taipa", "MO", region="Taipa")])
    assert [atlas.zone("MO", "", region) for region in ("TAIPA", "Coloane")] == ["taipa", "rest"]


def test_the_rest_of_a_country_may_not_be_served() -> None:
    atlas = Atlas([Zone("alaska", "US", "995", "999"), Zone("hawaii", "US", region="HI")])
    assert [atlas.zone("US", *place) for place in (("99501", ""), ("90001", "hi"), ("90001", "CA"))] == [
        "alaska", "hawaii", None,
    ]  # fmt: skip


def test_an_origin_with_its_own_zone_replaces_the_common_one() -> None:
    atlas = Atlas([Zone("far", "US"), Zone("near", "US", origin="LAX"), Zone("coast", "US", "9")])
    assert atlas.zone("US", "10001") == atlas.zone("US", "10001", origin="SZX") == "far"
    assert [atlas.zone("US", code, origin="LAX") for code in ("10001", "90001")] == ["near", "coast"]


@given(PLACES, SIGNS)
def test_the_narrowest_stretch_counts_as_a_naive_look_says(places: list[tuple[str, str]], asked: str) -> None:
    zones = [Zone(str(n), "XX", *sorted(pair)) for n, pair in enumerate(places)]
    seen: dict[tuple[int, int], str] = {}
    for zone in zones:
        seen[span(zone.postcode_prefix, zone.postcode_to)] = zone.code
    holding = [(last - first, first, last) for first, last in seen if first <= key(asked) <= last]
    narrowest = min((width for width, _, _ in holding), default=None)
    allowed = {seen[first, last] for width, first, last in holding if width == narrowest}
    found = Atlas(zones).zone("XX", asked)
    assert found in allowed if allowed else found is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.sampled_from("abc")), max_size=15))
def test_flattened_stretches_say_what_lay_on_top(rows: list[tuple[int, int, str]]) -> None:
    spans = [(first, first + width, value) for first, width, value in rows]
    flat = flatten(spans)
    assert all(one[1] < other[0] for one, other in pairwise(flat))
    for place in range(55):
        lying = [(last - first, n, value) for n, (first, last, value) in enumerate(spans) if first <= place <= last]
        found = [value for first, last, value in flat if first <= place <= last]
        assert found == ([min(lying)[2]] if lying else [])
