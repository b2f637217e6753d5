from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.tariffs.checks.check import check
from galeon.tariffs.grids.derive import Markup, Rounding, derive
from galeon.tariffs.price import Piece
from galeon.tariffs.sheet import Basis, Rule, Sheet
from galeon.tariffs.tests.sheets import express, lines, packet, priced
from galeon.tariffs.tests.spreadsheets import economy
from galeon.tariffs.tests.strategies import sheets


def made(sheet: Sheet, *markups: Markup) -> Sheet:
    found = derive(sheet, markups)
    assert isinstance(found, Sheet), found
    return found


def amounts(sheet: Sheet) -> list[tuple[int, int]]:
    return [(rule.first_minor, rule.amount_minor) for rule in sheet.rules]


def test_a_resale_mark_up_is_on_each_component_and_not_on_the_total() -> None:
    """Freight x 1.13, registration x 1.22 + CNY 2: a packet of 128 g is 13.74 + 21.52 instead of 12.16 + 16.00."""
    resale = made(
        packet(),
        Markup(fees=("freight",), factor=Decimal("1.13")),
        Markup(fees=("registration",), factor=Decimal("1.22"), per_ticket_minor=200),
    )
    assert lines(priced(packet(), Piece(128))) == {"freight": 1_216, "registration": 1_600}
    assert resale.rules[0].amount_minor == 10_735
    assert lines(priced(resale, Piece(128))) == {"freight": 1_374, "registration": 2_152}


def test_first_and_further_weight_each_carry_their_part_of_what_is_added_per_kilogram() -> None:
    dearer = made(express(), Markup(fees=("freight",), per_kg_minor=300, per_ticket_minor=50))
    assert amounts(dearer)[0] == (13_500 + 150 + 50, 3_150 + 150)


def test_more_once_a_shipment_becomes_the_base_of_a_fee_by_the_kilogram() -> None:
    assert amounts(made(economy(), Markup(fees=("freight",), per_ticket_minor=200)))[0] == (200, 9_500)


@pytest.mark.parametrize(
    ("rounding", "told"),
    [
        (Rounding.CENT, 4_838), (Rounding.TENTH, 4_840), (Rounding.HALF, 4_850), (Rounding.WHOLE, 4_800),
        (Rounding.TENTH_UP, 4_840), (Rounding.HALF_UP, 4_850), (Rounding.WHOLE_UP, 4_900),
    ],
)  # fmt: skip
def test_prices_are_rounded_as_the_seller_likes_them(rounding: Rounding, told: int) -> None:
    dearer = made(economy(), Markup(fees=("freight",), zones=("2",), factor=Decimal("1.008"), rounding=rounding))
    assert dearer.rules[3].amount_minor == told  # 48.00 x 1.008 = 48.384


def test_only_the_zones_that_are_named_change() -> None:
    dearer = made(economy(), Markup(fees=("freight",), zones=("2",), factor=Decimal("1.1")))
    assert amounts(dearer)[:4] == [(0, 9_500), (0, 9_000), (0, 8_800), (0, 5_280)]


def test_percentages_stay_and_minimums_and_caps_move_along() -> None:
    rules = (
        *express().rules,
        Rule(code="area", basis=Basis.PER_KG, amount_minor=350, min_minor=16_800, max_minor=90_001),
    )
    dearer = made(replace(express(), rules=rules), Markup(factor=Decimal("1.1")))
    assert dearer.rules[2] == rules[2]
    assert (dearer.rules[3].amount_minor, dearer.rules[3].min_minor, dearer.rules[3].max_minor) == (385, 18_480, 99_001)


def test_yen_have_no_cents_to_round_to() -> None:
    yen = replace(economy(), currency="JPY")
    assert (
        made(yen, Markup(fees=("freight",), factor=Decimal("1.01"), rounding=Rounding.TENTH)).rules[3].amount_minor
        == 4_848
    )


@pytest.mark.parametrize(
    ("markup", "code", "field"),
    [
        (Markup(fees=("fright",)), "fee_unknown", "markups[0].fees"),
        (Markup(zones=("9",)), "zone_unknown", "markups[0].zones"),
        (Markup(factor=Decimal(0)), "factor_invalid", "markups[0].factor"),
        (Markup(factor=Decimal("NaN")), "factor_invalid", "markups[0].factor"),
        (Markup(per_kg_minor=5), "per_kg_unfit", "markups[0].per_kg_minor"),
        (Markup(fees=("registration",), per_ticket_minor=-1_601), "price_negative", "markups[0].per_ticket_minor"),
        (Markup(fees=("registration",), zones=("2",)), "markup_empty", "markups[0].fees"),
    ],
)
def test_a_mark_up_that_cannot_be_meant_is_refused(markup: Markup, code: str, field: str) -> None:
    found = derive(economy(), [markup])
    assert not isinstance(found, Sheet)
    [refusal] = found
    assert (refusal.code, refusal.field) == (code, field)


@given(sheets(), st.integers(1, 3_000))
def test_a_sound_list_stays_sound_and_no_price_falls_by_a_mark_up(sheet: Sheet, thousandths: int) -> None:
    dearer = made(sheet, Markup(factor=1 + Decimal(thousandths) / 1000))
    assert check(dearer) == ()
    for before, after in zip(amounts(sheet), amounts(dearer), strict=True):
        assert all(now >= was for was, now in zip(before, after, strict=True))
