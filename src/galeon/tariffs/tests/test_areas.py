"""Remote places and dated percentages: which tier, which rate, from which day."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.areas import Areas, Edition
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.engine.postcodes import city_key, key, span
from galeon.tariffs.price import Price
from galeon.tariffs.tests.case import NOON, SHANGHAI, asked, kg, per_kg, per_ticket, percent, sheet

JULY_1 = date(2026, 7, 1)
MIDNIGHT = datetime(2026, 7, 1, tzinfo=timezone(timedelta(hours=8)))
SIGNS = st.text("019AZ", min_size=1, max_size=4)


def edition(*rows: tuple[str, str]) -> Edition:
    return Edition([("US", *span(code), "", tier) for code, tier in rows])


def test_a_postcode_goes_before_a_city() -> None:
    found = Edition([("US", *span("99501"), "", "A"), ("US", 0, 0, city_key("Anchorage"), "B")])
    assert found.tier("US", "99501", "Anchorage") == "A"
    assert [found.tier("US", "99502", city) for city in ("ANCHORAGE", "Juneau", "")] == ["B", None, None]
    assert found.tier("CA", "99501", "Anchorage") is None


def test_an_edition_counts_from_its_day_at_the_tables_place() -> None:
    areas = Areas([(date(2026, 1, 1), edition(("995", "A"))), (JULY_1, edition(("995", "B")))], SHANGHAI)
    moments = [MIDNIGHT - timedelta(seconds=1), MIDNIGHT, MIDNIGHT.astimezone(UTC)]
    assert [areas.tier("US", "99501", "", at) for at in moments] == ["A", "B", "B"]
    assert areas.tier("US", "99501", "", datetime(2025, 12, 31, tzinfo=UTC)) is None


def test_half_a_million_postcodes_stay_small_and_quick() -> None:
    rows = (("US", n * 100, n * 100 + 50, "", "A" if n % 3 else "B") for n in range(1, 500_001))
    found = Edition(rows)
    assert found.size_bytes < 16_000_000
    assert found.tier("US", "0", "") is None


@given(st.lists(st.tuples(SIGNS, SIGNS, st.sampled_from(["A", "B", ""])), max_size=15), SIGNS)
def test_an_edition_says_what_a_naive_look_says(rows: list[tuple[str, str, str]], code: str) -> None:
    places = [("XX", *span(*sorted((one, other))), "", tier) for one, other, tier in rows]
    holding = [(last - first, tier) for _, first, last, _, tier in places if first <= key(code) <= last]
    widths = [width for width, _ in holding]
    found = Edition(places).tier("XX", code)
    assert (found is None) is (not holding)
    assert not holding or found in {tier for width, tier in holding if width == min(widths)}


def test_fuel_counts_from_its_day_and_is_none_before_the_first() -> None:
    fuel = Fuel([(JULY_1, Decimal(21)), (date(2026, 6, 1), Decimal(20))], SHANGHAI)
    before = datetime(2026, 5, 1, tzinfo=UTC)
    assert [fuel.percent(at) for at in (before, MIDNIGHT - timedelta(seconds=1), MIDNIGHT)] == [None, 20, 21]


def test_without_a_percentage_for_the_day_there_is_no_price() -> None:
    fuelled = sheet(per_ticket(100_000), percent("0", "freight", fuel_table="carrier"))
    late = Fuel([(JULY_1, Decimal(21))], SHANGHAI)
    for fuels in ({}, {"carrier": late}):
        answer = Tariff(1, fuelled, fuels).price(asked(kg("1")), "1")
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.params) == ("fuel_rate_missing", {"table": "carrier"})
    assert isinstance(Tariff(1, fuelled, {"carrier": late}).price(asked(kg("1"), at=MIDNIGHT), "1"), Price)


def test_a_percentage_of_zero_is_no_missing_one() -> None:
    fuelled = sheet(per_ticket(100_000), percent("0", "freight", fuel_table="carrier"))
    answer = Tariff(1, fuelled, {"carrier": Fuel([(date(2026, 1, 1), Decimal(0))], SHANGHAI)}).price(
        asked(kg("1")), "1"
    )
    assert isinstance(answer, Price)
    assert answer.total_minor == 100_000


def test_without_an_edition_for_the_day_there_is_no_price() -> None:
    remote = sheet(per_kg(100), per_kg(350, "remote", area="ups"))
    for areas in ({}, {"ups": Areas([(JULY_1, edition(("995", "")))], SHANGHAI)}):
        answer = Tariff(1, remote, areas=areas).price(asked(kg("1"), at=NOON), "1")
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.params) == ("area_table_missing", {"table": "ups"})
