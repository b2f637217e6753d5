from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection

from galeon.kernel.refusal import Refusal
from galeon.network import acts
from galeon.network.acts import Imported, import_locodes
from galeon.network.locodes import Place, places, texts
from galeon.network.models import Port, Site
from galeon.network.tests.parts import PART, WITHDRAWN


def entries(text: str) -> dict[str, Place]:
    return {place.locode: place for place in places(text) if place is not None}


def test_an_entry_is_read_with_its_point_in_millionths_of_a_degree() -> None:
    assert entries(PART)["CNSHA"] == Place("CNSHA", "Shanghai", "12345---", "SHA", 31_233_333, 121_483_333, False)


def test_south_and_west_are_negative() -> None:
    santos = entries(PART)["BRSSZ"]
    assert (santos.latitude_udeg, santos.longitude_udeg) == (-23_950_000, -46_333_333)


def test_headings_and_cross_references_are_no_places() -> None:
    assert sorted(entries(PART)) == ["BRSSZ", "CNSHA", "DEMUC", "ESXXX", "FRCDG", "ITMXP", "NL2BB", "XZINT"]


def test_an_iata_code_is_the_location_unless_the_table_names_another() -> None:
    found = entries(PART)
    assert (found["DEMUC"].iata, found["ITMXP"].iata, found["BRSSZ"].iata) == ("MUC", "MXX", "")


def test_a_faulty_point_is_no_point() -> None:
    assert (entries(PART)["NL2BB"].latitude_udeg, entries(PART)["FRCDG"].latitude_udeg) == (None, None)


def test_rows_that_are_nothing_are_counted() -> None:
    assert list(places("nonsense\n,C1,SHA,Shanghai,Shanghai,,AI,1-------,0401,,\n")) == [None, None]


def test_both_code_pages_are_read(tmp_path: Path) -> None:
    for encoding in ("cp1252", "utf-8", "utf-8-sig"):
        file = tmp_path / encoding
        file.write_bytes(PART.encode(encoding))
        (text,) = texts(file)
        assert entries(text)["DEMUC"].name == "München"


@pytest.fixture
def part(tmp_path: Path) -> Path:
    file = tmp_path / "2024-2 UNLOCODE CodeListPart1.csv"
    file.write_bytes(PART.encode("cp1252"))
    return file


@pytest.mark.django_db
def test_an_import_adds_changes_and_keeps_what_is_finer(part: Path) -> None:
    done = import_locodes(part)
    assert done == Imported(read=8, added=2, changed=5, removed=0, kept=0, unknown=1, faulty=0)
    shanghai = Port.objects.get(locode="CNSHA")
    assert (shanghai.functions, shanghai.latitude_udeg, shanghai.timezone) == ("12345---", 31_240_000, "Asia/Shanghai")
    place = Port.objects.get(locode="ESXXX")
    assert (place.name, place.country_id, place.latitude_udeg) == ("Peñíscola", "ES", 40_366_667)
    again = import_locodes(part)
    assert again == Imported(read=8, added=0, changed=0, removed=0, kept=0, unknown=1, faulty=0)


@pytest.mark.django_db
def test_a_removed_place_goes_unless_something_lies_there(part: Path, tmp_path: Path) -> None:
    import_locodes(part)
    Site.objects.create(
        code="T-LOC", name="-", kind="office", country_id="NL", port_id="NL2BB", city="-", timezone="Europe/Amsterdam"
    )
    file = tmp_path / "withdrawn.csv"
    file.write_text(WITHDRAWN, encoding="utf-8")
    done = import_locodes(file)
    assert done == Imported(read=3, added=0, changed=0, removed=1, kept=1, unknown=0, faulty=0)
    assert list(Port.objects.filter(locode__in=["ESXXX", "NL2BB"]).values_list("locode", flat=True)) == ["NL2BB"]


@pytest.mark.django_db
def test_the_zip_of_all_parts_is_taken_whole(tmp_path: Path) -> None:
    file = tmp_path / "loc242csv.zip"
    first, second = PART.split('\n,"ES",', 1)
    with ZipFile(file, "w") as archive:
        archive.writestr("2024-2 UNLOCODE CodeListPart1.csv", first.encode("cp1252"))
        archive.writestr("2024-2 UNLOCODE CodeListPart2.csv", (',"ES",' + second).encode("cp1252"))
        archive.writestr("2024-2 SubdivisionCodes.csv", "ES,CS,Castellón,Province".encode("cp1252"))
    done = import_locodes(file)
    assert isinstance(done, Imported)
    assert (done.read, done.added, done.faulty) == (8, 2, 0)


@pytest.mark.django_db
def test_another_file_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    before = Port.objects.count()
    for name, content in (("a.csv", b"name,price\nx,1\n"), ("b.zip", b"PK\x03\x04broken"), ("c.csv", b"")):
        file = tmp_path / name
        file.write_bytes(content)
        answer = import_locodes(file)
        assert isinstance(answer, Refusal)
        assert answer.code == "locodes_unreadable"
    assert isinstance(import_locodes(tmp_path / "missing"), Refusal)
    assert Port.objects.count() == before


@pytest.mark.django_db
def test_a_hundred_thousand_places_are_taken_in_one_go(tmp_path: Path) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [a + b + c for a in letters for b in letters for c in letters][:17_000]
    lines = [f",{country},{code},Place,Place,,AI,--3-----,0401,," for country in ("AQ", "BV", "HM") for code in codes]
    file = tmp_path / "big.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    with connection.execute_wrapper(_counted := Counter()):
        done = import_locodes(file)
    assert isinstance(done, acts.Imported)
    assert (done.added, _counted.statements) == (51_000, 2)


class Counter:
    """Counts statements, leaving out savepoints."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        self.statements += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)  # type: ignore[operator]
