"""Decisions about parcels of a bill, one or thousands at once, and their undoing while it is not booked."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import msgspec
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from msgspec import Struct

from galeon.billing.suppliers import passing
from galeon.billing.suppliers.disputing import forget, too_late, window
from galeon.billing.suppliers.models import Bill, BillItem, BillLine
from galeon.billing.suppliers.passing import How
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.parties.reads import is_finance

BATCH = 2_000
IDS_MAX = 5_000
DECISIONS = ("accept", "pass_on", "dispute", "ignore")


class Choice(Struct, frozen=True, kw_only=True):
    """Which parcels of a bill: these, or all of a verdict that wait for a decision ("" = of every verdict)."""

    ids: tuple[int, ...] = ()
    verdict: str = ""


class Decided(Struct, frozen=True):
    """How many were decided, what they differ by, and how many the decision does not fit (they are left as they were)."""

    count: int
    difference_minor: int
    skipped: int


class Preview(Struct, frozen=True):
    """What passing on would charge: parcels, and money by currency."""

    count: int
    skipped: int
    totals: dict[str, int]


def decide(
    bill_id: int, choice: Choice, decision: str, by: int, *, how: How | None = None, at: datetime | None = None
) -> Decided | Refusal:
    """Decide about parcels of an open bill. accept: pay as billed. pass_on: pay, and charge the customer by `how`. dispute:
    pay as expected, claim the rest (a part of it: `disputing.dispute_lines`). ignore: a missing parcel, which may still be billed.

    by: the person's id, of our finance. Refusals: not_finance, bill_not_open, decision_unknown, markup, dispute_too_late.
    """
    with transaction.atomic():
        bill = Bill.objects.select_for_update().select_related("supplier").filter(pk=bill_id).first()
        refused = _refused(bill, by) or _unfit(decision, how)
        if refused or bill is None:
            return refused or _not_open()
        refused = too_late(bill, at or datetime.now(UTC)) if decision == "dispute" else None
        if refused:
            return refused
        chosen = _chosen(bill_id, choice)
        asked = chosen.count()
        if decision == "pass_on":
            count, minor = _pass_on(bill, chosen, how or How(), by)
        else:
            count, minor = _mark(_fitting(chosen, decision), decision, by, window(bill))
    return Decided(count, minor, asked - count)


def preview(bill_id: int, choice: Choice, how: How) -> Preview | Refusal:
    """What `decide(..., "pass_on")` would charge; nothing is written."""
    bill = Bill.objects.select_related("supplier").filter(pk=bill_id).first()
    if bill is None or bill.state != "open":
        return _not_open()
    if refused := _unfit("pass_on", how):
        return refused
    chosen = _chosen(bill_id, choice)
    totals: dict[str, int] = {}
    count = 0
    for items in _batches(chosen):
        for passed in passing.amounts(bill, items, how).values():
            totals[passed.currency] = totals.get(passed.currency, 0) + passed.minor
            count += 1
    return Preview(count, chosen.count() - count, totals)


def undo(bill_id: int, choice: Choice, by: int) -> int | Refusal:
    """Take decisions back while the bill is open, those made by themselves too; how many. Refusals as `decide`."""
    with transaction.atomic():
        bill = Bill.objects.select_for_update().filter(pk=bill_id).first()
        if refused := _refused(bill, by):
            return refused
        found = BillItem.objects.filter(bill_id=bill_id).exclude(decision="")
        found = found.filter(pk__in=choice.ids[:IDS_MAX]) if choice.ids else found.filter(is_automatic=False)
        if choice.verdict:
            found = found.filter(verdict=choice.verdict)
        BillLine.objects.filter(item_id__in=found.values("pk"), disputed_minor__gt=0).update(disputed_minor=0)
        return found.update(
            decision="", is_automatic=False, decided_at=None, decided_by=None, pass_minor=None, pass_currency="",
            pass_how=None, disputed_minor=0, dispute_until=None,
        )  # fmt: skip


def not_finance() -> Refusal:
    """The refusal for everybody else."""
    return Refusal(code="not_finance", message="Only our finance may decide about bills.")


def _refused(bill: Bill | None, by: int) -> Refusal | None:
    if not is_finance(by):
        return not_finance()
    return _not_open() if bill is None or bill.state != "open" else None


def _not_open() -> Refusal:
    return Refusal(code="bill_not_open", message="The bill is not open for decisions.")


def _unfit(decision: str, how: How | None) -> Refusal | None:
    if decision not in DECISIONS:
        return Refusal(code="decision_unknown", field="decision", message="Choose what to do.")
    if how is not None and not 0 <= how.markup_bp <= passing.MARK_UP_MAX:
        return Refusal(code="markup", field="markup", message="A mark-up is between 0 and 1000 %.")
    return None


def _chosen(bill_id: int, choice: Choice) -> QuerySet[BillItem]:
    found = BillItem.objects.filter(bill_id=bill_id)
    if choice.ids:
        return found.filter(pk__in=choice.ids[:IDS_MAX])
    return found.filter(decision="", **({"verdict": choice.verdict} if choice.verdict else {}))


def _fitting(chosen: QuerySet[BillItem], decision: str) -> QuerySet[BillItem]:
    if decision == "ignore":
        return chosen.filter(lines=0)
    if decision == "dispute":
        return chosen.filter(Q(lines__gt=0), difference_minor__gt=0)
    return chosen.filter(lines__gt=0)


def _mark(chosen: QuerySet[BillItem], decision: str, by: int, until: date) -> tuple[int, int]:
    ids = list(chosen.values_list("pk", "difference_minor"))
    forget([pk for pk, _ in ids])
    disputed = F("difference_minor") if decision == "dispute" else 0
    BillItem.objects.filter(pk__in=[pk for pk, _ in ids]).update(
        decision=decision, is_automatic=False, decided_at=datetime.now(UTC), decided_by=by, pass_minor=None,
        pass_currency="", pass_how=None, disputed_minor=disputed, dispute_until=until if decision == "dispute" else None,
    )  # fmt: skip
    return len(ids), sum(minor for _, minor in ids)


def _pass_on(bill: Bill, chosen: QuerySet[BillItem], how: How, by: int) -> tuple[int, int]:
    count = minor = 0
    kept = msgspec.json.encode(how).decode()
    for items in _batches(chosen):
        passed = passing.amounts(bill, items, how)
        rows = [{"id": pk, "minor": p.minor, "currency": p.currency} for pk, p in passed.items()]
        terms: dict[str, str | int] = {
            "rows": msgspec.json.encode(rows).decode(),
            "how": kept,
            "by": by,
            "bill": bill.pk,
        }
        forget(list(passed))
        with connection.cursor() as cursor:
            cursor.execute(load("billing.suppliers", "pass_on"), terms)
        count += len(passed)
        minor += sum(i.difference_minor for i in items if i.pk in passed)
    return count, minor


def _batches(chosen: QuerySet[BillItem]) -> Iterator[Sequence[BillItem]]:
    """The parcels by turns, each batch read when it is needed."""
    after = 0
    while items := list(chosen.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield items
        after = items[-1].pk
