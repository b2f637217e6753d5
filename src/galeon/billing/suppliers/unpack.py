"""Read a workbook's first sheet from standard input, write its rows to standard output: a process of its own, with limits.

`python -m galeon.billing.suppliers.unpack ROWS COLUMNS`. One JSON array of texts a line; a hostile file can do no more than
end this process.
"""

import io
import json
import sys

from galeon.kernel.cells import limit_this_process, text

MEMORY_MAX = 1536 * 1024 * 1024
SECONDS_MAX = 90
CELL_MAX = 1_000
TEXT_MAX = 300_000_000  # characters of all cells: one long shared text may stand in every one of them


def main() -> int:
    """0: rows are on standard output. 3: the file is no workbook we can read."""
    limit_this_process(MEMORY_MAX, SECONDS_MAX)
    rows_max, columns_max = int(sys.argv[1]), int(sys.argv[2])
    try:
        from python_calamine import CalamineWorkbook

        sheet = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
        length = 0
        for row in sheet.to_python(nrows=rows_max, skip_empty_area=False):
            cells = [text(cell)[:CELL_MAX] for cell in row[:columns_max]]
            length += sum(map(len, cells))
            if length > TEXT_MAX:
                raise ValueError("too much text")
            sys.stdout.write(json.dumps(cells) + "\n")
    except Exception as fault:  # noqa: BLE001  whatever a broken file raises means one thing to the caller
        sys.stderr.write(f"{type(fault).__name__}: {fault}")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
