"""Months that are closed: nothing is booked in them any more, and they are not added up again."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, connections, transaction

from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, lock_books, post, reverse_posted
from galeon.ledger.models import BookLock, BookTotal, Journal
from galeon.ledger.reads import Total, locked_until, locks, standing, totals, trial_balance
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID, add_member
from galeon.parties.models import LegalEntity

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)
WAIT_S = 20.0


def sale(account_id: int, minor: int, day: date, source: str, entity: int = 1, currency: str = "CNY") -> Entry:
    """Carriage sold at noon UTC of a day, by the express mode."""
    lines = (
        Line(account_id, "receivable", minor, currency),
        Line(HOUSE_ID, "revenue", -minor, currency, "express"),
    )
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Entry(source=source, kind="charge", occurred_at=at, lines=lines, entity_id=entity)


def booked_on(source: str) -> date:
    return Journal.objects.get(source=source).booked_on


def staff(role: str) -> int:
    member = add_member(HOUSE_ID, f"{role}@house.example", role, role, None)
    assert not isinstance(member, Refusal)
    return member.user_id


def code(answer: BookLock | Refusal) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_what_happened_in_a_locked_month_is_booked_on_the_first_day_after_it(company: Company) -> None:
    account = company.merchant.account_id
    post([sale(account, 100, date(2026, 8, 12), "a")])
    assert isinstance(lock_books(1, AUGUST, None), BookLock)
    post([sale(account, 7, date(2026, 8, 12), "b"), sale(account, 5, date(2026, 9, 20), "c")])
    assert (booked_on("a"), booked_on("b"), booked_on("c")) == (date(2026, 8, 12), date(2026, 9, 1), date(2026, 9, 20))
    assert trial_balance(1, AUGUST) == [("receivable", "CNY", 100), ("revenue", "CNY", -100)]
    assert trial_balance() == [("receivable", "CNY", 112), ("revenue", "CNY", -112)]
    assert totals(1, date(2026, 8, 1), date(2026, 9, 30)) == [
        Total(1, "receivable", "", "CNY", date(2026, 8, 1), 100),
        Total(1, "receivable", "", "CNY", date(2026, 9, 1), 12),
        Total(1, "revenue", "express", "CNY", date(2026, 8, 1), -100),
        Total(1, "revenue", "express", "CNY", date(2026, 9, 1), -12),
    ]


def test_the_books_of_one_company_are_locked_and_those_of_another_are_not(company: Company) -> None:
    other = LegalEntity.objects.create(code="ES", name="Galeón España", country="ES", currency="EUR", prefix="GE")
    lock_books(1, OCTOBER, None)
    account = company.merchant.account_id
    post([sale(account, 1, SEPTEMBER, "a"), sale(account, 2, SEPTEMBER, "b", entity=other.pk, currency="EUR")])
    assert (booked_on("a"), booked_on("b")) == (date(2026, 11, 1), SEPTEMBER)
    assert trial_balance(other.pk) == [("receivable", "EUR", 2), ("revenue", "EUR", -2)]
    assert locked_until([1, other.pk]) == {1: OCTOBER}


def test_a_day_that_is_not_over_cannot_be_locked(company: Company) -> None:
    today = datetime.now(UTC).astimezone(UTC).date()
    assert code(lock_books(1, today + timedelta(days=1), None)) == "not_over"
    assert code(lock_books(77, AUGUST, None)) == "entity_unknown"
    assert locks(1) == []


def test_only_finance_locks_and_only_an_administrator_with_a_reason_opens_again(company: Company) -> None:
    finance, admin, clerk = staff("finance"), staff("admin"), staff("operations")
    assert code(lock_books(1, SEPTEMBER, clerk)) == "not_finance"
    assert isinstance(lock_books(1, SEPTEMBER, finance), BookLock)
    assert code(lock_books(1, AUGUST, finance, "late bill")) == "not_admin"
    assert code(lock_books(1, AUGUST, admin)) == "reason_needed"
    assert code(lock_books(1, AUGUST, admin, "x" * 201)) == "reason_long"
    assert [x.until for x in locks(1)] == [SEPTEMBER]
    assert isinstance(lock_books(1, AUGUST, admin, "A supplier's bill came late."), BookLock)
    assert [(x.until, x.set_by, x.reason) for x in locks(1)] == [
        (AUGUST, admin, "A supplier's bill came late."), (SEPTEMBER, finance, "")]  # fmt: skip


def test_a_month_opened_again_is_added_up_again(company: Company) -> None:
    account = company.merchant.account_id
    post([sale(account, 10, date(2026, 8, 3), "a"), sale(account, 20, date(2026, 9, 3), "b")])
    lock_books(1, SEPTEMBER, None)
    kept = BookTotal.objects.filter(entity_id=1).values_list("month", "book", "amount_minor").order_by("month", "book")
    assert list(kept) == [
        (date(2026, 8, 1), "receivable", 10), (date(2026, 8, 1), "revenue", -10),
        (date(2026, 9, 1), "receivable", 20), (date(2026, 9, 1), "revenue", -20),
    ]  # fmt: skip
    lock_books(1, date(2026, 9, 14), None, "half of it")
    assert {month for month, _, _ in kept.all()} == {date(2026, 8, 1)}
    post([sale(account, 3, date(2026, 9, 2), "c")])
    assert booked_on("c") == date(2026, 9, 15)
    assert trial_balance(1, SEPTEMBER)[0] == ("receivable", "CNY", 33)
    assert trial_balance(1, date(2026, 9, 14))[0] == ("receivable", "CNY", 30)
    lock_books(1, SEPTEMBER, None)
    assert trial_balance(1, SEPTEMBER)[0] == ("receivable", "CNY", 33)
    assert trial_balance(1, date(2026, 8, 15))[0] == ("receivable", "CNY", 10)  # a day within a locked month


def test_the_same_lock_again_changes_nothing(company: Company) -> None:
    first, second = lock_books(1, AUGUST, None), lock_books(1, AUGUST, None)
    assert isinstance(first, BookLock) and isinstance(second, BookLock)
    assert first.pk == second.pk
    assert len(locks(1)) == 1


def test_a_journal_is_reversed_by_its_source_once_and_in_an_open_month(company: Company) -> None:
    account = company.merchant.account_id
    post([sale(account, 900, AUGUST, "a")])
    lock_books(1, AUGUST, None)
    at = datetime(2026, 8, 31, 13, tzinfo=UTC)
    assert reverse_posted("a", occurred_at=at) == "posted"
    assert reverse_posted("a", occurred_at=at + timedelta(hours=1)) == "repeat"
    assert booked_on("reversal:a") == date(2026, 9, 1)
    assert standing([account])[0].posted_minor == 0
    assert trial_balance(1, AUGUST) == [("receivable", "CNY", 900), ("revenue", "CNY", -900)]
    assert trial_balance() == [("receivable", "CNY", 0), ("revenue", "CNY", 0)]
    with pytest.raises(LookupError):
        reverse_posted("nobody", occurred_at=at)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", ["journal", "posting", "book_lock"])
@pytest.mark.parametrize("statement", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t}"])
def test_not_even_the_owner_of_the_tables_edits_what_is_booked(table: str, statement: str) -> None:
    column = {"posting": "no", "journal": "memo", "book_lock": "reason"}[table]
    with pytest.raises(DatabaseError, match="is never edited"), transaction.atomic("owner"):
        connections["owner"].cursor().execute(statement.format(t=table, c=column))


@pytest.mark.parametrize("table", ["book_lock", "book_total"])
@pytest.mark.parametrize("statement", ["DELETE FROM {t}", "INSERT INTO {t} SELECT * FROM {t}"])
def test_the_application_writes_locks_and_sums_through_the_act_only(db: None, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(t=table))


def test_no_journal_gets_into_a_locked_month_by_another_door(company: Company) -> None:
    lock_books(1, AUGUST, None)
    with pytest.raises(DatabaseError, match="locked on the day"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, booked_on)
               VALUES (7, 'x', '', 'charge', now(), now(), '', '2026-08-31')"""
        )


def alone(act: Callable[[], object]) -> object:
    try:
        return act()
    finally:
        connection.close()


def wait_until_blocked() -> None:
    """Until another backend waits for a lock."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def overlapping(first: Callable[[], object], second: Callable[[], object]) -> None:
    """`first` up to its commit, `second` until it waits, then both to their ends."""
    done, go_on = threading.Event(), threading.Event()

    def held() -> None:
        with transaction.atomic():
            first()
            done.set()
            assert go_on.wait(WAIT_S)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(alone, held)
        assert done.wait(WAIT_S)
        two = pool.submit(alone, second)
        try:
            wait_until_blocked()
        finally:
            go_on.set()
        one.result(WAIT_S)
        two.result(WAIT_S)


def test_a_posting_on_its_way_is_waited_for_and_is_in_the_months_sum(fresh_db: str, company: Company) -> None:
    account = company.merchant.account_id
    overlapping(lambda: post([sale(account, 40, AUGUST, "a")]), lambda: lock_books(1, AUGUST, None))
    assert booked_on("a") == AUGUST
    assert BookTotal.objects.get(book="receivable").amount_minor == 40


def test_a_posting_that_comes_while_the_month_is_being_locked_is_booked_after_it(
    fresh_db: str, company: Company
) -> None:
    account = company.merchant.account_id
    overlapping(lambda: lock_books(1, AUGUST, None), lambda: post([sale(account, 40, AUGUST, "a")]))
    assert booked_on("a") == date(2026, 9, 1)
    assert not BookTotal.objects.exists()
    assert trial_balance(1, AUGUST) == []
    assert trial_balance() == [("receivable", "CNY", 40), ("revenue", "CNY", -40)]


def test_a_long_posting_makes_the_lock_wait_and_never_others_for_the_lock(fresh_db: str, company: Company) -> None:
    """Who waits for a lock would otherwise be waited for by everybody who posts, also by whom the first one needs."""
    account = company.merchant.account_id
    stop = threading.Event()
    posted: list[str] = []

    def keep_posting(name: str) -> None:
        while not stop.is_set():
            post([sale(account, 1, AUGUST, f"{name}{len(posted)}")])
            posted.append(name)

    with ThreadPoolExecutor(5) as pool:
        writers = [pool.submit(alone, partial(keep_posting, f"w{n}-")) for n in range(4)]
        try:
            locked = pool.submit(alone, lambda: lock_books(1, AUGUST, None)).result(60)
        finally:
            stop.set()
        for writer in writers:
            writer.result(WAIT_S)
    assert isinstance(locked, BookLock)
    sums = {t.month: t.amount_minor for t in totals(1, date(2026, 8, 1), date(2026, 12, 1)) if t.book == "receivable"}
    assert sum(sums.values()) == len(posted) > 4
    kept = BookTotal.objects.filter(book="receivable").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal WHERE booked_on <= %s", [AUGUST])
        assert cursor.fetchone()[0] == (kept.amount_minor if kept else 0)


def test_the_trial_balance_reads_open_months_and_not_the_whole_book(company: Company) -> None:
    account = company.merchant.account_id
    post([sale(account, 1, date(2026, 6, 1) + timedelta(days=n % 90), f"s{n}") for n in range(6_000)])
    assert rows_read() > 6_000
    lock_books(1, AUGUST, None)
    post([sale(account, 1, OCTOBER, f"o{n}") for n in range(20)])
    assert trial_balance()[0] == ("receivable", "CNY", 6_020)
    assert rows_read() < 500


def rows_read() -> int:
    """Rows the trial balance's scans go through, by the server's own count."""
    from galeon.kernel.sql import load

    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + load("ledger", "totals"),
            {"entity": None, "first": "-infinity", "last": date(9999, 11, 30)},
        )
        plan = cursor.fetchone()[0][0]["Plan"]
    return scanned(plan)


def scanned(plan: dict) -> int:
    """Rows of every scan of a table, those thrown away included."""
    mine = 0
    if "Relation Name" in plan:
        per_loop = (
            plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        )
        mine = round(per_loop * plan["Actual Loops"])
    return mine + sum(scanned(part) for part in plan.get("Plans", []))
