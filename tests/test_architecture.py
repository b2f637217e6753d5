"""The house rules that a machine can check: one door per fact, nothing edited, small rooms, no hidden calls."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "galeon"
FILE_LINES_MAX, FUNCTION_LINES_MAX = 300, 40
SPINE = {  # table -> the one file that inserts into it (two where a closing writes its own, set by set)
    "waybill_event": {"waybills/sql/fn_record.sql"},
    "posting": {"ledger/sql/fn_post.sql"},
    "waybill": {"waybills/sql/fn_book.sql"},
    "journal": {"ledger/sql/fn_post.sql"},
    "hold": {"ledger/sql/fn_hold.sql"},
    "book_lock": {"ledger/sql/fn_lock.sql"},
    "charge": {"billing/sql/charge.sql", "billing/invoices/sql/fn_tax_closing.sql"},
    "statement": {"billing/sql/open.sql"},
    "payment": {"billing/cash/payments.py"},
    "allocation": {"billing/cash/sql/allocate.sql"},
    "bank_line": {"billing/cash/sql/take_lines.sql"},
    "bank_match": {"billing/cash/matches.py"},
    "invoice": {"billing/invoices/sql/fn_issue_invoices.sql", "billing/invoices/sql/issue_credit.sql"},
    "invoice_line": {"billing/invoices/sql/fn_issue_invoices.sql", "billing/invoices/sql/issue_credit.sql"},
    "cost": {"billing/costs/sql/insert_costs.sql"},
    "cost_share": {"billing/costs/sql/insert_shares.sql"},
    "cod_collection": {"billing/company/sql/cod_collect.sql"},
    "duty_assessment": {"customs/sql/assess.sql"},
}
APPEND_ONLY = (
    "waybill_event", "posting", "journal", "charge", "payment", "allocation", "bank_match", "invoice", "invoice_line",
    "invoice_tax", "cost", "cost_share", "cod_collection", "duty_assessment", "supplier_bill_payment",
)  # fmt: skip


def files(*endings: str, tests: bool = False) -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*")):
        parts = path.relative_to(SOURCE).parts
        wanted = path.suffix in endings and "migrations" not in parts and "vendor" not in parts
        if wanted and (tests or "tests" not in parts):
            yield path


def statements(pattern: str) -> set[str]:
    found = re.compile(pattern, re.IGNORECASE)
    return {str(p.relative_to(SOURCE)) for p in files(".py", ".sql") if found.search(p.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(("table", "doors"), SPINE.items())
def test_each_spine_table_is_inserted_into_in_one_place(table: str, doors: set[str]) -> None:
    assert statements(rf"\bINSERT\s+INTO\s+{table}\b") == doors


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_happened_is_never_edited(table: str) -> None:
    assert (
        statements(rf"\bUPDATE\s+{table}\b(?!_)|\bDELETE\s+FROM\s+{table}\b|\bTRUNCATE\s+(TABLE\s+)?{table}\b") == set()
    )


def test_nothing_is_called_behind_our_back() -> None:
    """No signals, no overridden save: who calls whom can be read."""
    forbidden = re.compile(r"@receiver\b|\.signals\b|\bpost_save\b|^\s*def (save|delete)\(", re.MULTILINE)
    assert [str(p) for p in files(".py") if forbidden.search(p.read_text(encoding="utf-8"))] == []


def test_files_can_be_held_in_the_head() -> None:
    long = {
        str(p.relative_to(SOURCE)): n
        for p in files(".py", ".sql", ".css", ".js", tests=True)
        if (n := lines(p)) > FILE_LINES_MAX
    }
    assert long == {}


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_functions_can_be_held_in_the_head() -> None:
    long = {}
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > FUNCTION_LINES_MAX:
                    long[f"{path.relative_to(SOURCE)}:{node.name}"] = size
    assert long == {}


def test_no_room_is_called_utils() -> None:
    assert [p.name for p in files(".py") if p.stem in {"utils", "helpers", "manager", "common", "misc"}] == []


def test_pure_rules_know_neither_django_nor_a_clock() -> None:
    pure = ["waybills/journey.py", "waybills/orders.py", "tariffs/price.py", "billing/statements/cycles.py",
            "intake/check.py", "kernel/checkdigits.py", "tariffs/sheet.py", "tariffs/why.py",
            *[f"tariffs/engine/{path.name}" for path in (SOURCE / "tariffs" / "engine").glob("*.py")],
            *[f"tariffs/checks/{name}.py" for name in ("check", "grids", "order", "rules", "weights", "zones")],
            *[f"billing/charges/{name}.py" for name in ("books", "differences", "storage")],
            *[f"billing/cash/{name}.py" for name in ("allocating", "camt", "csvfile", "entries", "matching")],
            *[f"billing/suppliers/{name}.py" for name in ("layout", "parsing", "reading", "unpack", "verdicts")],
            *[f"billing/company/{name}.py" for name in ("beancount", "cod_file", "figures")],
            "billing/costs/allocate.py", "billing/costs/profit.py", "billing/disputes/compensation.py",
            "billing/invoices/taxing.py", "billing/invoices/ubl.py", "customs/dutysheet.py", "kernel/encodings.py",
            "ledger/chart.py", "ledger/fx_difference.py", "parties/tax_number.py", "tariffs/market.py"]  # fmt: skip
    for name in pure:
        text = (SOURCE / name).read_text(encoding="utf-8")
        assert not re.search(r"\bfrom django|\bimport django|datetime\.now|timezone\.now|time\(\)", text), name


def test_the_web_process_never_loads_the_carriers_library() -> None:
    code = (
        "import galeon.config.wsgi, galeon.config.urls, sys; print([m for m in sys.modules if m.startswith('karrio')])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_floors_know_only_the_floors_below() -> None:
    told = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], capture_output=True, text=True,
        cwd=SOURCE.parent.parent, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_the_docs_page_of_the_journey_is_what_the_code_says() -> None:
    from galeon.ops.commands.journey import page

    assert (SOURCE.parent.parent / "docs" / "journey.md").read_text(encoding="utf-8") == page()
