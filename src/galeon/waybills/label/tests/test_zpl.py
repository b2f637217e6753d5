"""Labels for thermal printers, printed by a small printer of our own and read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops

from galeon.kernel.refusal import Refusal
from galeon.waybills.label import LabelData, label_pdf, label_zpl
from galeon.waybills.label.graphic import compressed
from galeon.waybills.label.plan import HEIGHT, WIDTH
from galeon.waybills.label.tests.paper import codes, page_image, squeezed
from galeon.waybills.label.tests.paper import printed as opened
from galeon.waybills.label.tests.samples import LABEL, MADRID, RECIPIENTS, SHENZHEN, address, to
from galeon.waybills.label.tests.zpl_printer import Printed, print_zpl, unpacked

LATIN = to(
    MADRID, sender=address("CN", "Yuanhang Supply Chain", "12 Cuigang Park", city="Shenzhen"), items=LABEL.items[:1]
)


def sent(*labels: LabelData) -> str:
    """What goes to the printer."""
    result = label_zpl(labels)
    assert isinstance(result, bytes), result
    return result.decode()


def printed(*labels: LabelData) -> list[Printed]:
    """What comes out of it."""
    return print_zpl(sent(*labels))


@pytest.mark.parametrize("script", RECIPIENTS)
def test_a_label_to_any_script_is_read_back_by_a_scanner(script: str) -> None:
    (label,) = printed(to(RECIPIENTS[script]))
    assert codes(label.page.convert("L")) == {"Code128": "GL2611240000017ES", "DataMatrix": "GL2611240000017ES|1"}


@pytest.mark.parametrize("script", ["Arabic", "Thai", "Japanese", "Chinese simplified", "Devanagari"])
def test_a_name_the_printer_lacks_is_a_bitmap_with_the_same_dots_as_the_pdf(script: str) -> None:
    label = to(RECIPIENTS[script])
    area = (38, 266, 762, 540)
    on_pdf = page_image(opened(label_pdf([label]))).crop(area)
    on_zpl = printed(label)[0].page.convert("L").crop(area)
    assert _ink(on_pdf) > 1_000
    assert _ink(ImageChops.difference(ImageChops.invert(on_pdf), ImageChops.invert(on_zpl)), lit=True) < 0.45 * _ink(
        on_pdf
    )


def _ink(image: Image.Image, *, lit: bool = False) -> int:
    return image.histogram()[255 if lit else 0]


def test_a_latin_address_travels_as_text_in_the_printers_own_font() -> None:
    zpl = sent(LATIN)
    assert "^CI28" in zpl
    assert "^GFA" not in zpl
    assert "^FDMaría Fernanda López^FS" in zpl
    assert len(zpl) < 2_500


def test_a_label_says_all_that_sorters_and_couriers_ask_for() -> None:
    said = squeezed("".join(text for text, _ in printed(LATIN)[0].texts))
    for wanted in (
        "Galeón Express", "CN-ES-AIR Air consolidated", "MAD", "Yuanhang Supply Chain", "Tienda Ejemplo S.L.",
        "Calle de Alcalá 123, 4.º B", "28009 Madrid", "Tel. +34 600 123 456", "SPAIN", "España", "1/1", "1.250 kg",
        "PO-2026-114-77812", "2026-11-24", "GL2611240000017ES", "BATTERY DDP", "Wireless earphones", "USD 45.90",
    ):  # fmt: skip
        assert squeezed(wanted) in said, wanted


def test_signs_that_mean_commands_to_the_printer_are_only_text() -> None:
    name = "A^XZ ~JR _5E \\& ^FS B"
    assert "^FDA_5EXZ _7EJR _5F5E" in sent(to(replace(MADRID, name="A^XZ ~JR _5E")))
    pages = printed(to(replace(MADRID, name=name)), LATIN)
    assert len(pages) == 2, "the name has not ended the label"


def test_a_batch_draws_what_its_labels_share_once_and_keeps_their_order() -> None:
    labels = [replace(LABEL, number=f"GL26{n:09d}", items=()) for n in range(20)]
    pages = printed(*labels)
    assert [page.codes[0][1] for page in pages] == [label.number for label in labels]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("abc WMij,.-/éÑß^~_"), min_size=1, max_size=100), min_size=1, max_size=3),
    st.text(st.sampled_from("abc WMÉ"), min_size=1, max_size=120).filter(str.strip),
)
def test_any_latin_address_stands_clear_of_everything_else_or_is_refused(lines: list[str], name: str) -> None:
    result = label_zpl([replace(LATIN, recipient=replace(MADRID, name=name, lines=tuple(lines)))])
    if isinstance(result, Refusal):
        assert (result.code, result.field) == ("label_too_long", "recipient.lines")
        return
    (label,) = print_zpl(result.decode())
    if "^GFA" not in result.decode():
        said = squeezed("".join(text for text, _ in label.texts))
        assert all(squeezed(line) in said for line in (name, *lines))
    boxes = [box for _, box in label.texts]
    for at, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= HEIGHT
        for other in boxes[:at]:
            apart = left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
            assert apart, (label.texts[at], other)


@given(st.binary(min_size=1, max_size=400), st.integers(1, 40))
def test_packed_bitmaps_unpack_to_the_same_dots(data: bytes, row_bytes: int) -> None:
    data = data[: len(data) // row_bytes * row_bytes] or bytes(row_bytes)
    field = f",{len(data)},{len(data)},{row_bytes},{compressed(data, row_bytes)}"
    assert unpacked(field).tobytes() == data


def test_a_character_no_font_has_is_refused_with_the_fields_name() -> None:
    refusal = label_zpl([LABEL, to(MADRID, sender=replace(SHENZHEN, name="ቡና 公司"))])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field, refusal.params["characters"]) == ("missing_glyph", "sender.name", "ቡ ና")


def test_a_logo_is_a_bitmap() -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    zpl = sent(replace(LATIN, logo_svg=logo))
    assert zpl.count("^GFA") == 1
    assert print_zpl(zpl)[0].page.crop((24, 24, 464, 86)).convert("L").getextrema()[0] == 0
