"""Read one sheet from standard input to JSON rows on standard output; runs as a process of its own, with its limits.

`python -m galeon.intake.sheet.reader xlsx|csv ROWS COLUMNS`. A hostile file can do no more than end this process.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

MEMORY_MAX = 1_500 * 1024 * 1024
SECONDS_MAX = 30
CELL_MAX = 11_000


def main() -> int:
    """0: rows are on standard output. 3: the file is no sheet we can read."""
    _limit()
    kind, rows_max, columns_max = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    content = sys.stdin.buffer.read()
    try:
        rows = list(_taken(_csv(content) if kind == "csv" else _xlsx(content, rows_max), rows_max, columns_max))
    except Exception as fault:  # noqa: BLE001  whatever a broken file raises means one thing to the caller
        sys.stderr.write(f"{type(fault).__name__}: {fault}")
        return 3
    sys.stdout.write(json.dumps(rows))
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on this platform: the caller's timeout is what remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))


def _taken(rows: Iterable[Iterable[object]], rows_max: int, columns_max: int) -> Iterator[list[str]]:
    """One row more than allowed is read, so that the caller sees there is one."""
    for n, row in enumerate(rows):
        if n > rows_max:
            return
        yield [text(cell)[:CELL_MAX] for cell in list(row)[:columns_max]]


def text(cell: object) -> str:
    """A cell as a person reads it: 90001.0 -> 90001, 1.24 -> 1.24; never through binary arithmetic."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _xlsx(content: bytes, rows_max: int) -> Iterable[Iterable[object]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(nrows=rows_max + 1)


def _csv(content: bytes) -> Iterable[Iterable[object]]:
    for encoding in ("utf-8-sig", "gb18030", "cp1252"):
        try:
            whole = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        whole = content.decode("latin-1")
    csv.field_size_limit(1_000_000)
    first = whole.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(whole), delimiter=delimiter)


if __name__ == "__main__":
    raise SystemExit(main())
