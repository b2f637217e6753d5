"""A fee's rules as a grid of zones by weights, the way a pricing clerk keeps them, and back again. Pure.

A grid holds rules that differ by zone and bracket only. Columns are zones, lines are brackets, cells minor units; the
zones of one grid have the same brackets, of which the heaviest may be missing. Rules that make no grid stay a row each.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from galeon.tariffs.grids import cells as cell
from galeon.tariffs.sheet import FREIGHT, Basis, Rule

BASES = (Basis.FIRST_CONTINUED, Basis.PER_KG, Basis.GRADUATED, Basis.PER_TICKET, Basis.PER_PIECE, Basis.PER_CBM)
"""What can stand in a grid."""
read_cell = cell.minor
"""A typed or pasted price in minor units: `read_cell(text, currency, mark="")`; None where nothing was typed, or a Refusal."""


class Part(StrEnum):
    """Which amount of a rule a line holds: `amount_minor`, or `first_minor` (the first weight's price, or a base)."""

    AMOUNT = "amount"
    FIRST = "first"


class Line(Struct, frozen=True):
    """One line of a grid: a bracket up to `to_milli` (None = no upper end), and which amount of it.

    A bracket with a first weight or a base has two lines, FIRST above AMOUNT. first_milli, step_milli as in `Rule`.
    """

    basis: Basis
    to_milli: int | None = None
    first_milli: int = 0
    step_milli: int = 0
    part: Part = Part.AMOUNT


Cells = tuple[tuple[int | None, ...], ...]


class Grid(Struct, frozen=True):
    """One fee's prices. like: what its rules have in common, their code first (zone, bracket and amounts are empty).

    zones: the columns' codes, "" = any zone. cells[line][column]: minor units, None = no price. after: how many of the
    rules outside grids stand before it in the list.
    """

    like: Rule
    zones: tuple[str, ...]
    lines: tuple[Line, ...]
    cells: Cells
    after: int = 0


_Bracket = tuple[bool, int, str, int, int]  # sorts by weight, no upper end last
_Column = dict[_Bracket, Rule]


def to_grids(rules: Sequence[Rule]) -> tuple[tuple[Grid, ...], tuple[Rule, ...]]:
    """The grids of a version's rules and the rules that are in none, both in the list's order."""
    grids: list[Grid] = []
    rest: list[Rule] = []
    for key, run in groupby(rules, key=_run_key):
        if key is None:
            rest.extend(run)
            continue
        for like, columns in _blocks(run):
            if like.code != FREIGHT and sum(map(len, columns.values())) == 1:
                rest.extend(rule for column in columns.values() for rule in column.values())
            else:
                grids.append(_grid(like, columns, len(rest)))
    return tuple(grids), tuple(rest)


def from_grids(grids: Iterable[Grid], rest: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of these grids and the others, in the list's order: the inverse of `to_grids`, after `canonical`."""
    rules: list[Rule] = []
    taken = 0
    for grid in grids:
        rules.extend(rest[taken : max(grid.after, taken)])
        taken = max(grid.after, taken)
        rules.extend(rule for rule, _line, _column in placed(grid))
    rules.extend(rest[taken:])
    return tuple(rules)


def canonical(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The same prices with the rows of each fee side by side: zone by zone, lightest bracket first."""
    return from_grids(*to_grids(rules))


def placed(grid: Grid) -> Iterable[tuple[Rule, int, int]]:
    """Each rule of a grid with the line and column of its AMOUNT cell, zone by zone."""
    for column, zone in enumerate(grid.zones):
        first: int | None = None
        for index, line in enumerate(grid.lines):
            amount = grid.cells[index][column]
            if line.part is Part.FIRST:
                first = amount
                continue
            if amount is not None:
                yield _rule(grid.like, zone, line, amount, first or 0), index, column
            first = None


def _rule(like: Rule, zone: str, line: Line, amount: int, first: int) -> Rule:
    return replace(
        like, zone=zone, basis=line.basis, weight_milli_to=line.to_milli, first_milli=line.first_milli,
        step_milli=line.step_milli, amount_minor=amount, first_minor=first,
    )  # fmt: skip


def _run_key(rule: Rule) -> str | None:
    """Neighbours of the same code may make grids. Of a group only one row is paid: those keep their places."""
    return rule.code if rule.basis in BASES and not rule.group else None


def like_of(rule: Rule) -> Rule:
    """What the rules of one grid have in common with this one."""
    return replace(
        rule,
        zone="",
        basis=Basis.PER_KG,
        weight_milli_to=None,
        first_milli=0,
        step_milli=0,
        amount_minor=0,
        first_minor=0,
    )


def _blocks(run: Iterable[Rule]) -> Iterable[tuple[Rule, dict[str, _Column]]]:
    """The rules of one code by what they have in common; a zone's bracket that stands twice goes to a block of its own."""
    shared: dict[Rule, list[dict[str, _Column]]] = {}
    for rule in run:
        bracket = _bracket(rule)
        layers = shared.setdefault(like_of(rule), [])
        layer = next((layer for layer in layers if bracket not in layer.get(rule.zone, ())), None)
        if layer is None:
            layer = {}
            layers.append(layer)
        layer.setdefault(rule.zone, {})[bracket] = rule
    for like, layers in shared.items():
        for layer in layers:
            for columns in _alike(layer):
                yield like, columns


def _bracket(rule: Rule) -> _Bracket:
    to = rule.weight_milli_to
    return (to is None, to or 0, rule.basis, rule.first_milli, rule.step_milli)


def _alike(columns: dict[str, _Column]) -> list[dict[str, _Column]]:
    """Zones that have the same brackets, but for the heaviest ones, together."""
    found: list[tuple[list[_Bracket], dict[str, _Column]]] = []
    for zone, column in columns.items():
        brackets = sorted(column)
        for lines, zones in found:
            common = min(len(lines), len(brackets))
            if lines[:common] == brackets[:common]:
                lines.extend(brackets[common:])
                zones[zone] = column
                break
        else:
            found.append((brackets, {zone: column}))
    return [zones for _lines, zones in found]


def _grid(like: Rule, columns: dict[str, _Column], after: int) -> Grid:
    brackets = max(map(sorted, columns.values()), key=len)
    lines: list[Line] = []
    rows: list[tuple[int | None, ...]] = []
    for bracket in brackets:
        found = [column.get(bracket) for column in columns.values()]
        rules = [rule for rule in found if rule is not None]
        model = rules[0]
        line = Line(model.basis, model.weight_milli_to, model.first_milli, model.step_milli)
        continued = model.basis is Basis.FIRST_CONTINUED
        if continued or any(rule.first_minor for rule in rules):
            lines.append(replace(line, part=Part.FIRST))
            rows.append(tuple((r.first_minor if continued else r.first_minor or None) if r else None for r in found))
        lines.append(line)
        rows.append(tuple(rule.amount_minor if rule else None for rule in found))
    return Grid(like, tuple(columns), tuple(lines), tuple(rows), after)
