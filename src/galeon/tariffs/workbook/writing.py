"""A version of a price list as a workbook a pricing clerk can read. Every text is written as text, none as a formula."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from babel.numbers import get_currency_precision
from django.utils import translation
from django.utils.translation import gettext
from msgspec.structs import fields

from galeon.kernel import wording
from galeon.tariffs.grids.grid import Grid, to_grids
from galeon.tariffs.sheet import ListKey, Rule, Sheet
from galeon.tariffs.words.reasons import fee_name
from galeon.tariffs.workbook import gridrows
from galeon.tariffs.workbook.codec import Written, written
from galeon.tariffs.workbook.layout import (
    ALWAYS,
    BLOCK_TITLES,
    BY_MARK,
    DIVISORS,
    FIRST_ZONE,
    GRID,
    HEAD,
    LIKE,
    LIST,
    MARK,
    MINIMUMS,
    NAMES,
    ORDER,
    RULES,
    STEPS,
    ZONES,
    As,
    Column,
    LineKind,
    Table,
)  # fmt: skip

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
GRID_SHEETS_MAX = 40
"""Above so many grids, those of one fee stand below each other on one worksheet."""
ROOM = 200
"""So many rows below a table offer its lists of allowed words."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FORMATS: Mapping[str, dict[str, object]] = {
    "code": {"font_color": "#8A94A6", "font_size": 8},
    "title": {"bold": True, "bottom": 1, "bg_color": "#E8F1FA", "text_wrap": True, "valign": "top"},
    "zone": {"bold": True, "bottom": 1, "bg_color": "#E8F1FA", "num_format": "@", "align": "right"},
    "big": {"bold": True, "font_size": 14},
    "help": {"font_color": "#5B6577", "italic": True},
    "text": {"num_format": "@"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "plain": {},
}


def write(sheet: Sheet, key: ListKey, language: str = "en") -> bytes:
    """The version as XLSX, titles in the reader's language."""
    out = BytesIO()
    with translation.override(wording.language_code(language)), xlsxwriter.Workbook(out, OPTIONS) as book:
        _Book(book, sheet, language).write(key)
    return out.getvalue()


class _Book:
    def __init__(self, book: Any, sheet: Sheet, language: str) -> None:
        self._book, self._sheet, self._language = book, sheet, language
        self._formats = {name: book.add_format(dict(look)) for name, look in _FORMATS.items()}
        places = get_currency_precision(sheet.currency)
        self._formats["money"] = book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
        self._names: set[str] = set()

    def write(self, key: ListKey) -> None:
        self._list(self._page(self._title(NAMES[LIST])), key)
        zones = self._page(self._title(NAMES[ZONES]))
        self._table(zones, 0, BY_MARK[ZONES], self._sheet.zones, [])
        zones.freeze_panes(2, 0)
        weights, row = self._page(self._title(NAMES[STEPS])), 0
        for mark in (STEPS, DIVISORS, MINIMUMS):
            weights.write_string(row, 0, MARK, self._formats["code"])
            weights.write_string(row, 1, self._title(BLOCK_TITLES[mark]), self._formats["big"])
            row = self._table(weights, row + 1, BY_MARK[mark], getattr(self._sheet, BY_MARK[mark].field), []) + 2
        self._grids_and_rest()

    def _grids_and_rest(self) -> None:
        grids, rest = to_grids(self._sheet.rules)
        orders = _orders(grids, len(rest))
        stacked: dict[str, tuple[Any, int]] = {}
        for grid, order in zip(grids, orders[0], strict=True):
            name = fee_name(grid.like.code, self._language)
            if len(grids) <= GRID_SHEETS_MAX:
                page, row = self._page(f"{name} {grid.like.cargo_class}".strip()), 0
            else:
                page, row = stacked.get(name) or (self._page(name), 0)
            stacked[name] = (page, self._grid(page, row, grid, order) + 2)
        page = self._page(self._title(NAMES[RULES]))
        self._table(page, 0, BY_MARK[RULES], rest, orders[1])
        page.freeze_panes(2, 2)

    def _page(self, title: str) -> Any:
        """A new worksheet; a name that is taken gets a number."""
        bare = _FORBIDDEN.sub(" ", title).strip()[:27] or "?"
        name, number = bare, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{bare} {number}"
        self._names.add(name.casefold())
        page = self._book.add_worksheet(name)
        page.set_column(0, 0, 9, self._formats["code"])
        return page

    def _title(self, msgid: str) -> str:
        return gettext(msgid).format(unit=self._sheet.unit.value)

    def _put(self, page: Any, row: int, column: int, value: Written, kind: As = As.TEXT) -> None:
        if isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, Decimal):
            page.write_number(row, column, value, self._formats["money" if kind is As.MONEY else "plain"])
        elif isinstance(value, date):
            page.write_datetime(row, column, value, self._formats["day"])
        elif value is not None:
            page.write_string(row, column, value, self._formats["text"])

    def _list(self, page: Any, key: ListKey) -> None:
        page.set_column(1, 1, 26)
        page.set_column(2, 2, 24)
        page.set_column(3, 3, 70, self._formats["help"])
        page.write_string(0, 0, LIST, self._formats["code"])
        page.write_string(0, 1, key.name, self._formats["big"])
        page.write_string(1, 0, "list", self._formats["code"])
        page.write_string(1, 1, self._title(NAMES[LIST]))
        self._put(page, 1, 2, key.code)
        for row, column in enumerate(HEAD, start=2):
            page.write_string(row, 0, column.name, self._formats["code"])
            page.write_string(row, 1, self._title(column.title))
            value = written(getattr(self._sheet, column.name), column.kind, self._sheet.currency)
            self._put(page, row, 2, value, column.kind)
            page.write_string(row, 3, gettext(column.help))
            self._offer(page, row, row, 2, column)
        page.freeze_panes(1, 0)

    def _table(self, page: Any, row: int, table: Table, rows: Sequence[object], orders: Sequence[int]) -> int:
        """The row after the table. orders: what its rows say in the first column."""
        page.write_string(row, 0, table.mark, self._formats["code"])
        defaults = {field.name: field.default for field in fields(table.struct)}
        full = table.mark in (STEPS, MINIMUMS)
        for n, column in enumerate(table.columns, start=1):
            page.write_string(row, n, column.name, self._formats["code"])
            page.write_string(row + 1, n, self._title(column.title), self._formats["title"])
            page.set_column(n, n, 16, self._formats["text"] if column.kind is As.TEXT else None)
            self._offer(page, row + 2, row + 2 + len(rows) + ROOM, n, column)
        for index, one in enumerate(rows, start=row + 2):
            if orders:
                page.write_number(index, 0, orders[index - row - 2], self._formats["code"])
            for n, column in enumerate(table.columns, start=1):
                value = getattr(one, column.name)
                if full or value != defaults[column.name]:
                    self._put(page, index, n, written(value, column.kind, self._sheet.currency), column.kind)
        return row + 2 + len(rows)

    def _offer(self, page: Any, first: int, last: int, at: int, column: Column) -> None:
        """The words a cell may say, as a list to choose from."""
        if column.choices is not None:
            page.data_validation(first, at, last, at, {"validate": "list", "source": [c.value for c in column.choices]})

    def _grid(self, page: Any, row: int, grid: Grid, order: int) -> int:
        page.set_column(1, 1, 30)
        page.set_column(2, FIRST_ZONE - 1, 12)
        page.set_column(FIRST_ZONE, FIRST_ZONE + len(grid.zones) - 1, 11)
        code = self._formats["code"]
        page.write_string(row, 0, GRID, code)
        page.write_string(row, 1, fee_name(grid.like.code, self._language), self._formats["big"])
        page.write_string(row + 1, 0, ORDER, code)
        page.write_number(row + 1, 2, order)
        row += 2
        for column in LIKE:
            value = getattr(grid.like, column.name)
            if column.name in ALWAYS or value != _LIKE_DEFAULTS[column.name]:
                page.write_string(row, 0, column.name, code)
                page.write_string(row, 1, self._title(column.title))
                self._put(page, row, 2, _shown(value, column, self._sheet.currency), column.kind)
                row += 1
        return self._lines(page, row, grid)

    def _lines(self, page: Any, row: int, grid: Grid) -> int:
        head, *lines = gridrows.rows(grid, self._sheet.currency, self._title)
        for n, cell in enumerate(head):
            look = "code" if n == 0 else "title" if n < FIRST_ZONE else "zone"
            page.write_string(row, n, str(cell), self._formats[look])
        kinds = [kind.value for kind in LineKind]
        page.data_validation(row + 1, 0, row + len(lines) + ROOM, 0, {"validate": "list", "source": kinds})
        if row < FIRST_ZONE + len(LIKE):
            page.freeze_panes(row + 1, FIRST_ZONE)
        money, code, text = self._formats["money"], self._formats["code"], self._formats["plain"]
        put, put_text = page.write_number, page.write_string
        for index, line in enumerate(lines, start=row + 1):
            for n, cell in enumerate(line):
                if isinstance(cell, str):
                    put_text(index, n, cell, code if n == 0 else text)
                elif cell is not None:
                    put(index, n, cell, money if n >= FIRST_ZONE else text)
        return row + 1 + len(lines)


_LIKE_DEFAULTS = {field.name: field.default for field in fields(Rule)}


def _shown(value: object, column: Column, currency: str) -> Written:
    return written(value, column.kind, currency)


def _orders(grids: Sequence[Grid], rest: int) -> tuple[list[int], list[int]]:
    """Tens in the list's order for the grids and for the other rules, so that something can be put between."""
    of_grids: list[int] = []
    of_rest: list[int] = []
    number = 0
    for grid in grids:
        while len(of_rest) < grid.after:
            of_rest.append(number := number + 10)
        of_grids.append(number := number + 10)
    while len(of_rest) < rest:
        of_rest.append(number := number + 10)
    return of_grids, of_rest
