"""Read one sheet from standard input to JSON rows on standard output; runs as a process of its own, with its limits.

`python -m galeon.intake.sheet.reader xlsx|csv ROWS COLUMNS`. A hostile file can do no more than end this process.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator

from galeon.kernel.cells import limit_this_process, text
from galeon.kernel.encodings import decoded, delimiter_of

MEMORY_MAX = 400 * 1024 * 1024
SECONDS_MAX = 30
CELL_MAX = 11_000
TEXT_MAX = 20_000_000  # characters of all cells: one long shared text may stand in half a million of them


def main() -> int:
    """0: rows are on standard output. 3: the file is no sheet we can read."""
    limit_this_process(MEMORY_MAX, SECONDS_MAX)
    kind, rows_max, columns_max = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    content = sys.stdin.buffer.read()
    try:
        rows = list(_taken(_csv(content) if kind == "csv" else _xlsx(content, rows_max), rows_max, columns_max))
    except Exception as fault:  # noqa: BLE001  whatever a broken file raises means one thing to the caller
        sys.stderr.write(f"{type(fault).__name__}: {fault}")
        return 3
    sys.stdout.write(json.dumps(rows))
    return 0


def _taken(rows: Iterable[Iterable[object]], rows_max: int, columns_max: int) -> Iterator[list[str]]:
    """One row more than allowed is read, so that the caller sees there is one."""
    length = 0
    for n, row in enumerate(rows):
        if n > rows_max:
            return
        cells = [text(cell)[:CELL_MAX] for cell in list(row)[:columns_max]]
        length += sum(map(len, cells))
        if length > TEXT_MAX:
            raise ValueError("too much text")
        yield cells


def _xlsx(content: bytes, rows_max: int) -> Iterable[Iterable[object]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(nrows=rows_max + 1, skip_empty_area=False)


def _csv(content: bytes) -> Iterable[Iterable[object]]:
    whole = decoded(content)
    csv.field_size_limit(1_000_000)
    if whole[:4].lower() == "sep=":  # Excel's own hint
        delimiter, whole = whole[4:5], "\n" + whole.partition("\n")[2]
    else:
        delimiter = delimiter_of(whole)
    return csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter)


if __name__ == "__main__":
    raise SystemExit(main())
