"""The two commands stand in every language alike, and the check machine runs the second as written."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
DEPENDENCIES = ROOT / "docs" / "decisions" / "each-dependency-earns-its-place.md"
UV = "python3 -m venv --without-pip ~/.galeon && python3 -m pip --python ~/.galeon install -q uv && ~/.galeon/bin/uv run "
UP, TEST = UV + "--no-dev galeon up", UV + "pytest -n auto"


@pytest.mark.parametrize("name", ["README.md", "README.es.md", "README.zh.md"])
def test_a_readme_gives_exactly_the_two_commands(name: str) -> None:
    blocks = (ROOT / name).read_text().split("```")[1::2]
    assert [block.removeprefix("sh\n").strip() for block in blocks] == [UP, TEST]


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_whatever_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_page_of_the_docs_stands_in_their_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"({page.name})" not in index] == ["README.md"]


def test_the_dependencies_that_earn_their_place_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    named = {name.strip() for name in re.findall(r"^\| ([^|]+) \|", DEPENDENCIES.read_text(), re.MULTILINE)}
    told = {name for cell in named for name in cell.split(", ")} - {"package", "---"}
    assert told == {re.split(r"[^\w-]", line)[0] for line in lines}


def test_the_check_machine_runs_the_second_command_last() -> None:
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == TEST


def test_the_lock_file_stays_out_of_git_and_every_version_is_pinned() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text().splitlines()
    project = (ROOT / "pyproject.toml").read_text()
    assert 'python-downloads = "never"' in project
    pinned = project.partition("constraint-dependencies = [\n")[2].partition("\n]\n")[0].splitlines()
    assert len(pinned) > 80
    assert all("==" in line for line in pinned)
    assert "http" not in "".join(line for line in pinned if "httpx" not in line and "httpcore" not in line)
