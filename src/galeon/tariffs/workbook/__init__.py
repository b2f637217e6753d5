"""A version of a price list as a workbook (XLSX), and back; every fault names its cell.

`write(sheet, key, language) -> bytes`; `read(data, key=None) -> Sheet | tuple[CellFault, ...]`.
"""

from galeon.tariffs.workbook.faults import CellFault
from galeon.tariffs.workbook.reading import read
from galeon.tariffs.workbook.writing import write

__all__ = ["CellFault", "read", "write"]
