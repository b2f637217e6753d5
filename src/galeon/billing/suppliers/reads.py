"""Suppliers' bills as finance looks at them: the list, a bill by verdict, its parcels page by page, a parcel's lines."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection
from msgspec import Struct

from galeon.billing.suppliers import reading
from galeon.billing.suppliers.layout import Layout
from galeon.billing.suppliers.models import Bill, BillFile, BillMapping
from galeon.billing.suppliers.parsing import Fault, Read, read
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load

LIST_MAX = 200
ITEMS_MAX = 500
PREVIEW_ROWS = 20
ROOM = "billing.suppliers"


class Head(Struct, frozen=True):
    """A bill in the list. waiting: parcels that wait for a decision; left_minor: still to be paid, once it is booked."""

    id: int
    supplier_name: str
    number: str
    billed_on: date
    due_on: date
    currency: str
    total_minor: int
    state: str
    lines: int
    items: int
    matched: int
    waiting: int
    left_minor: int
    fault: str


class Sum(Struct, frozen=True):
    """A verdict of a bill. expected_minor: of those something was expected of."""

    verdict: str
    count: int
    billed_minor: int
    expected_minor: int
    difference_minor: int
    waiting: int


class Item(Struct, frozen=True):
    """A parcel of a bill; columns as `models.BillItem`, with its waybill's number and whose it is.

    disputed_fees: the fees disputed, where it is not disputed as a whole.
    """

    id: int
    tracking: str
    label: str
    trackings: int
    waybill: str
    account_name: str
    lines: int
    billed_minor: int
    billed_g: int | None
    ours_g: int | None
    expected_minor: int | None
    expected_by: str
    at_billed_minor: int | None
    difference_minor: int
    verdict: str
    decision: str
    is_automatic: bool
    pass_minor: int | None
    pass_currency: str
    disputed_minor: int
    dispute_until: date | None
    outcome: str
    outcome_reference: str
    double_minor: int
    double_number: str
    found_by: str
    disputed_fees: str


class Line(Struct, frozen=True):
    """A line as the supplier billed it."""

    no: int
    tracking: str
    code: str
    description: str
    amount_minor: int
    billed_g: int | None
    day: date | None
    is_double: bool
    disputed_minor: int


class File(Struct, frozen=True):
    """A file on its way. faults: (row, why), the first 50."""

    id: int
    supplier_id: int
    supplier_name: str
    name: str
    shape: str
    state: str
    lines: int
    done: int
    faults: list[tuple[int, Refusal]]
    bills: list[int]
    sent_at: datetime


class Sample(Struct, frozen=True):
    """The first rows of a file, and what a layout makes of them (empty without one)."""

    rows: list[list[str]]
    columns: int
    lines: list[Read | Fault]


def bills(
    *,
    supplier_id: int | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
    bill_id: int | None = None,
) -> list[Head]:
    """Bills, the newest first; `before` a bill's id for the next page."""
    terms = {"supplier": supplier_id, "state": state, "before": before, "limit": min(limit, LIST_MAX), "bill": bill_id}
    with connection.cursor() as cursor:
        cursor.execute(load(ROOM, "heads"), terms)
        return [Head(*row) for row in cursor.fetchall()]


def bill(bill_id: int) -> Head | None:
    """One bill; None when there is none."""
    return next(iter(bills(bill_id=bill_id, limit=1)), None)


def sums(bill_id: int) -> list[Sum]:
    """A bill by verdict, in the order they are worked through."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT verdict, count(*), sum(billed_minor)::bigint, coalesce(sum(expected_minor), 0)::bigint,
                 sum(difference_minor)::bigint, count(*) FILTER (WHERE decision = '' AND lines > 0)
               FROM supplier_bill_item WHERE bill_id = %s AND verdict <> '' GROUP BY 1
               ORDER BY array_position(ARRAY['unknown','double','reweighed','dearer','cheaper','unpriced','missing','equal'], verdict::text)""",
            [bill_id],
        )
        return [Sum(*row) for row in cursor.fetchall()]


def items(
    bill_id: int,
    *,
    verdict: str = "",
    decision: str | None = None,
    text: str = "",
    after: int = 0,
    limit: int = 100,
    item_id: int | None = None,
) -> list[Item]:
    """Parcels of a bill in the order of its lines; decision "" = those that wait. text: how a number begins."""
    terms: dict[str, int | str | None] = {
        "bill": bill_id, "verdict": verdict, "decision": decision, "text": text.replace("%", r"\%").replace("_", r"\_"),
        "after": after, "limit": min(limit, ITEMS_MAX), "item": item_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(load(ROOM, "items"), terms)
        return [Item(*row) for row in cursor.fetchall()]


def item(bill_id: int, item_id: int) -> Item | None:
    """One parcel of a bill."""
    return next(iter(items(bill_id, item_id=item_id, limit=1)), None)


def lines(item_id: int, limit: int = LIST_MAX) -> list[Line]:
    """A parcel's lines in the bill's order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT no, tracking, code, description, amount_minor, billed_g, day, is_double, disputed_minor FROM supplier_bill_line
               WHERE item_id = %s ORDER BY no LIMIT %s""",
            [item_id, limit],
        )
        return [Line(*row) for row in cursor.fetchall()]


def files(limit: int = 10, *, file_id: int | None = None) -> list[File]:
    """Files that are not read yet or were refused, the newest first; or one, however it stands."""
    found = BillFile.objects.select_related("supplier").defer("content").order_by("-id")
    found = found.filter(pk=file_id) if file_id is not None else found.exclude(state="done")
    return [_file(one) for one in found[:limit]]


def _file(file: BillFile) -> File:
    faults = [
        (f["row"], Refusal(code=f["code"], field=f["field"], message=f["message"], params=f["params"]))
        for f in file.faults
    ]
    made = list(Bill.objects.filter(file=file).order_by("pk").values_list("pk", flat=True)[:LIST_MAX])
    return File(
        file.pk, file.supplier_id, file.supplier.name, file.name, file.shape, file.state, file.lines, file.done, faults,
        made, file.sent_at,
    )  # fmt: skip


def sample(file_id: int, layout: Layout | None) -> Sample | None:
    """The first 20 rows of a file, read by a layout; None when there is no such file."""
    kept = BillFile.objects.filter(pk=file_id).values_list("content", flat=True).first()
    if kept is None:
        return None
    head = layout.head_rows if layout else 0
    found = reading.first_rows(reading.unpacked(bytes(kept)), PREVIEW_ROWS + head)
    rows = [] if isinstance(found, Refusal) else found
    told = list(read(rows, layout)) if layout else []
    return Sample(rows, max(map(len, rows), default=0), told)


def layout_of(file_id: int) -> Layout | None:
    """How a file was read, or was last tried to be."""
    kept = BillFile.objects.filter(pk=file_id).values_list("layout", flat=True).first()
    return msgspec.convert(kept, Layout) if kept else None


def mappings(supplier_ids: Sequence[int] | None = None) -> list[tuple[int, int, str]]:
    """Saved mappings: id, supplier's id, name."""
    found = BillMapping.objects.order_by("supplier_id", "name")
    if supplier_ids is not None:
        found = found.filter(supplier_id__in=supplier_ids)
    return list(found.values_list("pk", "supplier_id", "name")[:LIST_MAX])
