"""Told to stop at a bad moment: what was being started is known and ended, and the word is not lost."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from galeon.ops import processes
from galeon.ops.tree import Child, Tree


def sleeper(tmp_path: Path) -> Child:
    return Child("sleeper", ["sleep", "600"], tmp_path / "sleeper.log", ((signal.SIGTERM, 5.0),))


def test_a_child_being_started_when_we_are_told_to_stop_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Told(subprocess.Popen[bytes]):
        """The signal comes when the child lives and nobody has its number yet."""

        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            made.append(self.pid)
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(subprocess, "Popen", Told)
    with Tree() as tree:
        tree.start(sleeper(tmp_path))
        raise AssertionError("it went on")
    assert made
    assert not processes.is_alive(made[0])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_word_to_stop_that_a_finaliser_swallowed_is_heeded_at_the_next_look() -> None:
    class Finalised:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            for _ in range(100):  # the handler runs between two of our own steps
                pass

    tree = Tree()
    with tree:
        Finalised()
        tree.look()
        raise AssertionError("it went on")


def test_a_child_hears_the_signals_we_hold_back_while_it_is_started(tmp_path: Path) -> None:
    with Tree() as tree:
        tree.start(sleeper(tmp_path))
        process = tree.child("sleeper").process
        assert process is not None
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == -signal.SIGTERM
