"""`galeon move-in FILE --as-of DAY`: what another system had open, from one sheet."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from galeon.ops import command_line

ABOUT = """\
Bring open invoices, prepaid money and balances from another system: XLSX or CSV, one row a document.

  account   document   due_on      amount    currency
  LUMEN     INV-1017   2026-11-30  1250.00   CNY         LUMEN owes it
  SAKURA    PREPAID                -300.00   USD         we hold it for SAKURA
  book: bank, document: BANK-1, amount: 90000.00, currency: CNY, entity: HOUSE

All rows or none; each fault is told with its row. The same sheet again changes nothing. More: docs/moving-in.md
"""


def main(words: Sequence[str]) -> int:
    """Bring the sheet in; faults go to the error stream, exit code 1."""
    made = command_line.parser("move-in", ABOUT)
    made.add_argument("file", type=Path)
    made.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="DAY", help="the first day in Galeón")
    options = command_line.parse(made, words)
    if not options.file.is_file():
        sys.stderr.write(f"galeon: there is no file {options.file}.\n")
        return 1
    with command_line.database():
        command_line.django_ready()
        return run(options)


def run(options: Namespace) -> int:
    """Do it within a database that answers."""
    from galeon.billing.company.acts import bring_in
    from galeon.billing.company.moving import ROWS_MAX
    from galeon.intake.sheet.reading import table

    rows = table(options.file.read_bytes(), ROWS_MAX + 1)
    if not isinstance(rows, list):
        sys.stderr.write(f"galeon: {rows.text()}\n")
        return 1
    answer = bring_in(rows, options.as_of, None, datetime.now(UTC))
    if isinstance(answer, list):
        for fault in answer:
            place = f"row {fault.row}" if fault.row else "the sheet"
            column = f", {fault.column}" if fault.column else ""
            sys.stderr.write(f"{place}{column}: {fault.refusal.text()}\n")
        sys.stderr.write("galeon: nothing was brought in.\n")
        return 1
    sys.stdout.write(f"{answer.rows} rows came in, {answer.repeats} were there already.\n")
    return 0
