"""What may stand in a text, and what is a postcode: nobody honest is turned away, nothing unreadable comes in."""

import pytest

from galeon.intake.check import CURRENCIES, faults
from galeon.intake.postcodes import SAFE, example, is_postcode
from galeon.intake.texts import EMAIL, text_faults
from galeon.kernel.documents.glyphs import printable
from galeon.network.reads import distrust, network
from galeon.ops.tests.company import Company, order
from galeon.waybills.label.fit import fit
from galeon.waybills.label.standard import reference_block
from galeon.waybills.orders import OrderItem, OrderParcel


def codes_of(text: str) -> list[str]:
    return [fault.code for fault in text_faults("name", text, 120, must=True)]


@pytest.mark.parametrize("text", ["Ana", "李雷", "می\u200cخواهم", "क्\u200dष", "7", "Ñ", "O'Neill-Ruiz", "A\u00a0B"])
def test_names_as_people_have_them_are_taken(text: str) -> None:
    assert codes_of(text) == []


@pytest.mark.parametrize("text", ["Ana\u200d", "\ufeffAna", "a\u00adb", "a\u2029b", "李\u200c雷"])
def test_what_nobody_sees_is_named_by_its_code(text: str) -> None:
    (fault,) = text_faults("name", text, 120, must=True)
    hidden = next(c for c in text if not c.isprintable())
    assert (fault.code, fault.params) == ("invisible_characters", {"character": f"U+{ord(hidden):04X}"})


@pytest.mark.parametrize("text", ["\u3164", "\u115f\u1160", "...", "--", "_", "・"])
def test_a_name_without_a_letter_or_digit_is_none(text: str) -> None:
    assert codes_of(text) == ["required"]


@pytest.mark.parametrize(
    ("country", "written"),
    [("US", "90013"), ("US", "90013-4455"), ("US", "900134455"), ("ES", "28013"), ("GB", "sw1a1aa"), ("GB", "SW1A 1AA"),
     ("CA", "k1a 0b1"), ("NL", "1012ab"), ("PL", "00950"), ("PL", "00-950"), ("JP", "1000005"), ("JP", "100-0005"),
     ("BR", "01310100"), ("SE", "114 55"), ("FR", "75 001"), ("KR", "110-001"), ("PT", "1000"), ("AE", "00000"), ("XX", "?")],
)  # fmt: skip
def test_postcodes_are_taken_as_people_write_them(country: str, written: str) -> None:
    assert is_postcode(written, country)


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("US", "ABCDE"),
        ("US", "9001"),
        ("US", "<b>"),
        ("ES", "2801"),
        ("GB", "12345"),
        ("DE", "1011"),
        ("US", "９００１３"),
    ],
)
def test_what_is_no_postcode_is_not(country: str, written: str) -> None:
    assert not is_postcode(written, country)


def test_every_country_judged_has_a_form_and_its_example_keeps_to_it() -> None:
    assert [country for country in SAFE if not is_postcode(example(country), country)] == []


@pytest.mark.parametrize("text", ["a@b.es", "ana.torres+x@mail.example.com", "李@例子.中国"])
def test_addresses_of_mail_are_taken(text: str) -> None:
    assert EMAIL.fullmatch(text)


@pytest.mark.parametrize("text", ["nope", "a@b", "a b@c.es", "a@b.c", "a@@b.es", "a@b.es, c@d.es", "<a@b.es>"])
def test_what_is_no_address_of_mail_is_not(text: str) -> None:
    assert not EMAIL.fullmatch(text)


def test_the_currencies_are_those_in_use() -> None:
    assert {"USD", "CNY", "EUR", "MXN", "GBP", "JPY", "HKD"} <= CURRENCIES
    assert not CURRENCIES & {"XXX", "XTS", "QQQ", "DEM", "ESP"}


@pytest.mark.parametrize("letter", ["W", "单", "m", "%", "W-a", "单 "])
def test_a_reference_that_is_not_reckoned_fits_whatever_its_letters(letter: str) -> None:
    assert fit(reference_block(printable((letter * 30)[:30])))


def test_a_box_within_its_length_but_too_stout_is_refused(company: Company) -> None:
    company.service.girth_mm_max = 3_000
    company.service.save(update_fields=["girth_mm_max"])
    distrust()
    fits, stout = OrderParcel(1_000, 1_000, 500, 500), OrderParcel(1_000, 1_000, 500, 501)
    found = faults(order(parcels=(fits, stout)), network())
    assert [(f.code, f.field) for f in found] == [("size_over_limit", "parcels[1].length_mm")]


def test_goods_above_the_services_worth_are_refused_and_the_sentence_names_both_amounts(company: Company) -> None:
    company.service.declared_minor_max = 80_000
    company.service.save(update_fields=["declared_minor_max"])
    distrust()
    (within,) = (OrderItem(title="Lamp", quantity=1, unit_value_minor=80_000, currency="USD"),)
    above = OrderItem(title="Lamp", quantity=2, unit_value_minor=62_000, currency="USD")
    assert faults(order(items=(within,)), network()) == []
    (no,) = faults(order(items=(above,)), network())
    assert (no.code, no.field) == ("declared_over_limit", "items[0].unit_value_minor")
    assert no.text() == "Service US line takes goods declared at up to 800.00 USD; these are at 1,240.00 USD."


def test_a_weight_is_told_in_kilograms(company: Company) -> None:
    (no,) = faults(order(parcels=(OrderParcel(31_000),)), network())
    assert no.text().endswith("; this is 31.000 kg.")
