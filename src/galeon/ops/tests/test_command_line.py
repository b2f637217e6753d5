"""What all commands share: none but `up` and `restore` begins an installation."""

import shlex
import subprocess
from pathlib import Path

import pytest

from galeon.ops import command_line
from galeon.ops.tests.commands import galeon, surroundings


@pytest.mark.parametrize(
    "words",
    [
        ["backup"],
        ["check"],
        ["migrate"],
        ["furnish", "company.toml"],
        ["import-locodes", "codes.zip"],
        ["sample", "--json"],
        ["serve", "--port", "0"],
        ["work", "--once"],
    ],
    ids=lambda words: words[0],
)
def test_a_mistyped_folder_is_told_and_stays_as_it_is(tmp_path: Path, words: list[str]) -> None:
    nowhere = tmp_path / "nowhere"
    told = galeon(*words, "--data", nowhere)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        f"galeon: There is no installation in {nowhere}; name it with --data, or start one with `galeon up`.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_credentials_of_a_mistyped_folder_likewise(tmp_path: Path) -> None:
    told = galeon("credential", "--data", tmp_path / "nowhere", "list", "--account", "LUMEN")
    assert told.returncode == 1
    assert told.stderr.startswith(f"galeon: There is no installation in {tmp_path / 'nowhere'};")
    assert list(tmp_path.iterdir()) == []


def test_djangos_commands_in_an_empty_folder_likewise(tmp_path: Path) -> None:
    told = galeon("django", "--data", tmp_path, "showmigrations")
    assert told.returncode == 1
    assert told.stderr.startswith(f"galeon: There is no installation in {tmp_path};")
    assert list(tmp_path.iterdir()) == []


def test_a_command_told_is_one_that_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("GALEON_DATA", str(tmp_path / "my parcels"))
    program, *words = shlex.split(command_line.as_typed("sample", "--json"))
    assert Path(program).is_absolute()
    assert words[-4:] == ["sample", "--json", "--data", str(tmp_path / "my parcels")]
    told = subprocess.run([program, *words], env=surroundings(), capture_output=True, text=True, check=False)
    assert f"There is no installation in {tmp_path / 'my parcels'};" in told.stderr
    monkeypatch.setenv("GALEON_DATA", str(tmp_path / "galeon"))
    assert command_line.as_typed("check").endswith(" check")
