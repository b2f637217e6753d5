"""What is left to pay of a bill: its total, less what was paid and what the supplier credited."""

from django.db import connection
from django.db.models import Sum
from msgspec import Struct

from galeon.billing.suppliers.models import Bill, BillItem, BillPayment


class Owed(Struct, frozen=True):
    """Minor units of the bill's currency. disputed_minor: still open."""

    total_minor: int
    paid_minor: int
    credited_minor: int
    disputed_minor: int

    @property
    def left_minor(self) -> int:
        """What may still be paid."""
        return self.total_minor - self.paid_minor - self.credited_minor


class Unpaid(Struct, frozen=True):
    """A booked bill of which something is left to pay, minor units of its currency."""

    bill_id: int
    supplier: str
    number: str
    left_minor: int


def unpaid(currency: str, limit: int = 200) -> list[Unpaid]:
    """Booked bills in a currency that are not paid whole, those due first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.id, s.name, b.number, b.total_minor - p.paid - i.credited
                 FROM supplier_bill b JOIN supplier s ON s.id = b.supplier_id
                CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0)::bigint AS paid FROM supplier_bill_payment
                                     WHERE bill_id = b.id) p
                CROSS JOIN LATERAL (SELECT coalesce(sum(disputed_minor), 0)::bigint AS credited FROM supplier_bill_item
                                     WHERE bill_id = b.id AND decision = 'dispute' AND outcome = 'credited') i
                WHERE b.state = 'booked' AND b.currency = %s AND b.total_minor - p.paid - i.credited > 0
                ORDER BY b.due_on, b.id LIMIT %s""",
            [currency, limit],
        )
        return [Unpaid(*row) for row in cursor.fetchall()]


def owed(bill: Bill) -> Owed:
    """How a bill stands now."""
    paid = BillPayment.objects.filter(bill=bill).aggregate(n=Sum("amount_minor"))["n"] or 0
    disputed = BillItem.objects.filter(bill_id=bill.pk, decision="dispute")
    credited = disputed.filter(outcome="credited").aggregate(n=Sum("disputed_minor"))["n"] or 0
    still = disputed.filter(outcome="").aggregate(n=Sum("disputed_minor"))["n"] or 0
    return Owed(bill.total_minor, int(paid), int(credited), int(still))


def left_by_entity(bill: Bill) -> dict[int, int]:
    """What each company of ours still owes of a booked bill, by its own books' lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH owed AS (
                 SELECT entity_id, sum(billed_minor - CASE outcome WHEN 'credited' THEN disputed_minor ELSE 0 END) AS minor
                   FROM supplier_bill_item WHERE bill_id = %(bill)s GROUP BY 1)
               SELECT o.entity_id, (o.minor - coalesce((
                        SELECT sum(p.amount_minor) FROM supplier_bill_payment b
                          JOIN journal j ON j.source = 'bill-paid:' || b.id || ':' || o.entity_id
                          JOIN posting p ON p.journal_id = j.id AND p.book = 'payable'
                         WHERE b.bill_id = %(bill)s), 0))::bigint
                 FROM owed o ORDER BY 1""",
            {"bill": bill.pk},
        )
        return dict(cursor.fetchall())


def shared_out(amount_minor: int, left: dict[int, int]) -> dict[int, int]:
    """A payment over the companies that owe, the first first; what none owes stays with the first."""
    found: dict[int, int] = {}
    for entity_id, owes in left.items():
        part = min(amount_minor - sum(found.values()), max(owes, 0))
        if part:
            found[entity_id] = part
    rest = amount_minor - sum(found.values())
    if rest:
        first = min(left, default=1)
        found[first] = found.get(first, 0) + rest
    return found
