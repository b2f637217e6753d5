"""Bills as they are kept: their heads and their lines, all of a file in one commit."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from galeon.billing.suppliers.heads import Told
from galeon.billing.suppliers.models import Bill, BillFile
from galeon.kernel.refusal import Refusal

LINE_COLUMNS = (
    "bill_id", "no", "tracking", "others", "code", "description", "amount_minor", "billed_g", "day", "is_double",
)  # fmt: skip


class Clash(Exception):
    """A bill of this number came before with other lines."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def keep(file: BillFile, told: Sequence[Told], at: datetime) -> list[int]:
    """Write the bills that are new and mark the file as read; their ids. Raises Clash, and nothing is written."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('suppliers.bill'), %s)", [file.supplier_id])
        known = {
            bill.number: bytes(bill.digest)
            for bill in Bill.objects.filter(supplier_id=file.supplier_id, number__in=[t.number for t in told])
        }
        for one in told:
            if known.get(one.number, one.digest) != one.digest:
                message = (
                    "Bill {number} was sent before with other lines. A supplier's correction is a bill of its own."
                )
                raise Clash(Refusal(code="bill_clash", field="number", message=message, params={"number": one.number}))
        fresh = [one for one in told if one.number not in known]
        ids = _ids(len(fresh))
        Bill.objects.bulk_create([_bill(i, file, one, at) for i, one in zip(ids, fresh, strict=True)])
        _copy(ids, fresh)
        count = sum(len(one.lines) for one in told)
        BillFile.objects.filter(pk=file.pk).update(state="done", lines=count, done=count, faults=[], finished_at=at)
    return ids


def _bill(bill_id: int, file: BillFile, told: Told, at: datetime) -> Bill:
    return Bill(
        id=bill_id, supplier_id=file.supplier_id, file_id=file.pk, number=told.number, billed_on=told.billed_on,
        due_on=told.due_on, first_day=told.first_day, last_day=told.last_day, currency=told.currency,
        total_minor=told.total_minor, lines=len(told.lines), digest=told.digest, state="matching", read_at=at,
        read_by=file.sent_by,
    )  # fmt: skip


def _copy(ids: Sequence[int], told: Sequence[Told]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY supplier_bill_line ({', '.join(LINE_COLUMNS)}) FROM STDIN") as copy:  # fmt: skip
        for bill_id, one in zip(ids, told, strict=True):
            for no, (line, amount) in enumerate(zip(one.lines, one.amounts_minor, strict=True), start=1):
                copy.write_row(
                    (bill_id, no, line.tracking, list(line.others), line.code, line.description, amount, line.billed_g,
                     line.day, False)
                )  # fmt: skip


def _ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id() FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]
