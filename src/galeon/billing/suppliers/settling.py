"""After a bill is booked: how its disputes ended, and that it was paid."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.costs.acts import actual
from galeon.billing.costs.terms import ActualCost
from galeon.billing.suppliers.booking import by_entity, entry
from galeon.billing.suppliers.covers import covers
from galeon.billing.suppliers.deciding import IDS_MAX, not_finance
from galeon.billing.suppliers.models import Bill, BillItem, BillPayment
from galeon.billing.suppliers.owed import left_by_entity, owed, shared_out
from galeon.kernel.refusal import Refusal
from galeon.ledger import fx_difference
from galeon.ledger.acts import Entry, post
from galeon.parties.models import LegalEntity
from galeon.parties.reads import is_finance
from galeon.tariffs.fx import rates

OUTCOMES = ("credited", "refused")
AHEAD = timedelta(hours=14)  # today is a day further in Shenzhen, and in Kiribati first of all
REFERENCE_MAX = 80


class NewPayment(Struct, frozen=True, kw_only=True):
    """Money paid for a bill, in its currency. reference: the bank's."""

    bill_id: int
    amount_minor: int
    paid_on: date
    reference: str


class PaidOut(Struct, frozen=True):
    """A payment that stands; existing: it was recorded before."""

    payment_id: int
    existing: bool = False


def end_disputes(bill_id: int, ids: Sequence[int], outcome: str, reference: str, by: int) -> int | Refusal:
    """Say how disputes of a booked bill ended; how many were open. ids empty: all of them.

    credited: the supplier's credit lowers what we owe. refused: what was disputed is a cost of ours after all.
    Refusals: not_finance, outcome, bill_not_booked.
    """
    if not is_finance(by):
        return not_finance()
    if outcome not in OUTCOMES:
        return Refusal(code="outcome", field="outcome", message="Say whether the supplier credited it or refused.")
    with transaction.atomic():
        bill = Bill.objects.select_for_update().select_related("supplier").filter(pk=bill_id, state="booked").first()
        if bill is None:
            return Refusal(code="bill_not_booked", message="Disputes end after their bill is booked.")
        found = (
            BillItem.objects.select_for_update().filter(bill_id=bill_id, decision="dispute", outcome="").order_by("pk")
        )
        items = list(found.filter(pk__in=ids[:IDS_MAX]) if ids else found)
        if items:
            _end(bill, items, outcome, reference.strip()[:REFERENCE_MAX], by)
    return len(items)


def _end(bill: Bill, items: Sequence[BillItem], outcome: str, reference: str, by: int) -> None:
    now = datetime.now(UTC)
    BillItem.objects.filter(pk__in=[i.pk for i in items]).update(
        outcome=outcome, outcome_at=now, outcome_by=by, outcome_reference=reference
    )
    if outcome == "refused":
        asks = covers([i.pk for i in items])
        costs = [
            ActualCost(
                supplier=bill.supplier.code, amount_minor=i.disputed_minor, currency=bill.currency,
                source=f"bill:{bill.pk}:{i.pk}:refused", at=now, waybill=(i.account_id, i.waybill_id), bill_line_id=i.pk,
                by=by, memo=bill.number, kinds=asks.get(i.pk),
            )
            for i in items
            if i.waybill_id is not None and i.account_id is not None
        ]  # fmt: skip
        if any(isinstance(answer, Refusal) for answer in actual(costs)):
            raise RuntimeError(f"a cost of bill {bill.number} was refused")
    for entity_id, mine in by_entity(items).items():
        disputed = sum(i.disputed_minor for i in mine)
        nobodys = sum(i.disputed_minor for i in mine if i.waybill_id is None)
        if outcome == "credited":
            sums = {"payable": disputed, "recoverable": -disputed}
        else:  # the costs' own journals owe what is on waybills a second time
            sums = {"cost": nobodys, "payable": disputed - nobodys, "recoverable": -disputed}
        source = f"bill:{bill.pk}:{outcome}:{items[0].pk}:{entity_id}"
        post(entry(source, "supplier_dispute", bill, sums, entity_id, now))


def pay(new: NewPayment, by: int) -> PaidOut | Refusal:
    """Write down that a booked bill was paid, whole or in part; a supplier's reference counts once.

    Refusals: not_finance, bill_not_booked, amount, reference, payment_clash, paid_on.
    """
    if not is_finance(by):
        return not_finance()
    reference = new.reference.strip()
    with transaction.atomic():
        bill = Bill.objects.select_for_update().filter(pk=new.bill_id, state="booked").first()
        if bill is None:
            return Refusal(code="bill_not_booked", message="Only a booked bill can be paid.")
        if not reference or len(reference) > REFERENCE_MAX or not reference.isprintable():
            return Refusal(
                code="reference", field="reference", message="Type the bank's reference (at most 80 characters)."
            )
        old = BillPayment.objects.filter(supplier_id=bill.supplier_id, reference=reference).first()
        if old is not None:
            same = (old.bill_id, old.amount_minor, old.paid_on) == (bill.pk, new.amount_minor, new.paid_on)
            message = "This reference was recorded before with other contents."
            return PaidOut(old.pk, True) if same else Refusal(code="payment_clash", field="reference", message=message)
        return _refused(new, bill) or _paid(new, bill, reference, by)


def _refused(new: NewPayment, bill: Bill) -> Refusal | None:
    left = owed(bill).left_minor
    if not 0 < new.amount_minor <= left:
        message = "Pay more than nothing and at most {left_amount}."
        params = {"left_amount": f"{left} {bill.currency}"}
        return Refusal(code="amount", field="amount", message=message, params=params)
    if new.paid_on > (datetime.now(UTC) + AHEAD).date():
        return Refusal(code="paid_on", field="paid_on", message="This day is still to come.")
    return None


def _paid(new: NewPayment, bill: Bill, reference: str, by: int) -> PaidOut:
    left = left_by_entity(bill)
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id()")
        payment_id = int(cursor.fetchone()[0])
    BillPayment.objects.create(
        id=payment_id, supplier_id=bill.supplier_id, bill=bill, amount_minor=new.amount_minor, currency=bill.currency,
        paid_on=new.paid_on, reference=reference, recorded_at=datetime.now(UTC), recorded_by=by,
    )  # fmt: skip
    at = datetime.combine(new.paid_on, time(12), UTC)
    parts = shared_out(new.amount_minor, left)
    for entity_id, minor in parts.items():
        sums = {"payable": minor, "bank": -minor}
        post(entry(f"bill-paid:{payment_id}:{entity_id}", "supplier_payment", bill, sums, entity_id, at))
    _exchange(payment_id, bill, parts, at)
    return PaidOut(payment_id)


def _exchange(payment_id: int, bill: Bill, parts: dict[int, int], at: datetime) -> None:
    """What the rate made of the debt since the bill's day, in each company's own currency; nothing without a rate."""
    entries = []
    for entity_id, currency in LegalEntity.objects.filter(pk__in=parts).order_by("pk").values_list("pk", "currency"):
        gain = fx_difference.realised(
            -parts[entity_id], bill.currency, currency, bill.billed_on, at.date(), rates().converted
        )
        if gain:
            entries.append(
                Entry(source=f"fx:supplier:{payment_id}:{entity_id}", kind="fx", occurred_at=at, memo=bill.number,
                      lines=fx_difference.lines(gain, currency), entity_id=entity_id)
            )  # fmt: skip
    post(entries)
