"""A draft as the editor's page holds it, and back: grids of cells and everything else of a sheet, as JSON."""

import re
from datetime import date

import msgspec
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.checks.faults import FAULTS_MAX
from galeon.tariffs.grids.cells import MINOR_MAX
from galeon.tariffs.grids.grid import Grid, from_grids, placed, to_grids
from galeon.tariffs.grids.holes import holes
from galeon.tariffs.sheet import Basis, Divisor, Lengths, Minimum, Rule, Sheet, Step, Unit, Zone

BODY_MAX = 15 * 1024 * 1024
CELLS_MAX = 100_000
NEW_BASIS = Basis.PER_TICKET
_PATH = re.compile(r"(\w+)(?:\[(\d+)\](?:\.(\w+))?)?")


class Doc(Struct, frozen=True, kw_only=True):
    """A `Sheet` with its rules as grids and the rest; rules outside grids keep their order."""

    valid_from: date
    valid_to: date | None = None
    timezone: str
    currency: str
    unit: Unit = Unit.KG
    lengths: Lengths = Lengths.EXACT
    divisors: tuple[Divisor, ...] = ()
    volumetric_by_piece: bool = False
    round_by_piece: bool = False
    weight_milli_min: int = 0
    piece_milli_max: int | None = None
    minimums: tuple[Minimum, ...] = ()
    cheaper_bracket: bool = False
    zones: tuple[Zone, ...]
    steps: tuple[Step, ...]
    note: str = ""
    grids: tuple[Grid, ...]
    rest: tuple[Rule, ...]


class Place(Struct, frozen=True, omit_defaults=True):
    """Where a fault stands on the page: the tab, the row or grid, the cell or the field."""

    text: str
    tab: str
    row: int | None = None
    col: int | None = None
    grid: int | None = None
    name: str = ""


def written(sheet: Sheet) -> bytes:
    """The sheet as the page's JSON."""
    grids, rest = to_grids(sheet.rules)
    parts = {name: getattr(sheet, name) for name in Sheet.__struct_fields__ if name != "rules"}
    return msgspec.json.encode(Doc(**parts, grids=grids, rest=rest))


def read(body: bytes | msgspec.Raw) -> Doc | Refusal:
    """What the page sent. A refusal says what could not be understood; its field is the path in the JSON."""
    if b"\\u0000" in bytes(body):
        return _no("draft_unreadable", "This draft could not be read: {reason}", reason="NUL")
    try:
        doc = msgspec.json.decode(body, type=Doc)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as fault:
        return _no("draft_unreadable", "This draft could not be read: {reason}", reason=str(fault)[:200])
    for grid in doc.grids:
        if any(len(row) != len(grid.zones) for row in grid.cells) or len(grid.cells) != len(grid.lines):
            return _no("grid_ragged", "A grid has another size than its zones and weights.")
        if any(cell is not None and not 0 <= cell <= MINOR_MAX for row in grid.cells for cell in row):
            return _no("price_out_of_range", "A price is below zero or too large.")
    if sum(len(grid.cells) * len(grid.zones) for grid in doc.grids) > 2 * CELLS_MAX:
        return _no("grid_too_large", "At most {max} cells fit one price list.", max=str(2 * CELLS_MAX))
    return doc


def sheet_of(doc: Doc) -> Sheet:
    """The draft as the acts take it."""
    parts = {name: getattr(doc, name) for name in Sheet.__struct_fields__ if name != "rules"}
    return Sheet(**parts, rules=from_grids(doc.grids, doc.rest))


def gaps(doc: Doc) -> list[Place]:
    """Prices a grid should have and has not, as a workbook is told of them: none of them makes a rule that a check sees."""
    found = [
        Place(hole.refusal.text(), "grids", hole.line or 0, hole.column, number)
        for number, grid in enumerate(doc.grids)
        for hole in holes(grid)
    ]
    return found[:FAULTS_MAX]


def places(doc: Doc, refusals: tuple[Refusal, ...]) -> list[Place]:
    """Each fault with the place it stands at."""
    rules = _rule_places(doc) if any((refusal.field or "").startswith("rules[") for refusal in refusals) else []
    return [_place(refusal, rules) for refusal in refusals]


def _rule_places(doc: Doc) -> list[tuple[int | None, int, int]]:
    """For each rule of `sheet_of`: (grid, line, column), or (None, row of the rest, 0)."""
    found: list[tuple[int | None, int, int]] = []
    taken = 0
    for number, grid in enumerate(doc.grids):
        upto = min(max(grid.after, taken), len(doc.rest))
        found += [(None, row, 0) for row in range(taken, upto)]
        taken = upto
        found += [(number, line, column) for _rule, line, column in placed(grid)]
    return found + [(None, row, 0) for row in range(taken, len(doc.rest))]


def _place(refusal: Refusal, rules: list[tuple[int | None, int, int]]) -> Place:
    found = _PATH.match(refusal.field or "")
    text = refusal.text()
    if found is None:
        return Place(text, "")
    table, index, name = found.group(1), int(found.group(2) or 0), found.group(3) or ""
    if table == "rules" and found.group(2) is not None and index < len(rules):
        grid, row, col = rules[index]
        return Place(text, "grids", row, col, grid, name) if grid is not None else Place(text, "rules", row, name=name)
    if table == "rules":
        return Place(text, "grids")
    if table == "zones":
        return Place(text, "zones", index, _column(name))
    if table in ("steps", "divisors", "minimums"):
        return Place(text, "weights", index, name=table)
    return Place(text, "head", name=table)


def _column(name: str) -> int:
    fields = Zone.__struct_fields__
    return fields.index(name) if name in fields else 0


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=None, message=message, params=params)
