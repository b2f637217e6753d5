import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.tariffs.checks.check import check
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.grids.grid import Grid, Line, Part, canonical, from_grids, to_grids
from galeon.tariffs.sheet import Basis, Rule, Sheet
from galeon.tariffs.tests.sheets import express, packet
from galeon.tariffs.tests.strategies import requests, sheets


def rate(zone: str, to: int | None, amount: int, **more: object) -> Rule:
    columns = {"code": "freight", "basis": Basis.PER_KG, "zone": zone, "weight_milli_to": to, "amount_minor": amount}
    return Rule(**{**columns, **more})


def test_zones_with_the_same_brackets_share_a_grid_and_others_get_their_own() -> None:
    grids, rest = to_grids(packet().rules)
    assert [(grid.zones, [line.to_milli for line in grid.lines], grid.cells) for grid in grids] == [
        (("us", "islands"), [2_000], ((9_500, 12_000),)),
        (("es",), [500, 2_000], ((8_800,), (8_200,))),
    ]
    assert [rule.code for rule in rest] == ["registration", "registration"]


def test_first_and_further_weight_are_two_lines_and_a_base_is_one_more() -> None:
    grids, rest = to_grids(express().rules)
    assert grids[0].lines == (
        Line(Basis.FIRST_CONTINUED, 70_000, 500, 500, Part.FIRST),
        Line(Basis.FIRST_CONTINUED, 70_000, 500, 500),
    )
    assert grids[0].cells == ((13_500,), (3_150,))
    assert [rule.code for rule in rest] == ["remote", "fuel"]
    [based], _ = to_grids([rate("a", 1_000, 50, first_minor=7), rate("b", 1_000, 60)])
    assert [line.part for line in based.lines] == [Part.FIRST, Part.AMOUNT]
    assert based.cells == ((7, None), (50, 60))


def test_a_zone_may_end_before_the_others_in_the_same_grid() -> None:
    [grid], _ = to_grids([rate("a", 1_000, 50), rate("a", None, 40), rate("b", 1_000, 60)])
    assert grid.zones == ("a", "b")
    assert grid.cells == ((50, 60), (40, None))


def test_rows_of_one_group_and_rows_of_other_kinds_keep_their_places() -> None:
    rules = (
        rate("", None, 1),
        Rule(code="handling", basis=Basis.PER_PIECE, amount_minor=2, group="size"),
        rate("a", None, 3, code="clearance"),
        rate("b", None, 4, code="clearance"),
        Rule(code="seal", basis=Basis.PER_TICKET, amount_minor=5),
    )
    grids, rest = to_grids(rules)
    assert [(grid.like.code, grid.after) for grid in grids] == [("freight", 0), ("clearance", 1)]
    assert from_grids(grids, rest) == rules


def test_a_bracket_that_stands_twice_is_not_lost() -> None:
    rules = (rate("a", 1_000, 50), rate("a", 1_000, 51), rate("b", 1_000, 60))
    assert sorted(canonical(rules), key=lambda rule: rule.amount_minor) == list(rules)


@given(st.data())
def test_grids_and_back_give_the_same_rules_and_the_same_prices(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    assert check(sheet) == ()
    ordered = canonical(sheet.rules)
    assert sorted(map(repr, ordered)) == sorted(map(repr, sheet.rules))
    assert canonical(ordered) == ordered
    request = data.draw(requests(sheet))
    before, after = Tariff(1, sheet), Tariff(1, replace(sheet, rules=ordered))
    zone = before.zone(request.country, request.postcode, request.region, request.origin)
    assert zone is not None
    told = [tariff.price(request, zone) for tariff in (before, after)]
    amounts = [
        [(line.code, line.amount_minor) for line in price.lines] if hasattr(price, "lines") else price for price in told
    ]
    assert amounts[0] == amounts[1]


@pytest.mark.parametrize("rules", [packet().rules, express().rules, ()])
def test_a_list_kept_fee_by_fee_and_zone_by_zone_comes_back_as_it_was(rules: tuple[Rule, ...]) -> None:
    once = canonical(rules)
    assert from_grids(*to_grids(once)) == once


def test_an_empty_grid_makes_no_rules() -> None:
    assert from_grids([Grid(rate("", None, 0), ("a",), (Line(Basis.PER_KG),), ((None,),))], []) == ()
