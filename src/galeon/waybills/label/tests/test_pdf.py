"""Labels on paper: read back by a scanner, read by eye, never cut."""

import re
import time

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.waybills.label import LabelItem, label_pdf
from galeon.waybills.label.pdf import PAGES_A_COMPILE
from galeon.waybills.label.standard import _TO
from galeon.waybills.label.tests.paper import codes, letters, page_image, printed, squeezed, text
from galeon.waybills.label.tests.samples import LABEL, MADRID, RECIPIENTS, to

STREET = "Edificio Torre Empresarial Reforma Latinoamericana Piso 12 Interior 1204 entre Insurgentes y Reforma"


@pytest.mark.parametrize("script", RECIPIENTS)
def test_a_label_to_any_script_is_read_back_by_a_scanner(script: str) -> None:
    document = printed(label_pdf([to(RECIPIENTS[script])]))
    assert codes(page_image(document)) == {"Code128": "GL2611240000017ES", "DataMatrix": "GL2611240000017ES|1"}


@pytest.mark.parametrize("script", [script for script in RECIPIENTS if script != "Arabic"])
def test_the_address_in_its_own_script_stands_whole_on_the_label(script: str) -> None:
    recipient = RECIPIENTS[script]
    page = text(printed(label_pdf([to(recipient)])))
    for line in (recipient.name, *recipient.lines, recipient.city, recipient.state, recipient.postcode):
        for word in re.findall(r"\w+", line):
            assert word in page, "words, since a Hebrew line is stored in the order it is seen"


def test_a_label_says_all_that_sorters_and_couriers_ask_for() -> None:
    page = text(printed(label_pdf([LABEL])))
    for said in (
        "Galeón Express", "CN-ES-AIR", "Air consolidated", "ES", "MAD", "深圳市远航供应链有限公司", "María Fernanda López",
        "Tienda Ejemplo S.L.", "Calle de Alcalá 123, 4.º B", "28009 Madrid", "Tel. +34 600 123 456", "SPAIN", "España", "1/1",
        "1.250 kg", "PO-2026-114-77812", "2026-11-24", "GL2611240000017ES", "BATTERY DDP", "Wireless earphones", "851830 CN",
        "USD 45.90", "TOTAL 3 pcs USD 49.40",
    ):  # fmt: skip
        assert squeezed(said) in page, said


def test_each_piece_of_a_waybill_has_its_own_label_and_code() -> None:
    document = printed(label_pdf([replace(LABEL, piece=piece, pieces=3) for piece in (1, 2, 3)]))
    assert len(document) == 3
    assert [codes(page_image(document, at))["DataMatrix"][-2:] for at in range(3)] == ["|1", "|2", "|3"]
    assert ["1/3" in text(document, 0), "2/3" in text(document, 1), "3/3" in text(document, 2)] == [True] * 3


def test_a_page_is_100_by_150_mm() -> None:
    width, height = printed(label_pdf([LABEL]))[0].get_size()
    assert (round(width / 72 * 25.4, 1), round(height / 72 * 25.4, 1)) == (100.0, 150.0)


@pytest.mark.parametrize(
    "line", [STREET[:100], "广东省深圳市南山区粤海街道科技园社区科苑路15号科兴科学园" * 4, "W" * 100, "9" * 100]
)
def test_an_address_of_three_lines_of_100_characters_is_printed_whole_inside_its_frame(line: str) -> None:
    recipient = replace(MADRID, lines=(line[:100],) * 3)
    document = printed(label_pdf([to(recipient)]))
    assert text(document).count(squeezed(line[:100])) == 3
    _assert_inside_frame(document)
    assert len(codes(page_image(document))) == 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("abc WMij,./čЖΩ中文、。「」ー한글"), min_size=1, max_size=100), min_size=1, max_size=3
    ),
    st.text(st.sampled_from("abc WMЖ中"), min_size=1, max_size=120).filter(str.strip),
)
def test_any_address_is_printed_whole_or_refused_by_name(lines: list[str], name: str) -> None:
    recipient = replace(MADRID, name=name, lines=tuple(lines))
    result = label_pdf([to(recipient)])
    if isinstance(result, Refusal):
        assert (result.code, result.field) == ("label_too_long", "recipient.lines")
        return
    document = printed(result)
    for said in (name, *lines):
        assert squeezed(said) in text(document)
    _assert_inside_frame(document)


def _assert_inside_frame(document: pypdfium2.PdfDocument) -> None:
    frame = range(_TO.y, _TO.y + _TO.h)
    inside = [box for _, box in letters(document) if int(box[1]) in frame or int(box[3]) in frame]
    assert len(inside) > 20
    assert min(box[0] for box in inside) > _TO.x
    assert max(box[2] for box in inside) < _TO.x + _TO.w
    assert min(box[1] for box in inside) > _TO.y
    assert max(box[3] for box in inside) < _TO.y + _TO.h


def test_an_address_too_long_for_any_size_is_refused_and_names_the_waybill() -> None:
    recipient = replace(
        MADRID, name="中" * 120, company="国" * 100, lines=("文" * 100,) * 3, city="城" * 80, state="省" * 80
    )
    refusal = label_pdf([LABEL, to(recipient, number="GL2611240000025ES")])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field, refusal.params["number"]) == (
        "label_too_long",
        "recipient.lines",
        "GL2611240000025ES",
    )


def test_contents_beyond_the_fourth_line_are_counted_not_forgotten() -> None:
    items = tuple(
        LabelItem(title=f"Article {n} " + "with a long description " * 6, quantity=n, value_minor=1000, currency="EUR")
        for n in range(1, 10)
    )
    page = text(printed(label_pdf([replace(LABEL, items=items)])))
    assert "Article3" in page
    assert "Article4" not in page
    assert "+6morelines" in page
    assert "TOTAL45pcsEUR90.00" in page
    assert "…" in page, "a shortened title says that it is shortened"


def test_a_discreet_service_prints_no_contents() -> None:
    page = text(printed(label_pdf([replace(LABEL, layout="discreet")])))
    assert "earphones" not in page
    assert "TOTAL" not in page


def test_yen_have_no_cents_and_two_currencies_are_not_added() -> None:
    items = (
        LabelItem(title="Cup", quantity=1, value_minor=1500, currency="JPY"),
        LabelItem(title="Pot", quantity=1, value_minor=205, currency="USD"),
    )
    page = text(printed(label_pdf([replace(LABEL, items=items)])))
    assert "TOTAL2pcsJPY1500+USD2.05" in page


def test_our_logo_stands_in_the_place_of_our_name() -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    document = printed(label_pdf([replace(LABEL, logo_svg=logo)]))
    assert "GaleónExpress" not in text(document)
    assert page_image(document).crop((24, 24, 464, 86)).getextrema()[0] == 0


def test_a_batch_larger_than_one_compilation_keeps_its_order() -> None:
    labels = [replace(LABEL, number=f"GL26{n:09d}", items=()) for n in range(PAGES_A_COMPILE + 3)]
    document = printed(label_pdf(labels))
    assert len(document) == PAGES_A_COMPILE + 3
    for at in (0, PAGES_A_COMPILE - 1, PAGES_A_COMPILE, PAGES_A_COMPILE + 2):
        assert codes(page_image(document, at))["Code128"] == f"GL26{at:09d}"


def test_the_same_labels_give_the_same_bytes() -> None:
    assert label_pdf([LABEL]) == label_pdf([LABEL])


def test_a_hundred_labels_are_printed_within_five_seconds(record_property: pytest.FixtureRequest) -> None:
    labels = [replace(LABEL, number=f"GL26{n:09d}") for n in range(100)]
    start = time.perf_counter()
    printed(label_pdf(labels))
    seconds = time.perf_counter() - start
    record_property("labels_per_second", round(100 / seconds))  # type: ignore[operator]
    assert seconds < 5
