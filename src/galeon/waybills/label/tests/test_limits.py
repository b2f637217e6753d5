"""What a label refuses, and that it names the field."""

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.waybills.label import (
    LabelAddress,
    LabelData,
    LabelItem,
    address_refusal,
    label_pdf,
    label_refusal,
    label_zpl,
)
from galeon.waybills.label.address import city_line
from galeon.waybills.label.countries import country_names
from galeon.waybills.label.tests.samples import LABEL, MADRID, RECIPIENTS, SHENZHEN, to

ITEM = LabelItem(title="Cup", quantity=1, value_minor=100, currency="USD")

WRONG: list[tuple[LabelData, str, str]] = [
    (to(replace(MADRID, name="Ana 😀")), "missing_glyph", "recipient.name"),
    (to(replace(MADRID, lines=("Calle 1", "ድሬዳዋ"))), "missing_glyph", "recipient.lines[1]"),
    (to(replace(MADRID, city="Mad\nrid")), "missing_glyph", "recipient.city"),
    (to(replace(MADRID, phone="\x00")), "missing_glyph", "recipient.phone"),
    (replace(LABEL, sender=replace(SHENZHEN, company="ꯍ")), "missing_glyph", "sender.company"),
    (replace(LABEL, reference="😀"), "missing_glyph", "reference"),
    (replace(LABEL, hub="上海"), "missing_glyph", "hub"),
    (replace(LABEL, items=(ITEM, replace(ITEM, title="ꯍ"))), "missing_glyph", "items[1].title"),
    (to(replace(MADRID, name=" ")), "label_no_name", "recipient.name"),
    (to(replace(MADRID, name="A" * 121)), "label_too_long", "recipient.name"),
    (to(replace(MADRID, lines=("A" * 101,))), "label_too_long", "recipient.lines[0]"),
    (to(replace(MADRID, lines=("A",) * 4)), "label_too_long", "recipient.lines"),
    (to(replace(MADRID, country="XX")), "label_country", "recipient.country"),
    (to(replace(MADRID, country="")), "label_country", "recipient.country"),
    (replace(LABEL, number="运单1"), "label_number", "number"),
    (replace(LABEL, number="A" * 30), "label_number", "number"),
    (replace(LABEL, piece=4, pieces=3), "label_piece", "piece"),
    (replace(LABEL, weight_g=-1), "label_weight", "weight_g"),
    (replace(LABEL, layout="round"), "label_layout", "layout"),
]


@pytest.mark.parametrize(("label", "code", "field"), WRONG)
def test_a_label_that_cannot_be_printed_is_refused_with_the_fields_name(
    label: LabelData, code: str, field: str
) -> None:
    refusal = label_pdf([LABEL, label])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.message.format(**refusal.params)


TYPICAL = "Unter den Linden an der großen Kreuzung "
AT_THE_LIMIT = (
    replace(LABEL, company=(TYPICAL * 2)[:60]),
    replace(LABEL, service_code="CN-EUROPE-AIR-BATTERY-01", service_name=(TYPICAL * 2)[:80]),
    replace(LABEL, hub="WMWMWMWM"),
    replace(LABEL, reference="W" * 64),
    replace(LABEL, reference="货" * 60),
    replace(LABEL, cargo_class="magnetic-liquids"),
    replace(LABEL, piece=999, pieces=999, weight_g=99_999_999),
    replace(
        LABEL, items=(replace(ITEM, title="字" * 200, quantity=99_999_999, value_minor=10**14, hs_code="1" * 14),) * 200
    ),
    replace(LABEL, items=tuple(replace(ITEM, value_minor=10**12, currency=f"X{a}{b}") for a in "ABCD" for b in "ABCD")),
    replace(LABEL, sender=replace(SHENZHEN, name=(TYPICAL * 3)[:100], lines=((TYPICAL * 3)[:60],) * 3)),
)


@pytest.mark.parametrize("label", AT_THE_LIMIT)
def test_a_field_at_its_limit_is_printed(label: LabelData) -> None:
    assert isinstance(label_pdf([label]), bytes)
    assert isinstance(label_zpl([label]), bytes)


def test_the_name_of_every_country_fits() -> None:
    countries = sorted(country.alpha_2 for country in pycountry.countries)
    assert len(countries) == 249
    labels = [to(replace(MADRID, country=country)) for country in countries]
    assert isinstance(label_pdf(labels), bytes)
    assert isinstance(label_zpl(labels), bytes)


LETTERS = "abc WMij,./čЖΩ中文、。「」ー한글محمدसग्राไทย"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=100), min_size=1, max_size=3),
    st.text(st.sampled_from(LETTERS), min_size=1, max_size=120),
    st.text(st.sampled_from(LETTERS), max_size=80),
    st.booleans(),
)
def test_an_address_that_an_order_was_accepted_with_is_never_refused_by_the_printer(
    lines: list[str], name: str, city: str, is_sender: bool
) -> None:
    address = replace(MADRID, name=name, company=name[:100], lines=tuple(lines), city=city, state=city)
    if address_refusal(address, "consignee", is_sender=is_sender):
        return
    label = replace(LABEL, sender=address) if is_sender else to(address)
    assert isinstance(label_pdf([label]), bytes)
    assert isinstance(label_zpl([label]), bytes)


def test_nothing_to_print_is_a_refusal_too() -> None:
    refusal = label_pdf([])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "label_none"


def test_control_characters_are_named_by_number() -> None:
    refusal = address_refusal(replace(MADRID, name="Ana\tB"), "consignee")
    assert refusal is not None
    assert refusal.field == "consignee.name"
    assert refusal.params["characters"] == "U+0009"


@pytest.mark.parametrize("number", ["A" * 29, "1Z12345E6605272234", "a-b/c.d", "GL2611240000017ES"])
def test_every_number_let_through_fits_the_paper(number: str) -> None:
    assert isinstance(label_pdf([replace(LABEL, number=number)]), bytes)


@pytest.mark.parametrize("recipient", RECIPIENTS.values(), ids=RECIPIENTS.keys())
def test_addresses_in_scripts_we_bring_are_in_order(recipient: LabelAddress) -> None:
    assert label_refusal(to(recipient)) is None


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (MADRID, "28009 Madrid"),
        (replace(MADRID, country="US", city="Miami", state="FL", postcode="33166"), "Miami, FL 33166"),
        (replace(MADRID, country="GB", city="London", postcode="SW1A 1AA"), "London  SW1A 1AA"),
        (replace(MADRID, country="DE", city="Köln", state="NRW", postcode="50667"), "50667 Köln  NRW"),
        (SHENZHEN, "518103  广东省深圳市"),
        (RECIPIENTS["Japanese"], "100-0005  東京都  千代田区"),
        (replace(MADRID, country="AQ", city="Base", postcode="1"), "Base  1"),
        (replace(MADRID, city="", postcode=""), ""),
    ],
)
def test_city_state_and_postcode_stand_in_the_order_of_the_countrys_post(address: LabelAddress, line: str) -> None:
    assert city_line(address) == line


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("CN", ("China", "中国")), ("TW", ("Taiwan", "台灣")), ("HK", ("Hong Kong", "香港")), ("DE", ("Germany", "Deutschland")),
        ("US", ("United States", "")), ("FR", ("France", "")), ("RS", ("Serbia", "Србија")), ("LK", ("Sri Lanka", "")),
    ],
)  # fmt: skip
def test_a_country_is_named_in_english_and_in_its_own_language(country: str, names: tuple[str, str]) -> None:
    assert country_names(country) == names
