"""How a bank's lines stand in the books, and which journals there they may be: for the pages. Reads only."""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import connection

from galeon.billing.cash.agreeing import Lone
from galeon.billing.cash.models import BankAccount
from galeon.billing.cash.suggestions import Line
from galeon.kernel.sql import load

WAITING = ("out", "ignored")


class Stands(msgspec.Struct, frozen=True):
    """A line's journal. is_made: it was posted for the line, on `book`; else it stood there already, of some kind."""

    line_id: int
    book: str
    note: str
    is_made: bool
    journal_id: int
    kind: str
    memo: str
    booked_on: date


def standing(lines: Sequence[Line]) -> dict[int, Stands]:
    """Of those that are booked, how."""
    ids = [line.id for line in lines if line.state == "booked"]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "bank_booked"), {"ids": ids})
        return {row[0]: Stands(*row) for row in cursor.fetchall()}


def alike(bank_account_id: int, lines: Sequence[Line]) -> dict[int, list[Lone]]:
    """For lines that are no customer's and wait: what in the books may be each, the nearest day first, five at most."""
    waiting = [line for line in lines if line.state in WAITING and not line.fault and not line.is_double]
    if not waiting:
        return {}
    bank = BankAccount.objects.get(pk=bank_account_id)
    terms: dict[str, int | str | list[int] | list[date]] = {
        "ids": [line.id for line in waiting], "amounts": [line.amount_minor for line in waiting],
        "days": [line.booked_on for line in waiting], "book": bank.book_id, "currency": bank.currency,
        "entity": bank.entity_id,
    }  # fmt: skip
    found: dict[int, list[Lone]] = {}
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "bank_alike"), terms)
        for line_id, *journal in cursor.fetchall():
            found.setdefault(line_id, []).append(Lone(*journal))
    return found
