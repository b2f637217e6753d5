"""What can be printed and what cannot: the proof is in the PDF, where a missing letter is glyph number 0."""

import importlib
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galeon.kernel.documents import glyphs
from galeon.kernel.documents.engine import compile_pdf
from galeon.kernel.documents.glyphs import every_printable, missing_glyphs, printable

PLAIN = Path(__file__).parent / "plain.typ"
ONE_OF_EACH_SCRIPT = "aЖΩבعกअঅஅកກကაԱ"


def boxes(lines: Iterable[str], country: str = "CN") -> int:
    """How many times the empty box of a missing letter is printed."""
    pdf = compile_pdf(PLAIN, {"country": country, "lines": [printable(line) for line in lines]})
    count = 0
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for instruction in pikepdf.parse_content_stream(page, "Tj TJ"):
                shown = instruction.operands[0] if str(instruction.operator) == "TJ" else instruction.operands
                for text in shown:
                    codes = bytes(text) if isinstance(text, pikepdf.String) else b""
                    count += sum(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2))
    return count


def charset(codec: str) -> set[str]:
    """The letters and digits that a two-byte code of a country can write."""
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    texts = {pair.decode(codec, "ignore") for pair in pairs}
    return {text for text in texts if len(text) == 1 and unicodedata.category(text)[0] in "LN"}


def test_the_box_of_a_missing_letter_is_seen_by_this_test() -> None:
    assert boxes(["Name ꯍꯦ"]) > 0
    assert boxes(["Name"]) == 0


@pytest.mark.parametrize(
    ("codec", "at_least"),
    [("gb2312", 7_000), ("gbk", 21_000), ("big5", 13_000), ("cp950", 13_000), ("cp932", 6_900), ("euc_jp", 6_300),
     ("euc_kr", 7_300), ("cp949", 16_000)],
)  # fmt: skip
def test_every_character_of_the_national_codes_of_east_asia_can_be_printed(codec: str, at_least: int) -> None:
    letters = charset(codec)
    assert len(letters) > at_least
    assert missing_glyphs("".join(letters)) == ""


def test_every_character_said_to_be_printable_comes_out_as_itself() -> None:
    texts: list[str] = []
    for character in every_printable():
        if unicodedata.category(character)[0] != "M":
            texts.append(f"{character} ")
        else:
            carried = [base + character for base in ONE_OF_EACH_SCRIPT if missing_glyphs(base + character) == ""]
            texts += carried[:1]
    assert len(texts) > 46_900
    assert boxes("".join(texts[at : at + 60]) for at in range(0, len(texts), 60)) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.one_of(st.characters(), st.sampled_from(sorted(every_printable()))), max_size=30), max_size=40)
)
def test_what_is_not_reported_missing_never_prints_as_a_box(texts: list[str]) -> None:
    assert boxes(text for text in texts if not missing_glyphs(text)) == 0


def test_names_of_the_world_can_be_printed() -> None:
    names = (
        "Ğüneş Őri Ștefan Łukasz Nguyễn Thị Ánh", "Щукіна Їжак", "Γεώργιος", "محمد بن عبد الله", "می‌خواهم", "יוסי שָׁלוֹם",
        "สมชาย ที่น้ำปู่", "髙橋 﨑 さくら サピア", "김민준 뷁", "王小明 䶮 喆", "陳怡君 堃", "प्रिया क्ष", "বাংলা", "தமிழ்", "ქართველი",
        "Հայ", "ភ្នំពេញ", "ວຽງຈັນ", "မြန်မာ", "№ 5 € ₺ ₽ ½ ª º",
    )  # fmt: skip
    assert [missing_glyphs(name) for name in names] == [""] * len(names)
    assert boxes(names) == 0


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("John 😀 Smith 😀🎉", "😀🎉"),
        ("Line\nbreak\ttab", "\n\t"),
        ("null\x00 bell\x07", "\x00\x07"),
        ("\ue000 \uffff", "\ue000\uffff"),
        ("ሰላም", "ሰላም"),
        ("中\u0301", "\u0301"),
        (" \u064e", "\u064e"),
        ("🇪🇸", "🇪🇸"),
    ],
)
def test_what_no_font_has_is_named(text: str, missing: str) -> None:
    assert missing_glyphs(text) == missing


def test_marks_that_phones_paste_along_are_left_out_and_not_refused() -> None:
    pasted = "\u202a+34 600\u00ad 123 456\u202c\ufeff"
    assert missing_glyphs(pasted) == ""
    assert printable(pasted) == "+34 600 123 456"
    assert printable("Jose\u0301 a\u200db 葛\U000e0100") == "José ab 葛"
    assert printable("می\u200cخواهم") == "می\u200cخواهم", "in Persian the joiner is part of the spelling"


def test_the_list_of_printable_characters_is_what_the_committed_fonts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[5] / "tools"))
    fonts = importlib.import_module("fonts")
    assert fonts.coverage() == (glyphs.FONTS / "coverage.txt").read_text()
