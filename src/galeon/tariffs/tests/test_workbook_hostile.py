import io
import resource
import time
import zipfile

import pytest

from galeon.tariffs.tests.spreadsheets import exported, places, refused, repacked, with_size

FREIGHT = "xl/worksheets/sheet4.xml"


def sheet_data(xml: bytes) -> bytes:
    """Worksheet XML with these rows."""
    return (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + xml
        + b"</sheetData></worksheet>"
    )


def with_freight(xml: bytes) -> bytes:
    return repacked(exported(), lambda name, part: sheet_data(xml) if name == FREIGHT else part)


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_two_million_rows_are_refused_at_once_naming_the_limit() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 2_000_001))
    data = with_freight(rows)
    del rows
    before, began = peak_kb(), time.process_time()
    [fault] = refused(data)
    assert time.process_time() - began < 2
    assert peak_kb() - before < 200_000
    assert fault.refusal.code == "file_too_large"
    assert "60000 rows" in fault.text()


def test_two_million_short_rows_are_refused_naming_the_worksheet() -> None:
    data = with_freight(b"<row/>" * 2_000_000)
    began = time.process_time()
    [fault] = refused(data)
    assert time.process_time() - began < 2
    assert fault.text() == "Freight: A worksheet has at most 60000 rows; this one has 2000000."


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>', "sheet_too_large"),
        (
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>',
            "sheet_too_large",
        ),
        (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="50000"><c r="ZZ50000"><v>1</v></c></row>', "sheet_too_large"),
        (b'<row r="1"><c  s="1"\n r = "XFD1048576" ><v>1</v></c></row>', "sheet_too_large"),
    ],
)
def test_a_cell_far_away_does_not_make_a_sheet_of_a_billion(xml: bytes, code: str) -> None:
    assert places(with_freight(xml)) == [("Freight", code)]


def test_a_bomb_ends_at_what_its_directory_says_or_at_once() -> None:
    bomb = repacked(exported(), lambda name, part: b" " * 300_000_000 if name == FREIGHT else part)
    began = time.process_time()
    assert places(bomb) == [("", "file_too_large")]
    before = peak_kb()
    assert places(with_size(bomb, FREIGHT, 1_000)) == [("", "file_not_xlsx")]
    assert time.process_time() - began < 2
    assert peak_kb() - before < 100_000


def test_one_long_text_in_every_cell_is_refused() -> None:
    long = b"<si><t>" + b"x" * 30_000 + b"</t></si>"
    data = repacked(
        exported(), lambda name, part: part.replace(b"</sst>", long + b"</sst>") if "shared" in name else part
    )
    assert places(data) == [("", "file_long_text")]


def test_an_entity_bomb_is_not_even_parsed() -> None:
    data = repacked(exported(), lambda name, part: b"<!DOCTYPE x>" + part if name == "xl/workbook.xml" else part)
    assert places(data) == [("", "file_not_xlsx")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_not_xlsx"),
        (b"zone;price\n1;2,5\n", "file_not_xlsx"),
        (b"%PDF-1.7", "file_not_xlsx"),
        (b"PK\x03\x04 not really", "file_not_xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file_old"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (exported()[:4_000], "file_not_xlsx"),
        (exported()[:-2_000], "file_not_xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    assert places(data) == [("", code)]


def test_a_packed_file_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("readme.xml", "hello")
    assert places(out.getvalue()) == [("", "file_not_xlsx")]


def test_broken_xml_is_refused() -> None:
    assert places(with_freight(b'<row r="1"><c r="A1"')) == [("", "file_not_xlsx")]


def test_a_file_over_the_limit_is_refused_before_it_is_unpacked() -> None:
    assert places(b"PK" + b"\0" * 21_000_000) == [("", "file_too_large")]


def test_xml_in_letters_of_its_own_cannot_hide_anything() -> None:
    def changed(name: str, part: bytes) -> bytes:
        return part.replace(b'encoding="UTF-8"', b'encoding="UTF-7"') if name == FREIGHT else part

    assert places(repacked(exported(), changed)) == [("", "file_not_xlsx")]
