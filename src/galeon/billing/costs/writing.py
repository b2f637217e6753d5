"""Cost lines as they are written: rows, shares and journals of one call, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.billing.costs.allocate import shares
from galeon.billing.costs.members import Member
from galeon.kernel.sql import call, load
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID

OWED = {"accrued": "accrued_cost", "actual": "payable"}


class Share(msgspec.Struct, frozen=True):
    """A waybill's share to be written. segment: the waybill's mode of transport; number: it, for ties."""

    account_id: int
    waybill_id: int
    amount_minor: int
    segment: str
    weight: int | None = None
    number: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A cost line to be written; columns as `models.Cost`. Without shares it waits for its waybills."""

    object_kind: str
    object_id: int
    object_ref: str
    supplier_id: int | None
    code: str
    amount_minor: int
    currency: str
    basis: str
    stage: str
    origin: str
    occurred_at: datetime
    by: int | None
    source: str
    entity_id: int
    shares: tuple[Share, ...]
    reverses: int | None = None
    bill_line_id: int | None = None
    memo: str = ""

    @property
    def book(self) -> tuple[int, str, datetime, str]:
        """What lines have in common that stand in one journal."""
        return (self.entity_id, self.currency, self.occurred_at, self.origin)


def shared(amount_minor: int, them: Sequence[Member], weights: Sequence[int]) -> tuple[Share, ...]:
    """The amount split over these waybills; none where there are none."""
    if not them:
        return ()
    amounts = shares(amount_minor, weights, [m.number for m in them])
    return tuple(
        Share(m.account_id, m.waybill_id, amount, m.mode, weight, m.number)
        for m, amount, weight in zip(them, amounts, weights, strict=True)
    )


def write(rows: Sequence[Row]) -> list[int | None]:
    """Write lines with their shares and post them, one journal for each `Row.book`.

    The id of each, in order; None where its source stands already and nothing was written.
    """
    if not rows:
        return []
    ids = _draw(len(rows))
    books = {book: f"cost:{ids[0]}:{n}" for n, book in enumerate(dict.fromkeys(row.book for row in rows), 1)}
    fresh = _insert(rows, ids, books)
    new = [(row, id_) for row, id_ in zip(rows, ids, strict=True) if id_ in fresh]
    write_shares([(id_, 1, share) for row, id_ in new for share in row.shares])
    together: dict[str, list[Row]] = {}
    for row, _ in new:
        together.setdefault(books[row.book], []).append(row)
    post([made for source, group in together.items() if (made := _entry(source, group))])
    return [id_ if id_ in fresh else None for id_ in ids]


def write_shares(rows: Sequence[tuple[int, int, Share]]) -> None:
    """Write shares of (cost id, round, share), all of a cost's in one call."""
    if not rows:
        return
    call(
        load("billing.costs", "insert_shares"),
        [
            [s.account_id for _, _, s in rows],
            [s.waybill_id for _, _, s in rows],
            [cost_id for cost_id, _, _ in rows],
            [s.amount_minor for _, _, s in rows],
            [round_ for _, round_, _ in rows],
            [s.weight for _, _, s in rows],
        ],
    )


def _draw(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id() FROM generate_series(1, %s)", [count])
        return [int(id_) for (id_,) in cursor.fetchall()]


def _insert(rows: Sequence[Row], ids: Sequence[int], books: dict[tuple[int, str, datetime, str], str]) -> set[int]:
    body = [
        {
            **{name: getattr(row, name) for name in Row.__struct_fields__ if name != "shares"},
            "id": id_,
            "journal": books[row.book],
        }
        for row, id_ in zip(rows, ids, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "insert_costs"), [msgspec.json.encode(body).decode()])
        return {int(id_) for (id_,) in cursor.fetchall()}


def _entry(source: str, rows: Sequence[Row]) -> Entry | None:
    """Debit cost by segment, credit what is expected or owed; None where nothing moves."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        owed = (OWED[row.stage], "")
        sums[owed] = sums.get(owed, 0) - row.amount_minor
        for segment, amount in by_segment(row.shares, row.amount_minor).items():
            sums["cost", segment] = sums.get(("cost", segment), 0) + amount
    return entry(source, sums, rows[0].currency, rows[0].occurred_at, rows[0].entity_id)


def by_segment(them: Iterable[Share], amount_minor: int) -> dict[str, int]:
    """What of an amount falls on each mode of transport; all of it on "" where nobody shares it yet."""
    sums: dict[str, int] = {}
    for share in them:
        sums[share.segment] = sums.get(share.segment, 0) + share.amount_minor
    return sums or {"": amount_minor}


def entry(source: str, sums: dict[tuple[str, str], int], currency: str, at: datetime, entity_id: int) -> Entry | None:
    """The journal of (account of the book, segment) sums; None where none of them moves."""
    lines = tuple(
        Line(HOUSE_ID, book, amount, currency, segment) for (book, segment), amount in sorted(sums.items()) if amount
    )
    if not lines:
        return None
    return Entry(source=source, kind="cost", occurred_at=at, lines=lines, entity_id=entity_id)
