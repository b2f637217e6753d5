import pytest

from galeon.warehouse.scanned import Meaning, meanings


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("GLN0000000017", "GLN0000000017"),
        ("  GLN 0000-000017\r\n", "GLN0000000017"),
        ("]C0GLN0000000017", "GLN0000000017"),
        ("ＧＬＮ００００００００１７", "GLN0000000017"),
        ("]C1420900139400111899223100001234", "9400111899223100001234"),
        ("420900139400111899223100001234", "9400111899223100001234"),
        ("%007110608801410058180276276C", "08801410058180"),
        ("]C100340123450000000000", "340123450000000000"),
        ("(00)340123450000000000", "340123450000000000"),
        ("]C1401GLN0000000017", "GLN0000000017"),
        ("(401)GLN0000000017", "GLN0000000017"),
        ("]d2401GLN0000000017\x1d42090013", "GLN0000000017"),
    ],
)
def test_whatever_the_scanner_sends_the_number_is_in_it(text: str, number: str) -> None:
    assert number in [m.number for m in meanings(text)]


def test_the_square_code_names_the_piece() -> None:
    assert meanings("GLN0000000017|3")[0] == Meaning("GLN0000000017", 3)
    assert meanings("GLN0000000017｜03")[0] == Meaning("GLN0000000017", 3)


def test_a_plain_number_is_not_taken_for_a_gs1_element() -> None:
    assert meanings("2100345") == (Meaning("2100345"),)
    assert meanings("401234567") == (Meaning("401234567"),)


@pytest.mark.parametrize("text", ["", "   ", "\x1d", "]C1", "\r\n"])
def test_nothing_means_nothing(text: str) -> None:
    assert meanings(text) == ()


def test_a_text_without_end_is_cut() -> None:
    assert all(len(m.number) <= 64 for m in meanings("9" * 10_000))
