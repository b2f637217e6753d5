"""A bank line that is no customer's, put into the books: on an account of the chart, or as what stands there already.

Once, whoever clicks how often; taken back by a journal that reverses it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection, transaction

from galeon.billing.cash.models import BankAccount, BankLine
from galeon.billing.cash.models_booked import BankBooking
from galeon.billing.credit.rights import bad_text
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, post, reverse_posted
from galeon.ledger.chart import CHART
from galeon.parties.acts import HOUSE_ID
from galeon.parties.reads import is_finance

MEMO_MAX = 200
FEES = "bank_fees"
WAITING = ("open", "out", "ignored")
BY_RULE = frozenset({"accrued_cost", "fx_difference"})  # kept by costs and by settling, and by nobody's hand


class ToBook(msgspec.Struct, frozen=True, kw_only=True):
    """A line and the account of the book on the other side. note: what it is, at most 200 characters; "" = as the bank says."""

    line_id: int
    book: str
    note: str = ""


class ToLink(msgspec.Struct, frozen=True, kw_only=True):
    """A line and the source of the journal that booked it already: a supplier's payment, a refund, cash handed over."""

    line_id: int
    source: str


class InBooks(msgspec.Struct, frozen=True):
    """A line that is in the books, and its journal's source; existing: it was before, in the same way."""

    line_id: int
    source: str
    existing: bool = False


def books_of(bank_book: str) -> list[str]:
    """Accounts of the chart that a line of a bank account kept in `bank_book` may be booked on."""
    return [x.code for x in CHART if not x.is_customer and x.code != bank_book and x.code not in BY_RULE]


def book(wanted: Sequence[ToBook], *, by: int | None, at: datetime | None = None) -> list[InBooks | Refusal]:
    """Post each line against an account of the book, on the bank's day; an answer for each.

    Refused: not_finance, line_unknown, line_taken (matched, or booked otherwise), line_currency, line_double, book, text.
    """
    now = at or datetime.now(UTC)
    if refusal := _not_finance(by):
        return [refusal for _ in wanted]
    return [_booked(one, by, now) for one in wanted]


def link(wanted: Sequence[ToLink], *, by: int | None, at: datetime | None = None) -> list[InBooks | Refusal]:
    """Say of each line which journal booked it already; nothing is posted.

    Refused: not_finance, line_unknown, line_taken, line_currency, line_double, journal (there is none that moved as much
    on this account of the book), journal_taken (it is another line's).
    """
    now = at or datetime.now(UTC)
    if refusal := _not_finance(by):
        return [refusal for _ in wanted]
    return [_linked(one, by, now) for one in wanted]


def take_back(line_ids: Sequence[int], *, by: int | None, at: datetime | None = None) -> int | Refusal:
    """Take bookings back: what they posted is reversed, on the same day where it is not locked; what stood in the books
    without them stays there. The lines wait again. How many lines.
    """
    if refusal := _not_finance(by):
        return refusal
    now, done = at or datetime.now(UTC), 0
    for line_id in sorted(set(line_ids)):
        with transaction.atomic():
            done += _taken_back(line_id, by, now)
    return done


def standing_booking(line_id: int) -> BankBooking | None:
    """How a line is booked, if it is."""
    found = list(BankBooking.objects.filter(line_id=line_id).order_by("id"))
    undone = {one.undoes_id for one in found}
    return next((one for one in found if one.undoes_id is None and one.id not in undone), None)


def _booked(wanted: ToBook, by: int | None, at: datetime) -> InBooks | Refusal:
    note = " ".join(wanted.note.split())
    with transaction.atomic():
        line = BankLine.objects.select_for_update().filter(pk=wanted.line_id).first()
        stands = standing_booking(line.id) if line is not None and line.state == "booked" else None
        if stands is not None and stands.is_made and stands.book == wanted.book:
            return InBooks(wanted.line_id, stands.source, existing=True)
        refusal = _refused(line) or bad_text(note, "note", required=False)
        if refusal:
            return refusal
        assert line is not None  # noqa: S101  refused above
        bank = BankAccount.objects.select_related("entity").get(pk=line.bank_account_id)
        if wanted.book not in books_of(bank.book_id):
            return _no("book", "book", "Choose an account of the book.")
        booking = _insert(line.id, "", wanted.book, note, True, None, by, at)
        post([_entry(line, bank, booking, wanted.book, note)])
        BankLine.objects.filter(pk=line.id).update(state="booked")
    return InBooks(line.id, booking)


def _entry(line: BankLine, bank: BankAccount, source: str, book: str, note: str) -> Entry:
    said = note or " · ".join(x for x in (line.payer, line.text, line.reference) if x) or bank.name
    return Entry(
        source=source, kind="bank", memo=said[:MEMO_MAX], entity_id=bank.entity_id,
        occurred_at=datetime.combine(line.booked_on, time(), ZoneInfo(bank.entity.timezone)),
        lines=(
            Line(HOUSE_ID, bank.book_id, line.amount_minor, line.currency),
            Line(HOUSE_ID, book, -line.amount_minor, line.currency),
        ),
    )  # fmt: skip


def _linked(wanted: ToLink, by: int | None, at: datetime) -> InBooks | Refusal:
    with transaction.atomic():
        line = BankLine.objects.select_for_update().filter(pk=wanted.line_id).first()
        stands = standing_booking(line.id) if line is not None and line.state == "booked" else None
        if stands is not None and not stands.is_made and stands.source == wanted.source:
            return InBooks(wanted.line_id, stands.source, existing=True)
        if refusal := _refused(line):
            return refusal
        assert line is not None  # noqa: S101  refused above
        bank = BankAccount.objects.get(pk=line.bank_account_id)
        if refusal := _no_journal(line, bank, wanted.source):
            return refusal
        _insert(line.id, wanted.source, "", "", False, None, by, at)
        BankLine.objects.filter(pk=line.id).update(state="booked")
    return InBooks(line.id, wanted.source)


def _no_journal(line: BankLine, bank: BankAccount, source: str) -> Refusal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('billing.bank'), hashtext(%s))", [source])
        cursor.execute(
            """SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM journal j JOIN posting p ON p.journal_id = j.id
                WHERE j.source = %s AND j.entity_id = %s AND p.book = %s AND p.currency = %s""",
            [source, bank.entity_id, bank.book_id, line.currency],
        )
        moved = int(cursor.fetchone()[0])
        cursor.execute("SELECT EXISTS (SELECT FROM v_billing_bank_answered WHERE source = %s)", [source])
        is_taken = bool(cursor.fetchone()[0])
    if is_taken:
        return _no("journal_taken", "source", "Another line of the bank is this one in the books.")
    if moved != line.amount_minor:
        return _no("journal", "source", "Nothing in the books of this company moved the same amount on this account.")
    return None


def _taken_back(line_id: int, by: int | None, at: datetime) -> int:
    line = BankLine.objects.select_for_update().filter(pk=line_id, state="booked").first()
    stands = standing_booking(line_id) if line is not None else None
    if line is None or stands is None:
        return 0
    source = stands.source
    if stands.is_made:
        with connection.cursor() as cursor:
            cursor.execute("SELECT occurred_at FROM journal WHERE source = %s", [source])
            (occurred_at,) = cursor.fetchone()
        source = f"reversal:{source}"
        reverse_posted(stands.source, occurred_at=occurred_at, as_source=source)
    _insert(line_id, source, stands.book, stands.note, stands.is_made, stands.id, by, at)
    BankLine.objects.filter(pk=line_id).update(state="out" if line.amount_minor < 0 else "open")
    return 1


def _refused(line: BankLine | None) -> Refusal | None:
    if line is None:
        return _no("line_unknown", "line", "There is no such line.")
    if line.state == "matched":
        return _no("line_taken", "line", "This line is matched already: take that back first.")
    if line.state not in WAITING:
        return _no("line_taken", "line", "This line is in the books already: take that back first.")
    if line.fault:
        return _no("line_currency", "line", "This line is in {currency}, which is not its account's: nothing is posted.",
                   currency=line.currency)  # fmt: skip
    if line.twin_id is not None and not line.is_distinct:
        return _no("line_double", "line", "This line may be a double of another: say first that it is one of its own.")
    return None


def _insert(
    line_id: int, source: str, book: str, note: str, is_made: bool, undoes: int | None, by: int | None, at: datetime
) -> str:
    """Write a booking; its journal's source, its own where none is given."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO bank_booking (id, line_id, source, book, note, is_made, undoes_id, booked_at, booked_by)
               SELECT x.id, %s, coalesce(nullif(%s, ''), 'bank-line:' || x.id), %s, %s, %s, %s, %s, %s
                 FROM (SELECT galeon_id() AS id) x RETURNING source""",
            [line_id, source, book, note, is_made, undoes, at, by],
        )
        return str(cursor.fetchone()[0])


def _not_finance(by: int | None) -> Refusal | None:
    if by is None or is_finance(by):
        return None
    return _no("not_finance", None, "Only our finance may book a bank's lines.")


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
