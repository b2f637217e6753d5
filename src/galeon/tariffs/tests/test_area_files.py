"""Files of remote places: sent, read by the worker, put in force by a person."""

from datetime import UTC, date, datetime

import pytest

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts_areas, acts_dated, reads_dated
from galeon.tariffs.models import AreaVersion
from galeon.tariffs.models_areas import AreaFile

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
GOOD = b"country,from,to,city,tier\nUS,99500,99999,,A\nDE,25849,,,B\nFR,,,Ajaccio,B\n"


def sent(content: bytes, code: str = "ups-remote") -> int:
    answer = acts_areas.send(code, "ups.csv", content, date(2026, 12, 1), by=None, at=AT)
    assert isinstance(answer, int), answer
    return answer


@pytest.fixture(autouse=True)
def _table(db: None) -> None:
    acts_dated.open_areas("ups-remote", "UPS remote areas", "Asia/Shanghai")


def test_a_file_becomes_an_edition_that_is_not_in_force_yet() -> None:
    file_id = sent(GOOD)
    assert acts_areas.files(file_id)[0].finished_at is None
    outbox.drain()
    state = acts_areas.files(file_id)[0]
    assert state.faults == ()
    (table,) = [table for table in reads_dated.area_tables() if table.code == "ups-remote"]
    (edition,) = table.editions
    assert (edition.id, edition.rows, edition.tiers, edition.published_at) == (state.edition_id, 3, ("A", "B"), None)
    assert bytes(AreaFile.objects.get(pk=file_id).content) == b"", "the file itself is not kept"


def test_a_file_with_faults_names_its_cells_and_stores_nothing() -> None:
    file_id = sent(b"country,from,to,city,tier\nUS,99500,,,A\nXX,1000,,,A\n")
    outbox.drain()
    (fault,) = acts_areas.files(file_id)[0].faults
    assert "3" in fault.place
    assert fault.refusal.text()
    assert AreaVersion.objects.count() == 0


def test_a_file_read_twice_makes_one_edition() -> None:
    file_id = sent(GOOD)
    acts_areas.read_in(file_id)
    acts_areas.read_in(file_id)
    assert AreaVersion.objects.count() == 1


def test_a_file_for_no_table_and_an_empty_file_are_refused() -> None:
    for code, content in (("nowhere", GOOD), ("ups-remote", b"")):
        answer = acts_areas.send(code, "x.csv", content, date(2026, 12, 1), by=None, at=AT)
        assert isinstance(answer, Refusal)
    assert AreaFile.objects.count() == 0
