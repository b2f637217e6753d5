"""Carriers' words for their fees, and what they are for us."""

import pytest

from galeon.billing.costs.kinds import covered, kind, kind_of_code


@pytest.mark.parametrize(
    ("code", "words", "found"),
    [
        ("WWS FRT 069", "Worldwide Express", "freight"), ("WWS FSC 069", "Fuel Surcharge", "fuel"),
        ("WWS ACC 069", "Residential Surcharge", "residential"), ("WWS ACC 069", "Ddp", "ddp"), ("WWS ACC 069", "", "surcharge"),
        ("WWS GOV 069", "Duty Amount", "duty"), ("WWS GOV 069", "Import VAT", "tax"), ("WWS BRK 069", "Entry Prep", "customs_entry"),
        ("101", "Treibstoffzuschlag", "fuel"), ("", "Maut", "toll"), ("", "Verzollung", "customs_entry"), ("", "Zoll", "duty"),
        ("", "Flete", "freight"), ("", "燃油附加费", "fuel"), ("", "偏远附加费", "remote"), ("136", "Classic", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_a_fee_is_known_by_its_class_and_its_words(code: str, words: str, found: str) -> None:
    assert kind(code, words) == found


def test_a_fee_of_ours_is_of_the_same_kinds_or_of_its_own() -> None:
    codes = ("freight", "airfreight", "fuel", "large_package", "over_maximum", "ddp", "registration")
    assert [kind_of_code(code) for code in codes] == [
        "freight", "freight", "fuel", "oversize", "oversize", "ddp", "registration",
    ]  # fmt: skip


def test_what_says_nothing_is_everything_and_the_carriage_beside_what_does() -> None:
    assert covered([("", ""), ("136", "Classic")]) is None
    assert covered([("136", "Classic"), ("", "Maut")]) == frozenset({"freight", "toll"})
    assert covered([("", "Zoll")]) == frozenset({"duty"})
