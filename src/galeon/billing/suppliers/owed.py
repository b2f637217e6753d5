"""What is left to pay of a bill: its total, less what was paid and what the supplier credited."""

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


def owed(bill: Bill) -> Owed:
    """How a bill stands now."""
    paid = BillPayment.objects.filter(bill=bill).aggregate(n=Sum("amount_minor"))["n"] or 0
    disputed = BillItem.objects.filter(bill_id=bill.pk, decision="dispute")
    credited = disputed.filter(outcome="credited").aggregate(n=Sum("disputed_minor"))["n"] or 0
    still = disputed.filter(outcome="").aggregate(n=Sum("disputed_minor"))["n"] or 0
    return Owed(bill.total_minor, int(paid), int(credited), int(still))
