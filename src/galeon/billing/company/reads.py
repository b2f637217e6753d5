"""What our companies earned, have and owe, down to the journals; for our finance only."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection
from msgspec import Struct

from galeon.billing.company import cashmodes, figures
from galeon.billing.company.cashmodes import CashMonth, Piece
from galeon.billing.company.figures import Balance, Cash, Lacking, Result
from galeon.billing.company.journals import one_moment
from galeon.kernel.sql import load
from galeon.ledger import reads as ledger
from galeon.ledger.reads import Total
from galeon.parties.models import LegalEntity
from galeon.tariffs.fx import rates

MONTHS_MAX = 36
LIST_MAX = 200


class ProfitAndLoss(Struct, frozen=True):
    """results: one for each currency shown; lacking: what could not be converted."""

    results: list[Result]
    lacking: list[Lacking]


class JournalRow(Struct, frozen=True):
    """A journal in a list; amounts: what it puts on the account of the book that was asked for, by currency, debit positive."""

    id: int
    booked_on: date
    occurred_at: datetime
    entity_id: int
    kind: str
    source: str
    memo: str
    amounts: dict[str, int]


class Line(Struct, frozen=True):
    """A posting of a journal; account: the customer's code and name, "" for the house."""

    no: int
    book: str
    segment: str
    account: str
    account_name: str
    amount_minor: int
    currency: str


class Journal(Struct, frozen=True):
    """A journal whole. posted_at: when it was written, whatever day it is booked on."""

    id: int
    entity_id: int
    kind: str
    source: str
    memo: str
    booked_on: date
    occurred_at: datetime
    posted_at: datetime
    lines: list[Line]


class Wanted(Struct, frozen=True):
    """Which journals: those on an account of the book, booked in a span; currency, segment None: of any currency, mode."""

    entity_id: int | None
    book: str
    currency: str | None
    first: date
    last: date
    segment: str | None = None


def months(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, 36 at most."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    begins = [first.year * 12 + first.month - 1 + n for n in range(min(max(count, 1), MONTHS_MAX))]
    return [date(n // 12, n % 12 + 1, 1) for n in begins]


def profit_and_loss(
    entity_id: int | None, span: Sequence[date], *, by_mode: bool, currency: str | None, today: date
) -> ProfitAndLoss:
    """Of one company (None: all) over months; columns are the months, or the modes. currency None: each in its own."""
    found = ledger.totals(entity_id, span[0], span[-1])
    mine = [t for t in found if figures.KINDS.get(t.book) in ("revenue", "expense")]
    lacking: list[Lacking] = []
    if currency:
        mine, lacking = figures.converted(mine, currency, rates().converted, today)
    if by_mode:
        columns = [s for s in figures.SEGMENTS if any(t.segment == s for t in mine)]
        return ProfitAndLoss(figures.results(mine, figures.by_mode, columns), lacking)
    names = [month.isoformat()[:7] for month in span]
    return ProfitAndLoss(figures.results(mine, figures.by_month, names), lacking)


def trial_balance(entity_id: int | None, as_of: date) -> list[Balance]:
    """Every account of the book that is not even at the end of a day, by currency and mode."""
    return figures.balances(ledger.totals_until(entity_id, as_of))


def cash(entity_id: int | None, span: Sequence[date]) -> list[Cash]:
    """Money at the bank, in the till and in wallets, at the end of each month."""
    before: list[Total] = ledger.totals_until(entity_id, date.fromordinal(span[0].toordinal() - 1))
    moved = ledger.totals(entity_id, span[0], span[-1])
    return figures.cash(before, moved, [month.isoformat()[:7] for month in span])


def cash_by_mode(entity_id: int | None, span: Sequence[date]) -> list[CashMonth]:
    """What moved there in each month, told by the modes of what was paid until its end; its total is what `cash` rose by."""
    with one_moment(), connection.cursor() as cursor:
        moved = ledger.totals(entity_id, span[0], span[-1])
        cursor.execute(
            load("billing.company", "cash_by_mode"),
            {"entity": entity_id, "first": span[0], "last": figures.month_end(span[-1]), "books": list(figures.CASH)},
        )
        return cashmodes.by_mode([Piece(*row) for row in cursor.fetchall()], moved, span[0])


def journals(wanted: Wanted, before: tuple[date, int] | None = None, limit: int = 50) -> list[JournalRow]:
    """Journals on an account of the book, the last booked first. before: (booked_on, id) of the last one seen."""
    day, journal_id = before or (wanted.last, 2**63 - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing.company", "journals"),
            {
                "entity": wanted.entity_id, "book": wanted.book, "currency": wanted.currency, "first": wanted.first,
                "last": wanted.last, "segment": wanted.segment, "day": day, "id": journal_id,
                "limit": min(limit, LIST_MAX + 1),
            },
        )  # fmt: skip
        return [JournalRow(*(*row[:-1], _AMOUNTS.decode(row[-1]))) for row in cursor.fetchall()]


_AMOUNTS = msgspec.json.Decoder(dict[str, int])


def journal(journal_id: int) -> Journal | None:
    """One journal with its lines, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, entity_id, kind, source, memo, booked_on, occurred_at, posted_at FROM journal WHERE id = %s""",
            [journal_id],
        )
        head = cursor.fetchone()
        if head is None:
            return None
        cursor.execute(
            """SELECT p.no, p.book, p.segment, CASE WHEN a.is_house THEN '' ELSE a.code END,
                      CASE WHEN a.is_house THEN '' ELSE a.name END, p.amount_minor, p.currency
                 FROM posting p JOIN account a ON a.id = p.account_id WHERE p.journal_id = %s ORDER BY p.no""",
            [journal_id],
        )
        lines = [Line(*row) for row in cursor.fetchall()]
        return Journal(*(*head, lines))


def entities() -> list[LegalEntity]:
    """Our companies, the first one first."""
    return list(LegalEntity.objects.order_by("pk"))
