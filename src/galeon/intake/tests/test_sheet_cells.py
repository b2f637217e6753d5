"""What a merchant's cell means."""

from decimal import Decimal

import pytest

from galeon.intake.sheet.cells import NotANumberError, UnclearError, decimal_mark, digits, number, pointed, postcode
from galeon.kernel.cells import text
from galeon.kernel.encodings import decoded, delimiter_of


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1.24", "1.24"), ("1,24", "1.24"), ("0,5", "0.5"), (" 1.240 ", "1.240"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
        ("12,345,678", "12345678"), ("850 g", "0.85"), ("1.24kg", "1.24"), ("1,24 KG", "1.24"), ("1.5公斤", "1.5"), ("30 cm", "30"),
        ("１．２４", "1.24"), ("1 234,5", "1234.5"), ("1'234.5", "1234.5"), ("0", "0"), ("-1", "-1"), ("300mm", "30"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_was_meant(cell: str, meant: str) -> None:
    assert number(cell) == Decimal(meant)


@pytest.mark.parametrize("cell", ["", "heavy", "1.2.3.4,5,6", "NaN", "Infinity", "1e400", "9" * 20, "--1", "1 kg 2"])
def test_what_is_no_number_is_said_to_be_none(cell: str) -> None:
    with pytest.raises(NotANumberError):
        number(cell)


def test_a_comma_before_three_digits_is_asked_about() -> None:
    with pytest.raises(UnclearError):
        number("1,240")


@pytest.mark.parametrize(
    ("others", "meant"),
    [(["0,5", "12,50"], "1.240"), (["0.5", "12.50"], "1240"), (["0.5", "0,5"], None), (["7", "1,300"], None), (["1.234,5"], "1.240")],
)  # fmt: skip
def test_the_other_cells_of_the_sheet_decide_what_the_comma_means(others: list[str], meant: str | None) -> None:
    mark = decimal_mark([*others, "1,240"])
    written = pointed("1,240", mark)
    if meant is None:
        with pytest.raises(UnclearError):
            number(written)
    else:
        assert number(written) == Decimal(meant)


def test_in_a_sheet_with_decimal_commas_a_point_parts_thousands() -> None:
    assert number(pointed("1.240", decimal_mark(["12,50", "1.240"]))) == 1240
    assert number(pointed("1.240", decimal_mark(["1.240"]))) == Decimal("1.24")


def test_numbers_of_a_spreadsheet_come_back_as_written() -> None:
    assert [text(cell) for cell in (90001.0, 1.24, 0.1 + 0.2, 1.2400000000000002, 12135550100.0, True, None, "x")] == [
        "90001", "1.24", "0.3", "1.24", "12135550100", "TRUE", "", "x"
    ]  # fmt: skip


def test_a_postcode_that_was_taken_for_a_number_is_whole_again() -> None:
    assert postcode("10115.0", "DE") == "10115"
    assert postcode("1067", "DE") == "01067"
    assert postcode("2139.0", "US") == "02139"
    assert postcode("1067", "AT") == "1067"
    assert postcode("SW1A 1AA", "GB") == "SW1A 1AA"
    assert postcode("100-0001", "JP") == "100-0001"
    assert digits("12½") == "12½"


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Müller; Straße; Núñez; Conceição; São João", "cp1252"),
        ("Conceição", "cp1252"),
        ("Ñandú € 12", "cp1252"),
        ("收件人,国家,城市,台灯,LED台灯", "gbk"),
        ("张伟,广东省深圳市,A座3楼", "gb18030"),
        ("Müller,收件人,Ğ,ő", "utf-8"),
        ("Müller,收件人", "utf-8-sig"),
        ("Müller\t收件人\tName", "utf-16"),
    ],
)
def test_the_letters_are_right_whatever_wrote_the_file(words: str, encoding: str) -> None:
    assert decoded(words.encode(encoding)) == words


def test_the_cells_are_parted_by_what_parts_them() -> None:
    assert delimiter_of("a;b;c\n1,5;2;3\n") == ";"
    assert delimiter_of("a\tb\tc\n") == "\t"
    assert delimiter_of("a,b,c\n") == ","
