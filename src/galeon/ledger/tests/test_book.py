"""The book: double entry, append-only, balances kept while posting."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.ledger.acts import Clash, Entry, Line, end_holds, post, reverse, set_limit
from galeon.ledger.reads import standing, trial_balance
from galeon.ops.tests.company import NOW, Company

HOUSE = 1


def sale(account_id: int, minor: int, source: str = "charge:1") -> Entry:
    lines = (Line(account_id, "receivable", minor, "CNY"), Line(HOUSE, "revenue", -minor, "CNY"))
    return Entry(source=source, kind="charge", occurred_at=NOW, lines=lines)


def posted_minor(account_id: int) -> int:
    return standing([account_id])[0].posted_minor


def test_a_charge_is_owed_by_the_customer_and_earned_by_the_house(company: Company) -> None:
    account = company.merchant.account_id
    assert post([sale(account, 27_884)]) == ["posted"]
    assert posted_minor(account) == -27_884
    assert trial_balance() == [("receivable", "CNY", 27_884), ("revenue", "CNY", -27_884)]


def test_the_same_source_posts_once_and_other_contents_under_it_are_a_fault(company: Company) -> None:
    account = company.merchant.account_id
    post([sale(account, 500)])
    assert post([sale(account, 500)]) == ["repeat"]
    with pytest.raises(Clash):
        post([sale(account, 501)])
    assert posted_minor(account) == -500


def test_a_reversal_brings_every_account_back(company: Company) -> None:
    account = company.merchant.account_id
    entry = sale(account, 500)
    post([entry, reverse(entry, source="undo:1", occurred_at=NOW)])
    assert posted_minor(account) == 0
    assert {amount for _, _, amount in trial_balance()} == {0}


def test_an_entry_that_does_not_balance_is_refused_before_it_is_sent(company: Company) -> None:
    lines = (Line(company.merchant.account_id, "receivable", 5, "CNY"), Line(HOUSE, "revenue", -5, "USD"))
    with pytest.raises(ValueError, match="does not balance"):
        post([Entry(source="x", kind="charge", occurred_at=NOW, lines=lines)])


def test_the_database_refuses_an_unbalanced_journal_whoever_writes_it(company: Company) -> None:
    account = company.merchant.account_id
    bad = f'[{{"source":"x","hash":"00","kind":"k","occurred_at":"2026-11-02T00:00:00Z","lines":[[{account},"receivable",5,"CNY"]]}}]'
    with pytest.raises(DatabaseError, match="does not balance"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_post(%s::jsonb)", [bad])
    assert trial_balance() == []


def test_a_posting_cannot_be_slipped_into_an_old_journal_or_into_none(company: Company) -> None:
    account = company.merchant.account_id
    post([sale(account, 500)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM journal")
        ((journal_id,),) = cursor.fetchall()
    insert = "INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency) VALUES "
    with pytest.raises(DatabaseError, match="does not balance"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert + "(%s, %s, 9, 'receivable', 5, 'CNY')", [account, journal_id])
    with pytest.raises(DatabaseError, match="no journal 7 "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert + "(%s, 7, 1, 'receivable', 5, 'CNY'), (1, 7, 2, 'revenue', -5, 'CNY')", [account])
    assert trial_balance() == [("receivable", "CNY", 500), ("revenue", "CNY", -500)]


def test_a_journal_without_postings_is_refused_at_the_commit(company: Company) -> None:
    with pytest.raises(DatabaseError, match="no postings"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, booked_on)
               VALUES (7, 'x', '', 'charge', now(), now(), '', now())"""
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", ["posting", "journal", "waybill_event"])
@pytest.mark.parametrize("statement", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t}"])
def test_the_application_cannot_edit_what_happened(db: None, table: str, statement: str) -> None:
    column = {"posting": "no", "journal": "memo", "waybill_event": "code"}[table]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(t=table, c=column))


def test_a_hold_ends_once_by_capture_or_release(company: Company) -> None:
    account = company.merchant.account_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_hold(%s, 'CNY', ARRAY[1, 2]::bigint[], ARRAY[300, 200]::bigint[])", [account])
    assert standing([account])[0].held_minor == 500
    assert end_holds([account], [1], [310]) == 1
    assert end_holds([account], [1], [310]) == 0
    assert end_holds([account], [2], [None]) == 1
    assert standing([account])[0].held_minor == 0


def test_nothing_is_held_beyond_the_limit_and_what_fits_behind_it_is(company: Company) -> None:
    account = company.merchant.account_id
    set_limit(account, "CNY", 1_000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_hold(%s, 'CNY', ARRAY[1,2,3]::bigint[], ARRAY[700,400,300]::bigint[])", [account])
        assert cursor.fetchone() == ([True, False, True],)
        cursor.execute("SELECT ledger_hold(%s, 'USD', ARRAY[4]::bigint[], ARRAY[1]::bigint[])", [account])
        assert cursor.fetchone() == ([False],)
    assert standing([account])[0].available_minor == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-10_000, 10_000), st.booleans()), min_size=1, max_size=12))
def test_the_balance_always_equals_the_postings(company: Company, moves: list[tuple[int, bool]]) -> None:
    account = company.merchant.account_id
    with transaction.atomic():
        before = posted_minor(account)
        entries = [sale(account, minor, f"p{n}") for n, (minor, _) in enumerate(moves)]
        undone = [
            reverse(e, source=f"u{e.source}", occurred_at=NOW) for e, (_, u) in zip(entries, moves, strict=True) if u
        ]
        post([*entries, *undone])
        kept = sum(minor for minor, undo in moves if not undo)
        assert posted_minor(account) == before - kept
        assert sum(amount for _, _, amount in trial_balance()) == 0
        transaction.set_rollback(True)
