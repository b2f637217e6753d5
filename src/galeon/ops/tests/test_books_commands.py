"""`galeon move-in` brings another system's open items, `galeon export` gives the book away: whole, or not at all."""

import subprocess
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

import pytest

from galeon.ledger.reads import trial_balance
from galeon.ops.commands import export, move_in
from galeon.ops.tests.company import Company

HEAD = "account,book,document,due_on,amount,currency\n"
DAY = date(2026, 11, 2)


def moved_in(folder: Path, rows: str) -> int:
    file = folder / "open.csv"
    file.write_text(HEAD + rows)
    return move_in.run(Namespace(file=file, as_of=DAY))


def exported(form: str, out: Path, entity: str = "") -> int:
    return export.run(Namespace(form=form, out=out, entity=entity, first=None, last=None))


def test_what_came_in_goes_out_in_every_form(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert moved_in(tmp_path, "LUMEN,,INV-1,2026-12-01,12.50,CNY\n,bank,B-1,,100,CNY\n") == 0
    assert capsys.readouterr().out == "2 rows came in, 0 were there already.\n"
    for form in ("beancount", "csv", "xlsx"):
        assert exported(form, tmp_path / f"book.{form}") == 0
    check = [Path(sys.executable).with_name("bean-check"), tmp_path / "book.beancount"]
    assert subprocess.run(check, capture_output=True, text=True, check=False).stderr == ""
    assert "Assets:Receivable:LUMEN  12.50 CNY" in (tmp_path / "book.beancount").read_text()
    assert len((tmp_path / "book.csv").read_text().splitlines()) == 5
    assert not list(tmp_path.glob(".*.half"))


def test_faults_are_told_by_row_and_nothing_comes_in(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert moved_in(tmp_path, "LUMEN,,INV-1,,12.50,CNY\nNOBODY,,INV-2,,1,CNY\n") == 1
    assert capsys.readouterr().err.splitlines() == [
        "row 3, account: There is no customer NOBODY.", "galeon: nothing was brought in."]  # fmt: skip
    assert trial_balance() == []


def test_a_company_nobody_knows_leaves_the_file_that_is_there_alone(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "book.csv").write_text("last month's")
    assert exported("csv", tmp_path / "book.csv", entity="NOPE") == 1
    assert "no company of ours called NOPE" in capsys.readouterr().err
    assert (tmp_path / "book.csv").read_text() == "last month's"
