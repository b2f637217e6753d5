"""Sheets of orders: accept a file, place its orders bit by bit, keep what is faulty with its reasons.

Small sheets are placed at once; of large ones the worker places `STEP` rows a commit, and the page sees how far it is.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from django.db import connection, transaction

from galeon.intake.acts import Answer, Rejected, place
from galeon.intake.check import faults
from galeon.intake.events import SheetAccepted
from galeon.intake.sheet import reading
from galeon.intake.sheet.rows import Draft, Line, Wrong, draft, grouped
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer as as_customer
from galeon.network.models import Country
from galeon.network.reads import network
from galeon.parties.reads import Customer, customer

AT_ONCE_MAX = 200
STEP = 250
NAME_MAX = 120


class Faulty(msgspec.Struct, frozen=True):
    """An order that was refused: its rows as they were, and every reason."""

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


class Batch(msgspec.Struct, frozen=True):
    """How far a sheet is. total and done count rows, placed and existing orders."""

    id: int
    name: str
    total: int
    done: int
    placed: int
    existing: int
    faulty: tuple[Faulty, ...]
    created_at: datetime
    finished_at: datetime | None


LINES = msgspec.json.Decoder(list[Line])
FAULTY = msgspec.json.Decoder(tuple[Faulty, ...])


def import_sheet(who: Customer, name: str, content: bytes, by: int | None) -> int | Refusal:
    """Accept an XLSX or CSV file of orders; the batch's id, or why the file as a whole cannot be taken.

    Up to 200 rows are placed before this returns, larger sheets by the worker. Call inside `tenancy.customer`.
    """
    lines = reading.lines(content)
    if isinstance(lines, Refusal):
        return lines
    label = "".join(c if c.isprintable() else " " for c in name).strip()[:NAME_MAX] or "sheet"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO sheet_batch (account_id, id, name, lines, total, next_line, placed, existing, faulty,
                     created_by, created_at) VALUES (%s, galeon_id(), %s, %s::jsonb, %s, 0, 0, 0, '[]', %s, %s) RETURNING id""",
                [who.account_id, label, _json([_kept(line) for line in lines]), len(lines), by, datetime.now(UTC)],
            )
            batch_id = int(cursor.fetchone()[0])
        if len(lines) > AT_ONCE_MAX:
            publish(SheetAccepted(account_id=who.account_id, batch_id=batch_id))
    while len(lines) <= AT_ONCE_MAX and place_step(who, batch_id):
        pass
    return batch_id


def place_all(account_id: int, batch_id: int) -> None:
    """Place what is left, a commit each `STEP` rows, as the account itself."""
    more = True
    while more:
        with as_customer(account_id):
            who = customer(account_id)
            more = who is not None and place_step(who, batch_id)


def place_step(who: Customer, batch_id: int) -> bool:
    """Place the next rows and write down how far it is, in one commit; False when nothing is left."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT lines::text, next_line, total FROM sheet_batch
                WHERE account_id = %s AND id = %s AND finished_at IS NULL FOR UPDATE""",
            [who.account_id, batch_id],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        groups = _next(LINES.decode(row[0])[row[1] :])
        next_line = row[1] + sum(map(len, groups))
        placed, existing, faulty = _place(who, groups)
        cursor.execute(
            """UPDATE sheet_batch SET next_line = %s, placed = placed + %s, existing = existing + %s,
                 faulty = faulty || %s::jsonb, finished_at = CASE WHEN %s >= total THEN clock_timestamp() END WHERE account_id = %s AND id = %s""",
            [next_line, placed, existing, _json(faulty), next_line, who.account_id, batch_id],
        )
        return bool(next_line < row[2])


def _next(rest: Sequence[Line]) -> list[list[Line]]:
    """Whole orders of about `STEP` rows: one that is longer than a step goes whole."""
    taken: list[list[Line]] = []
    for group in grouped(rest):
        if taken and sum(map(len, taken)) + len(group) > STEP:
            break
        taken.append(group)
    return taken


def _place(who: Customer, groups: Sequence[Sequence[Line]]) -> tuple[int, int, list[Faulty]]:
    countries = _countries()
    drafts = [draft(group, countries, who.currency) for group in groups]
    good = [d for d in drafts if not d.wrong]
    answers = place(who, [d.order for d in good], source="sheet") if good else []
    by_draft = dict(zip(map(id, good), answers, strict=True))
    faulty = [f for d in drafts if (f := _faulty(d, by_draft.get(id(d))))]
    stands = [a for a in answers if not isinstance(a, Rejected)]
    existing = sum(a.existing for a in stands)
    return len(stands) - existing, existing, faulty


def _faulty(d: Draft, answer: Answer | None) -> Faulty | None:
    """The order with every reason there is: what could not be read, and what the order would be refused for besides."""
    if d.wrong:
        unread = {wrong.refusal.field for wrong in d.wrong}
        refusals = [r for r in faults(d.order, network()) if r.field not in unread]
    else:
        refusals = list(answer.faults) if isinstance(answer, Rejected) else []
    wrong = (*d.wrong, *(Wrong(d.row_of(r.field), r) for r in refusals))
    return Faulty(d.lines, wrong) if wrong else None


def _countries() -> dict[str, str]:
    """Every name and code of every country, casefolded -> alpha-2."""
    found: dict[str, str] = {}
    for alpha2, *names in Country.objects.values_list("alpha2", "alpha3", "name_en", "name_es", "name_zh"):
        found |= {name.casefold(): alpha2 for name in (*names, alpha2) if name}
    return found


def _kept(line: Line) -> Line:
    """The line as a database can keep it: a NUL becomes a space."""
    return Line(line.no, {name.replace("\x00", " "): cell.replace("\x00", " ") for name, cell in line.cells.items()})


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def batches(account_id: int, limit: int = 10, batch_id: int | None = None) -> list[Batch]:
    """The account's latest sheets, or one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, name, total, next_line, placed, existing, faulty::text, created_at, finished_at FROM sheet_batch
                WHERE account_id = %s AND (%s::bigint IS NULL OR id = %s) ORDER BY id DESC LIMIT %s""",
            [account_id, batch_id, batch_id, limit],
        )
        return [
            Batch(number, name, total, done, placed, existing, FAULTY.decode(faulty), created_at, finished_at)
            for number, name, total, done, placed, existing, faulty, created_at, finished_at in cursor.fetchall()
        ]
