"""A fault of a workbook, at its cell."""

from msgspec import Struct

from galeon.kernel.refusal import Refusal

FAULTS_MAX = 50


class CellFault(Struct, frozen=True):
    """sheet: the worksheet as it is named in the file, "" in a CSV; cell: `D7`, a row `12`, or a range `D7:E7`; both "" =
    the file."""

    sheet: str
    cell: str
    refusal: Refusal

    @property
    def place(self) -> str:
        """Where it is, as spreadsheets write it: `Freight!D7`."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell

    def text(self) -> str:
        """The sentence in the reader's language, its place in front."""
        return f"{self.place}: {self.refusal.text()}" if self.place else self.refusal.text()


def column_name(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def cell_name(row: int, column: int) -> str:
    """(6, 3) -> D7."""
    return f"{column_name(column)}{row + 1}"
