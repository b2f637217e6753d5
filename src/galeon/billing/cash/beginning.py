"""What lay at the bank before its first file, brought into the books."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from galeon.billing.cash.agreeing import OPENING, agreement
from galeon.billing.cash.models import BankAccount
from galeon.billing.credit.rights import not_finance
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, post
from galeon.ledger.models import Journal
from galeon.parties.acts import HOUSE_ID


def book_opening(bank_account_id: int, *, by: int) -> int | Refusal:
    """Post what lay there before the first movement we know, less what the books had already; minor units, of either sign.

    On the day before that movement, or the first that is not locked; against opening balances. Posted once: what comes to
    light later (an older file) is posted as the difference. Refused: not_finance, nothing (it is in the books, or no file
    tells what lay there).
    """
    if refusal := not_finance(by):
        return refusal
    with transaction.atomic():
        bank = BankAccount.objects.select_for_update(of=("self",)).select_related("entity").get(pk=bank_account_id)
        found = agreement(bank.pk)
        if found is None or found.first_on is None or not found.opening_minor:
            return Refusal(code="nothing", message="There is nothing of before the first file to be booked.")
        source = f"{OPENING}{bank.pk}:"
        number = Journal.objects.filter(source__startswith=source).count() + 1
        at = datetime.combine(found.first_on - timedelta(days=1), time(), ZoneInfo(bank.entity.timezone))
        lines = (
            Line(HOUSE_ID, bank.book_id, found.opening_minor, bank.currency),
            Line(HOUSE_ID, "opening", -found.opening_minor, bank.currency),
        )
        post([Entry(source=f"{source}{number}", kind="opening", occurred_at=at, lines=lines, memo=bank.name,
                    entity_id=bank.entity_id)])  # fmt: skip
    return found.opening_minor
