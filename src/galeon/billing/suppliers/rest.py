"""What a booked bill left of what was expected: shown, and let go once the supplier's window is over."""

from datetime import UTC, date, datetime

from django.db import connection, transaction
from msgspec import Struct

from galeon.billing.costs.acts import release
from galeon.billing.costs.terms import Key
from galeon.billing.suppliers.deciding import not_finance
from galeon.billing.suppliers.disputing import window
from galeon.billing.suppliers.models import Bill
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.parties.reads import is_finance


class Rest(Struct, frozen=True):
    """How many parcels of the bill something is still expected of, how much by currency, and after which day it may be let
    go; is_over: that day is past."""

    parcels: int
    totals: dict[str, int]
    after: date
    is_over: bool


def rest(bill_id: int) -> Rest | None:
    """Of a booked bill; None where nothing is left."""
    bill = Bill.objects.select_related("supplier").filter(pk=bill_id, state="booked").first()
    if bill is None:
        return None
    found = _left(bill)
    totals: dict[str, int] = {}
    for _key, currency, minor in found:
        totals[currency] = totals.get(currency, 0) + minor
    if not found:
        return None
    after = window(bill)
    return Rest(
        len({key for key, _, _ in found}), dict(sorted(totals.items())), after, datetime.now(UTC).date() > after
    )


def release_rest(bill_id: int, by: int, at: datetime | None = None) -> int | Refusal:
    """Expect nothing more of what a booked bill left; how many parcels that was.

    Not before the supplier's window is over: its days to dispute, from the bill's day on. What another bill of the supplier
    asks and is not booked stays. Refusals: not_finance, bill_not_booked, rest_too_early.
    """
    if not is_finance(by):
        return not_finance()
    now = at or datetime.now(UTC)
    with transaction.atomic():
        bill = Bill.objects.select_for_update().select_related("supplier").filter(pk=bill_id, state="booked").first()
        if bill is None:
            return Refusal(code="bill_not_booked", message="Only what a booked bill left can be let go.")
        if now.date() <= window(bill):
            message = "{supplier} may bill the rest until {day}."
            params = {"supplier": bill.supplier.name, "day": window(bill).isoformat()}
            return Refusal(code="rest_too_early", message=message, params=params)
        keys = {key for key, _, _ in _left(bill)}
        release(sorted(keys), bill.supplier_id, at=now, by=by)
    return len(keys)


def _left(bill: Bill) -> list[tuple[Key, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing.suppliers", "rest"), {"bill": bill.pk, "supplier": bill.supplier_id})
        return [
            ((account_id, waybill_id), currency, minor) for account_id, waybill_id, currency, minor in cursor.fetchall()
        ]
