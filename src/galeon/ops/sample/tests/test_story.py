"""The whole story told once into an empty database, and looked at from every side."""

import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.contrib.auth import authenticate
from django.db import connection

from galeon.billing.company.beancount import beancount
from galeon.billing.company.journals import Span, one_moment
from galeon.carriers.models import CarrierAccount
from galeon.carriers.stub.ups import UpsStub
from galeon.kernel import environment
from galeon.ops import sample
from galeon.ops.commands.sample import main as sample_command
from galeon.ops.sample import access, stub
from galeon.waybills.journey import State

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GALEON_DATA", str(tmp_path))
    assert environment.load().data == tmp_path
    return tmp_path


def rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_the_sample_company_has_parcels_in_every_state_and_books_that_balance(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not sample.anybody()
    assert sample.logins_text() == ""
    sample.seed(NOW)
    assert sample.anybody()

    counts: dict[str, int] = dict(rows("SELECT state, count(*) FROM waybill GROUP BY state"))
    assert set(counts) == set(State)
    assert 390 <= sum(counts.values()) <= 420
    assert rows("SELECT journal_id FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0") == []
    assert rows("SELECT waybill_id FROM unrated") == []
    assert rows("SELECT code FROM waybill_event WHERE occurred_at > '2026-11-24 09:30+00'") == []
    stops = dict(rows("SELECT kind, count(*) FROM waybill_stop WHERE until IS NULL GROUP BY kind"))
    assert stops["customs"] >= 1
    assert stops["intercept"] >= 1
    halted = "SELECT a.code, s.until IS NULL FROM account_stop s JOIN account a ON a.id = s.account_id ORDER BY s.id"
    assert rows(halted) == [("OLIVA", False), ("ORIENT", True)]  # one paid late, the other never did
    assert dict(rows("SELECT verdict, count(*) FROM supplier_bill_item GROUP BY 1")).keys() >= {
        "equal",
        "reweighed",
        "unknown",
    }
    assert rows("SELECT state, count(*) FROM supplier_bill WHERE state <> 'booked' GROUP BY 1") == [("open", 1)]
    assert rows("SELECT count(*) FROM bank_line") == [(4,)]
    assert rows("SELECT kind, state FROM dispute_case ORDER BY 1") == [("claim", "open"), ("dispute", "open")]
    assert rows("SELECT state FROM credit_limit_change WHERE kind = 'raise'") == [("asked",)]
    assert {event for (event,) in rows("SELECT DISTINCT event FROM charge")} == {
        "weigh_in", "customs_entry", "duty", "return", "closing"
    }  # fmt: skip
    _duty_stands_on_an_entry_with_its_reason()
    assert {source for (source,) in rows("SELECT DISTINCT source FROM waybill")} == {
        "api",
        "yunexpress",
        "sheet",
        "form",
    }
    _statements_add_up()
    _bean_check_accepts_the_whole_book(data / "book.beancount")
    _ups_carries_what_is_under_way(data)
    _everybody_gets_in(data, capsys)


def _duty_stands_on_an_entry_with_its_reason() -> None:
    """Each line is what was asked, at the day's rate, and names the entry."""
    found = rows(
        """SELECT c.amount_minor, c.currency, c.reason ->> 'kind', (c.reason ->> 'amount_minor')::bigint, a.duty_minor, d.reference,
                  c.reason ->> 'entry'
             FROM charge c JOIN duty_assessment a ON a.account_id = c.account_id AND a.id = c.event_id
             JOIN declaration d ON d.id = a.declaration_id WHERE c.code = 'duty'"""
    )
    assert len({reference for *_, reference, _entry in found}) == 1
    assert all(kind == "assessed" and asked == duty > 0 and entry == reference
               for _minor, _currency, kind, asked, duty, reference, entry in found)  # fmt: skip
    assert rows("SELECT count(*) FROM duty_assessment WHERE duty_minor > 0") == [(len(found),)]


def _statements_add_up() -> None:
    closed = rows("SELECT account_id, id, charges_minor, payments_minor FROM statement WHERE state = 'closed'")
    assert len(closed) >= 6
    charges = {
        row[:2]: row[2] for row in rows("SELECT account_id, statement_id, sum(amount_minor) FROM charge GROUP BY 1, 2")
    }
    payments = {
        row[:2]: row[2] for row in rows("SELECT account_id, statement_id, sum(amount_minor) FROM payment GROUP BY 1, 2")
    }
    for account_id, statement_id, charged, paid in closed:
        assert charges.get((account_id, statement_id), 0) == charged
        assert payments.get((account_id, statement_id), 0) == paid
    assert any(paid for *_, paid in closed)
    owed = rows(
        """SELECT account_id, -sum(amount_minor) FROM posting WHERE book IN ('receivable', 'unbilled') GROUP BY account_id"""
    )
    assert dict(owed) == dict(rows("SELECT account_id, posted_minor FROM balance"))


def _bean_check_accepts_the_whole_book(file: Path) -> None:
    with one_moment(), file.open("w", encoding="utf-8") as out:
        out.writelines(beancount(Span()))
    told = subprocess.run(
        [Path(sys.executable).with_name("bean-check"), file], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert file.read_text().count(" balance Assets") >= 3


def _ups_carries_what_is_under_way(data: Path) -> None:
    """Real labels and numbers, and the stub remembers every one of them."""
    (account,) = rows("SELECT id FROM carrier_account WHERE code = 'UPS-US' AND test_mode")
    booked = rows("SELECT account_id, waybill_id, number FROM carrier_booking WHERE state = 'booked'")
    assert 15 <= len(booked) <= 40
    with UpsStub(memory=data / stub.MEMORY) as ups:
        assert set(ups.world.shipments) == {number for *_, number in booked}
    shown = rows("SELECT account_id, id, displayed_number FROM waybill")
    assert {tuple(row) for row in booked} <= {tuple(row) for row in shown}
    labels = rows(
        "SELECT account_id, waybill_id, substring(content FROM 1 FOR 5) FROM document WHERE kind = 'carrier_label'"
    )
    assert {row[:2] for row in labels} == {row[:2] for row in booked}
    assert {bytes(row[2]) for row in labels} == {b"%PDF-"}
    states = dict(rows(
        "SELECT w.state, count(*) FROM waybill w JOIN carrier_booking b ON b.account_id = w.account_id"
        " AND b.waybill_id = w.id AND b.state = 'booked' GROUP BY w.state"
    ))  # fmt: skip
    assert set(states) <= {"handed_over", "out_for_delivery", "delivery_failed", "at_pickup_point", "delivered"}
    assert states["handed_over"] >= 5
    assert states["delivered"] >= 1
    wanted = rows("SELECT w.state FROM waybill w JOIN carrier_booking b ON b.waybill_id = w.id AND b.state = 'wanted'")
    assert set(wanted) == {("released",)}
    open_watches = rows("SELECT count(*) FROM carrier_poll WHERE ended_at IS NULL AND seen_hash IS NOT NULL")
    assert open_watches == [(len(booked) - states["delivered"],)]
    _only_our_own_account_is_aimed_at_the_stub(account[0])


def _only_our_own_account_is_aimed_at_the_stub(account_id: int) -> None:
    row = CarrierAccount.objects.get(pk=account_id)
    assert row.base_url == stub.NOWHERE
    assert sample.point("http://127.0.0.1:8791")
    row.refresh_from_db()
    assert row.base_url == "http://127.0.0.1:8791"
    CarrierAccount.objects.update(client_id="the-real-login", base_url="")
    assert not sample.point("http://127.0.0.1:8791")
    row.refresh_from_db()
    assert row.base_url == ""


def _everybody_gets_in(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stat.S_IMODE((data / access.FILE).stat().st_mode) == 0o600
    assert sample_command(["--json"]) == 0
    told = msgspec.json.decode(capsys.readouterr().out, type=access.Access)
    assert {login.account for login in told.logins} == {"LUMEN", "SAKURA", "NORTHWIND", "OLIVA", "PANDA", "ORIENT", ""}
    one = told.logins[0]
    assert authenticate(username=one.email, password=one.password) is not None
    assert authenticate(username=one.email, password="wrong") is None
    kinds = {credential.kind for credential in told.credentials}
    assert kinds == {"api", "yunexpress"}
    assert set(told.numbers) == set(State)
    assert one.password in sample.logins_text()


def test_without_a_sample_company_the_command_says_so(data: Path) -> None:
    (data / "database").mkdir(parents=True)
    with pytest.raises(environment.CannotRun, match="no sample installation"):
        sample_command(["--json"])
