"""Whether the house is well, and its figures: told to whom they are for."""

import json

import pytest
from django.db import OperationalError, connection
from django.test import Client

from galeon.gateway import health, metrics
from galeon.gateway.tests.company import Shop, order

pytestmark = pytest.mark.django_db


def beat(age_s: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))", [age_s]
        )


def test_all_is_well_when_the_database_answers_and_a_worker_lives() -> None:
    beat(5)
    answer = Client().get("/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "ok")
    assert (told["database"]["good"], told["worker"]["good"], told["disk"]["good"]) == (True, True, True)
    assert 5 <= told["worker"]["age_s"] < 15


def test_without_a_worker_it_still_serves_and_says_so() -> None:
    beat(300)
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["worker"]["good"]) == (200, "degraded", False)


def test_without_the_database_it_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> float:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "heartbeat_age_s", away)
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    beat(1)
    monkeypatch.setattr(health, "free_bytes", lambda: 10_000_000)
    assert Client().get("/health").json()["status"] == "degraded"


def test_figures_count_calls_by_channel_and_status(shop: Shop) -> None:
    before = figure('galeon_calls_total{channel="api",status="201"}')
    shop.post("waybills", order())
    assert figure('galeon_calls_total{channel="api",status="201"}') == before + 1
    assert figure("galeon_database_up") == 1
    assert figure('galeon_jobs{state="failed"}') == 0


def figure(name: str) -> float:
    text = Client().get("/metrics").content.decode()
    return next((float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name + " ")), 0.0)


@pytest.mark.parametrize(
    ("sender", "headers", "status"),
    [
        ("127.0.0.1", {}, 200), ("::1", {}, 200), ("10.0.0.7", {}, 403), ("127.0.0.1", {"X-Forwarded-For": "1.2.3.4"}, 403),
        ("10.0.0.7", {"Authorization": "Bearer t0ken"}, 200), ("10.0.0.7", {"Authorization": "Bearer wrong"}, 403),
        ("10.0.0.7", {"Authorization": "Bearer "}, 403),
    ],
)  # fmt: skip
def test_figures_are_for_this_machine_and_for_who_has_the_token(
    monkeypatch: pytest.MonkeyPatch, sender: str, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("GALEON_METRICS_TOKEN", "t0ken")
    assert Client().get("/metrics", headers=headers, REMOTE_ADDR=sender).status_code == status


def test_without_a_token_set_an_empty_one_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GALEON_METRICS_TOKEN", raising=False)
    answer = Client().get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="10.0.0.7")
    assert answer.status_code == 403


def test_figures_are_told_without_the_database_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(metrics, "queue", away)
    assert figure("galeon_database_up") == 0


def test_the_health_page_is_json_a_probe_can_read() -> None:
    assert set(json.loads(Client().get("/health").content)) == {"status", "version", "database", "worker", "disk"}
