"""A bounded run of the settlement drill: a closing killed three times under eight writers gives the same statements."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from galeon.ops.tests.commands import surroundings

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(sys.platform != "linux", reason="kills forks of its own")
def test_a_closing_killed_at_10_50_and_90_percent_under_eight_writers_gives_the_same_statements_and_loses_no_cent() -> (
    None
):
    command = [sys.executable, "-m", "drills.settle", "--small"]
    run = subprocess.run(
        command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    assert told["failed"] == []
    assert len(told["killed_at_percent"]) == 3
    assert told["same_statements"]
    assert told["sums_agree"]
    assert told["wrong"] == {}
    assert told["peak_backends"] >= 8
    assert told["control_statements_that_lost_lines"] > 0, "without the locks lines are lost, and the drill sees it"
