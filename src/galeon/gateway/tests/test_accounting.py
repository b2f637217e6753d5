"""The book for accounting systems: with a key of its own, each journal once and none missed."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from galeon.exchange.acts import issue_accounting_key
from galeon.gateway.tests.company import Shop
from galeon.ledger.acts import Entry, Line, lock_books, post, reverse_posted
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import LegalEntity

WAIT_S = 20.0


@pytest.fixture
def system(company: Company) -> Shop:
    """An accounting system with its key."""
    return Shop(issue_accounting_key("Books", NOW))


def sale(account_id: int, source: str, minor: int = 100, month: int = 10, entity: int = 1) -> Entry:
    lines = (Line(account_id, "unbilled", minor, "CNY"), Line(HOUSE_ID, "revenue", -minor, "CNY", "express"))
    at = datetime(2026, month, 3, tzinfo=UTC)
    return Entry(source=source, kind="charge", occurred_at=at, lines=lines, entity_id=entity, memo="SO-1")


def settle() -> None:
    """Until the millisecond in which the last id was drawn is over."""
    time.sleep(0.003)


def sources(system: Shop, query: str = "") -> list[str]:
    settle()
    answer = system.get(f"journals{query}")
    assert answer.status == 200, answer.json
    return [journal["source"] for journal in answer.json["journals"]]


def test_a_journal_comes_whole_with_its_customer_and_its_day_in_the_books(company: Company, system: Shop) -> None:

    lock_books(1, date(2026, 10, 31), None)
    post([sale(company.merchant.account_id, "charge:1")])
    settle()
    answer = system.get("journals").json
    (journal,) = answer["journals"]
    assert (journal["source"], journal["entity"], journal["kind"], journal["memo"]) == (
        "charge:1",
        "HOUSE",
        "charge",
        "SO-1",
    )
    assert (journal["booked_on"], journal["occurred_at"]) == ("2026-11-01", "2026-10-03T00:00:00Z")
    assert journal["lines"] == [
        {"no": 1, "book": "unbilled", "segment": "", "account": "LUMEN", "amount_minor": 100, "currency": "CNY"},
        {"no": 2, "book": "revenue", "segment": "express", "account": "", "amount_minor": -100, "currency": "CNY"},
    ]
    assert answer["next_cursor"] == journal["id"] and answer["is_caught_up"] is True


def test_going_on_from_the_cursor_brings_each_journal_once(company: Company, system: Shop) -> None:
    me = company.merchant.account_id
    post([sale(me, f"j{n}") for n in range(5)])
    settle()
    seen, cursor = [], ""
    while True:
        answer = system.get(f"journals?limit=2&cursor={cursor}").json
        seen += [journal["source"] for journal in answer["journals"]]
        cursor = answer["next_cursor"]
        if answer["is_caught_up"]:
            break
    assert seen == [f"j{n}" for n in range(5)]
    reverse_posted("j3", occurred_at=NOW)
    assert sources(system, f"?cursor={cursor}") == ["reversal:j3"]
    assert sources(system, "?limit=1") == ["j0"]


def test_one_company_of_ours_by_itself(company: Company, system: Shop) -> None:
    spain = LegalEntity.objects.create(code="ES", name="Galeón España", country="ES", currency="EUR", prefix="GE")
    me = company.merchant.account_id
    post([sale(me, "home"), sale(me, "away", entity=spain.pk)])
    assert sources(system, "?entity=ES") == ["away"]
    assert system.get("journals?entity=FR").status == 404
    assert system.get("trial-balance?entity=ES").json == {
        "balances": [
            {"book": "revenue", "currency": "CNY", "amount_minor": -100},
            {"book": "unbilled", "currency": "CNY", "amount_minor": 100},
        ]
    }
    assert system.get("trial-balance?as_of=2026-09-30").json == {"balances": []}


def test_a_customers_key_does_not_open_the_book_and_an_accounting_key_nothing_else(
    company: Company, system: Shop, shop: Shop
) -> None:
    post([sale(company.merchant.account_id, "secret")])
    for path in ("journals", "trial-balance"):
        answer = shop.get(path)
        assert (answer.status, answer.json["type"]) == (403, "urn:galeon:problem:other_key")
        assert b"secret" not in answer.content
    for path in ("waybills/GLN1", "services", "statements", "statements/7"):
        assert system.get(path).status == 403
    assert system.post("waybills", []).status == 403


def test_nonsense_names_its_parameter(system: Shop) -> None:
    for query in ("cursor=x", "cursor=-1", "limit=0", "limit=9999", "entity=%27", "since=2026"):
        assert system.get(f"journals?{query}").status == 422, query
    assert system.get("trial-balance?as_of=2026-02-30").status == 422


def test_a_journal_still_on_its_way_is_not_passed_by(fresh_db: str, company: Company) -> None:
    """A later one that is committed first waits for the earlier one, or a reader who goes on by id would miss that."""
    system, me = Shop(issue_accounting_key("Books", NOW)), company.merchant.account_id
    other = company.open_merchant("VELA").account_id
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                post([sale(me, "slow")])
                written.set()
                assert go_on.wait(WAIT_S)
        finally:
            connection.close()

    post([sale(other, "before")])
    settle()
    with ThreadPoolExecutor(1) as pool:
        on_its_way = pool.submit(slow)
        try:
            assert written.wait(WAIT_S)
            post([sale(other, "quick")])
            assert sources(system) == ["before"]
        finally:
            go_on.set()
        on_its_way.result(WAIT_S)
    assert sources(system) == ["before", "slow", "quick"]
