"""A closing a person asks for: previewed, started, watched, cut off and gone on with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError

from galeon.billing import acts, handlers
from galeon.billing.models import ClosingRun
from galeon.billing.statements import closing, runs
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, charged, sql
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.web.tests.people import person

FEE = 31_712
LATER = MONTH_END + timedelta(hours=12)


def finance() -> int:
    """The id of a person of our finance."""
    return person("fin@galeon.example", "finance").pk


def three_months(company: Company) -> list[int]:
    """Three merchants with a charge in November; their account ids."""
    merchants = [company.merchant, company.open_merchant("NORTE", 10**7), company.open_merchant("SUR", 10**7)]
    for merchant in merchants:
        charged(merchant, "SO-1", 2_310)
    return [m.account_id for m in merchants]


def test_a_run_closes_what_ended_by_then_and_says_how_far_it_is(company: Company) -> None:
    three_months(company)
    by = finance()
    assert [(s.currency, s.statements, s.accounts, s.amount_minor) for s in runs.ahead(MONTH_END)] == [
        ("CNY", 3, 3, 3 * FEE)
    ]
    run_id = acts.start_closing(MONTH_END, by, now=LATER)
    assert isinstance(run_id, int)
    waiting = runs.run(run_id)
    assert waiting is not None
    assert (waiting.state, waiting.statements, waiting.closed, waiting.by) == ("running", 3, 0, "Fin")
    outbox.drain()
    done = runs.run(run_id)
    assert done is not None
    assert (done.state, done.statements, done.closed, done.fault, done.left_s) == ("finished", 3, 3, "", None)
    assert [(s.currency, s.statements, s.amount_minor, s.to_pay_minor) for s in runs.sums(done)] == [
        ("CNY", 3, 3 * FEE, 3 * FEE)
    ]
    assert [c.number for c in runs.closed(done)] == ["2026-000001", "2026-000002", "2026-000003"]
    assert runs.ahead(MONTH_END) == []
    assert_books_agree(company.merchant)


def test_asked_twice_it_is_one_run(company: Company) -> None:
    three_months(company)
    first = acts.start_closing(MONTH_END, None, now=LATER)
    assert acts.start_closing(MONTH_END, None, now=LATER + timedelta(minutes=1)) == first
    outbox.drain()
    assert sql("SELECT count(*), sum(closed)::int FROM closing_run") == [(1, 3)]


def test_who_may_not_and_what_is_not_over_and_nothing_at_all_are_refused_and_nothing_is_written(
    company: Company,
) -> None:
    assert _code(acts.start_closing(MONTH_END, None, now=LATER)) == "nothing_to_close"
    three_months(company)
    by = finance()
    assert _code(acts.start_closing(MONTH_END, by, now=MONTH_END - timedelta(seconds=1))) == "not_over"
    clerk_id = person("ana@lumen.example", "owner", account_id=company.merchant.account_id).pk
    assert _code(acts.start_closing(MONTH_END, clerk_id, now=LATER)) == "not_finance"
    assert not ClosingRun.objects.exists()
    outbox.drain()
    assert sql("SELECT count(*) FROM statement WHERE state = 'closed'") == [(0,)]


def _code(answer: int | Refusal) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_a_run_cut_off_after_its_first_batch_says_so_and_goes_on_as_if_nothing_had_been(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_months(company)
    run_id = closing.open_run(MONTH_END, None, LATER)
    assert run_id is not None
    real = closing.close_batch

    def killed(as_of: datetime, at: datetime, batch: int) -> list[tuple[int, int]]:
        if sql("SELECT count(*) FROM statement WHERE state = 'closed'") == [(2,)]:
            raise KeyboardInterrupt
        return real(as_of, at, batch)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(closing, "close_batch", killed)
        closing.carry_out(run_id, batch=1)
    cut = runs.run(run_id)
    assert cut is not None
    assert (cut.state, cut.closed, cut.statements) == ("running", 2, 3), "it was seen just now"
    assert cut.left_s is not None
    sql("UPDATE closing_run SET seen_at = seen_at - interval '2 minutes'")
    monkeypatch.setattr(runs, "_RUNS", runs._RUNS.replace("billing_close", "nobody"))  # this transaction holds its lock
    cut = runs.run(run_id)
    assert cut is not None
    assert (cut.state, cut.closed) == ("cut_off", 2)
    assert acts.start_closing(MONTH_END, None, now=LATER + timedelta(days=1)) == run_id
    outbox.drain()
    done = runs.run(run_id)
    assert done is not None
    assert (done.state, done.closed) == ("finished", 3)
    assert [c.number for c in runs.closed(done)] == ["2026-000001", "2026-000002", "2026-000003"]
    assert sql("SELECT DISTINCT closed_at FROM statement") == [(LATER,)], "all are issued at the run's start"


def test_a_run_that_fails_keeps_what_was_said_and_can_be_carried_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_months(company)
    run_id = closing.open_run(MONTH_END, None, LATER)
    assert run_id is not None

    def broken(*_terms: object) -> list[tuple[int, int]]:
        raise DatabaseError("no space left on the device\nCONTEXT: a page")

    with monkeypatch.context() as patched, pytest.raises(DatabaseError):
        patched.setattr(closing, "close_batch", broken)
        closing.carry_out(run_id)
    failed = runs.run(run_id)
    assert failed is not None
    assert (failed.state, failed.fault) == ("cut_off", "no space left on the device")
    assert acts.run_closing(run_id) == 3
    assert acts.run_closing(run_id) == 0


def test_the_clock_closes_by_the_same_door_and_leaves_no_run_where_there_was_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers.close_cycles(0)
    assert not ClosingRun.objects.exists()
    three_months(company)
    assert acts.close_by_the_clock(MONTH_END) == 3
    assert [(r.by, r.closed, r.state) for r in runs.runs()] == [("", 3, "finished")]


def test_a_later_run_ends_an_earlier_one_that_was_cut_off(company: Company) -> None:
    three_months(company)
    early = closing.open_run(MONTH_END, None, LATER)
    assert acts.close_by_the_clock(MONTH_END + timedelta(days=1)) == 3
    assert early is not None
    left = runs.run(early)
    assert left is not None
    assert (left.state, left.closed) == ("finished", 0)


def test_a_day_has_ended_when_it_has_everywhere_or_as_far_as_it_has() -> None:
    october = date(2026, 10, 31)
    long_after = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert runs.ended_by(october, long_after) == datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    next_morning = datetime(2026, 11, 1, 1, 20, 30, tzinfo=UTC)
    assert runs.ended_by(october, next_morning) == datetime(2026, 11, 1, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("cycle", ["days:10", "weekly"])
def test_ten_days_close_after_ten_days_and_the_next_begin_there(company: Company, cycle: str) -> None:
    sql(
        "UPDATE account SET cycle = %s, opened_at = '2026-10-20T17:00Z' WHERE id = %s",
        cycle,
        company.merchant.account_id,
    )
    charged(company.merchant, "SO-1", 2_310)
    ((first, last),) = sql("SELECT first_day::text, last_day::text FROM statement")
    # opened on 21 October in Shenzhen: the periods begin on 21, 31 October, 10 November
    assert (first, last) == {"days:10": ("2026-10-31", "2026-11-09"), "weekly": ("2026-11-02", "2026-11-08")}[cycle]
    assert len(acts.close_cycle(NOON + timedelta(days=8))) == 1
    charged(company.merchant, "SO-2", 2_310, at=NOON + timedelta(days=1))
    assert sql("SELECT first_day::text FROM statement WHERE state = 'open'") == [
        ({"days:10": "2026-11-10", "weekly": "2026-11-09"}[cycle],)
    ]
    assert_books_agree(company.merchant)
