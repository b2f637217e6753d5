"""A bounded run of the crash drill: nothing acknowledged is lost, nothing is double, and the control shows doubles."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from galeon.ops.tests.commands import surroundings

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")
def test_killed_between_commit_and_reply_and_everywhere_else_nothing_is_lost_and_nothing_is_double() -> None:
    command = [sys.executable, "-m", "drills.crash", "--small"]
    run = subprocess.run(
        command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, timeout=500, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    assert told["failed"] == []
    assert (told["lost"], told["doubles"], told["half_written"]) == (0, 0, 0)
    assert told["window_hits"] > 0
    assert told["control_doubles"] > 0
    assert min(told["kills"][kind] for kind in ("worker", "web", "database")) >= 1
    assert told["peak_backends"] >= 8
