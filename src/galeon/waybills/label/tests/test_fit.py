"""Where lines break, and how large a text may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.kernel.documents.glyphs import size_mem
from galeon.waybills.label.fit import fit, words, wrap
from galeon.waybills.label.plan import Block, Box, Line


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Calle de Alcalá 123", ["Calle", " ", "de", " ", "Alcalá", " ", "123"]),
        ("REF-OF/THE-2026-11", ["REF-", "OF/", "THE-2026-11"]),
        ("上海、北京（中国）abc。", ["上", "海、", "北", "京", "（中", "国）", "abc。"]),
        ("。。。「「", ["。。。", "「「"]),
        ("a-", ["a-"]),
        ("", []),
    ],
)  # fmt: skip
def test_words_are_what_no_printer_breaks(text: str, broken: list[str]) -> None:
    assert words(text) == broken


@given(st.text(st.sampled_from("ab -/1、。「」…»中ー한é"), max_size=60))
def test_no_letter_is_lost_between_words(text: str) -> None:
    assert "".join(words(text)) == text


@given(st.text(st.sampled_from("abW -/1、。「中é"), max_size=80), st.integers(1_500, 9_000))
def test_no_letter_is_lost_between_lines_and_none_is_too_wide(text: str, room_mem: int) -> None:
    lines = wrap(text, room_mem)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(size_mem(line).width <= room_mem for line in lines)


def test_the_largest_size_that_fits_is_taken() -> None:
    block = Block("name", Box(0, 0, 100, 40), (40, 30, 20, 10), (Line("Ana"),))
    assert size_mem("Ana").width == 1_941
    found = fit(block)
    assert found is not None
    assert (found.at, found.is_certain) == (2, True), "at 30 dots the line would be 40.9 dots high"


def test_a_text_too_long_for_every_size_does_not_fit() -> None:
    assert fit(Block("name", Box(0, 0, 100, 30), (20, 10), (Line("long name " * 20),))) is None
