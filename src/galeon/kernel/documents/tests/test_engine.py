"""Documents come out alike everywhere, and codes drawn are codes read."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import typst
import zxingcpp
from PIL import Image

from galeon.kernel.documents.barcodes import Barcode, barcode_modules, barcode_svg
from galeon.kernel.documents.engine import compile_pdf, compile_png

PLAIN = Path(__file__).parent / "plain.typ"
PICTURE = Path(__file__).parent / "picture.typ"


def seen(pdf: bytes) -> Image.Image:
    """The first page at 300 dpi."""
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil()
    return image


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Barcode.CODE128, "GL2611240000017ES"),
        (Barcode.CODE128, "1Z12345E6605272234"),
        (Barcode.DATAMATRIX, "GL2611240000017ES|12"),
        (Barcode.QR, "https://example.com/t/GL2611240000017ES"),
    ],
)
def test_a_code_drawn_is_the_code_read(kind: Barcode, text: str) -> None:
    page = seen(compile_pdf(PICTURE, None, files={"code": barcode_svg(text, kind).encode()}))
    assert [found.text for found in zxingcpp.read_barcodes(page)] == [text]


def test_a_data_matrix_is_square_and_a_code_128_one_row() -> None:
    matrix = barcode_modules("GL2611240000017ES|1", Barcode.DATAMATRIX)
    assert {len(row) for row in matrix} == {len(matrix)}
    assert len(barcode_modules("GL2611240000017ES", Barcode.CODE128)) == 1


def test_letters_that_code_128_lacks_are_a_fault() -> None:
    with pytest.raises(ValueError, match="Invalid character"):
        barcode_modules("运单", Barcode.CODE128)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_may_be_a_bitmap(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (200, 0, 0)).save(out, kind)
    page = seen(compile_pdf(PICTURE, None, files={"code": out.getvalue()}))
    red, green, blue = page.convert("RGB").getpixel((page.width // 2, page.height // 2))  # type: ignore[misc]
    assert red > 180
    assert green < 30
    assert blue < 30


def test_only_fonts_of_ours_are_used() -> None:
    pdf = compile_pdf(PLAIN, {"country": "JP", "lines": ["Name Ж Ω 名前 이름 שם"]})
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {str(font.BaseFont).split("+")[1] for font in document.pages[0].Resources.Font.values()}
    assert fonts == {"NotoSans-Regular", "NotoSansJP-Medium", "NotoSansKR-Medium", "NotoSansHebrew-Regular"}


def test_the_reader_country_chooses_the_form_of_han_characters() -> None:
    pages = {country: compile_png(PLAIN, {"country": country, "lines": ["直骨"]})[0] for country in ("CN", "JP", "TW")}
    assert len(set(pages.values())) == 3


def test_arabic_letters_join() -> None:
    def depth(text: str) -> int:
        with Image.open(io.BytesIO(compile_png(PLAIN, {"country": "SA", "lines": [text]})[0])) as image:
            box = image.convert("L").point([255] * 128 + [0] * 128).getbbox()
        assert box is not None
        return box[3]

    assert depth("محمد") < depth("م\u200cح\u200cم\u200cد"), "letters that stand alone have tails, joined ones don't"


def test_the_same_data_gives_the_same_bytes_in_every_thread() -> None:
    data = {"country": "CN", "lines": ["Name 名字"]}
    with ThreadPoolExecutor(4) as threads:
        drawn = set(threads.map(lambda _: compile_pdf(PLAIN, data), range(16)))
    assert len(drawn) == 1


def test_a_fault_in_a_template_says_where() -> None:
    with pytest.raises(typst.TypstError, match="does not contain key"):
        compile_pdf(PLAIN, {"country": "CN"})


def test_text_is_data_never_markup() -> None:
    pdf = compile_pdf(PLAIN, {"country": "CN", "lines": ['#panic("x") *bold* $x$ @ref <a> \\ " // no']})
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert text.strip() == '#panic("x") *bold* $x$ @ref <a> \\ " // no'
