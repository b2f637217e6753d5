"""`galeon export beancount | csv | xlsx --out FILE`: the book, for other programs."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from galeon.ops import command_line

if TYPE_CHECKING:
    from galeon.billing.company.journals import Span

ABOUT = """\
Write the whole book to a file: every journal, as other programs read it.

  galeon export beancount --out book.beancount    then: bean-check book.beancount
  galeon export csv --out lines.csv --entity ES --from 2026-10-01 --to 2026-10-31
  galeon export xlsx --out lines.xlsx
"""


def main(words: Sequence[str]) -> int:
    """Write the file whole or not at all; what is wrong is said in one sentence, exit code 1."""
    made = command_line.parser("export", ABOUT)
    made.add_argument("form", choices=("beancount", "csv", "xlsx"))
    made.add_argument("--out", type=Path, required=True, metavar="FILE")
    made.add_argument("--entity", default="", metavar="CODE", help="one of our companies (default: all)")
    made.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day, YYYY-MM-DD")
    made.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day, YYYY-MM-DD")
    options = command_line.parse(made, words)
    if not options.out.absolute().parent.is_dir():
        return _fail(f"There is no folder {options.out.absolute().parent}.")
    with command_line.database():
        command_line.django_ready()
        return run(options)


def run(options: Namespace) -> int:
    """Do it within a database that answers."""
    from galeon.billing.company.journals import one_moment

    with one_moment():
        span = _span(options)
        if span is None:
            return _fail(f"There is no company of ours called {options.entity}.")
        half = options.out.with_name(f".{options.out.name}.half")
        try:
            _write(options.form, span, half)
            half.replace(options.out)
        finally:
            half.unlink(missing_ok=True)
    sys.stdout.write(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB\n")
    return 0


def _write(form: str, span: "Span", file: Path) -> None:
    from galeon.billing.company import tables
    from galeon.billing.company.beancount import beancount

    if form == "xlsx":
        tables.write_xlsx(span, file)
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        if form == "csv":
            tables.write_csv(span, out)
        else:
            out.writelines(beancount(span))


def _span(options: Namespace) -> "Span | None":
    from galeon.billing.company.journals import Span
    from galeon.parties.models import LegalEntity

    entity = LegalEntity.objects.filter(code=options.entity).first() if options.entity else None
    if options.entity and entity is None:
        return None
    every = Span()
    return Span(entity.pk if entity else None, options.first or every.first, options.last or every.last)


def _fail(text: str) -> int:
    sys.stderr.write(f"galeon: {text}\n")
    return 1
