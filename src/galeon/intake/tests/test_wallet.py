"""Sixteen writers at once on one prepaid balance: it never passes its limit. The control, read then write, does."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from galeon.intake.acts import Placed, Rejected, place
from galeon.kernel.tenancy import customer
from galeon.ledger.reads import standing
from galeon.ops.tests.company import Company, order
from galeon.waybills.models import Waybill

WRITERS = 16
BACKENDS_MIN = 8
PRICE_MINOR = 27_884  # first 0.5 kg 135.00 and three more at 31.50, fuel 21.5 %
FITS = 40  # orders the limit covers


class Sessions(threading.Thread):
    """Counts the sessions at work in one database; `peak` is the most seen at one instant."""

    def __init__(self, url: str, database: str) -> None:
        super().__init__(daemon=True)
        self.url, self.database, self.peak = url, database, 0
        self.ended = threading.Event()

    def run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as db:
            while not self.ended.wait(0.002):
                row = db.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = 'galeon_app' AND state <> 'idle'",
                    [self.database],
                ).fetchone()
                self.peak = max(self.peak, row[0] if row else 0)


def at_once(work: Callable[[int], Any], url: str, database: str) -> tuple[list[Any], int]:
    """Run the work in sixteen threads, each with its own connection; what they gave, and the peak of sessions."""
    watch, ready = Sessions(url, database), threading.Barrier(WRITERS)
    watch.start()

    def run(n: int) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ready.wait(30)
        try:
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        given = list(pool.map(run, range(WRITERS)))
    watch.ended.set()
    watch.join(10)
    return given, watch.peak


@pytest.fixture
def shop(fresh_db: str, company: Company) -> Company:
    """The small company in a database of its own, where everything commits."""
    return company


def test_the_balance_covers_so_many_orders_and_not_one_more(
    shop: Company, fresh_db: str, cluster: Any, record_property: Callable[[str, object], None]
) -> None:
    limit_minor = FITS * PRICE_MINOR + PRICE_MINOR // 2
    poor = shop.open_merchant("POOR", limit_minor)

    def buy(n: int) -> list[Placed | Rejected]:
        return [place(poor, [order(f"W{n}-{k}")], source="api")[0] for k in range(8)]

    answers, peak = at_once(buy, cluster.admin_url, fresh_db)
    flat = [answer for one in answers for answer in one]
    refused = [answer for answer in flat if isinstance(answer, Rejected)]
    assert len(flat) - len(refused) == FITS == Waybill.objects.count()
    assert {fault.code for answer in refused for fault in answer.faults} == {"no_funds"}
    (money,) = standing([poor.account_id])
    assert (money.posted_minor, money.held_minor) == (0, FITS * PRICE_MINOR)
    assert money.available_minor == PRICE_MINOR // 2
    record_property("peak_backends", peak)
    assert peak >= BACKENDS_MIN, f"only {peak} sessions at once: this proved nothing"


def test_batches_of_orders_fill_the_balance_to_the_last_order_that_fits(
    shop: Company, fresh_db: str, cluster: Any
) -> None:
    poor = shop.open_merchant("POOR", FITS * PRICE_MINOR)

    def buy(n: int) -> list[Placed | Rejected]:
        return place(poor, [order(f"W{n}-{k}") for k in range(7)], source="api")

    answers, peak = at_once(buy, cluster.admin_url, fresh_db)
    assert sum(isinstance(answer, Placed) for one in answers for answer in one) == FITS
    assert standing([poor.account_id])[0].available_minor == 0
    assert peak >= BACKENDS_MIN, f"only {peak} sessions at once: this proved nothing"


def test_the_same_order_of_sixteen_writers_is_one_waybill_held_once(shop: Company, fresh_db: str, cluster: Any) -> None:
    answers, _ = at_once(lambda _n: place(shop.merchant, [order("ONE")], source="api")[0], cluster.admin_url, fresh_db)
    assert {answer.number for answer in answers} == {Waybill.objects.get().number}
    assert sum(not answer.existing for answer in answers) == 1
    assert standing([shop.merchant.account_id])[0].held_minor == PRICE_MINOR


def test_sixteen_uploads_of_one_sheet_book_each_order_once(shop: Company, fresh_db: str, cluster: Any) -> None:
    orders = [order(f"S-{n}") for n in range(10)]

    def upload(_n: int) -> list[Placed | Rejected]:
        with customer(shop.merchant.account_id):  # a page's upload is one transaction
            return place(shop.merchant, orders, source="sheet")

    answers, _ = at_once(upload, cluster.admin_url, fresh_db)
    flat = [answer for one in answers for answer in one]
    assert all(isinstance(answer, Placed) for answer in flat)
    assert sum(not answer.existing for answer in flat) == 10 == Waybill.objects.count()
    assert standing([shop.merchant.account_id])[0].held_minor == 10 * PRICE_MINOR


def test_the_control_that_reads_and_then_writes_overspends(shop: Company, fresh_db: str, cluster: Any) -> None:
    poor = shop.open_merchant("POOR", PRICE_MINOR)
    have_read = threading.Barrier(WRITERS)

    def buy(_n: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT posted_minor - held_minor + limit_minor FROM balance WHERE account_id = %s", [poor.account_id]
            )
            (free,) = cursor.fetchone()
            have_read.wait(30)
            if free < PRICE_MINOR:
                return False
            cursor.execute(
                "UPDATE balance SET held_minor = held_minor + %s WHERE account_id = %s", [PRICE_MINOR, poor.account_id]
            )
            return True

    bought, _ = at_once(buy, cluster.admin_url, fresh_db)
    assert sum(bought) == WRITERS
    assert standing([poor.account_id])[0].available_minor == PRICE_MINOR - WRITERS * PRICE_MINOR
