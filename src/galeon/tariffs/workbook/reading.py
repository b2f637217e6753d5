"""A workbook to a version of a price list, or everything that is wrong with it, cell by cell."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.check import check
from galeon.tariffs.grids import cells
from galeon.tariffs.grids.cells import Raw
from galeon.tariffs.grids.grid import Grid, like_of, placed
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Zone
from galeon.tariffs.workbook import gridcheck, gridrows
from galeon.tariffs.workbook.blocks import Block, blocks, number_texts
from galeon.tariffs.workbook.codec import value_of
from galeon.tariffs.workbook.faults import FAULTS_MAX, CellFault, cell_name
from galeon.tariffs.workbook.layout import (
    BY_MARK,
    FIRST_ZONE,
    GRID,
    HEAD,
    LIKE,
    LINES,
    LIST,
    ORDER,
    RULES,
    ZONES,
    Column,
    Table,
)
from galeon.tariffs.workbook.package import opened
from galeon.tariffs.workbook.places import GridPlaces, Places, RowPlace

LAST = 10**9
_HEAD = {column.name: column for column in HEAD}
_LIKE = {column.name: column for column in LIKE}


def read(data: bytes, key: ListKey | None = None) -> Sheet | tuple[CellFault, ...]:
    """The version a workbook holds, or at most FAULTS_MAX faults; key: the list it should be of, None = any."""
    pages = opened(data)
    if isinstance(pages, tuple):
        return pages[:FAULTS_MAX]
    found, faults = blocks(pages)
    if faults:
        return tuple(faults[:FAULTS_MAX])
    return _Reading(found, key).sheet()


class _Part(Struct, frozen=True):
    """A grid or a rule, and where in the list it stands."""

    order: int
    rules: tuple[Rule, ...]
    place: RowPlace | GridPlaces


class _Reading:
    def __init__(self, found: Sequence[Block], key: ListKey | None) -> None:
        self._blocks, self._key = found, key
        self._faults: list[CellFault] = []
        self._places = Places()
        self._parts: list[_Part] = []
        self._unordered: list[CellFault] = []
        self._tables: dict[str, list[Any]] = {}
        self._currency, self._mark = "XXX", ""

    def sheet(self) -> Sheet | tuple[CellFault, ...]:
        """The whole of it."""
        mark = cells.mark_of(number_texts(self._blocks))
        if isinstance(mark, cells.Mixed):
            return self._disagreeing(mark)
        self._mark = mark
        head = self._head()
        for block in self._blocks:
            if block.mark in BY_MARK:
                self._table(block, BY_MARK[block.mark])
        for block in self._blocks:
            if block.mark == GRID:
                self._grid(block)
        if any(part.order != LAST for part in self._parts):
            self._faults += self._unordered
        if self._faults:
            return tuple(self._faults[:FAULTS_MAX])
        rules: list[Rule] = []
        for part in sorted(self._parts, key=_stands):
            rules.extend(part.rules)
            self._places.rules.append((len(rules), part.place))
        sheet = Sheet(**head, **self._rows(), rules=tuple(rules))
        wrong = [self._places.fault(refusal) for refusal in check(sheet)]
        once = {(fault.place, fault.refusal.code): fault for fault in reversed(wrong)}  # one bracket, fifty zones
        return tuple(reversed(once.values())) or sheet

    def _rows(self) -> dict[str, Any]:
        return {"zones": (), **{field: tuple(rows) for field, rows in self._tables.items()}}

    def _disagreeing(self, mark: cells.Mixed) -> tuple[CellFault, ...]:
        here, there = mark.comma_at, mark.point_at
        refusal = cells.mixed(mark, "!".join(_pair(here)), "!".join(_pair(there)))
        return tuple(CellFault(*_pair(place), refusal) for place in (here, there))

    def _fault(self, block: Block, row: int, column: int, refusal: Refusal) -> None:
        self._faults.append(CellFault(block.page, cell_name(block.top + row, column), refusal))

    def _head(self) -> dict[str, Any]:
        found = [block for block in self._blocks if block.mark == LIST]
        if len(found) != 1:
            message = "The workbook needs one worksheet whose first cell is {mark}; take an exported list as a model."
            self._faults.append(CellFault("", "", _no("list_missing", message, mark=LIST)))
            return {}
        rows = {cells.text(row[0]): (n, row[2] if len(row) > 2 else None) for n, row in enumerate(found[0].rows)}
        currency = cells.text(rows.get("currency", (0, None))[1])
        if len(currency) == 3:
            self._currency = currency
        self._own_list(found[0], rows, currency)
        values = self._keyed(found[0], found[0].rows, _HEAD, {LIST, "list", ""})
        for name in ("valid_from", "currency"):
            if name not in values and not self._faults:
                self._fault(found[0], rows.get(name, (0, None))[0], 2, _empty())
        self._places.head = {n: (found[0].page, found[0].top + row) for n, (row, _raw) in rows.items()}
        return values

    def _own_list(self, block: Block, rows: dict[str, tuple[int, Raw]], currency: str) -> None:
        if self._key is None:
            return
        row, raw = rows.get("list", (0, None))
        if not cells.is_empty(raw) and cells.text(raw) != self._key.code:
            message = "This is list {other}; here it should be {list}."
            self._fault(block, row, 2, _no("list_other", message, other=cells.text(raw), list=self._key.code))
        if currency and currency != self._key.currency:
            message = "The list is in {currency}."
            self._fault(block, rows["currency"][0], 2, _no("currency_differs", message, currency=self._key.currency))

    def _keyed(
        self, block: Block, rows: Sequence[Sequence[Raw]], columns: dict[str, Column], known: set[str]
    ) -> dict[str, Any]:
        """Rows of key, title, value. Keys of no column, and values under no key, are faults."""
        values: dict[str, Any] = {}
        for n, row in enumerate(rows):
            name, raw = cells.text(row[0]), row[2] if len(row) > 2 else None
            if name in columns:
                value = value_of(raw, columns[name], self._currency, self._mark)
                if isinstance(value, Refusal):
                    self._fault(block, n, 2, value)
                elif value is not None:
                    values[name] = value
            elif name not in known or (not name and not cells.is_empty(raw)):
                message = "“{text}” is no line of this table; its first cell says what it is."
                self._fault(block, n, 0, _no("key_unknown", message, text=cells.shown(name)))
        return values

    def _table(self, block: Block, table: Table) -> None:
        columns = block.columns(table)
        rows = self._tables.setdefault(table.field, []) if table.mark != RULES else None
        for n, row in block.data():
            values: dict[str, Any] = {}
            for at, column in columns.items():
                value = value_of(row[at], column, self._currency, self._mark) if at < len(row) else None
                if isinstance(value, Refusal):
                    self._fault(block, n, at, value)
                elif value is not None:
                    values[column.name] = value
            missing = [name for name in _required(table) if name not in values]
            place = RowPlace(block.page, block.top + n, {column.name: at for at, column in columns.items()})
            if missing:
                if not self._faulty(place):
                    self._fault(block, n, place.columns.get(missing[0], 0), _empty())
            elif rows is None:
                self._parts.append(_Part(self._order(block, n, row[0], 0), (Rule(**values),), place))
            else:
                rows.append(table.struct(**values))
                if table.mark == ZONES:
                    self._places.zones.setdefault(values["code"], place)
                self._places.tables.setdefault(table.field, []).append(place)

    def _faulty(self, place: RowPlace) -> bool:
        return any(f.sheet == place.page and f.cell.endswith(str(place.row + 1)) for f in self._faults[-30:])

    def _order(self, block: Block, row: int, raw: Raw, column: int) -> int:
        found = cells.whole(raw)
        if isinstance(found, Refusal):
            self._fault(block, row, column, found)
        return found if isinstance(found, int) else LAST

    def _grid(self, block: Block) -> None:
        head = next((n for n, row in enumerate(block.rows) if cells.text(row[0]) == LINES), None)
        if head is None:
            self._fault(
                block,
                0,
                0,
                _no("lines_missing", "The table of prices needs a row that begins with {mark}.", mark=LINES),
            )
            return
        values = self._keyed(block, block.rows[:head], _LIKE, {GRID, ORDER, ""})
        orders = [
            (n, row[2]) for n, row in enumerate(block.rows[:head]) if cells.text(row[0]) == ORDER and len(row) > 2
        ]
        row, raw = orders[0] if orders else (0, None)
        order = self._order(block, row, raw, 2)
        if order == LAST:
            message = "The line “order” is missing or empty: its number says where in the list this fee stands."
            place = cell_name(block.top + row, 2 if orders else 0)
            self._unordered.append(CellFault(block.page, place, _no("order_missing", message)))
        lines, wrong = gridrows.read(block.rows[head:], self._currency, self._mark)
        wrong = wrong or [*gridcheck.faults(lines), *self._strangers(lines.zones)]
        for at in wrong:
            self._fault(block, head + at.row, at.column, at.refusal)
        if "code" not in values:
            self._fault(
                block,
                0,
                2,
                _no("fee_missing", "The table of prices needs the code of its fee, in a line that begins with code."),
            )
        if wrong or "code" not in values:
            return
        grid = Grid(like_of(Rule(basis=Basis.PER_KG, **values)), lines.zones, lines.lines, lines.cells)
        rules = tuple(rule for rule, _line, _column in placed(grid))
        self._parts.append(_Part(order, rules, GridPlaces(grid, block, head, lines.rows)))

    def _strangers(self, zones: Sequence[str]) -> Iterator[gridrows.At]:
        """Columns whose zone has no country."""
        known = {zone.code for zone in self._tables.get(BY_MARK[ZONES].field, ()) if isinstance(zone, Zone)}
        for n, zone in enumerate(zones, start=FIRST_ZONE):
            if zone and zone not in known:
                yield gridrows.At(0, n, _no("zone_unknown", "Zone {zone} has no countries.", zone=zone))


def _stands(part: _Part) -> tuple[int, bool]:
    """Where nothing tells an order, freight and the other grids come before what is added to them."""
    return part.order, part.order == LAST and isinstance(part.place, RowPlace)


def _required(table: Table) -> list[str]:
    return [field.name for field in fields(table.struct) if field.default is NODEFAULT]


def _pair(place: object) -> tuple[str, str]:
    return (str(place[0]), str(place[1])) if isinstance(place, tuple) else ("", "")


def _empty() -> Refusal:
    return _no("cell_empty", "This cell must be filled.")


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)
