"""What is open and how old it is. A customer's page calls `open_items` inside `tenancy.customer(account_id)`."""

from datetime import date

import msgspec
from django.db import connection

from galeon.billing.cash import allocations
from galeon.billing.cash.allocations import Item
from galeon.kernel.sql import load

__all__ = ["BUCKETS", "Aged", "Item", "Letter", "ageing", "letter", "letters", "open_items", "to_settle"]

BUCKETS = (0, 30, 60, 90)
"""A bucket's last day overdue: not due, 1 to 30, 31 to 60, 61 to 90; beyond is the last one."""


class Aged(msgspec.Struct, frozen=True):
    """What an account owes in one currency, by how many days it is overdue; minor units.

    credit_minor: what stands to its credit and pays nothing yet (below zero). total_minor: the ledger's receivable.
    """

    account_id: int
    code: str
    name: str
    entity_id: int
    currency: str
    not_due_minor: int
    to_30_minor: int
    to_60_minor: int
    to_90_minor: int
    over_90_minor: int
    credit_minor: int
    oldest_due_on: date | None

    @property
    def overdue_minor(self) -> int:
        """What is past its day."""
        return self.to_30_minor + self.to_60_minor + self.to_90_minor + self.over_90_minor

    @property
    def total_minor(self) -> int:
        """All of it, less what stands to its credit: the account's receivable in the ledger."""
        return self.not_due_minor + self.overdue_minor + self.credit_minor


class Letter(msgspec.Struct, frozen=True):
    """A reminder that was sent."""

    id: int
    level: int
    as_of: date
    currency: str
    overdue_minor: int


def to_settle() -> list[int]:
    """Accounts with something open on both sides of one currency: a credit that could pay a debt."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id FROM v_billing_open_item GROUP BY account_id, currency
               HAVING min(open_minor) < 0 AND max(open_minor) > 0 ORDER BY account_id"""
        )
        return [row[0] for row in cursor.fetchall()]


def letters(account_id: int) -> list[Letter]:
    """Reminders an account was sent, the newest first, fifty at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, level, as_of, currency, overdue_minor FROM dunning_letter
               WHERE account_id = %s AND state = 'sent' ORDER BY id DESC LIMIT 50""",
            [account_id],
        )
        return [Letter(*row) for row in cursor.fetchall()]


def letter(account_id: int, letter_id: int) -> bytes | None:
    """A reminder that was sent, as PDF."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pdf FROM dunning_letter WHERE account_id = %s AND id = %s AND state = 'sent'",
            [account_id, letter_id],
        )
        row = cursor.fetchone()
    return bytes(row[0]) if row and row[0] else None


def open_items(account_id: int, *, only_open: bool = True) -> list[Item]:
    """An account's debts and credits with what is open of each, by currency and due day; their sum is its receivable."""
    return allocations.items([account_id], only_open=only_open)


def ageing(as_of: date, entity: int | None = None, account_id: int | None = None) -> list[Aged]:
    """What every account owes, by days overdue on `as_of`, of what the books hold up to that day; greatest debt first.

    What was booked later is left out, and with it what it paid or was paid by.
    """
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "ageing"), {"as_of": as_of, "entity": entity, "account": account_id})
        return [Aged(*row) for row in cursor.fetchall()]
