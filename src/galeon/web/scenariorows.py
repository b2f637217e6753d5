"""The rows of a what-if's tables as they are drawn: today, then, the difference, and a small bar."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from galeon.decisions.result import Line, Result, winners
from galeon.decisions.tally import Cell, Sums
from galeon.kernel import wording
from galeon.web import formats
from galeon.web.scenariowords import DIMENSIONS, Names, row_name

ACCOUNTS_MAX = 50
WINNERS_MAX = 8
HALF = 50  # of a bar that is 100 wide, from its middle


class Bar(msgspec.Struct, frozen=True):
    """A bar from the middle of 100: to the right what is more, to the left what is less."""

    left: int
    width: int
    tone: str


class Shown(msgspec.Struct, frozen=True):
    """One row. Money in minor units; percentages as text, "" where there is nothing to compare."""

    key: str
    name: str
    note: str
    cell: Cell
    bar: Bar
    percent: str
    alike_percent: str
    margin_today: str
    margin_then: str
    margin_difference_minor: int | None

    @property
    def difference_minor(self) -> int:
        """What customers would pay more."""
        return self.cell.difference_minor


class Table(msgspec.Struct, frozen=True):
    """A dimension's rows; more: how many are left out (they stand in the file)."""

    dimension: str
    label: object
    rows: list[Shown]
    more: int


class Ranking(msgspec.Struct, frozen=True):
    """Accounts that would pay more, or less."""

    more: list[Shown]
    less: list[Shown]


def tables(result: Result, known: Names) -> list[Table]:
    """Every dimension's table; of accounts those that differ most."""
    made = []
    for dimension, label in DIMENSIONS.items():
        lines = result.tables.get(dimension, [])
        kept = lines
        if dimension == "account" and len(lines) > ACCOUNTS_MAX:
            kept = sorted(lines, key=lambda line: (-abs(line.cell.difference_minor), line.key))[:ACCOUNTS_MAX]
        made.append(Table(dimension, label, shown(dimension, kept, known), len(lines) - len(kept)))
    return made


def shown(dimension: str, lines: Sequence[Line], known: Names) -> list[Shown]:
    """Lines of one dimension, their bars on one scale."""
    largest = max((abs(line.cell.difference_minor) for line in lines), default=0)
    return [_shown(dimension, line, largest, known) for line in lines]


def ranking(result: Result, known: Names, *, by_percent: bool) -> Ranking:
    """The accounts that would pay more and less, by amount or by percent."""
    less, more = winners(result.tables.get("account", []), WINNERS_MAX, by_percent=by_percent)
    return Ranking(shown("account", more, known), shown("account", less, known))


def _shown(dimension: str, line: Line, largest: int, known: Names) -> Shown:
    name, note = row_name(dimension, line.key, known)
    cell = line.cell
    return Shown(
        line.key, name, note, cell, _bar(cell.difference_minor, largest),
        change(cell.today.revenue_minor, cell.then.revenue_minor),
        change(cell.alike_today_minor, cell.alike_then_minor), margin(cell.today), margin(cell.then),
        _difference(cell.today.margin_minor, cell.then.margin_minor),
    )  # fmt: skip


def _bar(difference_minor: int, largest: int) -> Bar:
    width = max(1, abs(difference_minor) * HALF // largest) if difference_minor else 0
    return Bar(HALF - width if difference_minor < 0 else HALF, width, "bad" if difference_minor < 0 else "ok")


def _difference(before: int | None, then: int | None) -> int | None:
    return None if before is None or then is None else then - before


def change(before: int, then: int) -> str:
    """+7.3 %; "" where there is nothing to compare with."""
    if not before:
        return ""
    return _percent(then - before, before, is_signed=True)


def margin(sums: Sums) -> str:
    """The margin of those whose cost is known, in percent of what they bring in."""
    if sums.margin_minor is None or not sums.costed_revenue_minor:
        return ""
    return _percent(sums.margin_minor, sums.costed_revenue_minor, is_signed=False)


def _percent(part: int, whole: int, *, is_signed: bool) -> str:
    value = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"))
    text = wording.number(value, formats.language()).replace("-", wording.MINUS)
    return f"{'+' if is_signed and value > 0 else ''}{text}\N{NO-BREAK SPACE}%"


def signed(amount_minor: int | None, currency: str) -> str:
    """+1,234.56, −20.00; an en dash where nothing is known."""
    if amount_minor is None:
        return "–"
    return f"{'+' if amount_minor > 0 else ''}{formats.amount(amount_minor, currency)}"


def weight(weight_g: int) -> str:
    """1,234.6: grams as kilograms with one decimal."""
    value = (Decimal(weight_g) / 1000).quantize(Decimal("0.1"))
    return wording.number(value, formats.language())
