"""A sheet of parcels to be priced: its columns, and its rows as shipments, each fault with its row and column."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import msgspec
import xlsxwriter
from django.utils.translation import gettext as _

from galeon.intake.sheet import reading
from galeon.intake.sheet.cells import (
    NotANumberError,
    UnclearError,
    decimal_mark,
    number,
    plain,
    pointed,
    postcode,
)
from galeon.intake.sheet.columns import Column, head_row, names_of
from galeon.kernel.refusal import Refusal
from galeon.tariffs.price import Piece

ROWS_MAX = 100_000
COUNT_MAX = 1_000
WEIGHT_G_MAX, LENGTH_MM_MAX = 50_000_000, 30_000
FAULTS_MAX = 200
COLUMNS = (
    Column("country", ("Country", "País", "国家"), "country", "US", True, ("country code", "国家代码", "目的国家")),
    Column("postcode", ("Postcode", "Código postal", "邮编"), "postcode", "90001", False, ("zip", "postal code")),
    Column("region", ("State or province", "Estado o provincia", "州/省"), "region", "CA", False, ("state", "province", "省", "州")),
    Column("city", ("City", "Ciudad", "城市"), "city", "Los Angeles"),
    Column("weight_kg", ("Weight kg", "Peso kg", "重量kg"), "weight", "1.24", True, ("weight", "重量")),
    Column("length_cm", ("Length cm", "Largo cm", "长cm"), "length", "30", False, ("length", "长")),
    Column("width_cm", ("Width cm", "Ancho cm", "宽cm"), "width", "22", False, ("width", "宽")),
    Column("height_cm", ("Height cm", "Alto cm", "高cm"), "height", "14", False, ("height", "高")),
    Column("count", ("Pieces", "Bultos", "件数"), "pieces", "1", False, ("count", "quantity", "qty", "parcels")),
    Column("cargo_class", ("Kind of goods", "Tipo de mercancía", "货物类型"), "cargo_class", "general", False, ("cargo class", "class")),
    Column("options", ("Options", "Opciones", "附加服务"), "options", "residential", False, ("extras",)),
)  # fmt: skip
NUMBERS = ("weight_kg", "length_cm", "width_cm", "height_cm")
_NAMES = names_of(COLUMNS)
_BY_KEY = {column.key: column for column in COLUMNS}


class Parcels(msgspec.Struct, frozen=True):
    """One row: `count` pieces alike, to one destination. no: the row's number in the sheet."""

    no: int
    country: str
    postcode: str
    region: str
    city: str
    pieces: tuple[Piece, ...]
    cargo_class: str
    options: frozenset[str]


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a row, in the column of that key ("" = the row as a whole)."""

    row: int
    key: str
    refusal: Refusal


def read(
    content: bytes, countries: Mapping[str, str], classes: frozenset[str]
) -> list[Parcels] | list[Fault] | Refusal:
    """The shipments of an XLSX or CSV file, or its faults (at most 200), or why the file as a whole cannot be taken.

    countries: any name or code of a country, casefolded -> alpha-2; classes: the kinds of goods there are.
    """
    rows = reading.table(content, ROWS_MAX)
    if isinstance(rows, Refusal):
        return rows
    head = head_row(rows, _NAMES, least=2)
    if head is None:
        return _no("sheet_no_head", "No row names the columns. Take our template, or name at least country and weight.")
    at, columns = head
    lines = [
        (n, {key: row[position] for position, key in columns.items() if position < len(row)})
        for n, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        return _no("sheet_empty", "There is no parcel below the head.")
    if len(lines) > ROWS_MAX:
        return _no("sheet_too_long", "At most {max} rows at once: split the sheet.", max=str(ROWS_MAX))
    mark = decimal_mark(cells[key] for _no, cells in lines for key in NUMBERS if key in cells)
    faults: list[Fault] = []
    found = [_Row(no, cells, mark, faults).parcels(countries, classes) for no, cells in lines]
    return faults[:FAULTS_MAX] or found


class _Row:
    """One row being read; what is wrong goes to `faults`."""

    def __init__(self, no: int, cells: Mapping[str, str], mark: str, faults: list[Fault]) -> None:
        self.no, self.cells, self.mark, self.faults = no, cells, mark, faults

    def parcels(self, countries: Mapping[str, str], classes: frozenset[str]) -> Parcels:
        before = len(self.faults)
        country = countries.get(plain(self.cells.get("country", "")).casefold(), "")
        if not country:
            self.wrong("country", "country_unknown", message="“{text}” is no country we know.")
        cargo_class = plain(self.cells.get("cargo_class", "")).lower() or "general"
        if cargo_class not in classes:
            self.wrong("cargo_class", "cargo_class_unknown", message="“{text}” is no kind of goods we know.")
        sides = [self.whole(key, 10, LENGTH_MM_MAX) for key in ("length_cm", "width_cm", "height_cm")]
        weight_g, count = self.whole("weight_kg", 1_000, WEIGHT_G_MAX), self.whole("count", 1, COUNT_MAX) or 1
        if not weight_g and len(self.faults) == before:
            self.wrong("weight_kg", "weight_missing", message="A price needs a weight above zero.")
        options = plain(self.cells.get("options", "")).lower().split(",")
        return Parcels(
            self.no, country, postcode(self.cells.get("postcode", ""), country)[:12], self.text("region")[:60],
            self.text("city")[:80], (Piece(weight_g, *sides),) * count, cargo_class[:16],
            frozenset(option.strip()[:24] for option in options if option.strip()),
        )  # fmt: skip

    def text(self, key: str) -> str:
        return self.cells.get(key, "").replace("\x00", " ").strip()

    def wrong(self, key: str, code: str, *, message: str) -> None:
        params = {"text": self.text(key)[:40] or "–"}
        self.faults.append(Fault(self.no, key, Refusal(code=code, field=key, message=message, params=params)))

    def whole(self, key: str, factor: int, most: int) -> int:
        text = pointed(self.text(key), self.mark)
        if not text:
            return 0
        try:
            value = number(text) * factor
        except NotANumberError:
            self.wrong(key, "not_a_number", message="“{text}” is not a number.")
        except UnclearError:
            message = "“{text}” may mean two numbers: write it with a decimal point, or without any sign."
            self.wrong(key, "unclear_number", message=message)
        else:
            if value == value.to_integral_value() and 0 <= value <= most:
                return int(value)
            self.wrong(key, "out_of_range", message="“{text}” is finer than we can measure, or more than we can carry.")
        return 0


def head(key: str, language: str) -> str:
    """What a column is called in the reader's language."""
    return _BY_KEY[key].head(language).rstrip(" *") if key in _BY_KEY else ""


def template(language: str, countries: Sequence[tuple[str, str]], classes: Sequence[tuple[str, str]]) -> bytes:
    """An empty sheet with one example row; the second sheet lists countries and kinds of goods as (code, name)."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, text = book.add_worksheet(_("Parcels")[:31]), book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8F1FA"})
        sheet.set_column(0, len(COLUMNS) - 1, 16, text)
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(COLUMNS):
            sheet.write_string(0, position, column.head(language), bold)
            sheet.write_string(1, position, column.example, text)
        listed = book.add_worksheet(_("Allowed values")[:31])
        for place, choices in ((0, countries), (3, classes)):
            for line, (code, name) in enumerate(choices):
                listed.write_string(line, place, code)
                listed.write_string(line, place + 1, name)
    return out.getvalue()


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="file", message=message, params=params)
