"""A version of a price list as a workbook (XLSX), and back; every fault names its cell."""

from galeon.tariffs.sheet import ListKey, Sheet
from galeon.tariffs.workbook.faults import CellFault

__all__ = ["CellFault", "read", "write"]


def write(sheet: Sheet, key: ListKey, language: str = "en") -> bytes:
    """The version as XLSX, titles in the reader's language."""
    raise NotImplementedError


def read(data: bytes, key: ListKey | None = None) -> Sheet | tuple[CellFault, ...]:
    """The version a workbook holds, or everything that is wrong with it; key: the list it should be of."""
    raise NotImplementedError
