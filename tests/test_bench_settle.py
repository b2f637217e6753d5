"""The settlement benchmark closes what it says and finds it exact; and its checks can fail."""

from pathlib import Path

import psycopg
import pytest

from bench import settle, settle_checks, settle_data
from bench.server import Place


@pytest.fixture
def place(fresh_db: str, cluster: object) -> Place:
    owner, app, admin = (cluster.url(f"galeon_{who}", fresh_db) for who in ("owner", "app", "admin"))  # type: ignore[attr-defined]
    return Place(Path(), owner, app, Path(), admin)


def test_the_benchmark_closes_a_month_twice_and_every_sum_is_the_same_before_and_after(place: Place) -> None:
    found = settle.measure(place, rounds=2, waybills=600, accounts=120)
    assert (found["charges"], found["accounts"], found["exact"]) == (3_000, 120, True), found["checks"]
    assert set(found["seconds"]) == {"product", "scan", "scan_by_account"}  # type: ignore[call-overload]
    assert all(len(taken) == 2 for taken in found["seconds"].values())  # type: ignore[attr-defined]
    assert 0 < found["inserting"]["ratio"] < 2  # type: ignore[index]


def test_a_cent_too_much_a_journal_missing_and_a_number_left_out_are_found(place: Place) -> None:
    with psycopg.connect(place.admin_url, autocommit=True) as admin:
        settle_data.ship(admin, waybills=200, accounts=20)
        known = settle_checks.before(place.admin_url)
        settle._close(20)
        assert all(settle_checks.after(place.admin_url, known).values())
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE charge SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM charge)")
        admin.execute("DELETE FROM journal WHERE source = (SELECT min(source) FROM journal WHERE kind = 'closing')")
        admin.execute("UPDATE statement SET number = '2026-000099' WHERE number = '2026-000007'")
        admin.execute(
            "UPDATE posting SET amount_minor = amount_minor + 1 WHERE book = 'receivable' AND no = 1 AND amount_minor = (SELECT max(amount_minor) FROM posting WHERE book = 'receivable')"
        )
    found = settle_checks.after(place.admin_url, known)
    assert {name for name, held in found.items() if not held} == {
        "every journal balances", "statements equal their lines", "statements equal the ledger", "balances equal the ledger",
        "one journal a statement", "numbers have no gaps", "the sum before is the sum after",
    }  # fmt: skip
