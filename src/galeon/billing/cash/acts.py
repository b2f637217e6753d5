"""The only writers of the bank's side of receivables; one file a verb's subject, gathered here."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from galeon.billing.cash import allocations
from galeon.billing.cash.allocating import Key
from galeon.billing.cash.bankaccounts import NewBankAccount, open_bank_account
from galeon.billing.cash.beginning import book_opening
from galeon.billing.cash.booking import InBooks, ToBook, ToLink, book, link
from galeon.billing.cash.booking import take_back as take_booking_back
from galeon.billing.cash.choosing import Allocated, NewAllocation, allocate
from galeon.billing.cash.dunning import drop, promise, propose, send, set_level
from galeon.billing.cash.files import FileRead, map_file, read_file, table_of
from galeon.billing.cash.matches import Matched, Part, Pick, accept, accept_sure, call_distinct, ignore, reopen, undo
from galeon.billing.cash.refunds import NewRefund, ask_refund, decide_refund
from galeon.billing.cash.takingback import take_back_payment

__all__ = [
    "Allocated", "FileRead", "InBooks", "Key", "Matched", "NewAllocation", "NewBankAccount", "NewRefund", "Part", "Pick",
    "ToBook", "ToLink", "accept", "accept_sure", "allocate", "ask_refund", "book", "book_opening", "call_distinct",
    "decide_refund", "drop", "ignore", "link", "map_file", "open_bank_account", "promise", "propose", "read_file", "reopen",
    "send", "set_level", "settle", "table_of", "take_back_payment", "take_booking_back", "undo",
]  # fmt: skip


def settle(account_ids: Sequence[int], at: datetime | None = None) -> int:
    """Let what stands to the credit of these accounts pay their oldest debts; how many allocations that came to.

    Run twice it does nothing the second time. Committed in batches of 5,000 accounts.
    """
    now, ordered, done = at or datetime.now(UTC), sorted(set(account_ids)), 0
    for n in range(0, len(ordered), allocations.ACCOUNTS_AT_ONCE):
        with transaction.atomic():
            done += allocations.settle_oldest(ordered[n : n + allocations.ACCOUNTS_AT_ONCE], None, now)
    return done
