"""What all commands share: none but `up` and `restore` begins an installation."""

from pathlib import Path

import pytest

from galeon.ops.tests.commands import galeon


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
