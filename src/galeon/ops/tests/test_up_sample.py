"""A sample installation: UPS's stub runs in the tree of `galeon up`, is started again, and remembers what it sold."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from galeon.carriers import karrio_door as door
from galeon.carriers.terms import Login
from galeon.kernel import environment
from galeon.ops import processes
from galeon.ops.sample import stub
from galeon.ops.tests.commands import Up, galeon, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def rows(data: Path, statement: str) -> list[Any]:
    url = environment.load({"GALEON_DATA": str(data)}).owner_url
    assert url is not None
    with psycopg.connect(url) as owner:
        return owner.execute(statement).fetchall()  # type: ignore[call-overload,no-any-return]


def stub_of(data: Path) -> int:
    (pid,) = (pid for pid, command in tree(data).items() if "ups-stub" in command)
    return pid


def seen(url: str, number: str) -> list[str]:
    """What UPS on this machine says of a number."""
    login = Login(carrier="ups", client_id=url, client_secret="s", account_number="A7G3L9", base_url=url)
    told = door.sightings(login, number, timeout_s=5)
    return [s.code for s in told] if isinstance(told, list) else []


def test_the_sample_company_ships_by_a_stub_that_lives_in_the_tree(tmp_path: Path) -> None:
    data = tmp_path / "data"
    one = Up(data, sample=True)
    try:
        one.ready()
        ((url,),) = rows(data, "SELECT base_url FROM carrier_account WHERE code = 'UPS-US'")
        assert url.startswith("http://127.0.0.1:")
        bought = "SELECT number FROM carrier_booking WHERE state = 'booked' ORDER BY id"
        left = "SELECT count(*) FROM carrier_booking WHERE state <> 'booked'"
        assert processes.wait_until(lambda: rows(data, left) == [(0,)], 60)  # the worker buys what is still wanted
        ((first,), *_, (last,)) = rows(data, bought)

        os.kill(stub_of(data), signal.SIGKILL)
        one.heard(r"The UPS stub was killed by SIGKILL; starting it again at once")
        assert processes.wait_until(lambda: bool(seen(url, last)), 60)
        assert "carrier_scan" in seen(url, first)
        one.process.send_signal(signal.SIGTERM)
        assert one.ended() == 0
        assert tree(data) == {}
    finally:
        one.close()

    two = Up(data)
    try:
        two.ready()
        ((again,),) = rows(data, "SELECT base_url FROM carrier_account WHERE code = 'UPS-US'")
        assert processes.wait_until(lambda: bool(seen(again, last)), 60)
        two.process.send_signal(signal.SIGINT)
        assert two.ended() == 0
    finally:
        two.close()


def test_without_a_sample_company_nothing_of_the_stub_runs(tmp_path: Path) -> None:
    told = galeon("ups-stub", "--data", tmp_path)
    assert told.returncode == 1
    assert told.stderr == f"galeon: This is no sample installation: there is no {stub.LOGINS} in {tmp_path}.\n"
