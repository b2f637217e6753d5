"""A bill booked for good: each parcel's actual cost, what customers are charged, what is claimed back, and what we owe.

dr cost (what was expected of the kinds it bills is reversed), dr recoverable (disputed), cr payable: the bill's total to the cent.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from django.db import connection, transaction

from galeon.billing.acts import pass_on
from galeon.billing.charges.explain import Rebilled
from galeon.billing.charges.passing import Correction
from galeon.billing.costs.acts import actual
from galeon.billing.costs.terms import ActualCost
from galeon.billing.suppliers.covers import Covers, covers
from galeon.billing.suppliers.deciding import not_finance
from galeon.billing.suppliers.events import BookingAsked
from galeon.billing.suppliers.models import Bill, BillItem, BillLine
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.reads import is_finance

AT_ONCE_MAX = 2_000
BATCH = 10_000
FEE = "supplier_correction"


def book(bill_id: int, by: int) -> str | Refusal:
    """Book a bill whose every parcel is decided: 'booked', or 'booking' while the worker does it (over 2,000 parcels).

    Refusals: not_finance, bill_not_open, bill_undecided, bill_cost_refused.
    """
    if not is_finance(by):
        return not_finance()
    with transaction.atomic():
        bill = Bill.objects.select_for_update().filter(pk=bill_id).first()
        if bill is None or bill.state != "open":
            return Refusal(code="bill_not_open", message="The bill is not open for decisions.")
        left = BillItem.objects.filter(bill_id=bill_id, decision="", lines__gt=0).count()
        if left:
            message = "{count} parcels wait for a decision."
            return Refusal(code="bill_undecided", message=message, params={"count": str(left)})
        Bill.objects.filter(pk=bill_id).update(state="booking", fault="")
        if bill.items > AT_ONCE_MAX:
            publish(BookingAsked(bill_id=bill_id, by=by))
            return "booking"
        if book_now(bill_id, by):
            return "booked"
    fault = Bill.objects.values_list("fault", flat=True).get(pk=bill_id)
    return Refusal(code="bill_cost_refused", message="The bill was not booked: {fault}", params={"fault": fault})


def book_now(bill_id: int, by: int | None) -> bool:
    """Book a bill that was asked to be, in one commit; False when it is booked already, or a cost was refused.

    Refused, the bill is open again and `fault` says why.
    """
    try:
        with transaction.atomic():
            bill = (
                Bill.objects.select_for_update().select_related("supplier").filter(pk=bill_id, state="booking").first()
            )
            if bill is None:
                return False
            _book(bill, by)
            Bill.objects.filter(pk=bill_id).update(state="booked", booked_at=datetime.now(UTC), booked_by=by)
            return True
    except _RefusedError as fault:
        Bill.objects.filter(pk=bill_id, state="booking").update(state="open", fault=str(fault)[:200])
        return False


class _RefusedError(Exception):
    """A cost or a charge of the bill was refused: nothing of it is booked."""


def day_of(bill: Bill) -> datetime:
    """When a bill's costs are booked: noon (UTC) of its day, a day that is the same in most zones."""
    return datetime.combine(bill.billed_on, time(12), UTC)


def _book(bill: Bill, by: int | None) -> None:
    with connection.cursor() as cursor:  # accounts may be moved to another company later
        cursor.execute(
            """UPDATE supplier_bill_item i SET entity_id = a.entity_id FROM account a
                WHERE i.bill_id = %s AND a.id = i.account_id AND a.entity_id <> i.entity_id""",
            [bill.pk],
        )
    items = list(BillItem.objects.filter(bill_id=bill.pk, lines__gt=0).order_by("pk"))
    asks = covers([item.pk for item in items if item.waybill_id is not None])
    costs = [cost for item in items if (cost := _cost(bill, item, by, asks.get(item.pk)))]
    for n in range(0, len(costs), BATCH):
        for answer in actual(costs[n : n + BATCH]):
            if isinstance(answer, Refusal):
                raise _RefusedError(answer.text())
    booked = sum(c.amount_minor for c in costs)
    for entity_id, mine in by_entity(items).items():
        unknown = sum(i.billed_minor - i.disputed_minor for i in mine if i.waybill_id is None)
        disputed = sum(i.disputed_minor for i in mine)
        sums = {"cost": unknown, "recoverable": disputed, "payable": -unknown - disputed}
        post(entry(f"bill:{bill.pk}:{entity_id}", "supplier_bill", bill, sums, entity_id))
        booked += unknown + disputed
    if booked != bill.total_minor:
        raise RuntimeError(f"bill {bill.number} comes to {bill.total_minor}, booked were {booked}")
    passed = [i for i in items if i.decision == "pass_on" and i.pass_minor]
    for n in range(0, len(passed), BATCH):
        pass_on(_corrections(bill, passed[n : n + BATCH]))


def _cost(bill: Bill, item: BillItem, by: int | None, kinds: Covers) -> ActualCost | None:
    amount = item.billed_minor - item.disputed_minor
    if item.waybill_id is None or item.account_id is None or not amount:
        return None
    return ActualCost(
        supplier=bill.supplier.code, amount_minor=amount, currency=bill.currency, source=f"bill:{bill.pk}:{item.pk}",
        at=day_of(bill), waybill=(item.account_id, item.waybill_id), bill_line_id=item.pk, by=by, memo=bill.number,
        kinds=kinds,
    )  # fmt: skip


def _corrections(bill: Bill, items: Sequence[BillItem]) -> list[Correction]:
    fees = _fees([item.pk for item in items])
    now = datetime.now(UTC)
    return [
        Correction(
            account_id=item.account_id or 0, waybill_id=item.waybill_id or 0, code=FEE, amount_minor=item.pass_minor or 0,
            currency=item.pass_currency, reason=_reason(bill, item, fees.get(item.pk, "")), source=f"bill:{item.pk}",
            at=now, event_id=item.pk,
        )
        for item in items
    ]  # fmt: skip


def _fees(ids: Sequence[int]) -> dict[int, str]:
    """What each parcel was billed for, in the supplier's words."""
    found: dict[int, list[str]] = {}
    for item_id, text, code in BillLine.objects.filter(item_id__in=ids).exclude(amount_minor=0).order_by("no").values_list("item_id", "description", "code"):  # fmt: skip
        words = found.setdefault(item_id or 0, [])
        if (text or code) not in words:
            words.append(text or code)
    return {item_id: ", ".join(words)[:160] for item_id, words in found.items()}


def _reason(bill: Bill, item: BillItem, fees: str) -> Rebilled:
    if item.billed_g and item.ours_g and item.billed_g != item.ours_g:
        return Rebilled(bill.supplier.name, billed_g=item.billed_g, before_g=item.ours_g)
    return Rebilled(bill.supplier.name, fees=fees)


def by_entity(items: Sequence[BillItem]) -> dict[int, list[BillItem]]:
    """The parcels in each company's books; what is nobody's is in the first's."""
    found: dict[int, list[BillItem]] = {}
    for item in items:
        found.setdefault(item.entity_id, []).append(item)
    return dict(sorted(found.items()))


def entry(
    source: str, kind: str, bill: Bill, sums: dict[str, int], entity_id: int, at: datetime | None = None
) -> list[Entry]:
    """A journal of the house's own accounts; none where nothing moves."""
    lines = tuple(Line(HOUSE_ID, book, minor, bill.currency) for book, minor in sums.items() if minor)
    if not lines:
        return []
    when = at or day_of(bill)
    return [Entry(source=source, kind=kind, occurred_at=when, lines=lines, memo=bill.number, entity_id=entity_id)]
