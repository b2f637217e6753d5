"""Stops for arrears: set where an account owes more than it may, lifted where it no longer does."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from galeon.parties.acts import lift_account_stops, stop_accounts
from galeon.parties.models import Account

ARREARS, SOURCE = "arrears", "billing"
REVIEWED_AT_ONCE = 2_000
REASONS = {
    "below": "The balance is below its limit",
    "overdue": "A statement is overdue",
}


def review(account_ids: Sequence[int], at: datetime) -> None:
    """Stop the accounts that are in arrears at `at` and let go those that no longer are; any number of accounts.

    In arrears: what is posted, less holds, lies below the limit; or a closed statement is past its due day and the days
    of grace with something of it unpaid, payments and credits paying the oldest debt first. A waiver in force counts
    as not in arrears. To be called after posting, in the same transaction; it writes only where something changes.
    """
    ordered = sorted(set(account_ids))
    for n in range(0, len(ordered), REVIEWED_AT_ONCE):
        _review(ordered[n : n + REVIEWED_AT_ONCE], at)


def review_all(at: datetime) -> None:
    """Review every account there is, in batches, each committed: days pass without anybody posting anything."""
    review(list(Account.objects.filter(is_house=False).order_by("pk").values_list("pk", flat=True)), at)


def _review(account_ids: list[int], at: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT account_id, why FROM credit_review(%s, %s)", [account_ids, at])
        changed = cursor.fetchall()
        for why, reason in REASONS.items():
            stop_accounts([account for account, found in changed if found == why], ARREARS, SOURCE, reason, at)
        lift_account_stops([account for account, found in changed if found is None], ARREARS, SOURCE, at)
