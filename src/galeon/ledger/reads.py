"""What the book says."""

from collections.abc import Sequence

import msgspec
from django.db import connection


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


def standing(account_ids: Sequence[int]) -> list[Standing]:
    """Balances of these accounts, one per currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id, currency, posted_minor, held_minor, limit_minor FROM balance
               WHERE account_id = ANY (%s) ORDER BY account_id, currency""",
            [list(account_ids)],
        )
        return [Standing(*row) for row in cursor.fetchall()]


def trial_balance() -> list[tuple[str, str, int]]:
    """(book account, currency, sum of postings) over the whole book; the sums of a currency add to zero."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT book, currency, sum(amount_minor) FROM posting GROUP BY 1, 2 ORDER BY 1, 2")
        return [(book, currency, int(total)) for book, currency, total in cursor.fetchall()]
