"""A bill held against what we expected: regrouped by parcel in one statement, then judged 2,000 parcels a commit.

Stopped at any moment and called again it goes on where it was.
"""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
from django.db import connection, transaction

from galeon.billing.suppliers.covers import covers
from galeon.billing.suppliers.expected import Expectation, Parcel, expectations
from galeon.billing.suppliers.models import Bill, BillItem, BillLine
from galeon.billing.suppliers.verdicts import Found, Tolerance, difference, verdict
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.fx import rates

BATCH = 2_000
ROOM = "billing.suppliers"


def match(bill_id: int) -> bool:
    """Regroup and judge a bill that waits for it; True when it is open for decisions."""
    with transaction.atomic():
        bill = Bill.objects.select_for_update().select_related("supplier").filter(pk=bill_id, state="matching").first()
        if bill is None:
            return False
        if not bill.items:
            _regroup_earlier(bill)
            _regroup(bill)
    while _judge(bill):
        pass
    return bool(Bill.objects.filter(pk=bill_id, state="matching").update(state="open"))


def match_again(bill_id: int) -> Refusal | None:
    """Begin anew, after a number or a cost list was mended; what was decided is forgotten. Refused: bill_not_open."""
    with transaction.atomic():
        bill = Bill.objects.select_for_update().filter(pk=bill_id, state="open").first()
        if bill is None:
            return Refusal(code="bill_not_open", message="The bill is not open for decisions.")
        BillItem.objects.filter(bill_id=bill_id).delete()
        BillLine.objects.filter(bill_id=bill_id).update(item_id=None, is_double=False, disputed_minor=0)
        Bill.objects.filter(pk=bill_id).update(state="matching", items=0, matched=0)
    return None


def _regroup_earlier(bill: Bill) -> None:
    """What the supplier's earlier bills ask must be known first, though another process is about to match them."""
    waiting = Bill.objects.select_for_update().filter(
        supplier_id=bill.supplier_id, state="matching", items=0, pk__lt=bill.pk
    )
    for earlier in reversed(list(waiting.order_by("-pk"))):  # locked downwards by all, regrouped upwards
        _regroup(earlier)


def _regroup(bill: Bill) -> None:
    terms: dict[str, int | str | datetime] = {"bill": bill.pk, "supplier": bill.supplier_id, "currency": bill.currency}
    first, last = _days(bill)
    terms |= {"since": _midnight(first), "until": _midnight(last + timedelta(days=1))}
    with connection.cursor() as cursor:
        cursor.execute(load(ROOM, "regroup"), terms)
        items = int(cursor.fetchone()[0])
        cursor.execute(load(ROOM, "missing"), terms)
        items += int(cursor.fetchone()[0])
    bill.items = items
    Bill.objects.filter(pk=bill.pk).update(items=items, matched=0)


def _days(bill: Bill) -> tuple[date, date]:
    """The days a bill is of: its lines' own, else those since the supplier's bill before, else the month up to it."""
    if bill.first_day and bill.last_day:
        return bill.first_day, bill.last_day
    before = (
        Bill.objects.filter(supplier_id=bill.supplier_id, billed_on__lt=bill.billed_on).order_by("-billed_on").first()
    )
    return (before.billed_on if before else bill.billed_on - timedelta(days=30)), bill.billed_on - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _judge(bill: Bill) -> bool:
    """Judge the next parcels; False when none is left."""
    with transaction.atomic():
        items = list(BillItem.objects.filter(bill_id=bill.pk, verdict="").order_by("id")[:BATCH])
        if not items:
            return False
        asks = covers([i.pk for i in items if i.lines])
        parcels = [
            Parcel(i.pk, i.account_id or 0, i.waybill_id, i.trackings, i.billed_g, i.prior_minor, i.prior_g, asks.get(i.pk))
            for i in items
            if i.waybill_id is not None and i.lines
        ]  # fmt: skip
        known = expectations(parcels, bill.supplier, bill.currency, bill.billed_on, bill.pk)
        tolerance = tolerance_of(bill)
        rows = [_row(item, known.get(item.pk), tolerance) for item in items]
        with connection.cursor() as cursor:
            cursor.execute(load(ROOM, "judge"), {"bill": bill.pk, "rows": msgspec.json.encode(rows).decode()})
        bill.matched += len(items)
        Bill.objects.filter(pk=bill.pk).update(matched=bill.matched)
    return True


def tolerance_of(bill: Bill) -> Tolerance:
    """The supplier's, its fixed amount in the bill's currency (as it stands, where no rate is known)."""
    supplier = bill.supplier
    fixed = rates().converted(supplier.tolerance_minor, supplier.currency, bill.currency, bill.billed_on)
    return Tolerance(supplier.tolerance_bp, supplier.tolerance_minor if fixed is None else fixed)


class _Judged(msgspec.Struct, frozen=True):
    """A row of `judge.sql`."""

    id: int
    accrued: int | None
    expected: int | None
    by: str
    ours_g: int | None
    at_billed: int | None
    difference: int
    verdict: str


def _row(item: BillItem, known: Expectation | None, tolerance: Tolerance) -> _Judged:
    if known is None:
        known = Expectation(item.accrued_minor, item.expected_minor, item.expected_by, None, None)
    found = Found(
        item.waybill_id is not None, item.lines, item.billed_minor, item.billed_g, known.ours_g, item.double_minor,
        known.expected_minor,
    )  # fmt: skip
    return _Judged(
        item.pk, known.accrued_minor, known.expected_minor, known.by, known.ours_g, known.at_billed_minor,
        difference(found), verdict(found, tolerance).value,
    )  # fmt: skip
