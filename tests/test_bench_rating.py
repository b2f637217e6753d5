"""The rating benchmark measures what it says: every parcel priced, both sides the same rows, in a size for the suite."""

from pathlib import Path

import psycopg
import pytest

from bench import rating
from bench.server import Place
from galeon.tariffs import acts_bulk


@pytest.fixture
def place(fresh_db: str, cluster: object) -> Place:
    return Place(Path(), cluster.url("galeon_owner", fresh_db), cluster.url("galeon_app", fresh_db), Path())  # type: ignore[attr-defined]


def test_the_benchmark_prices_every_parcel_and_its_floor_inserts_the_same_charges(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_bulk, "HERE_MAX", 0)  # by processes of their own, as a million are
    monkeypatch.setattr(rating, "QUOTES", 50)
    found = rating.measure(place, rounds=1, total=600, lists=6)
    assert found["parcels"] == 600
    assert found["charges_a_parcel"] > 3  # type: ignore[operator]
    assert set(found["ratio"]) == {"insert", "read_insert", "insert_2"}  # type: ignore[call-overload]
    assert all(ratio > 0 for ratio in found["ratio"].values())  # type: ignore[attr-defined]
    assert found["quote"]["p50_us"] > 0  # type: ignore[index]
    with psycopg.connect(place.owner_url) as db:
        same = "SELECT count(*), count(DISTINCT no), sum(amount_minor), sum(length(reason)), sum(length(weight)) FROM"
        charged = db.execute(f"{same} price_run_charge").fetchone()
        assert charged == db.execute(f"{same} bench_floor").fetchone()
        assert charged is not None
        assert charged[1] == 600
        codes = db.execute("SELECT DISTINCT code FROM price_run_charge ORDER BY 1").fetchall()
        assert [code for (code,) in codes] == [
            "battery",
            "freight",
            "fuel",
            "oversize",
            "peak",
            "remote",
            "residential",
        ]
        keys = "SELECT indexdef FROM pg_indexes WHERE tablename = %s"
        ours, floor = (db.execute(keys, [t]).fetchall() for t in ("price_run_charge", "bench_floor"))
        assert len(ours) == len(floor) == 1, "the same keys"
        logged = "SELECT relpersistence FROM pg_class WHERE relname IN ('price_run_charge', 'bench_floor')"
        assert [kind for (kind,) in db.execute(logged)] == ["p", "p"], "both logged"
