"""Top-ups approved: what a customer said they paid in becomes a payment. Credit keeps the request, cash the payment."""

from datetime import datetime

from django.db import transaction

from galeon.billing.acts import NewPayment, Paid, top_up
from galeon.billing.cash.days import received_at
from galeon.billing.credit.rights import not_finance
from galeon.billing.credit.topups import approved, to_decide
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account


def approve_top_up(account_id: int, top_up_id: int, *, by: int, at: datetime) -> Paid | Refusal:
    """Finance found the money: it is recorded as a prepayment, and a stop it ends is lifted, in one commit.

    Refused: not_finance, change_unknown, decided_already, same_person, and whatever `billing.acts.top_up` refuses.
    """
    if refusal := not_finance(by):
        return refusal
    with transaction.atomic():
        found = to_decide(account_id, top_up_id, by)
        if isinstance(found, Refusal):
            return found
        zone, books = Account.objects.values_list("timezone", "entity__timezone").get(pk=account_id)
        new = NewPayment(
            account_id=account_id, amount_minor=found.amount_minor, currency=found.currency, method=found.method,
            reference=found.reference, received_at=received_at(found.paid_on, zone, books),
        )  # fmt: skip
        paid = top_up(new, by=by, at=at)
        if isinstance(paid, Paid):
            approved(found, paid.payment_id, by=by, at=at)
    return paid
