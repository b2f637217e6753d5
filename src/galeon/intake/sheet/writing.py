"""The template, and faulty rows handed back as a sheet with what is wrong beside them."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext

from galeon.intake.sheet.columns import COLUMNS

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTH = 18


def template(language: str, services: Sequence[tuple[str, str]]) -> bytes:
    """An empty sheet with one example row; the second sheet lists the services by (code, name)."""
    example = {column.key: column.example for column in COLUMNS}
    if services:
        example["service"] = services[0][0]
    return _book(language, [(example, "")], services)


def handed_back(language: str, rows: Sequence[tuple[Mapping[str, str], str]]) -> bytes:
    """The rows (cells by column, what is wrong), ready to be mended and sent again."""
    return _book(language, rows, ())


def _book(language: str, rows: Sequence[tuple[Mapping[str, str], str]], services: Sequence[tuple[str, str]]) -> bytes:
    out = BytesIO()
    has_faults = any(fault for _cells, fault in rows)
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(gettext("Orders")[:31])
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8F1FA"})
        red = book.add_format({"font_color": "#B42318", "text_wrap": True})
        heads = [*(column.head(language) for column in COLUMNS), *([gettext("What is wrong")] if has_faults else [])]
        for position, head in enumerate(heads):
            sheet.write_string(0, position, head, bold)
        sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
        sheet.set_column(len(COLUMNS), len(COLUMNS), 60)
        sheet.freeze_panes(1, 1)
        for n, (cells, fault) in enumerate(rows, start=1):
            for position, column in enumerate(COLUMNS):
                sheet.write_string(n, position, cells.get(column.key, ""))
            if fault:
                sheet.write_string(n, len(COLUMNS), fault, red)
        if services:
            listed = book.add_worksheet(gettext("Services")[:31])
            listed.set_column(0, 1, 32)
            for n, (code, name) in enumerate(services):
                listed.write_string(n, 0, code)
                listed.write_string(n, 1, name)
    return out.getvalue()
