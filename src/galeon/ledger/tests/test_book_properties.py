"""Any sequence of acts: every journal balances, balances are what is posted, every hold ends once."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.ledger.acts import Entry, Line, change_hold, end_holds, lock_books, post, reverse_posted
from galeon.ledger.reads import locked_until, standing, totals, trial_balance
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID

FIRST = datetime(2026, 6, 1, 4, tzinfo=UTC)


class Post(msgspec.Struct, frozen=True):
    """A charge (or a credit) of a day."""

    minor: int
    day: int
    currency: str


class Undo(msgspec.Struct, frozen=True):
    """Reverse the n-th journal."""

    n: int
    day: int


class Hold(msgspec.Struct, frozen=True):
    """Set money aside for source n."""

    n: int
    minor: int


class Change(msgspec.Struct, frozen=True):
    """Make the hold of source n another amount."""

    n: int
    minor: int


class End(msgspec.Struct, frozen=True):
    """Capture or release source n."""

    n: int
    captured: int | None


class Lock(msgspec.Struct, frozen=True):
    """Lock up to a day, maybe an earlier one than before."""

    day: int


DAYS, SOURCES = st.integers(0, 150), st.integers(1, 4)
STEPS = st.lists(
    st.one_of(
        st.builds(Post, st.integers(-9_000, 9_000), DAYS, st.sampled_from(["CNY", "USD"])),
        st.builds(Undo, st.integers(0, 9), DAYS),
        st.builds(Hold, SOURCES, st.integers(1, 700_000)),
        st.builds(Change, SOURCES, st.integers(1, 700_000)),
        st.builds(End, SOURCES, st.none() | st.integers(0, 700_000)),
        st.builds(Lock, DAYS),
    ),
    min_size=2,
    max_size=16,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_the_book_balances_and_every_hold_ends_once(
    company: Company, steps: list[Post | Undo | Hold | Change | End | Lock]
) -> None:
    account = company.merchant.account_id
    with transaction.atomic():
        ended: dict[int, object] = {}
        lines_before: list[tuple[object, ...]] = []
        for no, step in enumerate(steps):
            do(account, step, no)
            assert_sound(account, ended)
            lines = rows("SELECT journal_id, no, book, amount_minor, currency FROM posting ORDER BY 1, 2")
            assert lines[: len(lines_before)] == lines_before, "a posting changed"
            lines_before = lines
        transaction.set_rollback(True)


def do(account: int, step: Post | Undo | Hold | Change | End | Lock, no: int) -> None:
    match step:
        case Post():
            at = FIRST + timedelta(days=step.day)
            before = locked_until([1]).get(1)
            lines = (
                Line(account, "receivable", step.minor, step.currency),
                Line(HOUSE_ID, "revenue", -step.minor, step.currency, "express"),
            )
            post([Entry(source=f"j{no}", kind="charge", occurred_at=at, lines=lines)])
            ((booked,),) = rows("SELECT booked_on FROM journal WHERE source = %s", f"j{no}")
            assert booked == max(at.date(), before + timedelta(days=1) if before else at.date())
        case Undo():
            found = rows("SELECT source FROM journal ORDER BY id OFFSET %s LIMIT 1", step.n)
            if found:
                reverse_posted(str(found[0][0]), occurred_at=FIRST + timedelta(days=step.day))
        case Hold():
            if not rows("SELECT FROM hold WHERE account_id = %s AND source_id = %s", account, step.n):
                hold(account, step)
        case Change():
            change_hold(account, step.n, step.minor)
        case End():
            was_open = len(rows("SELECT FROM hold WHERE source_id = %s AND state = 'held'", step.n))
            assert end_holds([account], [step.n], [step.captured]) == was_open
        case Lock():
            lock_books(1, (FIRST + timedelta(days=step.day)).date(), None, "mending")


def hold(account: int, step: Hold) -> None:
    """Held when it is within what is available, not when it is beyond."""
    available = {s.currency: s.available_minor for s in standing([account])}["CNY"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_hold(%s, 'CNY', %s::bigint[], %s::bigint[])", [account, [step.n], [step.minor]])
        assert cursor.fetchone() == ([step.minor <= available],)


def assert_sound(account: int, ended: dict[int, object]) -> None:
    assert rows("SELECT journal_id FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0") == []
    owed: dict[object, object] = dict(
        rows("SELECT currency, -sum(amount_minor)::bigint FROM posting WHERE account_id = %s GROUP BY 1", account)
    )
    held = rows("SELECT coalesce(sum(amount_minor), 0)::bigint FROM hold WHERE state = 'held'")
    for stands in standing([account]):
        assert stands.posted_minor == owed.get(stands.currency, 0)
        assert stands.held_minor == (held[0][0] if stands.currency == "CNY" else 0)
    for source_id, state, captured in rows("SELECT source_id, state, captured_minor FROM hold WHERE state <> 'held'"):
        assert ended.setdefault(int(str(source_id)), (state, captured)) == (state, captured), "a hold ended twice"
    assert_added_up()


def assert_added_up() -> None:
    """The trial balance by way of the kept sums is what all postings come to, and what the months come to."""
    plain = rows("SELECT book, currency, sum(amount_minor)::bigint FROM posting GROUP BY 1, 2 ORDER BY 1, 2")
    assert [row for row in trial_balance() if row[2]] == [row for row in plain if row[2]]
    months: dict[tuple[str, str], int] = {}
    for total in totals(1, date(2026, 1, 1), date(2027, 12, 31)):
        months[total.book, total.currency] = months.get((total.book, total.currency), 0) + total.amount_minor
    assert {k: v for k, v in months.items() if v} == {(b, c): v for b, c, v in plain if v}


def rows(statement: str, *terms: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, terms)
        return list(cursor.fetchall())
