"""Files of remote areas: taken in at once, read and loaded by the worker, which tells how far it is.

What comes of a file is an edition that is not in force yet, or its faults with their cells, and nothing stored.
"""

from datetime import UTC, date, datetime

import msgspec
from django.db import transaction
from msgspec import Struct

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts_dated
from galeon.tariffs.events import AreaFileSent
from galeon.tariffs.models import AreaTable
from galeon.tariffs.models_areas import AreaFile
from galeon.tariffs.workbook import CellFault, areafile

NAME_MAX = 120
FILES_SHOWN = 8


class FileFault(Struct, frozen=True):
    """Something wrong in a file; place: its cell as `CellFault.place`, "" = the file as a whole."""

    place: str
    refusal: Refusal


class FileState(Struct, frozen=True):
    """How far a file is. edition_id: what it became; finished_at None: it is still being read."""

    id: int
    code: str
    name: str
    valid_from: date
    sent_at: datetime
    total: int
    done: int
    finished_at: datetime | None
    faults: tuple[FileFault, ...]
    edition_id: int | None


@transaction.atomic
def send(code: str, name: str, content: bytes, valid_from: date, by: int | None, at: datetime) -> int | Refusal:
    """Take a file in for the worker to read; its id. Refusals: no such table, an empty or too large file."""
    table = AreaTable.objects.filter(code=code).first() if code.isprintable() else None
    if table is None:
        return _refusal("table_unknown", "There is no table {table}.", table=code[:24])
    if not content:
        return _refusal("file_empty", "The file is empty.")
    if len(content) > areafile.FILE_MAX:
        return _refusal("file_too_large", "The file is larger than {max} MB.", max=str(areafile.FILE_MAX // 1024**2))
    file = AreaFile.objects.create(
        table=table,
        name=name.replace("\0", "")[:NAME_MAX],
        content=content,
        valid_from=valid_from,
        sent_at=at,
        sent_by_id=by,
    )
    outbox.publish(AreaFileSent(file_id=file.pk))
    return file.pk


def read_in(file_id: int) -> None:
    """Read a file and load it as an edition. Again on a file that is read already: nothing."""
    file = AreaFile.objects.select_related("table").filter(pk=file_id, finished_at=None).first()
    if file is None:
        return

    def tell(done: int, total: int) -> None:
        AreaFile.objects.filter(pk=file_id).update(done=done, total=total)

    places = areafile.rows(bytes(file.content), progress=tell)
    with transaction.atomic():
        if AreaFile.objects.select_for_update().filter(pk=file_id, finished_at=None).first() is None:
            return
        if isinstance(places, tuple):
            _finish(file_id, [_fault(fault) for fault in places], None)
            return
        now = datetime.now(UTC)
        edition = acts_dated.load_areas(file.table.code, places, file.valid_from, file.sent_by_id, now)
        if isinstance(edition, Refusal):
            raise RuntimeError(edition.message)  # the rows were counted and the table is there
        _finish(file_id, [], edition.id)


def _fault(fault: CellFault) -> FileFault:
    return FileFault(fault.place, fault.refusal)


def _finish(file_id: int, faults: list[FileFault], edition_id: int | None) -> None:
    AreaFile.objects.filter(pk=file_id).update(
        faults=msgspec.to_builtins(faults), edition_id=edition_id, finished_at=datetime.now(UTC), content=b""
    )


def files(file_id: int | None = None) -> list[FileState]:
    """The latest files, or the one of this id."""
    rows = AreaFile.objects.select_related("table").defer("content").order_by("-id")
    rows = rows.filter(pk=file_id) if file_id is not None else rows
    return [
        FileState(
            row.pk, row.table.code, row.name, row.valid_from, row.sent_at, row.total, row.done, row.finished_at,
            msgspec.convert(row.faults, tuple[FileFault, ...]), row.edition_id,
        )
        for row in rows[:FILES_SHOWN]
    ]  # fmt: skip


def _refusal(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="file", message=message, params=params)
