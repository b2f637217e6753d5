"""Credits onto debts, in the database: by itself what a credit note corrects, then oldest first; else as told.

What is taken back is a row below zero.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

import msgspec
from django.db import connection

from galeon.billing.cash.allocating import Key, Open, Pair, oldest_first, onto
from galeon.kernel.sql import load
from galeon.ledger import fx_difference
from galeon.ledger.acts import Entry, post
from galeon.tariffs import fx

ACCOUNTS_AT_ONCE = 5_000


class Item(msgspec.Struct, frozen=True):
    """An item of an account's receivable and what of it is open; above zero is owed to us.

    number: the statement's, or the payment's reference; invoice: of the statement, where it has one, of a credit its
    credit notes. since: the statement's last day, the payment's day.
    """

    account_id: int
    kind: str
    id: int
    currency: str
    amount_minor: int
    number: str
    due_on: date
    since: date
    open_minor: int
    invoice: str = ""

    @property
    def key(self) -> Key:
        """Which item it is."""
        return Key(self.kind, self.id)  # type: ignore[arg-type]  # the view's own words

    @property
    def open(self) -> Open:
        """As the rule of allocation sees it."""
        return Open(self.key.kind, self.id, self.open_minor, self.due_on)


class Row(msgspec.Struct, frozen=True):
    """An allocation to be written; undoes_id: the one it takes back.

    booked_on: its day in the books, None: the day it is written. What falls in a locked period is of the day after it.
    """

    account_id: int
    currency: str
    credit_kind: str
    credit_id: int
    debit_kind: str
    debit_id: int
    amount_minor: int
    undoes_id: int | None = None
    booked_on: date | None = None


class _Days(msgspec.Struct, frozen=True):
    """When both sides of an allocation came about, and in whose books."""

    account_id: int
    allocation_id: int
    amount_minor: int
    currency: str
    entity_id: int
    entity_currency: str
    debit_on: date
    credit_on: date
    at: datetime


def lock(account_ids: Sequence[int]) -> None:
    """One at a time allocates for an account, until the commit; in order, so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_advisory_xact_lock(hashtext('billing.cash'), hashtext(a::text))
               FROM (SELECT DISTINCT unnest(%s::bigint[]) AS a ORDER BY a) x""",
            [list(account_ids)],
        )


def items(account_ids: Sequence[int], *, only_open: bool = True) -> list[Item]:
    """Items of these accounts, by account, currency and due day."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "items"), {"accounts": list(account_ids), "open": only_open})
        return [Item(*row) for row in cursor.fetchall()]


def settle_oldest(
    account_ids: Sequence[int], by: int | None, at: datetime, fresh: tuple[Key, date] | None = None
) -> int:
    """Let every open credit of these accounts pay what it corrects, then their oldest open debts; how many allocations.

    fresh: a payment that is being recorded and its day in the books, of which what it pays at once is then too.
    """
    lock(account_ids)
    written: list[Row] = []
    found = items(account_ids)
    named = _named([item for item in found if item.kind == "credit"])
    for (account_id, currency), group in groupby(found, key=lambda i: (i.account_id, i.currency)):
        written += rows(account_id, currency, oldest_first([item.open for item in group], named.get(account_id, ())))
    write([_of_day(row, fresh) for row in written], by, at)
    return len(written)


def _of_day(row: Row, fresh: tuple[Key, date] | None) -> Row:
    if fresh is None or Key(row.credit_kind, row.credit_id) != fresh[0]:  # type: ignore[arg-type]  # the view's own words
        return row
    return msgspec.structs.replace(row, booked_on=fresh[1])


def _named(credits: Sequence[Item]) -> dict[int, list[Pair]]:
    """By account: which debts these credits' credit notes correct, and how much of each is still to go there."""
    if not credits:
        return {}
    named: dict[int, list[Pair]] = {}
    with connection.cursor() as cursor:
        terms = {"accounts": [item.account_id for item in credits], "ids": [item.id for item in credits]}
        cursor.execute(load("billing.cash", "named"), terms)
        for account_id, credit_id, debit_id, amount in cursor.fetchall():
            pair = Pair(Key("credit", credit_id), Key("statement", debit_id), amount)
            named.setdefault(account_id, []).append(pair)
    return named


def settle_onto(
    account_id: int, credit: Key, debits: Sequence[Key], by: int | None, at: datetime, on: date | None = None
) -> int:
    """Let one credit pay these debts, in this order, as far as both go; how many allocations that came to.

    on: their day in the books, None: the day of `at`.
    """
    lock([account_id])
    found = {item.key: item for item in items([account_id])}
    spent = found.get(credit)
    if spent is None or spent.open_minor >= 0:
        return 0
    owed = [found[key].open for key in debits if key in found and found[key].currency == spent.currency]
    written = rows(account_id, spent.currency, onto(spent.open, [debit for debit in owed if debit.open_minor > 0]))
    write([_of_day(row, (credit, on) if on else None) for row in written], by, at)
    return len(written)


def take_back(account_id: int, touching: Sequence[Key], by: int | None, at: datetime, on: date | None = None) -> int:
    """Take back every standing allocation of these credits and debts; how many. on: as `settle_onto`."""
    lock([account_id])
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.account_id, a.currency, a.credit_kind, a.credit_id, a.debit_kind, a.debit_id, -a.amount_minor, a.id
                 FROM allocation a
                WHERE a.account_id = %(account)s AND a.amount_minor > 0
                  AND ((a.credit_kind, a.credit_id) IN (SELECT * FROM unnest(%(kinds)s::text[], %(ids)s::bigint[]))
                    OR (a.debit_kind, a.debit_id) IN (SELECT * FROM unnest(%(kinds)s::text[], %(ids)s::bigint[])))
                  AND NOT EXISTS (SELECT FROM allocation u WHERE u.account_id = a.account_id AND u.undoes_id = a.id)
                ORDER BY a.id""",
            {"account": account_id, "kinds": [k.kind for k in touching], "ids": [k.id for k in touching]},
        )
        undone = [msgspec.structs.replace(Row(*row), booked_on=on) for row in cursor.fetchall()]
    write(undone, by, at)
    return len(undone)


def rows(account_id: int, currency: str, pairs: Sequence[Pair]) -> list[Row]:
    """Pairs as rows of an account."""
    return [
        Row(account_id, currency, p.credit.kind, p.credit.id, p.debit.kind, p.debit.id, p.amount_minor) for p in pairs
    ]


def write(new: Sequence[Row], by: int | None, at: datetime) -> None:
    """Write allocations, and what the exchange rate made of the debts they settle."""
    if not new:
        return
    terms = {"rows": msgspec.json.encode(new).decode(), "by": by, "at": at}
    accounts = sorted({row.account_id for row in new})
    with connection.cursor() as cursor:
        # before the statement that reads how far the books are locked
        cursor.execute(
            "SELECT ledger_share_books((SELECT array_agg(DISTINCT entity_id::int) FROM account WHERE id = ANY (%s)))",
            [accounts],
        )
        cursor.execute(load("billing.cash", "allocate"), terms)
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(load("billing.cash", "foreign"), {"ids": ids, "accounts": accounts})
        foreign = [_Days(*row) for row in cursor.fetchall()]
    post([entry for days in foreign if (entry := _difference(days))])


def _difference(days: _Days) -> Entry | None:
    """What a debt in another currency than the books' own gained or lost until it was settled; None: nothing, or no rate."""
    gain = fx_difference.realised(
        days.amount_minor, days.currency, days.entity_currency, days.debit_on, days.credit_on, fx.rates().converted
    )
    if not gain:
        return None
    return Entry(
        source=f"fx:{days.allocation_id}", kind="fx", occurred_at=days.at, entity_id=days.entity_id,
        lines=fx_difference.lines(gain, days.entity_currency),
    )  # fmt: skip
