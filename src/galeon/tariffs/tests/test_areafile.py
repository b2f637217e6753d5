import io
import time

import pytest
import xlsxwriter

from galeon.tariffs.engine.areas import Edition
from galeon.tariffs.engine.postcodes import span
from galeon.tariffs.workbook import areafile
from galeon.tariffs.workbook.areafile import Places

HEAD = "Country,Postcode from,Postcode to,City,Tier\n"


def read(text: str) -> Places:
    found = areafile.rows(text.encode())
    assert isinstance(found, Places), [fault.text() for fault in found]
    return found


def faults(data: bytes | str) -> list[tuple[str, str]]:
    found = areafile.rows(data.encode() if isinstance(data, str) else data)
    assert not isinstance(found, Places), "nothing was found wrong"
    return [(fault.place, fault.refusal.code) for fault in found]


def xlsx(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Areas")
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    return out.getvalue()


def test_stretches_single_postcodes_and_cities_become_places() -> None:
    found = read(HEAD + "DE,18565,18569,,A\nGermany,27498,,,B\nES,,,El Hierro,A\n\n")
    assert list(found) == [
        ("DE", *span("18565", "18569"), "", "A"),
        ("DE", *span("27498"), "", "B"),
        ("ES", 0, 0, "elhierro", "A"),
    ]
    assert (len(found), found.tiers, found.countries) == (3, ["A", "B"], ["DE", "ES"])
    edition = Edition(found)
    assert [edition.tier("DE", code) for code in ("18567", "27498", "10115")] == ["A", "B", None]
    assert edition.tier("ES", "", "El  Hierro") == "A"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("country,postcode,to,city,tier", "utf-8"), ("País;Código postal desde;Código postal hasta;Ciudad;Nivel", "cp1252"),
        ("国家\t起始邮编\t截止邮编\t城市\t级别", "gbk"), ("国家,起始邮编,截止邮编,城市,级别", "utf-8-sig"),
        ("Country\tPostal Code Low\tPostal Code High\tTown\tCategory", "utf-16"),
    ],
)  # fmt: skip
def test_titles_in_three_languages_and_files_in_the_usual_letters(head: str, encoding: str) -> None:
    sign = next(sign for sign in ";\t," if sign in head)
    country = {"gbk": "中国", "cp1252": "España"}.get(encoding, "spain")
    row = sign.join([country, "35001", "35017", "", "A"])
    found = areafile.rows(f"Remote areas 2026\n{head}\n{row}\n".encode(encoding))
    assert list(found) == [("CN" if encoding == "gbk" else "ES", *span("35001", "35017"), "", "A")]


def test_a_workbook_is_read_as_a_csv_is() -> None:
    found = areafile.rows(
        xlsx(("Country", "From", "To", "Tier"), ("US", "00601", "00795", "A"), ("US", 99501, 99950, "B"))
    )
    assert list(found) == [("US", *span("00601", "00795"), "", "A"), ("US", *span("99501", "99950"), "", "B")]


def test_a_row_with_postcodes_and_a_city_counts_by_its_postcodes() -> None:
    assert list(read(HEAD + "ES,38900,38916,El Hierro,A\n")) == [("ES", *span("38900", "38916"), "", "A")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("DE,18569,18565,,A", ("C2", "span_reversed")),
        ("Atlantis,1,2,,A", ("A2", "country_unknown")),
        (",1,2,,A", ("A2", "country_unknown")),
        ("EU,1,2,,A", ("A2", "country_unknown")),
        ("DE,,18565,,A", ("B2", "postcode_missing")),
        ("DE,,,,A", ("B2", "place_missing")),
        ("DE,--,,,A", ("B2", "postcode_invalid")),
        ("DE,1,--,,A", ("C2", "postcode_invalid")),
        ("DE,1,2,,A tier with a long name", ("E2", "tier_long")),
        ("DE,1,2,,A\x07", ("E2", "tier_long")),
    ],
)
def test_each_fault_is_told_at_its_cell(row: str, told: tuple[str, str]) -> None:
    assert faults(HEAD + row + "\n") == [told]


def test_one_place_in_two_tiers_is_refused_naming_both_rows() -> None:
    text = HEAD + "DE,18565,18569,,A\nDE,20000,20001,,B\nDE,18569,18570,,B\nDE,18566,18567,,A\nES,18566,,,B\n"
    assert faults(text) == [("E4", "spans_overlap")]
    [fault] = areafile.rows(text.encode())
    assert fault.text() == "E4: Row 2 puts the same place into another tier."
    assert faults(HEAD + "ES,,,Ceuta,A\nES,,,ceuta ,B\n") == [("E3", "spans_overlap")]
    assert len(read(HEAD + "ES,,,Ceuta,A\nES,,,ceuta ,A\nES,1,3,,A\nES,2,4,,A\n")) == 4


def test_a_postcode_that_lost_its_zero_to_a_spreadsheet_is_asked_about() -> None:
    assert faults(xlsx(("Country", "From", "To"), ("DE", 1067, 1099))) == [
        ("Areas!B2", "postcode_short"),
        ("Areas!C2", "postcode_short"),
    ]
    assert list(areafile.rows(xlsx(("Country", "From"), ("DE", "1067")))) == [("DE", *span("1067"), "", "")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"), (HEAD.encode(), "file_empty"), (b"a,b,c\n1,2,3\n" * 20, "head_missing"),
        (b"\x00\x01\x02" * 50, "file_unreadable"), (b"PK\x03\x04broken", "file_not_xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_area_table_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    assert faults(data) == [("", code)]


def test_a_table_over_the_limit_is_refused_at_once() -> None:
    began = time.process_time()
    assert faults((HEAD + "DE,18565,18569,,A\n" * 2_000_000).encode()) == [("", "file_too_large")]
    assert time.process_time() - began < 2


def test_reading_ends_at_the_fiftieth_fault() -> None:
    assert len(faults(HEAD + "XX,1,2,,A\n" * 1_000)) == 50


def test_more_cells_than_titles_are_passed_over() -> None:
    assert list(read("country,postcode\nDE,18565,99999,Berlin,A\nDE,18566\n")) == [
        ("DE", *span("18565"), "", ""), ("DE", *span("18566"), "", ""),
    ]  # fmt: skip


def test_progress_is_told_on_the_way_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    text = HEAD + "".join(f"DE,{n:05d},,,A\n" for n in range(25_000))
    assert len(areafile.rows(text.encode(), progress=lambda done, total: told.append((done, total)))) == 25_000
    assert told == [(0, 25_002), (10_000, 25_002), (20_000, 25_002), (25_002, 25_002)]
