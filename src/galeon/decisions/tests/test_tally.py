"""How waybills that are priced twice add up."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from galeon.decisions.ask import Ask, last_month
from galeon.decisions.result import result, winners
from galeon.decisions.tally import BY, KEPT_MAX, Row, Tally, band

LETTERS = st.sampled_from(["A", "B", "C"])
MONEY = st.none() | st.integers(0, 10**7)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    today, then = draw(MONEY), draw(MONEY)
    weight_g = draw(st.integers(1, 150_000))
    return Row(
        1, draw(st.integers(1, 10**9)), "GL1", draw(LETTERS), draw(LETTERS), draw(LETTERS), draw(LETTERS), "US", 1,
        weight_g if today is not None else 0, weight_g if then is not None else 0, today, then, draw(MONEY), draw(MONEY),
        draw(st.integers(0, 10**7)), draw(MONEY), "" if today is not None else "gone", "" if then is not None else "gone",
    )  # fmt: skip


MANY = st.lists(rows(), max_size=40, unique_by=lambda one: one.waybill_id)


def tallied(some: list[Row]) -> Tally:
    tally = Tally()
    for row in some:
        tally.count(row)
    return tally


@given(MANY)
def test_sums_over_services_zones_bands_accounts_and_levels_are_the_total(some: list[Row]) -> None:
    done = result(tallied(some), "CNY", 0)
    for dimension in BY:
        for side in ("today", "then"):
            for name in ("priced", "weight_g", "revenue_minor", "costed", "cost_minor", "below_cost"):
                cells = [getattr(getattr(line.cell, side), name) for line in done.tables[dimension]]
                assert sum(cells) == getattr(getattr(done.total, side), name), (dimension, side, name)
        assert sum(line.cell.waybills for line in done.tables[dimension]) == len(some)


@given(MANY, st.integers(0, 40))
def test_two_processes_count_what_one_counts(some: list[Row], at: int) -> None:
    whole, first = tallied(some), tallied(some[:at])
    first.add(tallied(some[at:]))
    assert result(first, "CNY", 0) == result(whole, "CNY", 0)
    kept = {drawer: sorted(heap, key=lambda one: one[:2]) for drawer, heap in first.rows.items()}
    assert kept == {drawer: sorted(heap, key=lambda one: one[:2]) for drawer, heap in whole.rows.items()}


def row(waybill_id: int, today: int | None, then: int | None, **more: object) -> Row:
    known = {"account": "LUMEN", "charge_g": 1_000, "charge_g_then": 1_000, "cost_minor": None, "cost_then_minor": None}
    known |= more
    return Row(
        1, waybill_id, f"GL{waybill_id}", known.pop("account"), "USLINE", "gold", "1", "US", 1,
        today_minor=today, then_minor=then, **known,
    )  # fmt: skip


def test_the_hundred_waybills_that_differ_most_are_kept_of_each_cell() -> None:
    tally = tallied([row(n, 1_000, 1_000 + n) for n in range(1, 251)])
    kept = sorted((r.waybill_id for _, _, r in tally.rows["service", "USLINE"]), reverse=True)
    assert kept == list(range(250, 250 - KEPT_MAX, -1))


def test_what_was_charged_is_todays_price_and_the_differences_that_are_named() -> None:
    some = [
        row(1, 1_000, 1_000, charged_minor=1_000, rated_minor=1_000),
        row(2, 1_000, 1_000, charged_minor=1_200, rated_minor=1_200),
        row(3, 1_000, 1_000),
        row(4, None, 1_000, charged_minor=900, rated_minor=900),
    ]
    tally = tallied(some)
    tally.explain("other", "manual", "goodwill", -300)
    done = result(tally, "CNY", 0)
    told = {(named.kind, named.code): (named.extra.waybills, named.extra.amount_minor) for named in done.extras}
    assert told == {
        ("priced_otherwise", ""): (1, 200), ("not_charged", ""): (1, -1_000), ("no_price_now", ""): (1, 900),
        ("other", "goodwill"): (1, -300),
    }  # fmt: skip
    assert done.total.today.revenue_minor + sum(named.extra.amount_minor for named in done.extras) == 3_100 - 300


def test_a_sale_below_cost_is_counted_and_listed() -> None:
    tally = tallied([row(1, 1_000, 900, cost_minor=950, cost_then_minor=950), row(2, 1_000, 990, cost_minor=980)])
    assert (tally.total.today.below_cost, tally.total.then.below_cost) == (0, 1)
    assert [r.waybill_id for _, _, r in tally.rows["below", ""]] == [1]
    assert (tally.total.today.margin_minor, tally.total.then.margin_minor) == (70, -50)


def test_winners_and_losers_by_amount_and_by_percent() -> None:
    some = [
        row(1, 100_000, 105_000, account="BIG"),
        row(2, 1_000, 1_200, account="SMALL"),
        row(3, 5_000, 4_000, account="GLAD"),
        row(4, 5_000, 5_000, account="SAME"),
        row(5, 5_000, None, account="GONE"),
        row(6, 900_000, None, account="BIG"),
    ]
    accounts = result(tallied(some), "CNY", 0).tables["account"]
    less, more = winners(accounts, 10)
    assert ([line.key for line in less], [line.key for line in more]) == (["GLAD"], ["BIG", "SMALL"])
    assert [line.key for line in winners(accounts, 10, by_percent=True)[1]] == ["SMALL", "BIG"]
    big = next(line.cell for line in accounts if line.key == "BIG")
    assert (big.alike_minor, big.carried_minor, big.difference_minor, big.lost) == (5_000, -900_000, -895_000, 1)


def test_a_band_holds_its_upper_end() -> None:
    ends = {0: "0", 1: "500", 500: "500", 501: "1000", 21_000: "21000", 21_001: "45000", 100_001: ""}
    assert {g: band(g) for g in ends} == ends


def test_last_month_is_the_whole_month_before_in_the_companys_zone() -> None:
    assert last_month(date(2026, 11, 24)) == (date(2026, 10, 1), date(2026, 10, 31))
    assert last_month(date(2027, 1, 1)) == (date(2026, 12, 1), date(2026, 12, 31))
    ask = Ask(first_day=date(2026, 10, 1), last_day=date(2026, 10, 31), timezone="Asia/Shanghai", currency="CNY")
    zone = ZoneInfo("Asia/Shanghai")
    assert ask.begins_at.astimezone(zone).isoformat() == "2026-10-01T00:00:00+08:00"
    assert ask.ends_at.astimezone(zone).isoformat() == "2026-11-01T00:00:00+08:00"
