"""A parcel disputed in part: these lines of it, or an amount of each; the rest is booked as billed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from galeon.billing.suppliers.models import Bill, BillItem, BillLine
from galeon.kernel.refusal import Refusal
from galeon.parties.reads import is_finance

LINES_MAX = 500


def dispute_lines(
    bill_id: int, item_id: int, amounts: Mapping[int, int], by: int, *, at: datetime | None = None
) -> int | Refusal:
    """Dispute so much of these lines (by their number on the bill) of a parcel of an open bill; what that comes to.

    Once the bill is booked `end_disputes` says whether the supplier credited it or it is ours after all. Refusals:
    not_finance, bill_not_open, dispute_too_late, line_unknown, amount.
    """
    if not is_finance(by):
        return Refusal(code="not_finance", message="Only our finance may decide about bills.")
    now = at or datetime.now(UTC)
    with transaction.atomic():
        bill = Bill.objects.select_for_update().select_related("supplier").filter(pk=bill_id).first()
        if bill is None or bill.state != "open":
            return Refusal(code="bill_not_open", message="The bill is not open for decisions.")
        if refusal := too_late(bill, now):
            return refusal
        lines = {line.no: line for line in BillLine.objects.filter(bill_id=bill_id, item_id=item_id)[:LINES_MAX]}
        if refusal := _faulty(bill, lines, amounts):
            return refusal
        forget([item_id])
        for no, line in lines.items():
            line.disputed_minor = amounts.get(no, 0)
        BillLine.objects.bulk_update([lines[no] for no in amounts], ["disputed_minor"])
        total = sum(amounts.values())
        BillItem.objects.filter(pk=item_id, bill_id=bill_id).update(
            decision="dispute", is_automatic=False, decided_at=now, decided_by=by, pass_minor=None, pass_currency="",
            pass_how=None, disputed_minor=total, dispute_until=window(bill),
        )  # fmt: skip
    return total


def forget(item_ids: Sequence[int]) -> None:
    """No line of these parcels is disputed by itself any more: they were decided otherwise."""
    BillLine.objects.filter(item_id__in=item_ids, disputed_minor__gt=0).update(disputed_minor=0)


def window(bill: Bill) -> date:
    """The last day its supplier hears a dispute of it, and bills what it left out."""
    return bill.billed_on + timedelta(days=bill.supplier.dispute_days)


def too_late(bill: Bill, at: datetime) -> Refusal | None:
    """Refused when the window is over."""
    until = window(bill)
    if at.date() <= until:
        return None
    message = "Bills of {supplier} could be disputed until {day}."
    params = {"supplier": bill.supplier.name, "day": until.isoformat()}
    return Refusal(code="dispute_too_late", field="decision", message=message, params=params)


def _faulty(bill: Bill, lines: Mapping[int, BillLine], amounts: Mapping[int, int]) -> Refusal | None:
    if not amounts or not amounts.keys() <= lines.keys():
        return Refusal(code="line_unknown", field="lines", message="Say how much of which line is disputed.")
    for no, minor in amounts.items():
        if not 0 < minor <= lines[no].amount_minor:
            return Refusal(
                code="amount", field="lines", message="Dispute more than nothing and at most {left_amount} of the line.",
                params={"left_amount": f"{max(lines[no].amount_minor, 0)} {bill.currency}"},
            )  # fmt: skip
    return None
