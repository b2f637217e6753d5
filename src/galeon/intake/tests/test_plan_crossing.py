"""Where one way overtakes another: the very order at which it does, whatever the costs look like."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from galeon.intake.planning import crossing
from galeon.intake.planning.costs import Costs, Means
from galeon.intake.planning.terms import Border, PlanEnquiry, Stretch
from galeon.intake.tests.plans import EXPRESS, LINE, STOCKED, enquiry, freight
from galeon.intake.tests.test_plan_costs import plans


class Drawn(Struct, frozen=True):
    """Costs told number by number."""

    totals: list[int]

    def total(self, orders: int) -> int:
        return self.totals[orders - 1]

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        part = self.totals[first - 1 : last]
        return min(part), max(part)


def by_looking_at_all(modes: dict[str, Drawn]) -> list[tuple[str, int, int]]:
    """The same, told simply."""
    found: list[list] = []
    for n in range(1, len(next(iter(modes.values())).totals) + 1):
        best = min(modes, key=lambda name: modes[name].total(n))
        if not found or modes[best].total(n) < modes[found[-1][0]].total(n):
            found.append([best, n, n])
        found[-1][2] = n
    return [(mode, first, last) for mode, first, last in found]


TOTALS = st.lists(st.integers(0, 40), min_size=50, max_size=50)


@given(st.lists(TOTALS, min_size=1, max_size=3))
def test_no_flip_is_missed_even_where_costs_fall_and_rise(drawn: list[list[int]]) -> None:
    modes = {f"m{n}": Drawn(totals) for n, totals in enumerate(drawn)}
    found, searched = crossing.stretches({name: [drawn] for name, drawn in modes.items()}, 50)
    assert searched == 50
    assert [(s.mode, s.first, s.last) for s in found] == by_looking_at_all(modes)


def modes(asked: PlanEnquiry, means: list[Means]) -> dict[str, list[Costs]]:
    return {one.mode: [Costs(asked, one)] for one in means}


@given(plans())
def test_a_crossing_really_flips_just_there(made: tuple[PlanEnquiry, list[Means]]) -> None:
    asked, means = made
    found, searched = crossing.stretches(modes(asked, means), 50_000)
    assert found[0].first == 1
    assert found[-1].last == searched
    for before, after in pairwise(found):
        assert before.last + 1 == after.first
        below, at = dict(after.below), dict(after.at)
        assert below[before.mode] == min(below.values())
        assert at[after.mode] == min(at.values()) < at[before.mode]


def test_lamps_go_by_line_until_stock_overseas_pays() -> None:
    """A shipment of 2,000.00 and 51.60 a carton: what it costs is looked up at every single number of orders."""
    asked = enquiry(border=Border())
    stocked = replace(STOCKED, freight=freight(per_shipment=200_000))
    costs = {one.mode: Costs(asked, one) for one in (EXPRESS, LINE, stocked)}
    found, searched = crossing.stretches({mode: [one] for mode, one in costs.items()}, 50_000)
    cheapest = [min(costs, key=lambda mode: costs[mode].total(n)) for n in range(1, 50_001)]
    first = cheapest.index("overseas") + 1
    assert cheapest == ["consolidated"] * (first - 1) + ["overseas"] * (50_001 - first)
    assert searched == 50_000
    assert [(s.mode, s.first, s.last) for s in found] == [
        ("consolidated", 1, first - 1), ("overseas", first, 50_000),
    ]  # fmt: skip
    assert first == 109
    assert dict(found[1].below) == {"express": 1_771_848, "consolidated": 583_848, "overseas": _stocked(108)}
    assert dict(found[1].at) == {"express": 1_788_254, "consolidated": 589_254, "overseas": _stocked(109)}
    assert (_stocked(108), _stocked(109)) == (584_418, 587_905)


def _stocked(orders: int) -> int:
    """Shipment, cartons, last mile, 19 of 29 days of six cartons' storage, and 9 % a year of what is tied up."""
    first_leg = 2_000 + Decimal("51.60") * orders / 20
    storage = 6 * Decimal("0.096") * 30 * Decimal("4.50") * 19 / 29
    capital = (orders * Decimal("30.00") * 39 / 30 + 6 * 20 * Decimal("30.00")) * Decimal("0.09") / 12
    parts = (first_leg, orders * Decimal("32.00"), storage, capital)
    return int(sum(part.quantize(Decimal("0.01"), ROUND_HALF_UP) for part in parts) * 100)


@given(plans())
def test_a_look_at_every_number_finds_the_same(made: tuple[PlanEnquiry, list[Means]]) -> None:
    asked, means = made
    drawn = {one.mode: Drawn([Costs(asked, one).total(n) for n in range(1, 121)]) for one in means}
    found, _ = crossing.stretches(modes(asked, means), 120)
    assert [(s.mode, s.first, s.last) for s in found] == by_looking_at_all(drawn)


def test_two_ways_at_the_same_price_end_the_search_early_and_it_says_so() -> None:
    same = [LINE, replace(LINE, mode="express")]
    found, searched = crossing.stretches(modes(enquiry(border=Border()), same), 10**9)
    assert 1 < searched < 10**9
    assert found == (Stretch("consolidated", 1, searched),)


def test_where_nothing_can_be_done_nothing_overtakes() -> None:
    assert crossing.stretches({"express": [], "overseas": []}, 50_000) == ((), 0)


def test_an_axis_is_spread_from_one_to_its_end() -> None:
    points = crossing.spread(50_000)
    assert (points[0], points[-1]) == (1, 50_000)
    assert {1, 10, 100, 1_000, 10_000} <= set(points)
    assert list(points) == sorted(set(points))
