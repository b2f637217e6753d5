"""Vectors: printed and recorded numbers of the carriers, the standards' own examples, and a second implementation."""

from collections.abc import Callable

import pytest
import stdnum.ean
import stdnum.iso6346
import stdnum.iso7064.mod_37_36
from hypothesis import given
from hypothesis import strategies as st

from galeon.kernel import checkdigits as check

VALID: dict[Callable[[str], bool], tuple[str, ...]] = {
    check.is_s10: (
        "RB123456785GB",
        "RB123456785US",
        "RB123456785CV",
        "rb 12345678 5 cf",
        "RR473124829GB",
        "LX000000005CN",
    ),
    check.is_awb: ("020-12345675", "125-34598760", "99988888881"),
    check.is_iso6346: ("CSQU3054383", "MSKU9070323", "TGHU 123456-7", "HLXU2008419", "MSCU0000060", "MSCU0000100"),
    check.is_gtin: ("4006381333931", "10614141007346"),
    check.is_sscc: ("006141411234567890", "106141411234567897", "340123450000000000"),
    check.is_ups: (
        "1Z5R89390357567127",
        "1Z879E930346834440",
        "1Z410E7W0392751591",
        " 1 Z 8 V 9 2 A 7 0 3 6 7 2 0 3 0 2 4 ",
        "1Z12345E6605272234",
        "1zxx3150yw44070023",
    ),
    check.is_dpd: (
        "00 81827 0998 0000 0200 33 350 276 C",
        "0081 827 0998 0000 0200 45 327 276 N",
        "09 9800 0002 0033 F",
        "0998 0000 0200 34D",
        "053088014100584",
    ),
}
WRONG: dict[Callable[[str], bool], tuple[str, ...]] = {
    check.is_s10: ("RB123456786US", "RB123456785XX", "RB12345678GB", "", "RB123456785G"),
    check.is_awb: ("020-12345676", "020-12345677", "020-1234567", "02O-12345675"),
    check.is_iso6346: ("CSQU3054384", "CSQX3054383", "CSQU305438"),
    check.is_gtin: ("4006381333932", "400638133393", "٤٠٠٦٣٨١٣٣٣٩٣١"),
    check.is_sscc: ("106141411234567890", "10614141123456789"),
    check.is_ups: ("2Z5R89390357567127", "1A5R89390357567127", "1Z1111111111111111", "1Z12345E0205271688"),
    check.is_dpd: ("008182709980000020033350276A", "0081 827 0998 0000 0200 45 000 000 N", "09980000020033D"),
}


@pytest.mark.parametrize(("rule", "number"), [(rule, number) for rule, numbers in VALID.items() for number in numbers])
def test_numbers_from_labels_and_standards_are_right(rule: Callable[[str], bool], number: str) -> None:
    assert rule(number)


@pytest.mark.parametrize(("rule", "number"), [(rule, number) for rule, numbers in WRONG.items() for number in numbers])
def test_a_wrong_digit_a_wrong_form_and_a_wrong_country_are_seen(rule: Callable[[str], bool], number: str) -> None:
    assert not rule(number)


@pytest.mark.parametrize(
    "number", ["100000140", "100000290", "100000330", "100000025", "100000175", "100000215", "000000005"]
)
def test_the_two_remainders_that_postal_numbers_rename_are_0_and_5(number: str) -> None:
    assert check.s10(number[:8]) == int(number[8])


def test_a_pallet_gets_the_next_number_of_our_prefix() -> None:
    assert check.sscc(1, "0614141", 123456789) == "106141411234567897"
    assert check.is_sscc(check.sscc(3, "4012345", 1))
    with pytest.raises(ValueError, match="does not fit"):
        check.sscc(0, "0614141", 10**9)


@given(st.from_regex(r"[A-Z]{3}[UJZ][0-9]{6}", fullmatch=True))
def test_containers_agree_with_another_implementation(body: str) -> None:
    assert str(check.iso6346(body)) == stdnum.iso6346.calc_check_digit(body)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_trade_items_agree_with_another_implementation(body: str) -> None:
    assert str(check.gs1(body)) == stdnum.ean.calc_check_digit(body)


@given(st.from_regex(r"[0-9A-Z]{1,30}", fullmatch=True))
def test_dpd_agrees_with_another_implementation(body: str) -> None:
    assert check.dpd(body) == stdnum.iso7064.mod_37_36.calc_check_digit(body)


@given(st.from_regex(r"[0-9]{8}", fullmatch=True), st.integers(0, 7), st.integers(1, 9))
def test_one_mistyped_digit_of_a_postal_number_is_noticed_unless_both_checks_are_5(body: str, at: int, by: int) -> None:
    other = body[:at] + str((int(body[at]) + by) % 10) + body[at + 1 :]
    assert check.s10(other) != check.s10(body) or check.s10(body) == 5
