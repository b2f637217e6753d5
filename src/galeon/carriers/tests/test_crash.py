"""The worker is killed between the question and the answer: UPS sold one label, and one it stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from galeon.carriers import acts, reads
from galeon.carriers.models import CarrierBooking
from galeon.carriers.stub.ups import SHIP, UpsStub
from galeon.carriers.tests.shipping import LATER, received, ups_account, wishes
from galeon.ops.tests.company import Company
from galeon.waybills.models import Document, Waybill

BUY = """
import django; django.setup()
from galeon.carriers import acts
from galeon.carriers.tests.shipping import LATER, wishes
acts.book(wishes([({account}, {waybill})], {carrier}), LATER)
"""


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def _until(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not done():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


def test_a_worker_killed_before_the_answer_leaves_one_label_which_is_found_again(
    fresh_db: str, fresh_url: str, company: Company, ups: UpsStub
) -> None:
    (waybill,) = received(company.merchant, "SO-1")
    carrier = ups_account(ups)
    ups.fail(SHIP, "hang")
    worker = subprocess.Popen(
        [sys.executable, "-c", BUY.format(account=waybill[0], waybill=waybill[1], carrier=carrier)],
        env={
            **os.environ, "DJANGO_SETTINGS_MODULE": "galeon.config.settings", "GALEON_APP_URL": fresh_url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )  # fmt: skip
    _until(lambda: len(ups.world.shipments) == 1 or worker.poll() is not None)
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL

    assert CarrierBooking.objects.get().state == "asking"  # the intent was durable before the request left
    acts.book(wishes([waybill], carrier), LATER + timedelta(minutes=1))
    acts.reconcile(LATER + timedelta(minutes=1))  # too early: a slow answer may still come
    assert ups.count(SHIP) == 1

    acts.reconcile(LATER + timedelta(minutes=6))

    (found,) = reads.bookings([waybill]).values()
    assert (found.state, [found.number]) == ("booked", list(ups.world.shipments))
    assert Waybill.objects.get().displayed_number == found.number
    assert bytes(Document.objects.get(kind="carrier_label").content).startswith(b"%PDF")
    assert ups.count(SHIP) == 1


def test_a_worker_killed_before_the_request_left_buys_the_label_later_and_once(
    fresh_db: str, company: Company, ups: UpsStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    waybill = received(company.merchant, "SO-1")
    carrier = ups_account(ups)
    with monkeypatch.context() as at_the_fault_point:
        at_the_fault_point.setattr("galeon.carriers.asking._side_by_side", die)
        with pytest.raises(Killed):
            acts.book(wishes(waybill, carrier), LATER)
    assert CarrierBooking.objects.get().state == "asking"

    acts.reconcile(LATER + timedelta(minutes=6))
    assert CarrierBooking.objects.get().state == "unknown"  # a request may still be on its way
    acts.reconcile(LATER + timedelta(minutes=15))
    assert CarrierBooking.objects.get().state == "wanted"
    acts.ask(LATER + timedelta(minutes=16))

    assert CarrierBooking.objects.get().state == "booked"
    assert ups.count(SHIP) == 1
    assert len(ups.world.shipments) == 1


def test_two_workers_never_ask_for_the_same_label(fresh_db: str, company: Company, ups: UpsStub) -> None:
    acts.want(wishes(received(company.merchant, *(f"SO-{n}" for n in range(8))), ups_account(ups)), LATER)

    def work(_: int) -> int:
        try:
            return acts.ask(LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(work, range(4)))

    assert sum(done) == 8
    assert ups.count(SHIP) == 8
    assert set(CarrierBooking.objects.values_list("state", flat=True)) == {"booked"}
