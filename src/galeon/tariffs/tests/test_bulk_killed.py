"""A run priced by processes of its own, killed in the middle, ends with the same rows as one that was left in peace."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from galeon.kernel import jobs
from galeon.kernel.tests.test_jobs import work
from galeon.ops import processes
from galeon.ops.tests.company import Company
from galeon.tariffs import acts_bulk, reads_bulk
from galeon.tariffs.tests.runs import opened
from galeon.tariffs.tests.test_bulk import ask, rows

ROWS, CHUNK_ROWS = 12_000, 100


def working(url: str, run_id: int, processes: int) -> subprocess.Popen[bytes]:
    """The processes of a run, in a group of their own."""
    command = [sys.executable, "-m", "galeon.tariffs.bulk.processes", str(run_id), str(processes)]
    return subprocess.Popen(
        command,
        env={**os.environ, "GALEON_APP_URL": url},
        start_new_session=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def done(run_id: int) -> int:
    """Rows that are priced and committed."""
    found = reads_bulk.run(run_id)
    assert found is not None
    return found.done


def living(url: str) -> list[int]:
    """The processes that were given a database of this test's own."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"GALEON_APP_URL={url}\0".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
    return [pid for pid in found if processes.is_alive(pid)]


@pytest.fixture
def asked(fresh_db: str, request: pytest.FixtureRequest) -> list[object]:
    company: Company = request.getfixturevalue("company")
    return [
        ask(company, 300 + n % 40_000, country="US" if n % 50 else "BR", account_id=company.merchant.account_id + n % 2)
        for n in range(ROWS)
    ]


def test_a_run_killed_at_any_moment_ends_with_the_same_rows(
    asked: list[object], fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, run_id = opened(asked, CHUNK_ROWS), opened(asked, CHUNK_ROWS)
    assert acts_bulk.price_run(whole, processes=1)
    for at_least in (1, ROWS // 8, ROWS // 4):  # most of it is still to come, should we look away for a moment
        killed = working(fresh_url, run_id, 2)
        while done(run_id) < at_least and killed.poll() is None:
            time.sleep(0.005)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
    assert at_least <= done(run_id) < ROWS, "it was killed in the middle"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT no) FROM price_run_charge WHERE run_id = %s", [run_id])
        charged = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM price_run_refusal WHERE run_id = %s", [run_id])
        assert charged + cursor.fetchone()[0] == done(run_id), "what is committed is marked, and nothing else"
    monkeypatch.setattr(acts_bulk, "HERE_MAX", 0)
    assert acts_bulk.price_run(run_id, processes=2)
    assert done(run_id) == ROWS
    assert [row[1:] for row in rows(run_id)] == [row[1:] for row in rows(whole)]


def test_a_process_that_dies_leaves_its_chunk_to_the_others(asked: list[object], fresh_url: str) -> None:
    run_id = opened(asked, CHUNK_ROWS)
    main = working(fresh_url, run_id, 2)
    children: list[str] = []
    while len(children) < 2 and main.poll() is None:
        time.sleep(0.005)
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(main.pid)], capture_output=True, text=True, check=False
        )
        children = listed.stdout.split()
    os.kill(int(children[0]), signal.SIGKILL)
    main.communicate()
    assert done(run_id) == ROWS


def test_processes_end_with_whoever_started_them(asked: list[object], fresh_url: str) -> None:
    run_id = opened(asked, 1)
    command = f"[sys.executable, '-m', 'galeon.tariffs.bulk.processes', '{run_id}', '2']"
    code = f"import subprocess, sys, time; subprocess.Popen({command}); time.sleep(600)"
    starter = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "GALEON_APP_URL": fresh_url})
    assert processes.wait_until(lambda: done(run_id) > 0 and len(living(fresh_url)) >= 3, 60), "starter, main, forks"
    starter.kill()
    starter.wait()
    assert processes.wait_until(lambda: not living(fresh_url), 60), "nobody works on"
    assert 0 < done(run_id) < ROWS


def test_what_a_process_says_when_it_fails_is_kept_and_shown(
    asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_bulk, "HERE_MAX", 0)
    run_id = opened(asked[:10])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_run_row SET containers = ARRAY['40HC', 'many'] WHERE run_id = %s AND no = 8", [run_id]
        )
    with pytest.raises(RuntimeError, match="invalid literal for int"):
        acts_bulk.price_run(run_id, processes=2)
    found = reads_bulk.run(run_id)
    assert found is not None
    assert "invalid literal for int" in found.fault
    assert found.is_over
    assert found.done in (6, 7), (
        "what is done stays done; the other process may have come to the last chunk, of one row"
    )


def test_the_worker_prices_a_run_by_processes_of_their_own(
    asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_bulk, "HERE_MAX", 0)
    run_id = opened(asked, 1_000)
    acts_bulk.start(run_id)
    work()
    assert jobs.failed() == []
    found = reads_bulk.run(run_id)
    assert found is not None
    assert (found.done, found.refused) == (ROWS, ROWS // 50)
    assert found.finished_at is not None
