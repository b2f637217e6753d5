"""Take in suppliers' files: keep one, learn its columns, read it into bills. Sent twice, a file or a bill stands once.

Up to 2,000 lines are read and matched before the page answers; longer files by the worker, which writes down how far it is.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.costs.models import Supplier
from galeon.billing.suppliers import reading
from galeon.billing.suppliers.events import BillFileSent, BillsRead
from galeon.billing.suppliers.heads import Head, Told, bills
from galeon.billing.suppliers.layout import Layout, Shape, known
from galeon.billing.suppliers.matching import match
from galeon.billing.suppliers.models import BillFile, BillMapping
from galeon.billing.suppliers.parsing import Fault, Read, read
from galeon.billing.suppliers.writing import Clash, keep
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal

AT_ONCE_MAX = 2_000
SAMPLE_ROWS = 40
STEP = 5_000
NAME_MAX = 120
MAPPING_NAME_MAX = 60
SHORT_XLSX = 60 * 1024  # about so many rows of ten cells


class Sent(msgspec.Struct, frozen=True):
    """A file that was taken in. state: asked (say what its columns are), waiting, done, refused."""

    file_id: int
    state: str
    is_repeat: bool = False


def send(
    supplier_id: int, name: str, content: bytes, head: Head, by: int | None, *, mapping_id: int | None = None
) -> Sent | Refusal:
    """Keep a file and read it when its shape is known by itself, or by the supplier's saved mapping.

    Refusals: supplier_unknown, mapping_unknown, and what `reading.checked` says.
    """
    supplier = Supplier.objects.filter(pk=supplier_id, is_active=True).first()
    if supplier is None:
        return _no("supplier_unknown", "supplier", "Choose a supplier.")
    if refused := reading.checked(content):
        return refused
    sample = reading.first_rows(content, SAMPLE_ROWS)
    if isinstance(sample, Refusal):
        return sample
    found: tuple[Shape, Layout] | None = known(sample)
    if mapping_id is not None:
        saved = BillMapping.objects.filter(pk=mapping_id, supplier=supplier).first()
        if saved is None:
            return _no("mapping_unknown", "mapping", "There is no such mapping.")
        found = ("mapping", msgspec.convert(saved.layout, Layout))
    file, is_repeat = _kept(supplier, name, content, head, found, by)
    if file.state in ("waiting", "reading"):
        _go_on(file.pk, content)
        file.refresh_from_db(fields=["state"])
    return Sent(file.pk, file.state, is_repeat)


def _kept(
    supplier: Supplier, name: str, content: bytes, head: Head, found: tuple[Shape, Layout] | None, by: int | None
) -> tuple[BillFile, bool]:
    """The file's row; one that was refused, or still asks for its columns, begins anew."""
    digest = hashlib.sha256(content).digest()
    columns = {
        "name": "".join(c if c.isprintable() else " " for c in name).strip()[:NAME_MAX] or "bill",
        "shape": found[0] if found else "", "layout": msgspec.to_builtins(found[1]) if found else None,
        "head": msgspec.to_builtins(head), "state": "waiting" if found else "asked", "lines": 0, "done": 0, "faults": [],
        "sent_at": datetime.now(UTC), "sent_by": by, "finished_at": None,
    }  # fmt: skip
    with transaction.atomic():
        old = BillFile.objects.select_for_update().filter(supplier=supplier, digest=digest).defer("content").first()
        if old is not None and old.state not in ("refused", "asked"):
            return old, True
        if old is not None:
            BillFile.objects.filter(pk=old.pk).update(**columns)
            return BillFile.objects.defer("content").get(pk=old.pk), False
        packed = reading.packed(content)
        made = BillFile.objects.create(id=_new_id(), supplier=supplier, digest=digest, content=packed, **columns)
        return made, False


def tell_columns(file_id: int, layout: Layout, head: Head, *, save_as: str, by: int | None) -> Sent | Refusal:
    """Say what a file's columns are, and read it. save_as: keep the mapping for the supplier under this name, "" = no.

    Refusals: file_unknown (or read already), mapping_name.
    """
    label = save_as.strip()
    if len(label) > MAPPING_NAME_MAX or not label.isprintable():
        return _no("mapping_name", "save_as", "A mapping's name has at most {max} characters.", max="60")
    with transaction.atomic():
        file = BillFile.objects.select_for_update().filter(pk=file_id, state__in=["asked", "refused"]).first()
        if file is None:
            return _no("file_unknown", "file", "There is no such file, or it was read already.")
        kept = msgspec.to_builtins(layout)
        if label:
            BillMapping.objects.update_or_create(
                supplier_id=file.supplier_id, name=label,
                defaults={"layout": kept, "saved_at": datetime.now(UTC), "saved_by": by},
            )  # fmt: skip
        BillFile.objects.filter(pk=file_id).update(
            shape="mapping", layout=kept, head=msgspec.to_builtins(head), state="waiting", faults=[], done=0, lines=0,
            finished_at=None,
        )  # fmt: skip
    _go_on(file_id, reading.unpacked(bytes(file.content)))
    return Sent(file_id, BillFile.objects.values_list("state", flat=True).get(pk=file_id))


def _go_on(file_id: int, content: bytes) -> None:
    """Read it here when it is short, else have the worker do it."""
    if content.startswith(reading.ZIP_MARK):
        is_short = len(content) <= SHORT_XLSX
    else:
        is_short = content.count(b"\n") <= AT_ONCE_MAX
    if is_short:
        read_file(file_id)
    else:
        publish(BillFileSent(file_id=file_id))


def read_file(file_id: int) -> list[int]:
    """Read a waiting file into bills and have them matched; the ids of the bills that are new. Run again it reads once."""
    with _alone(file_id) as mine:
        file = BillFile.objects.filter(pk=file_id, state__in=["waiting", "reading"]).select_related("supplier").first()
        if file is None or not mine:
            return []
        content = reading.unpacked(bytes(file.content))
        told = _told(file, content)
        if told and isinstance(told[0], Fault):
            _refuse(file_id, [fault for fault in told if isinstance(fault, Fault)])
            return []
        try:
            made = keep(file, [one for one in told if isinstance(one, Told)], datetime.now(UTC))
        except Clash as clash:
            _refuse(file_id, [Fault(0, clash.refusal)])
            return []
    if made and sum(len(one.lines) for one in told if isinstance(one, Told)) > AT_ONCE_MAX:
        publish(BillsRead(bill_ids=tuple(made)))
    else:
        for bill_id in made:
            match(bill_id)
    return made


def _told(file: BillFile, content: bytes) -> list[Told] | list[Fault]:
    layout, head = msgspec.convert(file.layout, Layout), msgspec.convert(file.head, Head)
    total = 0 if content.startswith(reading.ZIP_MARK) else content.count(b"\n")
    BillFile.objects.filter(pk=file.pk).update(state="reading", lines=total)
    try:
        lines = _watched(file.pk, read(reading.rows(content), layout))
        return bills(lines, head, file.supplier.currency, file.supplier.due_days)
    except reading.UnreadableError:
        return [Fault(0, _no("file_unreadable", "file", "This is no XLSX or CSV file we can read."))]


def _watched(file_id: int, lines: Iterator[Read | Fault]) -> Iterator[Read | Fault]:
    """The lines, and how many have gone by for the page."""
    for n, line in enumerate(lines, start=1):
        if n % STEP == 0:
            BillFile.objects.filter(pk=file_id).update(done=n)
        yield line


def _refuse(file_id: int, faults: list[Fault]) -> None:
    told = [
        {"row": f.row, "code": f.refusal.code, "field": f.refusal.field, "message": f.refusal.message, "params": f.refusal.params}
        for f in faults
    ]  # fmt: skip
    BillFile.objects.filter(pk=file_id).update(state="refused", faults=told, finished_at=datetime.now(UTC))


@contextmanager
def _alone(file_id: int) -> Iterator[bool]:
    """Only one process reads a file at a time; True for the one that does."""
    key = ["suppliers.read", str(file_id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), hashtext(%s))", key)
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), hashtext(%s))", key)


def _new_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id()")
        return int(cursor.fetchone()[0])


def _no(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
