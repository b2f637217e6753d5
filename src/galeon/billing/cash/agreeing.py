"""Whether the bank and the books say the same of an account of ours, and what makes the difference. Reads only.

Accounts of one company in one currency may share an account of the book; then they are looked at together.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import connection

from galeon.billing.cash.models import BankAccount
from galeon.kernel.sql import load
from galeon.ledger.reads import totals_until

SHOWN = 50
OPENING = "bank-opening:"


class Waiting(msgspec.Struct, frozen=True):
    """Lines that are not in the books: how many of a state, and what they come to."""

    state: str
    lines: int
    minor: int


class Lone(msgspec.Struct, frozen=True):
    """A journal that moved money here, and that no line of the bank answers for."""

    journal_id: int
    source: str
    kind: str
    memo: str
    booked_on: date
    minor: int


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Bank and books at the end of a day, minor units. bank = ledger + opening + gap + waiting + shifted - lone.

    opening_minor: what lay there before the first movement we know and the books don't. gap_minor: what the balances say
    moved and no file tells. shifted_minor: matched or booked, and in the books on another day or another account. lone:
    the newest of lone_count. together: other accounts of ours in the same account of the book.
    """

    on: date
    first_on: date | None
    currency: str
    bank_minor: int
    ledger_minor: int
    opening_minor: int
    gap_minor: int
    waiting: list[Waiting]
    shifted_minor: int
    lone: list[Lone]
    lone_count: int
    lone_minor: int
    together: list[str]

    @property
    def difference_minor(self) -> int:
        """What the bank says more than the books."""
        return self.bank_minor - self.ledger_minor

    @property
    def waiting_minor(self) -> int:
        """What the lines that are not in the books come to."""
        return sum(part.minor for part in self.waiting)


class _Told(msgspec.Struct, frozen=True):
    id: int
    name: str
    first_on: date | None
    opening_minor: int | None
    before_minor: int
    closing_on: date | None
    closing_minor: int | None
    upto_closing_minor: int
    upto_minor: int

    @property
    def start_minor(self) -> int:
        """What lay there before the first movement we know; 0 where no file says."""
        if self.opening_minor is not None:
            return self.opening_minor - self.before_minor
        return self.closing_minor - self.upto_closing_minor if self.closing_minor is not None else 0

    @property
    def gap_minor(self) -> int:
        """What its balances say moved between the first and the last file, and no file tells."""
        if self.closing_minor is None:
            return 0
        return self.closing_minor - self.start_minor - self.upto_closing_minor


def agreement(bank_account_id: int) -> Agreement | None:
    """How an account stands on the day its newest file closes with; None where no file tells what lay there."""
    bank = BankAccount.objects.get(pk=bank_account_id)
    on = _closes_on(bank_account_id)
    if on is None:
        return None
    terms: dict[str, int | str | date] = {
        "entity": bank.entity_id, "currency": bank.currency, "book": bank.book_id, "on": on,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "bank_told"), terms)
        told = [_Told(*row) for row in cursor.fetchall()]
        cursor.execute(load("billing.cash", "bank_posted"), terms)
        posted = [(Lone(*row[:-1]), bool(row[-1])) for row in cursor.fetchall()]
    return _agreement(bank, on, told, posted, _moved([one.id for one in told], on))


def _agreement(
    bank: BankAccount, on: date, told: Sequence[_Told], posted: Sequence[tuple[Lone, bool]], moved: Sequence[Waiting]
) -> Agreement:
    first_on = min((one.first_on for one in told if one.first_on), default=None)
    answered = sum(journal.minor for journal, is_answered in posted if is_answered)
    lone = [journal for journal, is_answered in posted if not is_answered]
    before = {
        j.journal_id: j.minor
        for j in lone
        if j.source.startswith(OPENING) or first_on is None or j.booked_on < first_on
    }
    rest = [j for j in lone if j.journal_id not in before]
    rest.sort(key=lambda j: (j.booked_on, j.journal_id), reverse=True)
    in_books = sum(part.minor for part in moved if part.state in ("matched", "booked"))
    start, gap = sum(one.start_minor for one in told), sum(one.gap_minor for one in told)
    return Agreement(
        on=on, first_on=first_on, currency=bank.currency,
        bank_minor=start + gap + sum(one.upto_minor for one in told),
        ledger_minor=sum(
            t.amount_minor for t in totals_until(bank.entity_id, on) if (t.book, t.currency) == (bank.book_id, bank.currency)
        ),
        opening_minor=start - sum(before.values()), gap_minor=gap,
        waiting=[part for part in moved if part.state not in ("matched", "booked")],
        shifted_minor=in_books - answered, lone=rest[:SHOWN], lone_count=len(rest), lone_minor=sum(j.minor for j in rest),
        together=[one.name for one in told if one.id != bank.pk],
    )  # fmt: skip


def _closes_on(bank_account_id: int) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(closing_on) FROM bank_file WHERE bank_account_id = %s", [bank_account_id])
        on: date | None = cursor.fetchone()[0]
    return on


def _moved(bank_ids: Sequence[int], on: date) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT state, count(*), sum(amount_minor)::bigint FROM v_billing_bank_movement
                WHERE bank_account_id = ANY (%s) AND booked_on <= %s GROUP BY state ORDER BY state""",
            [list(bank_ids), on],
        )
        return [Waiting(*row) for row in cursor.fetchall()]
