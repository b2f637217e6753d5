"""Rows of a list that are charged when something happens: a price of their own, and no part of the freight."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.tariffs import workbook
from galeon.tariffs.checks.check import check
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.grids.diff import diff, text
from galeon.tariffs.grids.grid import canonical
from galeon.tariffs.price import Piece, Values
from galeon.tariffs.sheet import FREIGHT, Basis, Event, ListKey, Rule, Sheet, Takes, Value
from galeon.tariffs.tests.sheets import ask, express, lines, packet, priced
from galeon.tariffs.tests.strategies import requests, sheets

KEY = ListKey("express", "Express", 1, "CNY")
BOX = Piece(2_310)


def fee(code: str, amount_minor: int = 0, event: str = Event.RETURN, **columns: object) -> Rule:
    return Rule(**{"code": code, "basis": Basis.PER_TICKET, "amount_minor": amount_minor, "event": event, **columns})  # type: ignore[arg-type]


def with_fees(*rules: Rule, sheet: Sheet | None = None) -> Sheet:
    base = sheet or express()
    return replace(base, rules=(*base.rules, *rules))


def test_each_event_is_priced_by_its_own_rows_alone() -> None:
    sheet = with_fees(fee("return", 2_000), fee("customs_entry", 4_000, Event.CUSTOMS_ENTRY))
    assert lines(priced(sheet, BOX)) == lines(priced(express(), BOX))
    assert lines(priced(sheet, BOX, event="return")) == {"return": 2_000}
    assert lines(priced(sheet, BOX, event="customs_entry")) == {"customs_entry": 4_000}
    assert lines(priced(sheet, BOX, event="duty")) == {}
    assert Tariff(1, sheet).events == {"return", "customs_entry"}


def test_zones_weights_and_minimums_count_as_ever() -> None:
    back = fee("return", 3_000, basis=Basis.PER_KG, min_minor=7_000)
    dear = replace(back, zone="islands", amount_minor=9_000)
    sheet = with_fees(back, dear, sheet=packet())
    assert lines(priced(sheet, Piece(1_500), country="ES", event="return")) == {"return": 7_000}
    assert lines(priced(sheet, Piece(1_500), country="ES", postcode="35001", event="return")) == {"return": 13_500}


def test_a_parcel_of_any_weight_has_its_fees() -> None:
    sheet = with_fees(fee("return", 2_000), sheet=packet())
    assert isinstance(ask(sheet, Piece(30_000)), Refusal)
    assert lines(priced(sheet, Piece(30_000), event="return")) == {"return": 2_000}
    assert lines(priced(sheet, event="return")) == {"return": 2_000}  # no piece is known


def test_a_percentage_is_of_the_fees_of_its_event() -> None:
    tenth = fee("handling", basis=Basis.PERCENT, of=("return",), percent=Decimal(10), amount_minor=0)
    assert lines(priced(with_fees(fee("return", 2_000), tenth), BOX, event="return")) == {
        "return": 2_000,
        "handling": 200,
    }


def test_duty_is_passed_on_with_a_fee_of_two_percent_and_a_minimum() -> None:
    sheet = with_fees(
        fee("duty", event=Event.DUTY, basis=Basis.AT_COST, value=Value.DUTY, amount_minor=0),
        fee("disbursement", event=Event.DUTY, basis=Basis.PERCENT_OF_VALUE, value=Value.DUTY_VAT, percent=Decimal(2),
            min_minor=1_500, amount_minor=0),
    )  # fmt: skip
    asked = priced(sheet, BOX, event="duty", values=Values(duty_minor=90_000, vat_minor=10_000))
    assert lines(asked) == {"duty": 90_000, "disbursement": 2_000}
    assert lines(priced(sheet, BOX, event="duty", values=Values(duty_minor=100))) == {
        "duty": 100,
        "disbursement": 1_500,
    }


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [
        (fee("return", 1, "sunset"), "event", "event_unknown"),
        (fee(FREIGHT, 1), "event", "event_of_freight"),
        (fee("return", 1, bearer="nobody"), "bearer", "bearer_unknown"),
        (fee("return", 1, "", bearer="house"), "bearer", "bearer_without_event"),
        (fee("share", basis=Basis.PERCENT, of=(FREIGHT,), percent=Decimal(1), amount_minor=0), "of", "of_unknown"),
    ],
)
def test_a_row_that_cannot_be_charged_is_a_fault(rule: Rule, field: str, code: str) -> None:
    (found,) = check(with_fees(rule))
    assert (found.field, found.code) == (f"rules[3].{field}", code)


def test_what_is_sound() -> None:
    house = fee("handling", 300, Event.HAND_OVER, bearer="house")
    group = {"group": "g", "takes": Takes.MAX}
    by_piece = fee("oversize", 5, basis=Basis.PER_PIECE, **group)
    assert (
        check(with_fees(house, fee("handling", 10, ""), fee("handling", 10), by_piece, fee("x", 1, "", **group))) == ()
    )


def test_one_fee_of_one_event_has_one_who_pays() -> None:
    found = check(with_fees(fee("return", 1, bearer="house"), fee("return", 2, zone="1")))
    assert [(no.field, no.code) for no in found] == [("rules[4].bearer", "bearer_mixed")]


def test_a_workbook_says_when_and_who_pays_in_words_of_its_own() -> None:
    sheet = with_fees(fee("return", 2_000), fee("handling", 300, Event.HAND_OVER, bearer="house"))
    back = workbook.read(workbook.write(sheet, KEY, "zh-hans"), KEY)
    assert back == replace(sheet, rules=canonical(sheet.rules))


def test_a_change_of_a_fee_tells_its_event() -> None:
    before, after = with_fees(fee("return", 2_000)), with_fees(fee("return", 2_500))
    assert [text(change, "en") for change in diff(before, after)] == ["Return (return to sender): 20.00 → 25.00, +25 %"]
    moved = with_fees(fee("return", 2_000, Event.CLAIM))
    assert [text(change, "en") for change in diff(before, moved)] == [
        "Return (claim): new, 20.00", "Return (return to sender): gone, was 20.00",
    ]  # fmt: skip
    ours = with_fees(fee("return", 2_000, bearer="house"))
    assert [text(change, "en") for change in diff(before, ours)] == [
        "Return (return to sender): Paid by: customer → house"
    ]


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_whatever_events_ask_the_freight_stays_what_it_was(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    asked = data.draw(requests(sheet))
    fees = [
        fee(data.draw(st.sampled_from(["return", "registration", "x"])), data.draw(st.integers(0, 9_999)), event)
        for event in data.draw(st.lists(st.sampled_from(list(Event)), max_size=3, unique=True))
    ]
    plain, more = Tariff(1, sheet), Tariff(1, with_fees(*fees, sheet=sheet))
    zone = plain.zone(asked.country, asked.postcode, asked.region, asked.origin)
    assert more.zone(asked.country, asked.postcode, asked.region, asked.origin) == zone
    if zone is None:
        return
    assert more.price(asked, zone) == plain.price(asked, zone)
    for one in fees:
        told = more.price(replace(asked, event=one.event), zone)
        assert not isinstance(told, Refusal)
        assert lines(told) == {one.code: one.amount_minor}
