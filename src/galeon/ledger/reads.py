"""What the book says. Sums read the kept totals of locked months and the postings of open ones only."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.kernel.sql import load


class Standing(msgspec.Struct, frozen=True):
    """An account's money in one currency, minor units: available = posted - held + limit."""

    account_id: int
    currency: str
    posted_minor: int
    held_minor: int
    limit_minor: int

    @property
    def available_minor(self) -> int:
        """What can still be ordered for."""
        return self.posted_minor - self.held_minor + self.limit_minor


class Total(msgspec.Struct, frozen=True):
    """What an account of the book came to in a month (its first day): signed minor units, debit positive."""

    entity_id: int
    book: str
    segment: str
    currency: str
    month: date
    amount_minor: int


class Lock(msgspec.Struct, frozen=True):
    """Up to which day an entity's books were locked, by whom (None: the system) and why."""

    entity_id: int
    until: date
    set_at: datetime
    set_by: int | None
    reason: str


def standing(account_ids: Sequence[int]) -> list[Standing]:
    """Balances of these accounts, one per currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id, currency, posted_minor, held_minor, limit_minor FROM balance
               WHERE account_id = ANY (%s) ORDER BY account_id, currency""",
            [list(account_ids)],
        )
        return [Standing(*row) for row in cursor.fetchall()]


def trial_balance(entity_id: int | None = None, as_of: date | None = None) -> list[tuple[str, str, int]]:
    """(book account, currency, sum of postings) up to the end of a day; the sums of a currency add to zero.

    entity_id None: all our companies together. as_of None: everything that is booked.
    """
    sums: dict[tuple[str, str], int] = {}
    for total in _totals(entity_id, "-infinity", as_of or date.max):
        key = (total.book, total.currency)
        sums[key] = sums.get(key, 0) + total.amount_minor
    return [(book, currency, amount) for (book, currency), amount in sorted(sums.items())]


def totals(entity_id: int | None, first_month: date, last_month: date) -> list[Total]:
    """What each account of the book came to in each of these months (any day of a month names it)."""
    after = (last_month.replace(day=1).replace(year=last_month.year + 1, month=1) if last_month.month == 12
             else last_month.replace(day=1, month=last_month.month + 1))  # fmt: skip
    return _totals(entity_id, first_month.replace(day=1), date.fromordinal(after.toordinal() - 1))


def totals_until(entity_id: int | None, last: date) -> list[Total]:
    """What each account of the book came to in every month up to the end of a day."""
    return _totals(entity_id, "-infinity", last)


def locks(entity_id: int, limit: int = 100) -> list[Lock]:
    """How an entity's lock was moved, the newest first: the first one counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT entity_id, until, set_at, set_by, reason FROM book_lock WHERE entity_id = %s
               ORDER BY id DESC LIMIT %s""",
            [entity_id, limit],
        )
        return [Lock(*row) for row in cursor.fetchall()]


def locked_until(entity_ids: Sequence[int]) -> dict[int, date]:
    """The last locked day of each of these entities that has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (entity_id) entity_id, until FROM book_lock WHERE entity_id = ANY (%s)
               ORDER BY entity_id, id DESC""",
            [list(entity_ids)],
        )
        return dict(cursor.fetchall())


def _totals(entity_id: int | None, first: date | str, last: date) -> list[Total]:
    last = min(last, date(9999, 11, 30))  # the day after it still has a month
    with connection.cursor() as cursor:
        cursor.execute(load("ledger", "totals"), {"entity": entity_id, "first": first, "last": last})
        return [Total(*row) for row in cursor.fetchall()]
