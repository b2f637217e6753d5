"""The template, and faulty rows handed back with what is wrong beside them. Every cell is text, none a formula."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext

from galeon.intake.check import INCOTERMS
from galeon.intake.sheet.columns import COLUMNS, FAULT_HEADS, STRANGE, tongue

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTH, FAULT_WIDTH, VALID_ROWS = 18, 60, 5_000
Choices = Sequence[tuple[str, str]]
POSITIONS = {column.key: position for position, column in enumerate(COLUMNS)}


def template(language: str, services: Choices, countries: Choices = (), cargo_classes: Choices = ()) -> bytes:
    """An empty sheet with one example row; the second sheet lists what the cells may say, as (code, name)."""
    example = {column.key: column.example for column in COLUMNS}
    if services:
        example["service"] = services[0][0]
    incoterms = [(incoterm, "") for incoterm in INCOTERMS]
    allowed = {"service": services, "cargo_class": cargo_classes, "country": countries, "incoterm": incoterms}
    return _book(language, [(example, "")], allowed)


def handed_back(language: str, rows: Sequence[tuple[Mapping[str, str], str]]) -> bytes:
    """The rows (cells by column, what is wrong), ready to be mended and sent again."""
    return _book(language, rows, {})


def _book(language: str, rows: Sequence[tuple[Mapping[str, str], str]], allowed: Mapping[str, Choices]) -> bytes:
    out = BytesIO()
    own = list(dict.fromkeys(key for cells, _fault in rows for key in cells if key.startswith(STRANGE)))
    keys = [*POSITIONS, *own]
    heads = [*(column.head(language) for column in COLUMNS), *(key.removeprefix(STRANGE) for key in own)]
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(gettext("Orders")[:31])
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8F1FA"})
        text, red = book.add_format({"num_format": "@"}), book.add_format({"font_color": "#B42318", "text_wrap": True})
        sheet.set_column(0, len(heads) - 1, WIDTH, text)  # as text: postcodes keep their zeros
        sheet.set_column(len(heads), len(heads), FAULT_WIDTH)
        if any(fault for _cells, fault in rows):
            heads.append(FAULT_HEADS[tongue(language)])
        for position, head in enumerate(heads):
            sheet.write_string(0, position, head, bold)
        sheet.freeze_panes(1, 1)
        for n, (cells, fault) in enumerate(rows, start=1):
            for position, key in enumerate(keys):
                sheet.write_string(n, position, cells.get(key, ""), text)
            if fault:
                sheet.write_string(n, len(keys), fault, red)
        if any(allowed.values()):
            _list_allowed(book, sheet, language, allowed)
    return out.getvalue()


def _list_allowed(
    book: "xlsxwriter.Workbook", sheet: "xlsxwriter.worksheet.Worksheet", language: str, allowed: Mapping[str, Choices]
) -> None:
    """A sheet with what the cells of some columns may say, and drop-down lists that point to it."""
    name = gettext("Allowed values")[:31]
    listed = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    heads = {column.key: column.head(language).rstrip(" *") for column in COLUMNS}
    place = 0
    for key, choices in allowed.items():
        if not choices:
            continue
        listed.set_column(place, place + 1, WIDTH)
        listed.write_string(0, place, heads[key], bold)
        for n, (code, label) in enumerate(choices, start=1):
            listed.write_string(n, place, code)
            listed.write_string(n, place + 1, label)
        source = f"='{name}'!${_letter(place)}$2:${_letter(place)}${len(choices) + 1}"
        validation = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(1, POSITIONS[key], VALID_ROWS, POSITIONS[key], validation)
        place += 3


def _letter(position: int) -> str:
    return chr(ord("A") + position)
