"""The stub itself: it remembers, walks, and is steered over HTTP as a process of its own."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from galeon.carriers import karrio_door as door
from galeon.carriers.stub.ups import SHIP, UpsStub
from galeon.carriers.terms import CarrierTrouble, Label, Login
from galeon.carriers.tests.parcels import login, wanted


def _bought(ups: UpsStub) -> Label:
    label = door.buy(login(ups), wanted())
    assert isinstance(label, Label), label
    return label


def test_shipments_outlive_the_stub_when_it_has_a_memory(tmp_path: Path) -> None:
    memory = tmp_path / "ups.jsonl"
    with UpsStub(memory=memory) as ups:
        label = _bought(ups)
        ups.advance(label.number, "out")

    with UpsStub(memory=memory) as ups:
        told = door.sightings(login(ups, "another"), label.number)

    assert isinstance(told, list)
    assert [s.code for s in told][-1] == "carrier_out_for_delivery"


def test_with_a_pace_a_shipment_walks_to_the_door_by_itself() -> None:
    with UpsStub(pace=timedelta(hours=1)) as ups:
        number = _bought(ups).number
        ups.world.shipments[number].made_at -= timedelta(hours=2, minutes=30)
        under_way = door.sightings(login(ups), number)
        ups.world.shipments[number].made_at -= timedelta(hours=3)
        there = door.sightings(login(ups), number)

    assert isinstance(under_way, list)
    assert isinstance(there, list)
    assert [s.carrier_code for s in under_way] == ["I/OR", "I/DP", "M/MP"]
    assert "carrier_delivered" in [s.code for s in there]


def test_a_parcel_that_waits_moves_only_once_the_driver_has_it() -> None:
    with UpsStub(pace=timedelta(hours=1), waits=True) as ups:
        number = _bought(ups).number
        ups.world.shipments[number].made_at -= timedelta(days=3)
        on_the_shelf = door.sightings(login(ups), number)
        assert ups.world.collect([number, "1Z UNKNOWN"]) == 1
        assert ups.world.collect([number]) == 0
        taken_at = ups.world.shipments[number].collected_at
        assert taken_at is not None
        ups.world.clock = lambda: taken_at + timedelta(hours=1, minutes=1)
        on_its_way = door.sightings(login(ups), number)

    assert isinstance(on_the_shelf, list)
    assert isinstance(on_its_way, list)
    assert [s.carrier_code for s in on_the_shelf] == ["M/MP"]
    assert sorted(s.carrier_code for s in on_its_way) == ["I/OR", "M/MP"]


def test_what_is_planned_is_told_from_its_time_on_also_after_a_restart(tmp_path: Path) -> None:
    memory = tmp_path / "ups.jsonl"
    with UpsStub(memory=memory) as ups:
        number = _bought(ups).number
        now = ups.world.shipments[number].made_at
        ups.world.plan(number, [("out", now + timedelta(hours=1)), ("attempt", now + timedelta(hours=5))])

    with UpsStub(memory=memory) as ups:
        told = {}
        for hours in (0, 2, 6):
            ups.world.clock = lambda hours=hours: now + timedelta(hours=hours, seconds=1)  # type: ignore[misc]
            seen = door.sightings(login(ups, f"at {hours}"), number)
            assert isinstance(seen, list)
            told[hours] = sorted(s.code for s in seen)

    assert told == {
        0: ["carrier_info"],
        2: ["carrier_info", "carrier_out_for_delivery"],
        6: ["carrier_delivery_failed", "carrier_info", "carrier_out_for_delivery"],
    }


def test_a_memory_whose_last_line_was_cut_off_forgets_that_line_only(tmp_path: Path) -> None:
    memory = tmp_path / "ups.jsonl"
    with UpsStub(memory=memory) as ups:
        first = _bought(ups).number
    whole = memory.read_bytes()
    memory.write_bytes(whole + whole[: len(whole) // 2])

    with UpsStub(memory=memory) as ups:
        assert set(ups.world.shipments) == {first}
        second = _bought(ups).number
    with UpsStub(memory=memory) as ups:
        assert set(ups.world.shipments) == {first, second}


def test_as_a_process_it_prints_its_address_and_is_steered_over_http() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "galeon.carriers.stub.ups", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        account = login_at(url)
        label = door.buy(account, wanted())
        assert isinstance(label, Label)
        _post(f"{url}/_stub/advance", {"number": label.number, "to": "delivered", "at": "2026-11-20T10:00:00+00:00"})
        _post(f"{url}/_stub/fault", {"path": SHIP, "kind": "busy"})

        told, busy = door.sightings(account, label.number), door.buy(account, wanted())

        assert isinstance(told, list)
        assert told[-1].occurred_at.isoformat() == "2026-11-20T10:00:00+00:00"
        assert isinstance(busy, CarrierTrouble)
        with urlopen(f"{url}/_stub/calls") as reply:
            assert [c["path"] for c in json.load(reply)].count(SHIP) == 2
    finally:
        process.kill()
        process.wait()


def login_at(url: str) -> Login:
    """The account at a stub that runs elsewhere."""
    return Login(carrier="ups", client_id="c", client_secret="s", account_number="9E14G0", base_url=url)


def _post(url: str, body: dict[str, str]) -> None:
    with urlopen(Request(url, json.dumps(body).encode(), method="POST")) as reply:
        assert reply.status == 200
