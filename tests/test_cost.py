"""What a page, a scan, a job costs grows with its own work, not with what was ever shipped.

Counted in rows read, statement by statement, in a house with a history; no clock is asked. Every bound is far below
the history, so a statement that reads it through, or sorts it, or counts it, fails here.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client

from galeon.carriers import acts as carriers
from galeon.carriers import reads as bookings
from galeon.carriers.polling import _claim
from galeon.carriers.terms import Address
from galeon.intake.acts import Placed, place
from galeon.intake.acts_cancel import cancel
from galeon.kernel import handlers, jobs
from galeon.kernel.tenancy import customer
from galeon.linehaul.acts import bag, open_bag
from galeon.linehaul.terms import BagScan, NewBag
from galeon.ops.tests.company import Company, order
from galeon.parties.acts import HOUSE_ID
from galeon.parties.reads import customer as whois
from galeon.warehouse import acts as warehouse
from galeon.warehouse import reads as floor
from galeon.warehouse.station import StationScan
from galeon.waybills import listing, reads
from galeon.waybills.acts import Scan, record
from galeon.web.tests.people import person, signed_in
from tests.history import ship, watched

WAYBILLS, DEPTH = 8_000, 150
PAGE = 1_500  # rows a statement of a page may read; the largest merchant has 4,000 waybills, 30,000 events


class House(msgspec.Struct, frozen=True):
    """The company with its history. big: its largest merchant, who has half of it."""

    company: Company
    big: int

    def one(self, state: str, *, oldest: bool = False) -> tuple[int, str, str]:
        """Id, number and reference of a waybill of the largest merchant."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT id, number, reference FROM waybill WHERE account_id = %s AND state = %s
                    ORDER BY id {"" if oldest else "DESC"} LIMIT 1""",  # noqa: S608  one of two words of ours
                [self.big, state],
            )
            found: tuple[int, str, str] = cursor.fetchone()
        return found


@pytest.fixture
def house(fresh_db: str, cluster: object, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> House:
    company: Company = request.getfixturevalue("company")
    ship_from = Address(name="G", country="US", lines=("1 Main St",), city="LA")
    carriers.open_carrier_account(
        carriers.NewCarrierAccount(code="UPS", carrier="ups", client_id="x", client_secret="x", account_number="X", country="US",
                                   service="ups_ground", ship_from=ship_from), datetime.now(UTC),
    )  # fmt: skip
    connection.close()
    with psycopg.connect(cluster.url("galeon_admin", fresh_db), autocommit=True) as admin:  # type: ignore[attr-defined]
        big = ship(admin, fresh_db, waybills=WAYBILLS, accounts=40)
    monkeypatch.setattr(listing, "DEPTH", DEPTH)
    monkeypatch.setattr(listing, "COUNT_MAX", DEPTH)
    return House(company, big)


def dear(acts: dict[str, Callable[[], object]], most: int, statuses: tuple[int, ...] = (200, 302)) -> list[str]:
    """The acts with a statement that reads more than `most` rows: what it read, and the statement. Nothing is kept."""
    found = []
    for name, act in acts.items():
        with watched() as costs, transaction.atomic():
            answer = act()
            transaction.set_rollback(True)
        assert costs, f"{name}: no plan was kept"
        assert getattr(answer, "status_code", statuses[0]) in statuses, f"{name}: {answer}"
        found += [f"{name}: {c.rows} rows by {sorted(c.indexes)}: {c.query[:300]}" for c in costs if c.rows > most]
    return found


def gets(client: Client, paths: list[str]) -> dict[str, Callable[[], object]]:
    return {path: lambda path=path: client.get(path) for path in paths}  # type: ignore[misc]


def test_a_merchants_pages_cost_the_same_after_years(house: House) -> None:
    merchant = signed_in(person("ana@big.example", "owner", account_id=house.big))
    old, number, reference = house.one("delivered", oldest=True)
    tabs = [f"/waybills?state={state}{deep}" for state in ("booked", "transit", "delivered", "exception", "cancelled")
            for deep in ("", f"&before={old + 10**15}")]  # fmt: skip
    pages = ["/waybills", f"/waybills?before={old + 10**15}", "/waybills?country=ES", "/waybills?country=IS", "/waybills?mode=express",
             "/waybills?q=nobody", "/waybills?q=HX1", f"/waybills?q={reference}", "/find?q=nobody", "/overview", f"/waybills/{number}",
             f"/waybills/{number}/label.pdf", "/statements", "/waybills/import"]  # fmt: skip
    assert dear(gets(merchant, pages + tabs), PAGE) == []
    with watched() as costs:
        assert number in merchant.get("/waybills", {"q": reference}).content.decode(), (
            "an old one is found by its whole number"
        )
    assert "waybill_number_pkey" in frozenset().union(*(c.indexes for c in costs))
    assert dear(gets(Client(), [f"/track/{number}", f"/track/{reference}"]), 50) == []
    assert dear(gets(Client(), ["/track/NOBODY"]), 50, (404,)) == []


def test_the_houses_pages_cost_the_same_after_years(house: House) -> None:
    chief = signed_in(person("chief@galeon.example", "admin", site_id=house.company.hub.pk))
    old, number, _reference = house.one("delivered", oldest=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id), (SELECT number FROM bag ORDER BY id LIMIT 1) FROM declaration")
        first_declared, last_declared, bag_number = cursor.fetchone()
    pages = ["/waybills", f"/waybills?before={old + 10**15}", "/waybills?state=delivered", "/waybills?state=exception", "/waybills?country=ES",
             "/waybills?q=nobody", "/waybills?q=HX1", "/overview", f"/waybills/{number}", "/hub", "/hub/bags", f"/hub/bags/{bag_number}",
             "/hub/masters", "/hub/customs", f"/hub/customs/{first_declared}", f"/hub/customs/{last_declared}", "/hub/handover",
             "/finance/statements", "/finance/statements?state=closed", "/finance/statements?state=open", "/finance/statements?account=H1",
             "/jobs", "/metrics", "/health"]  # fmt: skip
    assert dear(gets(chief, pages), PAGE) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM waybill ORDER BY id DESC LIMIT 100")
        picked = [row[0] for row in cursor.fetchall()]
    assert dear({"export": lambda: chief.post("/waybills/export", {"id": picked})}, PAGE) == []


def test_a_scan_an_order_and_a_job_cost_the_same_after_years(house: House) -> None:
    now, hub, account_id = datetime.now(UTC), house.company.hub.pk, house.big
    booked, received, delivered = house.one("booked"), house.one("received"), house.one("delivered")
    who = whois(account_id)
    assert who is not None
    scan = StationScan(text=booked[1], site_id=hub, operator_id=7, occurred_at=now, weight_g=810)
    tomorrow = now + timedelta(days=1)  # a morning before the first scan

    def ordered() -> object:
        answer = place(who, [order(f"SO-{uuid4()}"[:30])], source="api", key=uuid4().hex)[0]
        assert isinstance(answer, Placed), answer
        return place(who, [order(house.one("delivered", oldest=True)[2])], source="api")  # its reference is taken

    def bagged() -> object:
        (new,) = open_bag([NewBag(site_id=hub, destination="USLAX")], now)
        return bag([BagScan(bag_id=new.id, text=received[1], at=now)])  # type: ignore[union-attr]

    def cancelled() -> object:
        with customer(account_id):
            return cancel(account_id, [booked[0]], source="customer", at=now)

    seen = Scan(
        account_id=account_id, waybill_id=delivered[0], code="carrier_info", source="carrier:ups", occurred_at=now
    )
    acts: dict[str, Callable[[], object]] = {
        "look": lambda: warehouse.look(scan),
        "receive": lambda: warehouse.receive([scan]),
        "tally": lambda: (floor.tally(7, hub, tomorrow), floor.station_log(7, hub, tomorrow)),
        "undo": lambda: warehouse.undo(7, hub, tomorrow),
        "order": ordered,
        "cancel": cancelled,
        "bag": bagged,
        "record": lambda: record([seen]),
        "label": lambda: carriers.want(
            [carriers.Wish(account_id=account_id, waybill_id=received[0], carrier_account_id=1)], now
        ),
        "booking": lambda: (bookings.bookings([(account_id, delivered[0])]), bookings.stuck()),
        "polls due": lambda: _claim(now, 20),
        "by numbers": lambda: reads.facts(account_id, [delivered[1], delivered[2], "NOBODY"]),
        "jobs": lambda: (jobs.failed(), jobs.queue()),
        "stalled": lambda: handlers.take_up_stalled(0),
    }
    assert dear(acts, 300) == []


def test_a_journal_is_checked_by_its_own_postings(house: House) -> None:
    from galeon.ledger.acts import Entry, Line, post

    now = datetime.now(UTC)
    entry = Entry(source="t:1", kind="charge", occurred_at=now,
                  lines=(Line(house.big, "receivable", 5, "CNY"), Line(HOUSE_ID, "revenue", -5, "CNY")))  # fmt: skip

    def commit() -> None:
        post([entry])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert dear({"commit": commit}, 40) == []
    with watched() as costs, transaction.atomic():
        commit()
        transaction.set_rollback(True)
    assert "posting_of_journal" in frozenset().union(*(c.indexes for c in costs))


def test_a_small_merchant_does_not_pay_for_a_large_one(house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, count(*) FROM waybill GROUP BY 1 HAVING count(*) > 30 ORDER BY 2 LIMIT 1")
        account_id, count = cursor.fetchone()
    merchant = signed_in(person("eva@small.example", "owner", account_id=account_id))
    pages = [
        "/waybills",
        "/waybills?state=delivered",
        "/waybills?country=ES",
        "/waybills?q=nobody",
        "/overview",
        "/statements",
    ]
    assert dear(gets(merchant, pages), 20 * count) == []  # each with its ten events
