"""Charges as they are born: columns and the journal of those raised together."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.billing.charges.books import book_of, has_segment
from galeon.billing.charges.explain import Why
from galeon.kernel.sql import load
from galeon.ledger.acts import Entry, Line
from galeon.parties.acts import HOUSE_ID


class NewCharge(msgspec.Struct, frozen=True, kw_only=True):
    """A charge to be born; columns as `models.Charge`."""

    account_id: int
    statement_id: int
    waybill_id: int
    code: str
    amount_minor: int
    currency: str
    charged_at: datetime
    event: str
    source: str
    round: int
    before_minor: int
    charge_g: int | None
    version_id: int | None
    reason: Why | None
    event_id: int | None = None
    bearer: str = "customer"
    borne_minor: int = 0
    document_id: int | None = None


def bear(charges: Sequence[NewCharge]) -> None:
    """Write charges; their statements are open and shared (`statements.birth.statements_for`)."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "charge"), [msgspec.json.encode(charges).decode()])


def entry(
    charges: Sequence[tuple[str, int]],
    *,
    account_id: int,
    currency: str,
    source: str,
    at: datetime,
    entity_id: int,
    segment: str,
    memo: str = "",
) -> Entry | None:
    """The journal of (code, amount_minor) raised together: owed by the customer, not invoiced yet; None: nothing moves."""  # fmt: skip
    sums: dict[str, int] = {}
    for code, amount in charges:
        book = book_of(code)
        sums[book] = sums.get(book, 0) - amount
    total = -sum(sums.values())
    lines = [
        Line(account_id, "unbilled", total, currency),
        *(
            Line(HOUSE_ID, book, amount, currency, segment if has_segment(book) else "")
            for book, amount in sorted(sums.items())
        ),
    ]
    moving = tuple(line for line in lines if line.amount_minor)
    if not moving:
        return None
    kind = "charge" if total >= 0 else "credit"
    return Entry(source=source, kind=kind, occurred_at=at, lines=moving, memo=memo, entity_id=entity_id)
