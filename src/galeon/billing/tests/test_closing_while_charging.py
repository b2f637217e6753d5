"""Closing a month while parcels are still being charged: real commits, several connections."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from galeon.billing import acts, reads
from galeon.billing.charges.rating import rate_batch
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, booked, books, lines, money, sql, weighed
from galeon.ops.tests.company import Company

FEE = 31_712
WAIT_S = 20.0


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    """Threads with database connections of their own."""
    with ThreadPoolExecutor(10) as pool:
        yield pool


def alone(act: Callable[[], object]) -> object:
    """Run an act on this thread's connection and close it."""
    try:
        return act()
    finally:
        connection.close()


def held(act: Callable[[], object], done: threading.Event, go_on: threading.Event) -> None:
    """Run an act in a transaction that commits only when told to."""
    with transaction.atomic():
        act()
        done.set()
        assert go_on.wait(WAIT_S)


def wait_until_blocked(many: int = 1) -> None:
    """Until so many other backends wait for a lock."""
    for _ in range(400):
        (row,) = sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        if int(str(row[0])) >= many:
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def overlap(pool: ThreadPoolExecutor, first: Callable[[], object], second: Callable[[], object]) -> object:
    """Run `first` up to its commit, then `second` until it waits, then let `first` commit; what `second` answered."""
    done, go_on = threading.Event(), threading.Event()
    one: Future[object] = pool.submit(alone, lambda: held(first, done, go_on))
    assert done.wait(WAIT_S)
    two: Future[object] = pool.submit(alone, second)
    try:
        wait_until_blocked()
    finally:
        go_on.set()
    one.result(WAIT_S)
    return two.result(WAIT_S)


def test_a_charge_on_its_way_is_waited_for_and_counted_in_the_closing(
    fresh_db: str, company: Company, hands: ThreadPoolExecutor
) -> None:
    first, second = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    weighed(first, 2_310)
    weighed(second, 2_310)
    acts.rate([first])
    closed = overlap(hands, lambda: acts.rate([second]), lambda: acts.close_cycle(MONTH_END))
    assert len(closed) == 1
    assert books([company.merchant.account_id]) == [("2026-11-01", 0, 2 * FEE, 0, 2 * FEE)]
    assert_books_agree(company.merchant)


def test_a_charge_that_comes_while_its_month_is_closing_goes_into_the_next(
    fresh_db: str, company: Company, hands: ThreadPoolExecutor
) -> None:
    first, second = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    weighed(first, 2_310)
    weighed(second, 2_310)
    acts.rate([first])
    overlap(hands, lambda: acts.close_cycle(MONTH_END), lambda: acts.rate([second]))
    assert books([company.merchant.account_id]) == [
        ("2026-11-01", 0, FEE, 0, FEE),
        ("2026-12-01", FEE, FEE, 0, 2 * FEE),
    ]
    assert_books_agree(company.merchant)


def test_two_workers_rating_the_same_parcels_charge_them_once(
    fresh_db: str, company: Company, hands: ThreadPoolExecutor
) -> None:
    waybills = [booked(company.merchant, f"SO-{n}") for n in range(3)]
    for waybill in waybills:
        weighed(waybill, 2_310)
    answers = overlap(hands, lambda: rate_batch(waybills, NOON), lambda: acts.rate(waybills))
    assert [r.outcome for r in answers] == ["unchanged"] * 3
    assert [lines(w) for w in waybills] == [[("weigh_in", "freight", 26_100), ("weigh_in", "fuel", 5_612)]] * 3
    assert_books_agree(company.merchant)


def test_two_workers_that_open_the_same_month_open_it_once(
    fresh_db: str, company: Company, hands: ThreadPoolExecutor
) -> None:
    first, second = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    weighed(first, 2_310)
    weighed(second, 2_310)
    overlap(hands, lambda: acts.rate([first]), lambda: acts.rate([second]))
    assert books([company.merchant.account_id]) == [("2026-11-01", 0, 2 * FEE, 0, 2 * FEE)]


def test_two_closings_at_once_close_each_month_once(fresh_db: str, company: Company, hands: ThreadPoolExecutor) -> None:
    waybill = booked(company.merchant, "SO-1")
    weighed(waybill, 2_310)
    acts.rate([waybill])
    assert overlap(hands, lambda: acts.close_cycle(MONTH_END), lambda: acts.close_cycle(MONTH_END)) == []
    assert [h.number for h in reads.statements()] == ["2026-000001"]


def test_the_same_payment_from_two_desks_counts_once(
    fresh_db: str, company: Company, hands: ThreadPoolExecutor
) -> None:
    payment = acts.NewPayment(
        account_id=company.merchant.account_id, amount_minor=500, currency="CNY", method="bank", reference="B-1",
        received_at=NOON,
    )  # fmt: skip
    answer = overlap(
        hands, lambda: acts.record_payment(payment, by=None), lambda: acts.record_payment(payment, by=None)
    )
    assert isinstance(answer, acts.Paid)
    assert answer.existing
    assert money(company.merchant).posted_minor == 500


def rate_each(batches: list[list[tuple[int, int]]]) -> None:
    """Rate batch after batch."""
    for batch in batches:
        acts.rate(batch)


def test_eight_writers_keep_charging_while_days_are_closed_and_no_cent_is_lost(
    fresh_db: str, company: Company, hands: ThreadPoolExecutor
) -> None:
    merchants = [company.open_merchant(code, 10_000_000) for code in ("OESTE", "NORTE", "SUR")]
    sql("UPDATE account SET cycle = 'daily'")
    waybills = []
    for n in range(120):
        waybill = booked(merchants[n % 3], f"SO-{n}")
        weighed(waybill, 2_310, at=NOON + timedelta(days=n % 10, minutes=n))
        waybills.append(waybill)
    shares = [[waybills[n : n + 5] for n in range(k * 5, 120, 40)] for k in range(8)]
    writers = [hands.submit(alone, partial(rate_each, share)) for share in shares]
    again = [hands.submit(alone, lambda: acts.rate(waybills[::-1]))]
    while not all(w.done() for w in writers):
        for day in range(1, 12):
            acts.close_cycle(NOON + timedelta(days=day), batch=2)
    for job in (*writers, *again):
        job.result(WAIT_S)
    acts.close_cycle(NOON + timedelta(days=40))

    assert sql("SELECT count(*), sum(amount_minor)::int FROM charge") == [(240, 120 * FEE)]
    assert sql("SELECT count(*) FROM (SELECT 1 FROM charge GROUP BY waybill_id, code HAVING count(*) > 1) d") == [(0,)]
    late = "SELECT count(*) FROM charge c JOIN statement s ON s.id = c.statement_id WHERE c.charged_at >= s.ends_at"
    assert sql(late) == [(0,)]
    for merchant in merchants:
        assert_books_agree(merchant)
    numbers = [h.number for h in reads.statements(limit=200)]
    assert sorted(numbers) == [f"2026-{n:06}" for n in range(1, len(numbers) + 1)]
