"""Workbooks as other hands leave them: cells changed, rows hidden, archives broken."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

import xlsxwriter
from python_calamine import CalamineWorkbook

from galeon.tariffs import workbook
from galeon.tariffs.grids.cells import Percent
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Zone
from galeon.tariffs.workbook.faults import CellFault, cell_name

KEY = ListKey("economy", "Economy", 1, "CNY")
# In the list `economy` as it is exported, zones 1 and 2 stand in columns F and G, and lines in rows 13 to 15 of Freight.
FREIGHT_ROWS = {500: 13, 2_000: 14, 5_000: 15}


def economy() -> Sheet:
    """By the kilogram to 0.5, 2 and 5 kg, for zone 1 (US, MX) and zone 2 (DE); registration 16.00."""
    prices = {"1": (9_500, 9_000, 8_800), "2": (4_800, 4_650, 4_500)}
    return Sheet(
        valid_from=date(2026, 1, 1),
        currency="CNY",
        zones=(Zone("1", "US"), Zone("1", "MX"), Zone("2", "DE")),
        rules=(
            *(
                Rule(code="freight", basis=Basis.PER_KG, zone=zone, weight_milli_to=to, amount_minor=amount)
                for zone, amounts in prices.items()
                for to, amount in zip(FREIGHT_ROWS, amounts, strict=True)
            ),
            Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=1_600),
        ),
    )


def exported(sheet: Sheet | None = None) -> bytes:
    """The list as a workbook in English."""
    return workbook.write(sheet or economy(), KEY, "en")


def edited(
    cells: Mapping[str, str | float | bool | date],
    then: Callable[[Mapping[str, xlsxwriter.worksheet.Worksheet]], None] | None = None,
    sheet: Sheet | None = None,
) -> bytes:
    """The exported list with some cells ("Freight!F13") written over; `then` may do more to its worksheets.

    A `Percent` is kept as a hundredth and shown with its sign.
    """
    source = CalamineWorkbook.from_filelike(io.BytesIO(exported(sheet)))
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    ) as book:
        percent = book.add_format({"num_format": "0.0##%"})
        pages = {name: book.add_worksheet(name) for name in source.sheet_names}
        for name, page in pages.items():
            rows = source.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for n, row in enumerate(rows):
                for m, value in enumerate(row):
                    if value != "" and cells.get(f"{name}!{cell_name(n, m)}") != "":
                        page.write(n, m, value)
        for place, new in cells.items():
            if new == "":
                continue
            name, _, cell = place.rpartition("!")
            if isinstance(new, Percent):
                pages[name].write_number(cell, float(new) / 100, percent)
            elif isinstance(new, date):
                pages[name].write_datetime(cell, new)
            else:
                pages[name].write(cell, new)
        if then is not None:
            then(pages)
    return out.getvalue()


def places(data: bytes) -> list[tuple[str, str]]:
    """(place, code) of every fault of a workbook."""
    return [(fault.place, fault.refusal.code) for fault in refused(data)]


def refused(data: bytes) -> tuple[CellFault, ...]:
    """Every fault of a workbook, of which there must be one."""
    found = workbook.read(data, KEY)
    assert not isinstance(found, Sheet), "nothing was found wrong"
    return found


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The packed file with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return out.getvalue()


def with_size(data: bytes, part: str, size: int) -> bytes:
    """The packed file whose directory says another size of one part."""
    changed = bytearray(data)
    for found in re.finditer(b"PK\x01\x02", data):
        at = found.start()
        length = int.from_bytes(data[at + 28 : at + 30], "little")
        if data[at + 46 : at + 46 + length] == part.encode():
            changed[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(changed)
